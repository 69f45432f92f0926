package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Role;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.callbacks.CallbackDesk;
import dev.trunkline.callbacks.CallbackRepository;
import dev.trunkline.callbacks.HandOver;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.QueueEntry;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CallbackId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Leads that come back: appointments, and numbers that come after the first.
class CallbackTest {

    private static final HandCarrier CARRIER = new HandCarrier();
    private static TestDatabase database;
    private static Floor floor;

    private OrganizationId organization;
    private NumberId number;
    private LeadId lead;
    private CampaignId campaign;

    /// An agent at a desk.
    private record Desk(Caller caller, SessionId session) {}

    @BeforeAll
    static void begin() {
        database = TestDatabase.fresh();
        floor = new Floor(
                database.store(), (_, bean) -> bean instanceof Providers ? new Providers(List.of(CARRIER)) : bean);
    }

    @AfterAll
    static void end() {
        floor.close();
        database.close();
    }

    @BeforeEach
    void open() {
        CARRIER.asked.clear();
        organization = floor.organization(database, "{}");
        number = floor.number(organization, "+12025550100");
    }

    @AfterEach
    void check() {
        Invariants.assertAlways(database.store(), organization);
    }

    @Test
    void asking_to_be_called_back_makes_an_appointment_even_when_the_attempts_are_used_up() {
        campaign(CampaignMode.PREVIEW, 1);
        Desk ada = sit(CampaignMode.PREVIEW, "Ada");
        Instant at = Instant.parse("2027-01-05T15:00:00Z");
        say(talked(ada), ada, "callback", at);
        assertThat(one("SELECT status || ' ' || (user_id = '" + ada.caller().user() + "')::text FROM callback"))
                .isEqualTo("PENDING true");
        assertThat(
                        one(
                                "SELECT status || ' ' || waits_for || ' ' || attempt_count || '/' || max_attempts || ' ' || agent_guaranteed FROM queue_entry"))
                .isEqualTo("PENDING callback 1/2 true");
        assertThat(floor.one(organization, java.sql.Timestamp.class, "SELECT next_attempt_at FROM queue_entry")
                        .toInstant())
                .isEqualTo(at);
        assertThat(one("SELECT status FROM lead")).isEqualTo("CALLBACK");
        assertThat(next(ada)).isEmpty();
    }

    @Test
    void an_appointment_is_offered_to_its_agent_alone_and_is_done_when_the_lead_is_dialed() {
        campaign(CampaignMode.PREVIEW, 3);
        Desk ada = sit(CampaignMode.PREVIEW, "Ada");
        Desk bob = sit(CampaignMode.PREVIEW, "Bob");
        say(talked(ada), ada, "callback", later());
        comeDue();
        assertThat(next(bob)).isEmpty();
        assertThat(next(ada)).contains(lead);
        CallId call = call(ada);
        assertThat(one("SELECT status FROM callback")).isEqualTo("DONE");
        tell(call, ended(CallStatus.NO_ANSWER, EndCause.NO_ANSWER));
        assertThat(one("SELECT coalesce(callback_user_id::text, 'anyone') || ' ' || priority FROM queue_entry"))
                .isEqualTo("anyone 5");
    }

    @Test
    void a_power_session_dials_its_own_agents_appointment_alone_and_leaves_those_of_others() {
        campaign(CampaignMode.POWER, 3);
        Desk bob = sit(CampaignMode.POWER, "Bob");
        say(answered(placed(bob)), bob, "callback", later());
        floor.get(ControlDesk.class).pauseSession(organization, bob.session());
        sit(CampaignMode.POWER, "Ada");
        comeDue();
        floor.get(DialingLoop.class).step(organization, campaign);
        assertThat(floor.one(organization, Long.class, "SELECT count(*) FROM call"))
                .isEqualTo(1);
        floor.get(ControlDesk.class).startSession(organization, bob.session());
        placed(bob);
        assertThat(one("SELECT status FROM callback")).isEqualTo("DONE");
    }

