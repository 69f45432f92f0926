package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.agents.AgentRepository;
import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Directive;
import dev.trunkline.telephony.ProviderEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is written without a look before is what a look would have led to, and is not written where it would not.
class ForeseenStepsTest {

    private static final String UNATTENDED = "UPDATE campaign SET unattended = CAST(:x AS jsonb)";

    /// For each lead of the campaign, one that is due and one outside of any campaign.
    private static final String APPOINTMENTS = """
            INSERT INTO callback (organization_id, lead_id, campaign_id, due_at)
            SELECT :x, lead_id, campaign_id, app_now() FROM queue_entry
            UNION ALL SELECT :x, lead_id, NULL, app_now() + interval '1 minute' FROM queue_entry""";

    private TestDatabase database;
    private final HandCarrier carrier = new HandCarrier();
    private Floor floor;
    private OrganizationId organization;
    private CampaignId campaign;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        floor = carrier.floor(database);
        organization = floor.business(database, "{}");
        floor.number(organization, "+12025550100");
    }

    @AfterEach
    void close() {
        floor.close();
        database.close();
    }

    @Test
    void a_foreseen_acceptance_leaves_what_a_look_leads_to() {
        List<CallId> calls = intended(2);
        CallId foreseen = calls.getFirst();
        CallId seen = calls.getLast();
        floor.sql(organization, APPOINTMENTS, organization.value());
        floor.sql(organization, "UPDATE call SET notes = :x WHERE id = '" + seen + "'", "somebody was here");

        assertThat(takeAcceptance(foreseen)).contains(List.of());
        assertThat(takeAcceptance(seen)).isEmpty();
        accept(seen);

        assertThat(everythingOf(foreseen))
                .isEqualTo(everythingOf(seen))
                .contains("dialing", "accepted", "no answer", "DIALING", "callbacks DONE PENDING");
        rings(foreseen);
        assertThat(take(foreseen, "answer", new Signal.Answered(now()))).contains(List.of(play(foreseen)));
    }

    @Test
    void a_call_that_was_given_up_before_it_was_accepted_is_looked_at() {
        CallId call = intended(1).getFirst();
        floor.get(ControlDesk.class).stop(organization, campaign);
        Awaitility.await().until(() -> carrier.asked.remove("hang-up " + call));
        assertThat(takeAcceptance(call)).isEmpty();
        accept(call);
        Awaitility.await().until(() -> carrier.asked.contains("hang-up " + call));
        assertThat(everythingOf(call)).contains("dialing", "accepted");
    }

    @Test
    void a_word_of_the_provider_that_overtakes_its_acceptance_settles_the_order() {
        CallId call = intended(1).getFirst();
        assertThat(take(call, "ringing", new Signal.Ringing(now()))).isEmpty();
        rings(call);
        assertThat(everythingOf(call)).contains("ringing", "accepted");
        assertThat(takeAcceptance(call)).contains(List.of());
        assertThat(lines(call)).containsExactly("INITIATED", "RINGING", "DIALING the call is already ringing");
        assertThat(take(call, "answer", new Signal.Answered(now()))).contains(List.of(play(call)));
    }

    @Test
    void a_word_that_changes_nothing_else_settles_the_order_too() {
        CallId call = intended(1).getFirst();
        assertThat(take(call, "heard", new Signal.MessageStarted(now()))).isEmpty();
        carrier.tell(floor, organization, call, new Signal.MessageStarted(now()));
        assertThat(everythingOf(call)).contains("queued", "accepted");
        accept(call);
        assertThat(everythingOf(call)).contains("dialing", "accepted");
    }

    @Test
    void a_foreseen_answer_leaves_what_a_look_at_the_row_leads_to() {
        List<CallId> calls = ringing(2);
        CallId foreseen = calls.getFirst();
        CallId seen = calls.getLast();
        floor.sql(organization, "UPDATE call SET notes = :x WHERE id = '" + seen + "'", "somebody was here");

        assertThat(take(foreseen, "answer", new Signal.Answered(now()))).contains(List.of(play(foreseen)));
        assertThat(take(seen, "answer", new Signal.Answered(now()))).isEmpty();
        carrier.tell(floor, organization, seen, new Signal.Answered(now()));
        Awaitility.await().until(() -> carrier.asked.contains("play " + seen));

        assertThat(everythingOf(foreseen))
                .isEqualTo(everythingOf(seen))
                .contains("in-progress", "no answer", "ANSWERED");
    }

    @Test
    void a_foreseen_message_leaves_what_a_look_leads_to() {
        List<CallId> calls = ringing(2);
        calls.forEach(call ->
                assertThat(take(call, "answer", new Signal.Answered(now()))).isPresent());
        CallId foreseen = calls.getFirst();
        CallId seen = calls.getLast();
        floor.sql(organization, "UPDATE call SET notes = :x WHERE id = '" + seen + "'", "somebody was here");

        assertThat(take(foreseen, "heard", new Signal.MessageStarted(now()))).contains(List.of());
        assertThat(take(seen, "heard", new Signal.MessageStarted(now()))).isEmpty();
        carrier.tell(floor, organization, seen, new Signal.MessageStarted(now()));

        assertThat(everythingOf(foreseen)).isEqualTo(everythingOf(seen)).contains("connected", "MESSAGE_STARTED");
    }

    @Test
    void what_comes_too_late_is_logged_without_a_look_whoever_has_the_call() {
        List<CallId> calls = placed(2);
        floor.sql(organization, "UPDATE call SET mode = :x", "power");
        calls.forEach(this::rings);
        CallId foreseen = calls.getFirst();
        CallId seen = calls.getLast();
        floor.sql(organization, "UPDATE call SET notes = :x WHERE id = '" + seen + "'", "somebody was here");

        assertThat(take(foreseen, "dialing", new Signal.Dialing(now()))).contains(List.of());
        assertThat(take(foreseen, "dialing", new Signal.Dialing(now()))).isEmpty();
        assertThat(take(seen, "dialing", new Signal.Dialing(now()))).isEmpty();
        carrier.tell(floor, organization, seen, new Signal.Dialing(now()));
        assertThat(lines(foreseen))
                .isEqualTo(lines(seen))
                .containsExactly("INITIATED", "DIALING", "RINGING", "DIALING the call is already ringing");
        assertThat(take(foreseen, "answer", new Signal.Answered(now())))
                .as("an agent may have a part in it")
                .isEmpty();
    }

    /// What the row as it was would ignore, the row as somebody is just making it may need.
    @Test
    void what_comes_too_early_waits_for_whoever_changes_the_call() throws Exception {
        CallId call = ringing(1).getFirst();
        var changed = new CompletableFuture<Void>();
        var goesOn = new CompletableFuture<Void>();
        Thread other = Thread.ofVirtual()
                .start(() -> floor.store.engine(organization, () -> {
                    floor.sql(organization, "UPDATE call SET notes = :x", "somebody is here");
                    changed.complete(null);
                    goesOn.join();
                }));
        changed.join();
        var taken = CompletableFuture.supplyAsync(() -> take(call, "greeting", new Signal.GreetingEnded(now())));
        Awaitility.await()
                .until(() -> taken.isDone()
                        || floor.one(
                                organization, Boolean.class, "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"));
        goesOn.complete(null);
        assertThat(taken.get(10, TimeUnit.SECONDS)).isEmpty();
        other.join();
        assertThat(lines(call)).containsExactly("INITIATED", "DIALING", "RINGING");
    }

    /// A verdict that overtakes the line's question has told the answer already.
    @Test
    void a_line_is_told_what_to_do_even_if_its_question_changes_nothing() {
        CallId call = ringing(1).getFirst();
        carrier.tell(floor, organization, call, new Signal.AnswerDetected(now(), AnswerType.HUMAN));
        ProviderEvent question = event(call, "answer", new Signal.Answered(now()));
        var director = new DirectDesk(
                floor.store,
                floor.get(CallRepository.class),
                floor.get(AgentRepository.class),
                floor.get(CampaignRepository.class),
                floor.get(CallDesk.class),
                floor.get(ProviderDesk.class));
        assertThat(director.direct(ref(call), question))
                .isEqualTo(new Directive.Play(new Announcement(Announcement.Kind.CAMPAIGN, null, null)));
        assertThat(lines(call)).contains("ANSWERED the call is already in-progress");
    }

    @Test
    void one_step_leads_to_the_next() {
        CallId call = ringing(1).getFirst();
        assertThat(take(call, "answer", new Signal.Answered(now()))).isPresent();
        assertThat(take(call, "message", new Signal.MessageStarted(now()))).contains(List.of());
        assertThat(take(call, "played", new Signal.MessageEnded(now()))).contains(List.of());
        carrier.tell(
                floor,
                organization,
                call,
                new Signal.Ended(now(), CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER, null, "hung up"));
        assertThat(floor.one(organization, String.class, "SELECT status || ' ' || last_outcome FROM queue_entry"))
                .isEqualTo("COMPLETED connected");
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void a_call_that_was_given_up_meanwhile_is_looked_at() {
        CallId call = ringing(1).getFirst();
        floor.get(ControlDesk.class).stop(organization, campaign);
        Awaitility.await().until(() -> carrier.asked.contains("hang-up " + call));
        assertThat(take(call, "answer", new Signal.Answered(now()))).isEmpty();
        assertThat(lines(call)).doesNotContain("ANSWERED");
        carrier.tell(floor, organization, call, new Signal.Answered(now()));
        assertThat(carrier.asked).doesNotContain("play " + call);
    }

    @Test
    void what_is_told_twice_is_taken_once() {
        CallId call = ringing(1).getFirst();
        assertThat(take(call, "answer", new Signal.Answered(now()))).isPresent();
        assertThat(take(call, "answer", new Signal.Answered(now()))).isEmpty();
        ProviderEvent again = event(call, "answer", new Signal.Answered(now()));
        floor.get(CallDesk.class).accept(again);
        var transactions = new AtomicInteger();
        floor.store.onCommit(_ -> transactions.incrementAndGet());
        floor.get(CallDesk.class).accept(again);
        assertThat(transactions).as("what is told a third time is no work").hasValue(0);
        assertThat(lines(call)).containsOnlyOnce("ANSWERED");
    }

    /// The version that a step would have given the row is then given by somebody else.
    @Test
    void a_step_that_was_rolled_back_is_not_remembered() {
        CallId call = ringing(1).getFirst();
        assertThat(take(call, "answer", new Signal.Answered(now()))).isPresent();
        ProviderEvent verdict = event(call, "verdict", new Signal.AnswerDetected(now(), AnswerType.HUMAN));
        assertThatThrownBy(() -> floor.get(CallDesk.class).accept(verdict, _ -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        floor.sql(organization, "UPDATE call SET notes = :x", "somebody was here");
        assertThat(take(call, "message", new Signal.MessageStarted(now()))).isEmpty();
        assertThat(lines(call)).doesNotContain("HUMAN_DETECTED", "MESSAGE_STARTED");
        floor.get(CallDesk.class).accept(verdict);
        assertThat(lines(call)).contains("HUMAN_DETECTED");
    }

    @Test
    void people_hear_the_message_that_the_campaign_has_when_they_answer() {
        List<CallId> calls = placed(2);
        floor.sql(organization, UNATTENDED, "{\"messageId\": \"autumn\", \"endpoint\": \"sip:bot@example.com\"}");
        calls.forEach(this::rings);
        var autumn = new Announcement(Announcement.Kind.CAMPAIGN, "autumn", "sip:bot@example.com");
        assertThat(take(calls.getFirst(), "answer", new Signal.Answered(now())))
                .contains(List.of(new Order.Play("simulator", ref(calls.getFirst()), autumn)));
        floor.sql(organization, UNATTENDED, "{\"messageId\": \"winter\"}");
        assertThat(take(calls.getLast(), "answer", new Signal.Answered(now()))).isEmpty();
    }

    private List<CallId> ringing(int leads) {
        List<CallId> calls = placed(leads);
        calls.forEach(this::rings);
        return calls;
    }

    private void rings(CallId call) {
        carrier.tell(floor, organization, call, new Signal.Ringing(now()));
    }

    private List<CallId> intended(int leads) {
        campaign = floor.campaign(organization, CampaignMode.UNATTENDED, floor.leads(organization, leads), s -> s);
        List<CallId> calls = carrier.intended(floor, organization, campaign);
        assertThat(calls).hasSize(leads);
        return calls;
    }

    private Optional<List<Order>> takeAcceptance(CallId call) {
        var told = new Told(new Signal.Dialing(now()), EventSource.SYSTEM, null, null, call.toString(), false);
        return written(floor.get(ForeseenSteps.class).take(organization, call, told));
    }

    private void accept(CallId call) {
        floor.get(CallDesk.class)
                .accept(organization, call, new Signal.Dialing(now()), EventSource.SYSTEM, call.toString());
    }

    private List<CallId> placed(int leads) {
        campaign = floor.campaign(organization, CampaignMode.UNATTENDED, floor.leads(organization, leads), s -> s);
        floor.get(ControlDesk.class).start(organization, campaign);
        return HandCarrier.placed(floor, organization, leads);
    }

    private Optional<List<Order>> take(CallId call, String key, Signal signal) {
        return written(floor.get(ForeseenSteps.class).take(organization, call, Told.of(event(call, key, signal))));
    }

    private static Optional<List<Order>> written(ForeseenSteps.Result result) {
        return result.isWritten() ? Optional.of(result.orders()) : Optional.empty();
    }

    private ProviderEvent event(CallId call, String key, Signal signal) {
        return new ProviderEvent(
                "simulator", organization, call, call.toString(), call + key, signal, EventSource.SIMULATOR, null);
    }

    private CallRef ref(CallId call) {
        return new CallRef(organization, call, call.toString());
    }

    private Order play(CallId call) {
        return new Order.Play("simulator", ref(call), new Announcement(Announcement.Kind.CAMPAIGN, null, null));
    }

    private List<String> lines(CallId call) {
        return floor.store.engine(
                organization,
                () -> floor.store
                        .jdbc()
                        .sql(
                                "SELECT trim(event || ' ' || CASE WHEN applied THEN '' ELSE details END) FROM call_event WHERE call_id = :call ORDER BY id")
                        .param("call", call.value())
                        .query(String.class)
                        .list());
    }

    /// All that is touched until somebody has answered, but for clocks and names.
    private String everythingOf(CallId call) {
        return floor.one(organization, String.class, """
                        SELECT concat_ws(' ', c.status, c.status_source, c.started_at IS NOT NULL, c.accepted_at IS NOT NULL, c.answered_at IS NOT NULL, c.answer_type, c.launch, c.provider_call_id = c.id::text,
                                 round(extract(epoch FROM c.check_at - c.last_event_at)), q.was_contacted, q.was_answered,
                                 CASE WHEN l.call_id IS NULL THEN 'no answer' WHEN l.verdict IS NULL THEN 'open' ELSE l.verdict END, l.answered_at = c.answered_at, l.message_at = c.message_started_at, l.day, t.answered,
                                 'callbacks ' || (SELECT string_agg(b.status, ' ' ORDER BY b.due_at) FROM callback b WHERE b.lead_id = c.lead_id),
                                 (SELECT string_agg(concat_ws(' ', e.event, e.source, e.applied, e.details, e.provider), ', ' ORDER BY e.id)
                                    FROM call_event e WHERE e.call_id = c.id AND e.event <> 'INITIATED'))
                          FROM call c JOIN queue_entry q ON q.id = c.queue_entry_id LEFT JOIN abandon_ledger l ON l.call_id = c.id
                         CROSS JOIN (SELECT count(*) AS answered FROM abandon_ledger) t WHERE c.id = '%s'""".formatted(call));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
