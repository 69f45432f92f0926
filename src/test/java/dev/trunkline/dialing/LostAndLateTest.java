package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentRepository.Move;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.BusyLinePolicy;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Orders and messages that cross each other on the way, one at a time.
class LostAndLateTest {

    private TestDatabase database;
    private final HandCarrier carrier = new HandCarrier();
    private Floor floor;
    private OrganizationId organization;
    private CampaignId campaign;
    private UserId agent;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        floor = carrier.floor(database);
        organization = floor.business(database, "{}");
    }

    @AfterEach
    void close() {
        carrier.line.countDown();
        floor.close();
        database.close();
    }

    @Test
    void a_stop_that_overtakes_the_request_for_a_call_ends_the_line_as_soon_as_there_is_one() {
        carrier.line = new CountDownLatch(1);
        dial(1, 1, AmdMode.OFF, "hang-up");
        await(() -> carrier.asked.size() == 1);
        floor.get(ControlDesk.class).stop(organization, campaign);
        await(() -> carrier.asked.size() == 2);
        carrier.line.countDown();
        CallId call = floor.calls(organization).getFirst();
        await(() -> carrier.asked.contains("hang-up " + call));
        assertThat(carrier.asked).containsExactly("call " + call, "hang-up of nothing " + call, "hang-up " + call);
    }

    @Test
    void a_line_that_rings_after_it_was_given_up_is_looked_after_soon() {
        dial(1, 1, AmdMode.OFF, "hang-up");
        CallId call = HandCarrier.placed(floor, organization, 1).getFirst();
        floor.get(ControlDesk.class).stop(organization, campaign);
        await(() -> carrier.asked.contains("hang-up " + call));
        carrier.tell(floor, organization, call, new Signal.Ringing(Instant.now()));
        assertThat(floor.one(organization, Boolean.class, "SELECT check_at < app_now() + interval '6 s' FROM call"))
                .isTrue();
    }

    @Test
    void a_verdict_that_overtakes_its_answer_brings_the_agent() {
        dial(1, 1, AmdMode.BESIDE, "hang-up");
        CallId call = HandCarrier.placed(floor, organization, 1).getFirst();
        carrier.tell(floor, organization, call, new Signal.AnswerDetected(Instant.now(), AnswerType.HUMAN));
        await(() -> carrier.asked.contains("join " + call));
        carrier.tell(floor, organization, call, new Signal.Answered(Instant.now()));
        assertThat(carrier.asked).containsOnlyOnce("join " + call);
    }

    @Test
    void an_agent_who_was_taken_from_a_machine_is_connected_to_the_next_person() {
        dial(2, 2, AmdMode.BESIDE, "message");
        List<CallId> calls = HandCarrier.placed(floor, organization, 2);
        answerAndJoin(calls.getFirst());
        carrier.tell(
                floor, organization, calls.getFirst(), new Signal.AnswerDetected(Instant.now(), AnswerType.MACHINE));
        answerAndJoin(calls.getLast());
        assertThat(floor.one(
                        organization,
                        Boolean.class,
                        "SELECT connected_at IS NOT NULL FROM call WHERE id = '" + calls.getLast() + "'"))
                .isTrue();
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void a_talk_is_a_talk_although_its_beginning_was_not_told() {
        dial(1, 1, AmdMode.OFF, "hang-up");
        CallId call = HandCarrier.placed(floor, organization, 1).getFirst();
        carrier.tell(floor, organization, call, new Signal.Answered(Instant.now()));
        await(() -> carrier.asked.contains("join " + call));
        carrier.happened.get(call).add(new Signal.AgentJoined(Instant.now()));
        hangUp(call);
        assertThat(agentNow()).isEqualTo(AgentStatus.WRAP_UP);
        assertThat(floor.one(organization, String.class, "SELECT verdict FROM abandon_ledger"))
                .isEqualTo("connected");
        assertThat(floor.one(organization, String.class, "SELECT status FROM queue_entry"))
                .isEqualTo("CALLING");
    }

    @Test
    void a_person_who_heard_the_message_is_not_called_again_although_it_was_not_told() {
        floor.number(organization, "+12025550100");
        campaign = floor.campaign(organization, CampaignMode.UNATTENDED, floor.leads(organization, 1), s -> s);
        floor.get(ControlDesk.class).start(organization, campaign);
        CallId call = HandCarrier.placed(floor, organization, 1).getFirst();
        carrier.tell(floor, organization, call, new Signal.Answered(Instant.now()));
        await(() -> carrier.asked.contains("play " + call));
        carrier.happened.get(call).add(new Signal.MessageStarted(Instant.now()));
        hangUp(call);
        assertThat(floor.one(organization, String.class, "SELECT status || ' ' || last_outcome FROM queue_entry"))
                .isEqualTo("COMPLETED connected");
    }

    @Test
    void somebody_who_hung_up_before_the_agent_came_was_not_talked_to() {
        dial(1, 1, AmdMode.OFF, "hang-up");
        CallId call = HandCarrier.placed(floor, organization, 1).getFirst();
        carrier.tell(floor, organization, call, new Signal.Answered(Instant.now()));
        hangUp(call);
        assertThat(floor.one(organization, String.class, "SELECT verdict FROM abandon_ledger"))
                .isEqualTo("abandoned");
        assertThat(agentNow()).isEqualTo(AgentStatus.AVAILABLE);
    }

    @Test
    void the_intervals_of_an_agent_tile_the_time_although_a_transaction_waited_for_another() {
        UserId user = floor.user(organization, "Ada");
        var agents = floor.get(AgentRepository.class);
        var begun = new CountDownLatch(1);
        var other = new CountDownLatch(1);
        var early = CompletableFuture.runAsync(() -> floor.store.engine(organization, () -> {
            floor.get(LaunchRepository.class).now();
            begun.countDown();
            await(() -> other.getCount() == 0);
            agents.move(organization, agents.lock(organization, user), move(AgentStatus.BREAK));
        }));
        await(() -> begun.getCount() == 0);
        floor.store.engine(
                organization,
                () -> agents.move(organization, agents.lock(organization, user), move(AgentStatus.AVAILABLE)));
        other.countDown();
        early.join();
        Invariants.assertAlways(floor.store, organization);
        assertThat(
                        floor.one(
                                organization,
                                Boolean.class,
                                "SELECT a.since = s.began_at FROM agent a JOIN agent_state s USING (user_id) WHERE s.ended_at IS NULL"))
                .isTrue();
    }

    private static Move move(AgentStatus to) {
        return new Move(to, null, null, null, null, null);
    }

    /// A power session with so many leads and lines.
    private void dial(int leads, int lines, AmdMode amd, String machineAction) {
        agent = floor.user(organization, "Ada");
        var numbers = List.of(floor.number(organization, "+12025550100"), floor.number(organization, "+12025550101"));
        campaign = floor.campaign(
                organization,
                CampaignMode.POWER,
                floor.leads(organization, leads),
                s -> s.amd(amd).busyLine(BusyLinePolicy.KEEP_RINGING));
        floor.sql(organization, "UPDATE campaign SET machine_action = :x", machineAction);
        floor.get(ControlDesk.class).start(organization, campaign);
        var session = floor.store.engine(
                organization,
                () -> floor.get(SessionRepository.class)
                        .create(organization, agent, campaign, null, CampaignMode.POWER, lines, numbers));
        floor.get(ControlDesk.class).startSession(organization, session);
    }

    private void answerAndJoin(CallId call) {
        carrier.tell(floor, organization, call, new Signal.Answered(Instant.now()));
        await(() -> carrier.asked.contains("join " + call));
        carrier.tell(floor, organization, call, new Signal.AgentJoined(Instant.now()));
    }

    private void hangUp(CallId call) {
        carrier.tell(
                floor,
                organization,
                call,
                new Signal.Ended(Instant.now(), CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER, null, ""));
    }

    private AgentStatus agentNow() {
        return floor.store
                .engine(organization, () -> floor.get(AgentRepository.class).find(organization, agent))
                .orElseThrow()
                .status();
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