    @Test
    void an_agent_who_is_away_gives_the_appointment_up_after_a_quarter_of_an_hour() {
        campaign(CampaignMode.PREVIEW, 3);
        Desk ada = sit(CampaignMode.PREVIEW, "Ada");
        Desk bob = sit(CampaignMode.PREVIEW, "Bob");
        say(talked(ada), ada, "callback", later());
        comeDue();
        fallDue();
        assertThat(one("SELECT kind || ' ' || (data ->> 'kind') FROM change_log WHERE kind = 'notice'"))
                .isEqualTo("notice callback-due");
        floor.sql(organization, "UPDATE callback SET due_at = app_now() - CAST(:x AS interval)", "16 min");
        fallDue();
        assertThat(next(bob)).as("she is there, if busy").isEmpty();
        floor.get(ControlDesk.class).stopSession(organization, ada.session(), "stopped");
        fallDue();
        assertThat(one("SELECT coalesce(user_id::text, 'anyone') FROM callback"))
                .isEqualTo("anyone");
        assertThat(next(bob)).contains(lead);
        assertThat(floor.one(
                        organization,
                        Long.class,
                        "SELECT count(*) FROM change_log WHERE data ->> 'kind' = 'callback-due'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"-1, false, false", "14, false, false", "15, true, false", "15, false, true", "600, true, false"})
    void an_appointment_changes_hands_when_its_agent_is_away_for_too_long(
            int minutesDue, boolean present, boolean now) {
        Instant due = Instant.parse("2026-11-20T15:00:00Z");
        var decision = HandOver.decide(due, present, due.plus(Duration.ofMinutes(minutesDue)));
        assertThat(decision.now()).isEqualTo(now);
        assertThat(decision.lookAgain() == null).isEqualTo(now);
    }

    @ParameterizedTest
    @CsvSource({"not-interested, CANCELED", "dnc, CANCELED", "no-answer, PENDING"})
    void another_outcome_ends_the_appointment_unless_the_lead_was_not_reached(String outcome, String status) {
        campaign(CampaignMode.PREVIEW, 3);
        Desk ada = sit(CampaignMode.PREVIEW, "Ada");
        CallId call = talked(ada);
        say(call, ada, "callback", later());
        say(call, ada, outcome, null);
        assertThat(one("SELECT status FROM callback")).isEqualTo(status);
    }

    @Test
    void an_appointment_outside_of_any_campaign_is_told_about_and_nothing_else() {
        lead = floor.leads(organization, 1).getFirst();
        var ada = floor.user(organization, "Ada");
        CallbackId id = floor.get(CallbackDesk.class)
                .make(organization, new CallbackRepository.Draft(lead, null, null, ada, later(), "about the offer"));
        floor.sql(organization, "UPDATE callback SET due_at = app_now() - CAST(:x AS interval)", "1 day");
        floor.get(CallbackDesk.class).due(organization, id);
        assertThat(one("SELECT (data ->> 'kind') || ' ' || (user_id = '" + ada
                        + "')::text FROM change_log WHERE kind = 'notice'"))
                .isEqualTo("callback-due true");
        assertThat(one("SELECT status FROM callback")).isEqualTo("PENDING");
        assertThat(floor.one(
                        organization,
                        Long.class,
                        "SELECT count(*) FROM agenda WHERE kind = 'callback' AND organization_id = '" + organization
                                + "'"))
                .isZero();
    }

    @Test
    void a_second_appointment_takes_the_place_of_the_first() {
        lead = floor.leads(organization, 1).getFirst();
        CallbackDesk desk = floor.get(CallbackDesk.class);
        desk.make(organization, new CallbackRepository.Draft(lead, null, null, null, later(), "first"));
        desk.make(organization, new CallbackRepository.Draft(lead, null, null, null, later(), "second"));
        assertThat(one("SELECT string_agg(notes || ' ' || status, ', ' ORDER BY id) FROM callback"))
                .isEqualTo("first CANCELED, second PENDING");
    }

    @Test
    void a_person_who_calls_at_the_time_of_the_appointment_uses_its_place_in_the_queue() {
        campaign(CampaignMode.PREVIEW, 3);
        Desk ada = sit(CampaignMode.PREVIEW, "Ada");
        say(talked(ada), ada, "callback", later());
        comeDue();
        CallId call = floor.get(PlaceDesk.class)
                .place(ada.caller(), new PlaceDesk.Request("+12125550001", null, null, null, null, null, null, null));
        assertThat(one("SELECT mode || ' ' || attempt || ' ' || (campaign_id = '" + campaign
                        + "')::text FROM call WHERE id = '" + call + "'"))
                .isEqualTo("manual 2 true");
        assertThat(one("SELECT status FROM queue_entry")).isEqualTo("CALLING");
    }

    @Test
    void a_number_nobody_has_gives_way_to_the_leads_next_one() {
        campaign(CampaignMode.PREVIEW, 3);
        otherNumber("+12125559999");
        Desk ada = sit(CampaignMode.PREVIEW, "Ada");
        assertThat(next(ada)).contains(lead);
        tell(call(ada), ended(CallStatus.FAILED, EndCause.INVALID_NUMBER));
        assertThat(one("SELECT status || ' ' || phone_position || ' ' || attempt_count FROM queue_entry"))
                .isEqualTo("PENDING 1 1");
        assertThat(next(ada)).contains(lead);
        CallId second = call(ada);
        assertThat(one("SELECT to_e164 FROM call WHERE id = '" + second + "'")).isEqualTo("+12125559999");
    }

    @Test
    void a_wrong_number_gives_way_to_the_leads_next_one_and_the_lead_stays_valid() {
        campaign(CampaignMode.PREVIEW, 3);
        otherNumber("+12125559999");
        Desk ada = sit(CampaignMode.PREVIEW, "Ada");
        say(talked(ada), ada, "wrong-number", null);
        assertThat(one("SELECT l.status || ' ' || e.phone_position FROM lead l JOIN queue_entry e ON e.lead_id = l.id"))
                .isEqualTo("IN_PROGRESS 1");
        assertThat(next(ada)).contains(lead);
        CallId second = call(ada);
        tell(second, new Signal.Answered(Instant.now()));
        tell(second, new Signal.AgentJoined(Instant.now()));
        tell(second, ended(CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER));
        say(second, ada, "wrong-number", null);
        assertThat(one("SELECT l.status || ' ' || e.status FROM lead l JOIN queue_entry e ON e.lead_id = l.id"))
                .isEqualTo("INVALID COMPLETED");
    }

    @Test
    void a_number_that_may_never_be_called_gives_way_to_the_leads_next_one() {
        campaign(CampaignMode.PREVIEW, 3);
        otherNumber("+12125559999");
        floor.sql(organization, "UPDATE lead_phone SET type = :x WHERE position = 0", "premium");
        Desk ada = sit(CampaignMode.PREVIEW, "Ada");
        assertThat(next(ada)).contains(lead);
        CallId call = call(ada);
        assertThat(one("SELECT to_e164 FROM call WHERE id = '" + call + "'")).isEqualTo("+12125559999");
    }

    private void campaign(CampaignMode mode, int attempts) {
        List<LeadId> leads = floor.leads(organization, 1);
        lead = leads.getFirst();
        campaign = floor.campaign(organization, mode, leads, s -> s.attempts(attempts));
        floor.get(ControlDesk.class).start(organization, campaign);
    }

    private Desk sit(CampaignMode mode, String name) {
        var caller = new Caller(organization, floor.user(organization, name), Role.AGENT);
        SessionId session = floor.store.engine(
                organization,
                () -> floor.get(SessionRepository.class)
                        .create(organization, caller.user(), campaign, null, mode, 1, List.of(number)));
        floor.get(ControlDesk.class).startSession(organization, session);
        return new Desk(caller, session);
    }

    private Optional<LeadId> next(Desk desk) {
        return floor.get(PreviewDesk.class).next(desk.caller()).map(QueueEntry::leadId);
    }

    /// A call to the lead in front that was answered, talked and ended.
    private CallId talked(Desk desk) {
        next(desk);
        return answered(call(desk));
    }

    private CallId answered(CallId call) {
        tell(call, new Signal.Answered(Instant.now()));
        tell(call, new Signal.AgentJoined(Instant.now()));
        tell(call, ended(CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER));
        return call;
    }

    /// To the lead, from the desk; dialing.
    private CallId call(Desk desk) {
        return accepted(floor.get(PlaceDesk.class)
                .place(
                        desk.caller(),
                        new PlaceDesk.Request(
                                null, lead.value(), null, desk.session().value(), null, null, null, null)));
    }

    /// The call that the desk's session places by itself.
    private CallId placed(Desk desk) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .until(() -> floor.one(
                                organization,
                                Long.class,
                                "SELECT count(*) FROM call WHERE ended_at IS NULL AND session_id = '" + desk.session()
                                        + "'")
                        == 1);
        return accepted(CallId.of(
                one("SELECT id::text FROM call WHERE ended_at IS NULL AND session_id = '" + desk.session() + "'")));
    }

    private CallId accepted(CallId call) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() ->
                        one("SELECT launch FROM call WHERE id = '" + call + "'").equals("accepted"));
        return call;
    }

