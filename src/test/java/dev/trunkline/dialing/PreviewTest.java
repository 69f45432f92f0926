package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Role;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.campaigns.QueueEntry;
import dev.trunkline.compliance.DncRepository;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A queue that offers its leads to people.
class PreviewTest {

    private static final HandCarrier CARRIER = new HandCarrier();
    private static TestDatabase database;
    private static Floor floor;
    private OrganizationId organization;
    private NumberId number;
    private List<LeadId> leads;
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
        CARRIER.refuses = false;
        organization = floor.organization(database, "{}");
        number = floor.number(organization, "+12025550100");
    }

    @AfterEach
    void check() {
        Invariants.assertAlways(database.store(), organization);
    }

    @Test
    void a_lead_stays_in_front_until_something_is_said_of_it() {
        Desk ada = sit(campaign(3), "Ada");
        assertThat(next(ada)).contains(leads.get(0));
        assertThat(next(ada)).contains(leads.get(0));
        skip(ada, leads.get(0));
        assertThat(next(ada)).contains(leads.get(1));
        skip(ada, leads.get(1));
        skip(ada, leads.get(1));
        assertThat(next(ada)).contains(leads.get(2));
        assertThat(one(Integer.class, "SELECT current_index FROM session")).isEqualTo(3);
        skip(ada, leads.get(2));
        assertThat(next(ada)).isEmpty();
        assertThat(one(String.class, "SELECT string_agg(outcome || ' ' || skip_reason, ', ') FROM session_attempt"))
                .isEqualTo("skipped not today, skipped not today, skipped not today");
    }

    @Test
    void what_one_agent_passes_over_is_there_for_another() {
        Desk ada = sit(campaign(1), "Ada");
        Desk bob = sit(campaign, "Bob");
        assertThat(next(ada)).contains(leads.getFirst());
        assertThat(next(bob)).isEmpty();
        skip(ada, leads.getFirst());
        assertThat(next(ada)).isEmpty();
        assertThat(next(bob)).contains(leads.getFirst());
        assertThat(floor.status(organization, campaign)).isEqualTo(CampaignStatus.RUNNING);
    }

    @Test
    void a_queue_of_the_agents_own_is_over_when_all_of_it_was_passed_over() {
        campaign(2);
        floor.sql(organization, "UPDATE campaign SET ad_hoc = :x", true);
        Desk ada = sit(campaign, "Ada");
        leads.forEach(lead -> {
            assertThat(next(ada)).contains(lead);
            skip(ada, lead);
        });
        floor.awaitStatus(organization, campaign, CampaignStatus.COMPLETED, Duration.ofSeconds(10));
        assertThat(one(String.class, "SELECT status || ' ' || end_reason FROM session"))
                .isEqualTo("ENDED completed");
        assertThat(one(String.class, "SELECT string_agg(status || ' ' || last_outcome, ', ') FROM queue_entry"))
                .isEqualTo("COMPLETED skipped, COMPLETED skipped");
    }

    @Test
    void calling_the_lead_in_front_uses_its_place_in_the_queue() {
        Desk ada = sit(campaign(2), "Ada");
        next(ada);
        CallId call = call(ada, leads.getFirst());
        assertThat(one(String.class, "SELECT mode || ' ' || attempt || ' ' || line_number FROM call"))
                .isEqualTo("preview 1 1");
        assertThat(entry(leads.getFirst())).isEqualTo("CALLING 1");
        assertThat(agent(ada)).isEqualTo(AgentStatus.DIALING);
        tell(call, new Signal.Answered(Instant.now()));
        tell(call, new Signal.AgentJoined(Instant.now()));
        assertThat(next(ada)).as("the lead one talks to stays in front").contains(leads.getFirst());
        tell(call, ended(CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER));
        assertThat(next(ada)).as("until its outcome is said").contains(leads.getFirst());
        floor.get(DispositionDesk.class)
                .dispose(
                        organization,
                        new DispositionDesk.Said(
                                call, "connected", null, null, ada.caller().user()));
        assertThat(entry(leads.getFirst())).isEqualTo("COMPLETED 1");
        assertThat(agent(ada)).isEqualTo(AgentStatus.AVAILABLE);
        assertThat(next(ada)).contains(leads.getLast());
        assertThat(one(Integer.class, "SELECT current_index FROM session")).isEqualTo(2);
    }

    @Test
    void a_lead_that_was_not_reached_is_offered_again_when_its_retry_is_due_and_not_before() {
        Desk ada = sit(campaign(1), "Ada");
        next(ada);
        CallId call = call(ada, leads.getFirst());
        tell(call, new Signal.Ringing(Instant.now()));
        tell(call, ended(CallStatus.NO_ANSWER, EndCause.NO_ANSWER));
        assertThat(next(ada)).isEmpty();
        assertThat(one(String.class, "SELECT outcome FROM session_attempt")).isEqualTo("no-answer");
        floor.sql(organization, "UPDATE queue_entry SET next_attempt_at = app_now() - CAST(:x AS interval)", "0 s");
        assertThat(next(ada)).contains(leads.getFirst());
        skip(ada, leads.getFirst());
        assertThat(next(ada)).isEmpty();
    }

    @Test
    void an_agent_who_gives_up_ringing_has_used_an_attempt_but_not_the_lead() {
        Desk ada = sit(campaign(1), "Ada");
        next(ada);
        CallId call = call(ada, leads.getFirst());
        tell(call, new Signal.Ringing(Instant.now()));
        floor.get(HangUpDesk.class).hangUp(organization, call);
        tell(call, ended(CallStatus.CANCELED, EndCause.CANCELED));
        assertThat(entry(leads.getFirst())).isEqualTo("PENDING 1");
        assertThat(agent(ada)).isEqualTo(AgentStatus.AVAILABLE);
    }

    @Test
    void nobody_is_dialed_without_a_person() {
        Desk ada = sit(campaign(3), "Ada");
        next(ada);
        floor.get(DialingLoop.class).step(organization, campaign);
        assertThat(one(Long.class, "SELECT count(*) FROM call")).isZero();
        assertThat(floor.status(organization, campaign)).isEqualTo(CampaignStatus.RUNNING);
    }

    @Test
    void a_pause_frees_the_lead_and_coming_back_finds_it_again_if_nobody_took_it() {
        Desk ada = sit(campaign(2), "Ada");
        next(ada);
        floor.get(ControlDesk.class).pauseSession(organization, ada.session());
        assertThat(one(Long.class, "SELECT count(*) FROM queue_entry WHERE held_by IS NOT NULL"))
                .isZero();
        assertThatThrownBy(() -> next(ada)).isInstanceOf(Problem.class);
        // Somebody more important comes in line meanwhile.
        floor.sql(
                organization,
                "UPDATE queue_entry SET priority = 9 WHERE lead_id = CAST(:x AS uuid)",
                leads.getLast().toString());
        floor.get(ControlDesk.class).startSession(organization, ada.session());
        assertThat(next(ada)).contains(leads.getFirst());

        floor.get(ControlDesk.class).pauseSession(organization, ada.session());
        Desk bob = sit(campaign, "Bob");
        floor.sql(
                organization,
                "UPDATE queue_entry SET priority = 1 WHERE lead_id = CAST(:x AS uuid)",
                leads.getLast().toString());
        assertThat(next(bob)).contains(leads.getFirst());
        floor.get(ControlDesk.class).startSession(organization, ada.session());
        assertThat(next(ada)).contains(leads.getLast());
    }

    @Test
    void an_idle_session_gives_its_lead_to_others() {
        Desk ada = sit(campaign(1), "Ada");
        next(ada);
        floor.sql(organization, "UPDATE session SET last_activity_at = app_now() - CAST(:x AS interval)", "1 day");
        floor.get(Sweeper.class).step(organization);
        assertThat(one(String.class, "SELECT end_reason FROM session")).isEqualTo("timed-out");
        assertThat(next(sit(campaign, "Bob"))).contains(leads.getFirst());
    }

    @Test
    void a_lead_that_is_blocked_while_it_is_read_is_gone_at_the_next_look() {
        Desk ada = sit(campaign(2), "Ada");
        next(ada);
        floor.store.engine(
                organization,
                () -> floor.get(DncRepository.class).add(organization, Map.of("+12125550001", ""), "manual", null));
        assertThatThrownBy(() -> call(ada, leads.getFirst()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("blocked-by-rule"));
        assertThat(one(String.class, "SELECT last_outcome FROM queue_entry WHERE lead_id = '" + leads.getFirst() + "'"))
                .isEqualTo("excluded-lead-do-not-call");
        assertThat(next(ada)).contains(leads.getLast());
    }

    @Test
    void a_lead_in_front_of_one_agent_is_not_called_in_this_queue_by_another() {
        Desk ada = sit(campaign(1), "Ada");
        Desk bob = sit(campaign, "Bob");
        next(ada);
        assertThatThrownBy(() -> call(bob, leads.getFirst())).hasMessageContaining("Another agent");
        assertThat(one(Long.class, "SELECT count(*) FROM call")).isZero();
    }

    @Test
    void a_lead_that_was_passed_over_can_be_gone_back_to() {
        // With nobody left in line a tick would end the campaign in between.
        campaign(2);
        floor.sql(organization, "UPDATE campaign SET ad_hoc = :x", true);
        leads = new ArrayList<>(leads);
        Desk ada = sit(campaign, "Ada");
        next(ada);
        floor.sql(
                organization,
                "UPDATE queue_entry SET status = 'COMPLETED', last_outcome = 'skipped' WHERE lead_id = :x",
                leads.getFirst().value());
        call(ada, leads.getFirst());
        assertThat(entry(leads.getFirst())).isEqualTo("CALLING 1");
    }

    @Test
    void many_agents_never_have_the_same_lead_and_no_agent_has_one_twice() throws Exception {
        int agents = 12;
        campaign(60);
        var desks = new ArrayList<Desk>();
        for (int i = 0; i < agents; i++) {
            desks.add(sit(campaign, "Agent" + i));
        }
        var seen = new HashSet<String>();
        for (int round = 0; round < 15; round++) {
            var offered = new ConcurrentLinkedQueue<LeadId>();
            Race.run(2 * agents, thread -> {
                Desk desk = desks.get(thread % agents);
                LeadId lead = next(desk).orElseThrow();
                synchronized (desk.caller()) {
                    if (thread < agents) {
                        offered.add(lead);
                    }
                }
            });
            assertThat(Set.copyOf(offered)).as("round %d", round).hasSize(agents);
            for (Desk desk : desks) {
                LeadId lead = next(desk).orElseThrow();
                assertThat(offered).contains(lead);
                assertThat(seen.add(desk.session() + " " + lead)).isTrue();
                skip(desk, lead);
            }
        }
        assertThat(seen).hasSize(15 * agents);
    }

    private CampaignId campaign(int count) {
        leads = floor.leads(organization, count);
        campaign = floor.campaign(organization, CampaignMode.PREVIEW, leads, s -> s);
        floor.get(ControlDesk.class).start(organization, campaign);
        return campaign;
    }

    private Desk sit(CampaignId at, String name) {
        var caller = new Caller(organization, floor.user(organization, name), Role.AGENT);
        SessionId session = floor.store.engine(
                organization,
                () -> floor.get(SessionRepository.class)
                        .create(organization, caller.user(), at, null, CampaignMode.PREVIEW, 1, List.of(number)));
        floor.get(ControlDesk.class).startSession(organization, session);
        return new Desk(caller, session);
    }

    private Optional<LeadId> next(Desk desk) {
        return floor.get(PreviewDesk.class).next(desk.caller()).map(QueueEntry::leadId);
    }

    private void skip(Desk desk, LeadId lead) {
        floor.get(PreviewDesk.class).mark(desk.caller(), desk.session(), lead, "skipped", "not today");
    }

    private CallId call(Desk desk, LeadId lead) {
        CallId call = floor.get(PlaceDesk.class)
                .place(
                        desk.caller(),
                        new PlaceDesk.Request(
                                null, lead.value(), null, desk.session().value(), null, null, null, null));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> one(String.class, "SELECT launch FROM call WHERE id = '" + call + "'")
                        .equals("accepted"));
        return call;
    }

    private String entry(LeadId lead) {
        return one(
                String.class, "SELECT status || ' ' || attempt_count FROM queue_entry WHERE lead_id = '" + lead + "'");
    }

    private AgentStatus agent(Desk desk) {
        return floor.store
                .engine(
                        organization,
                        () -> floor.get(AgentRepository.class)
                                .find(organization, desk.caller().user()))
                .orElseThrow()
                .status();
    }

    private void tell(CallId call, Signal signal) {
        CARRIER.tell(floor, organization, call, signal);
    }

    private static Signal ended(CallStatus status, EndCause cause) {
        return new Signal.Ended(Instant.now(), status, cause, null, "");
    }

    private <T> T one(Class<T> type, String query) {
        return floor.one(organization, type, query);
    }
}
