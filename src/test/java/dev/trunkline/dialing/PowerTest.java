package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.campaigns.BusyLinePolicy;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One agent, several lines, everybody answers now and then: the law of the lines holds under every policy.
@Tag("slow")
class PowerTest {

    private static TestDatabase database;
    private static Floor floor;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        floor = new Floor(database);
    }

    @AfterAll
    static void close() {
        floor.close();
        database.close();
    }

    @ParameterizedTest
    @EnumSource(BusyLinePolicy.class)
    void an_agent_works_the_queue_to_its_end(BusyLinePolicy policy) {
        var organization = floor.business(
                database,
                "{\"speed\": 100, \"answerRate\": 0.6, \"machineRate\": 0, \"noAnswerRate\": 0.3, \"busyRate\": 0.1}");
        var campaign = floor.campaign(
                organization,
                CampaignMode.POWER,
                floor.leads(organization, 40),
                s -> s.busyLine(policy).attempts(1));
        var session = session(organization, campaign, 3);
        floor.get(ControlDesk.class).start(organization, campaign);
        floor.get(ControlDesk.class).startSession(organization, session.id());

        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    dispose(organization, session.agent());
                    return floor.status(organization, campaign) == CampaignStatus.COMPLETED;
                });

        assertThat(count(organization, "SELECT count(*) FROM call WHERE ended_at IS NULL"))
                .isZero();
        assertThat(count(organization, "SELECT count(DISTINCT lead_id) FROM call WHERE attempt_counted"))
                .isEqualTo(40);
        assertThat(count(organization, "SELECT count(*) FROM queue_entry WHERE attempt_count <> 1"))
                .isZero();
        assertThat(count(organization, """
                SELECT count(*) FROM call a JOIN call b ON a.user_id = b.user_id AND a.id < b.id
                 WHERE a.connected_at IS NOT NULL AND b.connected_at IS NOT NULL
                   AND a.connected_at < b.ended_at AND b.connected_at < a.ended_at"""))
                .as("talks of one agent that overlap")
                .isZero();
        assertThat(count(organization, "SELECT count(*) FROM call WHERE connected_at IS NOT NULL AND outcome IS NULL"))
                .isZero();
        assertThat(count(organization, """
                SELECT count(*) FROM call WHERE answered_at IS NOT NULL AND
                  (connected_at IS NOT NULL)::int + dropped::int + (outcome = 'dropped' AND NOT dropped)::int <> 1"""))
                .as("a human who answered is connected or dropped, never both, never neither")
                .isZero();
        assertThat(count(organization, "SELECT count(*) FROM abandon_ledger WHERE verdict IS NULL"))
                .isZero();
        assertThat(count(organization, "SELECT count(*) FROM abandon_ledger"))
                .isEqualTo(count(organization, "SELECT count(*) FROM call WHERE answered_at IS NOT NULL"));
        assertThat(
                        count(
                                organization,
                                "SELECT count(*) FROM agent_state a JOIN agent_state b ON a.user_id = b.user_id AND a.began_at < b.began_at AND a.ended_at > b.began_at"))
                .as("intervals of an agent that overlap")
                .isZero();
        assertThat(floor.one(organization, String.class, "SELECT status || '/' || end_reason FROM session"))
                .isEqualTo("ENDED/completed");
        assertThat(agent(organization, session.agent())).isEqualTo(AgentStatus.OFFLINE);
        assertThat(count(organization, "SELECT count(*) FROM number_state WHERE live_call_id IS NOT NULL"))
                .isZero();
    }

    private record Sitting(SessionId id, UserId agent) {}

    private static Sitting session(OrganizationId organization, CampaignId campaign, int lines) {
        UserId agent = floor.user(organization, "Ada");
        List<NumberId> numbers = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            numbers.add(floor.number(organization, "+1202555010" + i));
        }
        SessionId id = floor.store.engine(
                organization,
                () -> floor.get(SessionRepository.class)
                        .create(organization, agent, campaign, null, CampaignMode.POWER, lines, numbers));
        return new Sitting(id, agent);
    }

    /// The agent is there, and says what came of a talk as soon as it is over.
    private static void dispose(OrganizationId organization, UserId user) {
        floor.get(PresenceDesk.class).seen(organization, user);
        var agent = floor.store
                .engine(organization, () -> floor.get(AgentRepository.class).find(organization, user))
                .orElseThrow();
        if (agent.status() == AgentStatus.WRAP_UP && agent.callId() != null) {
            floor.get(DispositionDesk.class)
                    .dispose(organization, new DispositionDesk.Said(agent.callId(), "connected", "spoke", null, user));
        }
    }

    private static AgentStatus agent(OrganizationId organization, UserId user) {
        return floor.store
                .engine(organization, () -> floor.get(AgentRepository.class).find(organization, user))
                .orElseThrow()
                .status();
    }

    private static long count(OrganizationId organization, String query) {
        return floor.one(organization, Long.class, query);
    }
}