    private void say(CallId call, Desk desk, String outcome, Instant callbackAt) {
        floor.get(DispositionDesk.class)
                .dispose(
                        organization,
                        new DispositionDesk.Said(
                                call, outcome, null, callbackAt, desk.caller().user()));
    }

    private void otherNumber(String e164) {
        floor.sql(organization, """
                INSERT INTO lead_phone (organization_id, lead_id, position, e164, type, region, window_key)
                SELECT organization_id, lead_id, 1, :x, type, region, window_key FROM lead_phone""", e164);
    }

    /// The time of the appointment has come.
    private void comeDue() {
        floor.sql(organization, "UPDATE queue_entry SET next_attempt_at = app_now() - CAST(:x AS interval)", "0 s");
        floor.sql(organization, "UPDATE callback SET due_at = app_now() - CAST(:x AS interval)", "0 s");
    }

    private void fallDue() {
        floor.get(CallbackDesk.class).due(organization, CallbackId.of(one("SELECT id::text FROM callback")));
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    private void tell(CallId call, Signal signal) {
        CARRIER.tell(floor, organization, call, signal);
    }

    private static Signal ended(CallStatus status, EndCause cause) {
        return new Signal.Ended(Instant.now(), status, cause, null, "");
    }

    private String one(String query) {
        return floor.one(organization, String.class, query);
    }
}
