package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.agents.SessionRepository;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.BusyLinePolicy;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.AgentLegEvent;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.ProviderEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An agent who is found without a look before has the call as one who is found by a look; and none is found where a
/// look would find none.
class ForeseenJoinsTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private TestDatabase database;
    private final HandCarrier carrier = new HandCarrier();
    private Floor floor;
    private OrganizationId organization;
    private NumberId number;
    private CampaignId campaign;
    private boolean isPromised;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        floor = carrier.floor(database);
        organization = floor.business(database, "{}");
        number = floor.number(organization, "+12025550100");
    }

    @AfterEach
    void close() {
        floor.close();
        database.close();
        threads.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POWER, false, false",
        "POWER, false, true",
        "PREDICTIVE, false, false",
        "PREDICTIVE, false, true",
        "PREDICTIVE, true, false",
        "PREDICTIVE, true, true"
    })
    void an_answer_leaves_what_a_look_leads_to(CampaignMode mode, boolean promised, boolean isRecorded) {
        isPromised = promised;
        floor.sql(organization, "UPDATE organization SET recording_enabled = :x", isRecorded);
        List<CallId> calls = ringing(mode, 2, 1, BusyLinePolicy.CANCEL_RINGING);
        CallId foreseen = calls.getFirst();
        CallId seen = calls.getLast();
        floor.sql(organization, "UPDATE call SET notes = :x WHERE id = '" + seen + "'", "somebody was here");

        ForeseenSteps.Result result = answer(foreseen);
        assertThat(result.isWritten()).isTrue();
        assertThat(result.orders()).hasAtLeastOneElementOfType(Order.Join.class);
        assertThat(answer(seen).isWritten()).isFalse();
        carrier.tell(floor, organization, seen, new Signal.Answered(now()));
        Awaitility.await().until(() -> carrier.asked.contains("join " + seen));

        assertThat(everythingOf(foreseen))
                .isEqualTo(everythingOf(seen))
                .contains(
                        "in-progress",
                        "on-call",
                        "ANSWERED",
                        "open",
                        isPromised ? "ringing t t t f, on-call t t t t" : "available t t f, on-call t t t t")
                .contains(isRecorded ? "recording RECORDING_STARTED" : "none ");
        assertThat(floor.one(organization, Long.class, "SELECT count(DISTINCT user_id) FROM call"))
                .as("each has an agent of their own")
                .isEqualTo(2);
        assertThat(floor.one(organization, String.class, """
                        SELECT concat_ws(' ', count(*), count(*) FILTER (WHERE p.outcome = 'HUMAN' AND p.seconds BETWEEN 0 AND 20
                                 AND EXISTS (SELECT FROM call c WHERE p.score = c.answer_score AND p.traits = c.answer_traits)))
                          FROM pacing_event p WHERE p.kind = 'resolved'"""))
                .as("what pacing learns")
                .isEqualTo(mode == CampaignMode.PREDICTIVE ? "2 2" : "0 0");
        calls.forEach(call -> carrier.tell(floor, organization, call, new Signal.AgentJoined(now())));
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void who_answers_when_nobody_is_free_waits_as_a_look_leads_to() {
        List<CallId> calls = ringing(CampaignMode.PREDICTIVE, 2, 1, BusyLinePolicy.CANCEL_RINGING);
        CallId foreseen = calls.getFirst();
        CallId seen = calls.getLast();
        floor.sql(organization, "UPDATE agent SET audio = :x", "pending");
        floor.sql(organization, "UPDATE call SET notes = :x WHERE id = '" + seen + "'", "somebody was here");
        assertThat(answer(foreseen).orders())
                .containsExactly(
                        new Order.Match(organization, campaign),
                        new Order.LetWait("simulator", ref(foreseen)),
                        new Order.Wake(organization, campaign));
        ForeseenSteps.Result unforeseen = answer(seen);
        assertThat(unforeseen.isWritten()).isFalse();
        assertThat(unforeseen.orders()).containsExactly(new Order.Match(organization, campaign));
        floor.get(CallDesk.class).accept(event(seen, new Signal.Answered(now())));
        assertThat(state(foreseen))
                .isEqualTo(state(seen))
                .startsWith("in-progress simulator t f")
                .contains("ANSWERED");
        assertThat(floor.one(organization, Long.class, "SELECT count(*) FROM pacing_event WHERE kind = 'resolved'"))
                .isEqualTo(2);
    }

    @Test
    void who_waits_hears_the_message_when_the_time_is_over() {
        CallId call = ringing(CampaignMode.PREDICTIVE, 1, 1, BusyLinePolicy.CANCEL_RINGING)
                .getFirst();
        floor.sql(organization, "UPDATE agent SET audio = :x", "pending");
        carrier.tell(floor, organization, call, new Signal.Answered(now()));
        Awaitility.await().until(() -> carrier.asked.contains("play " + call));
        assertThat(floor.one(organization, Boolean.class, "SELECT dropped FROM call"))
                .isTrue();
    }

    @Test
    void who_waits_is_given_to_the_first_who_is_free() {
        CallId call = ringing(CampaignMode.PREDICTIVE, 1, 1, BusyLinePolicy.CANCEL_RINGING)
                .getFirst();
        floor.sql(organization, "UPDATE agent SET audio = :x", "pending");
        ForeseenSteps.Result waits = answer(call);
        assertThat(waits.isWritten()).isTrue();
        floor.sql(organization, "UPDATE agent SET audio = :x", "live");
        floor.get(ProviderDesk.class).carryOut(waits.orders());
        Awaitility.await().until(() -> carrier.asked.contains("join " + call));
    }

    @Test
    void an_agent_whom_somebody_holds_is_passed_over() {
        CallId call = ringing(CampaignMode.PREDICTIVE, 1, 1, BusyLinePolicy.CANCEL_RINGING)
                .getFirst();
        Runnable letGo = hold("UPDATE agent SET reason = :x", "somebody is here");
        ForeseenSteps.Result waits = answer(call);
        letGo.run();
        assertThat(waits.orders()).contains(new Order.LetWait("simulator", ref(call)));
        floor.get(ProviderDesk.class).carryOut(waits.orders());
        Awaitility.await().until(() -> carrier.asked.contains("join " + call));
    }

    /// The answer's own orders are not carried out here: nobody but who held the agent looks for who waits.
    @ParameterizedTest
    @ValueSource(strings = {"their audio is confirmed once more", "they write about an earlier call"})
    void whoever_held_a_free_agent_in_vain_looks_for_who_waits(String why) throws Exception {
        List<CallId> calls = ringing(CampaignMode.PREDICTIVE, 2, 1, BusyLinePolicy.CANCEL_RINGING);
        Call earlier = talkedOn(calls.getFirst());
        UserId agent = earlier.userId();
        floor.sql(organization, "UPDATE agent SET audio = :x WHERE user_id <> '" + agent + "'", "pending");
        Runnable holding = why.contains("write")
                ? () -> floor.get(HangUpDesk.class).notes(organization, earlier, "has a dog")
                : () -> floor.get(AgentLegDesk.class).accept(new AgentLegEvent.Came(organization, agent, "leg"));
        CallId waits = calls.getLast();
        Runnable letGo = hold("UPDATE agent SET reason = :x", "somebody is here");
        CompletableFuture<Void> holds;
        try {
            holds = CompletableFuture.runAsync(holding, threads);
            waiting(1);
            assertThat(answer(waits).orders()).contains(new Order.LetWait("simulator", ref(waits)));
        } finally {
            letGo.run();
        }
        holds.get(10, TimeUnit.SECONDS);
        Awaitility.await().until(() -> carrier.asked.contains("join " + waits));
    }

    @ParameterizedTest
    @EnumSource(BusyLinePolicy.class)
    void the_other_lines_of_the_session_are_given_up_as_the_campaign_says(BusyLinePolicy policy) {
        List<CallId> calls = placed(CampaignMode.POWER, 1, 3, policy);
        CallId taken = calls.getFirst();
        CallId ringing = calls.getLast();
        rings(taken);
        rings(ringing);
        floor.sql(organization, "UPDATE organization SET preset = :x", "us-consumer");
        assertThat(answer(taken).orders()).contains(new Order.GiveUpLines(ref(taken)));
        List<Order> orders = giveUpLines(taken);
        if (policy == BusyLinePolicy.CANCEL_RINGING) {
            assertThat(orders)
                    .as("who rings already rings for as long as the law wants it")
                    .satisfiesExactly(
                            order -> assertThat(order).isEqualTo(new Order.GiveUp("simulator", ref(calls.get(1)))),
                            order -> assertThat(order)
                                    .isInstanceOfSatisfying(
                                            Order.GiveUpAt.class,
                                            at -> assertThat(at.call()).isEqualTo(ref(ringing))));
            assertThat(giveUpLines(taken)).as("once").hasSize(1);
        } else {
            assertThat(orders).isEmpty();
        }
    }

    @Test
    void lines_are_kept_for_an_agent_who_is_free_again() {
        List<CallId> calls = placed(CampaignMode.POWER, 1, 2, BusyLinePolicy.CANCEL_RINGING);
        rings(calls.getFirst());
        assertThat(answer(calls.getFirst()).isWritten()).isTrue();
        carrier.tell(floor, organization, calls.getFirst(), ended());
        assertThat(giveUpLines(calls.getFirst())).isEmpty();
    }

    /// Otherwise the lines of a session would wait for one another, and whoever answers for all of them.
    @Test
    void until_somebody_answers_the_lines_of_a_session_wait_for_nobody() throws Exception {
        List<CallId> calls = placed(CampaignMode.POWER, 1, 2, BusyLinePolicy.CANCEL_RINGING);
        Runnable letGo = hold("UPDATE agent SET reason = :x", "somebody is here");
        try {
            CompletableFuture.runAsync(() -> calls.forEach(call -> {
                        rings(call);
                        carrier.tell(floor, organization, call, ended());
                    }))
                    .get(10, TimeUnit.SECONDS);
        } finally {
            letGo.run();
        }
        assertThat(calls).allSatisfy(call -> assertThat(log(call)).endsWith("RINGING CANCELED"));
    }

    @Test
    void an_end_that_meets_an_answer_frees_the_agent_who_took_it() throws Exception {
        CallId call =
                ringing(CampaignMode.POWER, 1, 1, BusyLinePolicy.CANCEL_RINGING).getFirst();
        Runnable letGo = hold("UPDATE session SET current_index = current_index + :x", 0);
        CompletableFuture<Boolean> answer;
        CompletableFuture<Void> end;
        try {
            answer = CompletableFuture.supplyAsync(() -> answer(call).isWritten(), threads);
            waiting(1);
            end = CompletableFuture.runAsync(() -> carrier.tell(floor, organization, call, ended()), threads);
            waiting(2);
        } finally {
            letGo.run();
        }
        assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
        end.get(10, TimeUnit.SECONDS);
        assertThat(floor.one(organization, Boolean.class, "SELECT call_id IS NULL AND status = 'available' FROM agent"))
                .isTrue();
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void the_first_words_about_a_line_leave_what_a_look_leads_to() {
        carrier.line = new CountDownLatch(1);
        campaign = floor.campaign(organization, CampaignMode.POWER, floor.leads(organization, 2), s -> s.concurrent(2));
        floor.get(ControlDesk.class).start(organization, campaign);
        sitDown(CampaignMode.POWER, 2, "Ada");
        Awaitility.await().until(() -> carrier.asked.size() == 2);
        CallId foreseen = floor.calls(organization).getFirst();
        CallId seen = floor.calls(organization).getLast();
        floor.sql(organization, "UPDATE call SET notes = :x WHERE id = '" + seen + "'", "somebody was here");

        assertThat(take(foreseen, new Signal.Dialing(now())).isWritten()).isTrue();
        assertThat(take(seen, new Signal.Dialing(now())).isWritten()).isFalse();
        floor.get(CallDesk.class).accept(event(seen, new Signal.Dialing(now())));
        assertThat(everythingOf(foreseen)).isEqualTo(everythingOf(seen)).contains("dialing", "tried t -");
        assertThat(take(foreseen, new Signal.Ringing(now())).isWritten()).isTrue();
        floor.get(CallDesk.class).accept(event(foreseen, ended(CallStatus.BUSY)));
        assertThat(everythingOf(foreseen)).contains("busy", "tried t busy");
        carrier.line.countDown();
    }

    @Test
    void who_answers_while_the_agent_talks_is_looked_at() {
        List<CallId> calls = ringing(CampaignMode.POWER, 1, 2, BusyLinePolicy.KEEP_RINGING);
        assertThat(answer(calls.getFirst()).isWritten()).isTrue();
        assertThat(answer(calls.getLast()).isWritten()).isFalse();
        carrier.tell(floor, organization, calls.getLast(), new Signal.Answered(now()));
        assertThat(floor.one(organization, Long.class, "SELECT count(*) FROM call WHERE dropped"))
                .isEqualTo(1);
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void an_agent_who_is_reserved_for_a_line_hears_it_ring_and_takes_it() {
        CallId call = placed(CampaignMode.PREDICTIVE, 1, 1, BusyLinePolicy.CANCEL_RINGING)
                .getFirst();
        floor.sql(organization, "UPDATE agent SET status = :x, call_id = '" + call + "'", "dialing");
        floor.sql(organization, "UPDATE call SET mode = :x, user_id = (SELECT user_id FROM agent)", "predictive");
        carrier.tell(floor, organization, call, new Signal.Ringing(now()));
        assertThat(floor.one(organization, String.class, "SELECT status FROM agent"))
                .isEqualTo("ringing");
        carrier.tell(floor, organization, call, new Signal.Answered(now()));
        Awaitility.await().until(() -> carrier.asked.contains("join " + call));
        assertThat(floor.one(organization, String.class, "SELECT status FROM agent"))
                .isEqualTo("on-call");
    }

    /// Whoever answered while the tick held the agent has passed over them.
    @Test
    void a_tick_that_held_an_agent_for_a_promise_in_vain_looks_for_who_waits() {
        floor.sql(organization, "UPDATE organization SET max_concurrent_calls = :x", 1);
        campaign = floor.campaign(
                organization, CampaignMode.PREDICTIVE, floor.leads(organization, 2), s -> s.concurrent(2));
        floor.get(ControlDesk.class).start(organization, campaign);
        sitDown(CampaignMode.PREDICTIVE, 1, "Ada");
        HandCarrier.placed(floor, organization, 1);
        floor.sql(organization, "UPDATE queue_entry SET agent_guaranteed = true WHERE status = :x", "PENDING");
        assertThat(floor.get(DialingDesk.class).tick(organization, campaign).orders())
                .contains(new Order.Match(organization, campaign));
    }

    @Test
    void nobody_is_joined_to_a_call_that_was_given_up() {
        CallId call = ringing(CampaignMode.PREDICTIVE, 1, 1, BusyLinePolicy.CANCEL_RINGING)
                .getFirst();
        floor.get(ControlDesk.class).stop(organization, campaign);
        Awaitility.await().until(() -> carrier.asked.contains("hang-up " + call));
        assertThat(answer(call).isWritten()).isFalse();
        assertThat(log(call)).doesNotContain("ANSWERED");
    }

    private List<CallId> ringing(CampaignMode mode, int agents, int linesEach, BusyLinePolicy policy) {
        List<CallId> calls = placed(mode, agents, linesEach, policy);
        calls.forEach(this::rings);
        return calls;
    }

    private void rings(CallId call) {
        carrier.tell(floor, organization, call, new Signal.Ringing(now()));
    }

    /// To the end, and the agent is free again.
    private Call talkedOn(CallId id) {
        List.of(new Signal.Answered(now()), new Signal.AgentJoined(now()), ended(CallStatus.COMPLETED))
                .forEach(signal -> carrier.tell(floor, organization, id, signal));
        Call call = floor.store.engine(
                organization,
                () -> floor.get(CallRepository.class).find(organization, id).orElseThrow());
        floor.get(DispositionDesk.class)
                .dispose(organization, new DispositionDesk.Said(id, "connected", null, null, call.userId()));
        return call;
    }

    /// Another transaction has written this, and goes on until it is told to.
    private Runnable hold(String sql, Object value) {
        var held = new CompletableFuture<Void>();
        var letGo = new CompletableFuture<Void>();
        var other = CompletableFuture.runAsync(
                () -> floor.store.engine(organization, () -> {
                    floor.sql(organization, sql, value);
                    held.complete(null);
                    letGo.join();
                }),
                threads);
        CompletableFuture.anyOf(held, other).join();
        return () -> {
            letGo.complete(null);
            other.join();
        };
    }

    /// Until so many wait for a lock.
    private void waiting(int count) {
        Awaitility.await()
                .until(() -> floor.one(organization, Long.class, "SELECT count(*) FROM pg_locks WHERE NOT granted")
                        == count);
    }

    private static Signal ended() {
        return ended(CallStatus.CANCELED);
    }

    private static Signal ended(CallStatus how) {
        return new Signal.Ended(now(), how, how == CallStatus.BUSY ? EndCause.BUSY : EndCause.CANCELED, null, "");
    }

    private List<Order> giveUpLines(CallId taken) {
        return floor.store.engine(
                organization, () -> floor.get(ConnectDesk.class).giveUpLines(organization, taken));
    }

    private CallRef ref(CallId call) {
        return new CallRef(organization, call, call.toString());
    }

    /// Each session's lines.
    private List<CallId> placed(CampaignMode mode, int agents, int linesEach, BusyLinePolicy policy) {
        int lines = agents * linesEach;
        campaign = floor.campaign(
                organization,
                mode,
                floor.leads(organization, lines),
                s -> s.busyLine(policy).concurrent(lines));
        if (isPromised) {
            floor.sql(organization, "UPDATE queue_entry SET agent_guaranteed = :x", true);
        }
        floor.get(ControlDesk.class).start(organization, campaign);
        for (int i = 0; i < agents; i++) {
            sitDown(mode, mode == CampaignMode.POWER ? linesEach : 1, "Agent " + i + " of " + campaign);
        }
        return HandCarrier.placed(floor, organization, lines);
    }

    private void sitDown(CampaignMode mode, int lines, String name) {
        UserId user = floor.user(organization, name);
        var session = floor.store.engine(
                organization,
                () -> floor.get(SessionRepository.class)
                        .create(organization, user, campaign, null, mode, lines, List.of(number)));
        floor.get(ControlDesk.class).startSession(organization, session);
        floor.get(PresenceDesk.class).seen(organization, user);
    }

    private ForeseenSteps.Result answer(CallId call) {
        return take(call, new Signal.Answered(now()));
    }

    private ForeseenSteps.Result take(CallId call, Signal signal) {
        return floor.get(ForeseenSteps.class).take(organization, call, Told.of(event(call, signal)));
    }

    private ProviderEvent event(CallId call, Signal signal) {
        return new ProviderEvent(
                "simulator",
                organization,
                call,
                call.toString(),
                call + signal.getClass().getSimpleName(),
                signal,
                EventSource.SIMULATOR,
                null);
    }

    private String state(CallId call) {
        return floor.one(organization, String.class, """
                        SELECT concat_ws(' ', c.status, c.status_source, c.user_id IS NULL, c.dropped, c.launch, c.answered_at IS NOT NULL,
                                 check_at > app_now() + interval '1 second', q.was_answered, l.verdict)
                          FROM call c JOIN queue_entry q ON q.id = c.queue_entry_id LEFT JOIN abandon_ledger l ON l.call_id = c.id
                         WHERE c.id = '%s'""".formatted(call)) + log(call);
    }

    private String log(CallId call) {
        return floor.one(
                organization,
                String.class,
                "SELECT string_agg(event, ' ' ORDER BY id) FROM call_event WHERE call_id = '" + call + "'");
    }

    /// All that an answer and its agent leave, but for clocks and names.
    private String everythingOf(CallId call) {
        return floor.one(organization, String.class, """
                        SELECT concat_ws(' ', c.recording_state || ' ' ||
                                   (SELECT string_agg(concat_ws(' ', e.event, e.details, round(e.duration_seconds), e.at = c.answered_at), ', ')
                                      FROM call_event e WHERE e.call_id = c.id AND e.event = 'RECORDING_STARTED'), c.recording_state,
                                 c.status, c.status_source, c.answered_at IS NOT NULL, c.session_id = s.id, c.launch,
                                 round(extract(epoch FROM c.check_at - c.last_event_at)), q.was_contacted, q.was_answered,
                                 coalesce(l.verdict, 'open'), l.answered_at = c.answered_at, l.day,
                                 a.status, coalesce(a.reason, '-'), a.call_id = c.id, a.wrap_up_until IS NULL, a.campaign_id = c.campaign_id,
                                 a.session_id = s.id, s.current_lead_id = c.lead_id, s.current_index,
                                 (SELECT string_agg(concat_ws(' ', e.event, e.source, e.applied, e.details, e.provider), ', ' ORDER BY e.id)
                                    FROM call_event e WHERE e.call_id = c.id AND e.event <> 'INITIATED'),
                                 (SELECT string_agg(concat_ws(' ', i.status, i.call_id = c.id, i.campaign_id = c.campaign_id, i.session_id = s.id, i.ended_at IS NULL), ', ' ORDER BY i.began_at, i.id)
                                    FROM agent_state i WHERE i.user_id = a.user_id),
                                 (SELECT concat_ws(' ', 'tried', t.attempted_at IS NOT NULL, coalesce(t.outcome, '-'))
                                    FROM session_attempt t WHERE t.session_id = c.session_id AND t.lead_id = c.lead_id),
                                 a.since = (SELECT began_at FROM agent_state i WHERE i.user_id = a.user_id AND i.ended_at IS NULL))
                          FROM call c JOIN queue_entry q ON q.id = c.queue_entry_id LEFT JOIN abandon_ledger l ON l.call_id = c.id
                          LEFT JOIN agent a ON a.user_id = c.user_id LEFT JOIN session s ON s.user_id = c.user_id
                         WHERE c.id = '%s'""".formatted(call));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
