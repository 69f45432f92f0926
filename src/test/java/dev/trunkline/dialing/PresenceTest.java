package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An agent's browser disappears, and comes back.
class PresenceTest {

    private static TestDatabase database;
    private static Floor floor;

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private PresenceDesk presence;
    private OrganizationId organization;
    private CampaignId campaign;
    private UserId agent;

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

    @BeforeEach
    void sitDown() {
        presence = new PresenceDesk(
                floor.store,
                floor.get(AgentRepository.class),
                floor.get(ProviderDesk.class),
                () -> Instant.now().plus(ahead.get()));
        organization = floor.organization(
                database,
                "{\"speed\": 20, \"answerRate\": 1, \"ringSeconds\": {\"min\": 1, \"max\": 2}, \"talkSeconds\": {\"min\": 60, \"max\": 60}}");
        floor.number(organization, "+12025550100");
        campaign = floor.campaign(
                organization, CampaignMode.PREDICTIVE, floor.leads(organization, 5), s -> s.concurrent(50));
        agent = new ScriptedAgents(floor, organization, campaign, () -> Duration.ZERO).sitDown();
    }

    private void pass(Duration time) {
        ahead.set(time);
        presence.step(organization);
    }

    private Agent agent() {
        return floor.store
                .engine(organization, () -> floor.get(AgentRepository.class).find(organization, agent))
                .orElseThrow();
    }

    @Test
    void within_the_lease_nothing_changes() {
        pass(Duration.ofSeconds(13));
        assertThat(agent().disconnected()).isFalse();
    }

    @Test
    void a_browser_that_vanishes_is_noticed_within_fifteen_seconds_and_gets_no_call() {
        pass(Duration.ofSeconds(14));
        assertThat(agent().disconnected()).isTrue();
        assertThat(agent().status()).isEqualTo(AgentStatus.AVAILABLE);

        floor.get(ControlDesk.class).start(organization, campaign);
        floor.get(DialingLoop.class).step(organization, campaign);
        assertThat(floor.one(organization, Long.class, "SELECT count(*) FROM call"))
                .isZero();
    }

    @Test
    void a_server_that_has_just_started_gives_browsers_time_to_find_it() {
        floor.sql(organization, "UPDATE presence SET seen_at = seen_at - make_interval(secs => :x)", 3600);
        pass(Duration.ofSeconds(5));
        assertThat(agent().disconnected()).isFalse();
        pass(Duration.ofSeconds(11));
        assertThat(agent().disconnected()).isTrue();
    }

    @Test
    void a_call_goes_on_without_the_browser_and_is_there_when_it_comes_back() {
        floor.get(ControlDesk.class).start(organization, campaign);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> agent().status() == AgentStatus.ON_CALL);
        var call = agent().callId();

        pass(Duration.ofSeconds(14));
        assertThat(agent().disconnected()).isTrue();
        assertThat(agent().callId()).as("the customer is not cut off").isEqualTo(call);
        assertThat(floor.one(organization, String.class, "SELECT status FROM call WHERE user_id IS NOT NULL"))
                .isEqualTo("in-progress");

        ahead.set(Duration.ofSeconds(20));
        presence.seen(organization, agent);
        assertThat(agent().disconnected()).isFalse();
        assertThat(agent().callId()).isEqualTo(call);
        floor.get(ControlDesk.class).stop(organization, campaign);
    }

    @Test
    void a_session_begun_during_the_wrap_up_of_the_last_one_has_its_agent_afterwards() {
        floor.get(ControlDesk.class).start(organization, campaign);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> agent().status() == AgentStatus.WRAP_UP);
        var call = java.util.Objects.requireNonNull(agent().callId());
        ControlDesk control = floor.get(ControlDesk.class);
        control.stopSession(organization, java.util.Objects.requireNonNull(agent().sessionId()), "stopped");
        var next = floor.store.engine(
                organization,
                () -> floor.get(SessionRepository.class)
                        .create(organization, agent, campaign, null, CampaignMode.PREDICTIVE, 1, List.of()));
        control.startSession(organization, next);
        assertThat(agent().status()).isEqualTo(AgentStatus.WRAP_UP);

        floor.get(DispositionDesk.class)
                .dispose(organization, new DispositionDesk.Said(call, "connected", null, null, agent));
        assertThat(agent().sessionId()).isEqualTo(next);
        assertThat(agent().status()).isIn(AgentStatus.AVAILABLE, AgentStatus.ON_CALL);
        control.stop(organization, campaign);
    }

    @Test
    void who_comes_back_takes_the_person_who_waits() {
        pass(Duration.ofSeconds(14));
        floor.sql(organization, """
                INSERT INTO call (organization_id, campaign_id, mode, from_e164, to_e164, provider, is_mock, status, started_at, answered_at)
                SELECT organization_id, id, 'predictive', '+12025550100', :x, 'simulator', true, 'in-progress', app_now(), app_now()
                  FROM campaign""", "+12125559999");

        ahead.set(Duration.ofSeconds(20));
        presence.seen(organization, agent);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> agent().status() == AgentStatus.ON_CALL);
    }
}
