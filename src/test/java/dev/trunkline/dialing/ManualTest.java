package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Role;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentRepository.Move;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import dev.trunkline.compliance.DncRepository;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Calls that a person places: from the dial pad, from a lead, without any campaign.
class ManualTest {

    private static final String ALWAYS = "{\"days\": {}, \"alwaysOpen\": true}";

    private static final HandCarrier CARRIER = new HandCarrier();
    private static TestDatabase database;
    private static Floor floor;
    private OrganizationId organization;
    private Caller ada;

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
        floor.sql(organization, "UPDATE organization SET calling_window = CAST(:x AS jsonb)", ALWAYS);
        floor.number(organization, "+12025550100");
        ada = caller("Ada");
    }

    @AfterEach
    void check() {
        Invariants.assertAlways(database.store(), organization);
    }

    @Test
    void the_agent_goes_with_the_call_and_comes_back() {
        CallId call = place("(212) 555-0001");
        assertThat(agent()).isEqualTo(AgentStatus.DIALING);
        assertThat(one(String.class, "SELECT call_id::text FROM agent")).isEqualTo(call.toString());
        tell(call, new Signal.Ringing(Instant.now()));
        assertThat(agent()).isEqualTo(AgentStatus.RINGING);
        tell(call, new Signal.Answered(Instant.now()));
        assertThat(agent()).isEqualTo(AgentStatus.ON_CALL);
        await(() -> CARRIER.asked.contains("join " + call));
        tell(call, new Signal.AgentJoined(Instant.now()));
        tell(call, ended(CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER));
        assertThat(agent()).isEqualTo(AgentStatus.WRAP_UP);
        floor.get(DispositionDesk.class)
                .dispose(organization, new DispositionDesk.Said(call, "connected", null, null, ada.user()));
        assertThat(agent()).isEqualTo(AgentStatus.OFFLINE);
        assertThat(one(
                        String.class,
                        "SELECT mode || ' ' || coalesce(campaign_id::text, 'no campaign') || ' ' || outcome FROM call"))
                .isEqualTo("manual no campaign connected");
        assertThat(one(String.class, "SELECT string_agg(status, ' ' ORDER BY began_at, id) FROM agent_state"))
                .isEqualTo("dialing ringing on-call wrap-up offline");
    }

    @Test
    void a_call_that_nobody_answers_brings_the_agent_back_to_the_break_they_were_on() {
        move(new Move(AgentStatus.BREAK, "lunch", null, null, null, null));
        CallId call = place("+12125550001");
        tell(call, new Signal.Ringing(Instant.now()));
        tell(call, ended(CallStatus.NO_ANSWER, EndCause.NO_ANSWER));
        assertThat(one(String.class, "SELECT status || ' ' || reason FROM agent"))
                .isEqualTo("break lunch");
        assertThat(one(String.class, "SELECT outcome FROM call")).isEqualTo("no-answer");
    }

    @Test
    void a_call_the_carrier_refuses_lets_the_agent_go() {
        CARRIER.refuses = true;
        place("+12125550001");
        await(() -> agent() == AgentStatus.OFFLINE);
        assertThat(one(String.class, "SELECT status FROM call")).isEqualTo("failed");
    }

    @Test
    void a_number_that_is_a_leads_is_called_as_that_lead() {
        LeadId lead = floor.leads(organization, 3).get(1);
        place("212-555-0002");
        assertThat(one(String.class, "SELECT lead_id::text FROM call")).isEqualTo(lead.toString());
        assertThat(one(Integer.class, "SELECT call_count FROM lead WHERE id = '" + lead + "'"))
                .isEqualTo(1);
    }

    @Test
    void the_rules_that_allowed_a_call_are_kept_with_it() {
        place("+12125550001");
        assertThat(one(String.class, "SELECT allowed_by::text FROM call")).contains("calling-window", "dnc");
    }

    @ParameterizedTest
    @CsvSource({"+19005551234, number-type", "+442079460018, country", "+12125550009, dnc"})
    void the_gate_holds_for_people_too(String to, String rule) {
        floor.store.engine(
                organization,
                () -> floor.get(DncRepository.class).add(organization, Map.of("+12125550009", ""), "manual", null));
        assertThatThrownBy(() -> place(to)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo("blocked-by-rule");
            assertThat(problem.more()).containsEntry("rule", rule);
        });
        nothingHappened();
    }

    @Test
    void a_closed_window_says_when_it_opens() {
        floor.sql(organization, "UPDATE organization SET calling_window = CAST(:x AS jsonb)", closedToday());
        assertThatThrownBy(() -> place("+12125550001")).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.more()).containsEntry("rule", "calling-window").containsKey("until");
            assertThat(problem.detail()).contains("America/New_York");
        });
        nothingHappened();
    }

    @Test
    void somebody_whose_zone_is_not_known_is_called_by_a_person() {
        floor.sql(organization, "UPDATE organization SET calling_window = CAST(:x AS jsonb)", closedToday());
        LeadId lead = floor.leads(organization, 1).getFirst();
        floor.sql(organization, "UPDATE lead_phone SET window_key = :x", "");
        place(new PlaceDesk.Request(null, lead.value(), null, null, null, null, null, null));
        assertThat(one(Long.class, "SELECT count(*) FROM call")).isEqualTo(1);
    }

    @Test
    void what_is_no_number_never_reaches_the_carrier() {
        assertThatThrownBy(() -> place("12345"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("invalid-number"));
        nothingHappened();
    }

    @Test
    void without_a_number_to_call_from_nothing_is_placed() {
        floor.sql(organization, "UPDATE number SET status = :x", "disabled");
        assertThatThrownBy(() -> place("+12125550001"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("no-active-number"));
        nothingHappened();
    }

    @Test
    void a_provider_that_is_not_set_up_calls_nobody_but_the_user_may_go_on_with_the_simulator() {
        floor.sql(organization, "UPDATE organization SET provider = :x", "twilio");
        assertThatThrownBy(() -> place("+12125550001"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("provider-not-configured"));
        nothingHappened();
        floor.sql(organization, "UPDATE app_user SET use_mock_dialer = :x", true);
        place("+12125550001");
        assertThat(one(String.class, "SELECT provider || ' ' || is_mock FROM call"))
                .isEqualTo("simulator true");
    }

    @Test
    void of_two_requests_at_once_one_places_the_call() throws Exception {
        for (int round = 0; round < 20; round++) {
            var refused = new ConcurrentLinkedQueue<String>();
            int base = 1000 + 2 * round;
            Race.run(2, thread -> {
                try {
                    place("+1212555" + (base + thread));
                } catch (Problem problem) {
                    refused.add(problem.status() + " " + problem.code());
                }
            });
            assertThat(refused).containsExactly("409 not-in-state");
            assertThat(one(Long.class, "SELECT count(*) FROM call WHERE ended_at IS NULL"))
                    .isEqualTo(1);
            CallId call = live();
            tell(call, ended(CallStatus.BUSY, EndCause.BUSY));
        }
        assertThat(one(Long.class, "SELECT count(*) FROM call")).isEqualTo(20);
    }

    @Test
    void of_two_agents_who_call_a_person_at_once_one_gets_through() throws Exception {
        Caller bob = caller("Bob");
        LeadId lead = floor.leads(organization, 1).getFirst();
        var request = new PlaceDesk.Request(null, lead.value(), null, null, null, null, null, null);
        var refused = new ConcurrentLinkedQueue<String>();
        Race.run(2, thread -> {
            try {
                floor.get(PlaceDesk.class).place(thread == 0 ? ada : bob, request);
            } catch (Problem problem) {
                refused.add(String.valueOf(problem.more().get("rule")));
            }
        });
        assertThat(refused).containsExactly("live-call");
        assertThat(one(Long.class, "SELECT count(*) FROM agent WHERE call_id IS NOT NULL"))
                .isEqualTo(1);
    }

    @Test
    void a_hang_up_before_the_answer_brings_the_agent_back() {
        CallId call = place("+12125550001");
        tell(call, new Signal.Ringing(Instant.now()));
        floor.get(HangUpDesk.class).hangUp(organization, call);
        await(() -> CARRIER.asked.contains("hang-up " + call));
        tell(call, ended(CallStatus.CANCELED, EndCause.CANCELED));
        assertThat(agent()).isEqualTo(AgentStatus.OFFLINE);
        assertThat(one(String.class, "SELECT outcome FROM call")).isEqualTo("canceled");
    }

    private CallId place(String to) {
        return place(new PlaceDesk.Request(to, null, null, null, null, null, null, null));
    }

    /// Placed, and known to the CARRIER.
    private CallId place(PlaceDesk.Request request) {
        CallId call = floor.get(PlaceDesk.class).place(ada, request);
        await(() -> CARRIER.asked.contains("call " + call));
        if (!CARRIER.refuses) {
            await(() -> one(String.class, "SELECT launch FROM call WHERE id = '" + call + "'")
                    .equals("accepted"));
        }
        return call;
    }

    private CallId live() {
        CallId call = CallId.of(one(String.class, "SELECT id::text FROM call WHERE ended_at IS NULL"));
        await(() -> one(String.class, "SELECT launch FROM call WHERE id = '" + call + "'")
                .equals("accepted"));
        return call;
    }

    private void nothingHappened() {
        assertThat(one(Long.class, "SELECT count(*) FROM call")).isZero();
        assertThat(one(Long.class, "SELECT count(*) FROM agent WHERE call_id IS NOT NULL"))
                .isZero();
        assertThat(CARRIER.asked).isEmpty();
    }

    private void tell(CallId call, Signal signal) {
        CARRIER.tell(floor, organization, call, signal);
    }

    private static Signal ended(CallStatus status, EndCause cause) {
        return new Signal.Ended(Instant.now(), status, cause, null, "");
    }

    private AgentStatus agent() {
        return agents(ada.user());
    }

    private AgentStatus agents(UserId user) {
        return floor.store
                .engine(organization, () -> floor.get(AgentRepository.class).find(organization, user))
                .orElseThrow()
                .status();
    }

    private void move(Move move) {
        floor.store.engine(organization, () -> {
            AgentRepository agents = floor.get(AgentRepository.class);
            agents.move(organization, agents.lock(organization, ada.user()), move);
        });
    }

    private Caller caller(String name) {
        return new Caller(organization, floor.user(organization, name), Role.AGENT);
    }

    private <T> T one(Class<T> type, String query) {
        return floor.one(organization, type, query);
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().pollInterval(java.time.Duration.ofMillis(5)).until(condition);
    }

    /// A window of one minute that is never now.
    private static String closedToday() {
        int hour =
                (Instant.now().atZone(java.time.ZoneId.of("America/New_York")).getHour() + 12) % 24;
        String span = "[\"%02d:00-%02d:01\"]".formatted(hour, hour);
        return "{\"days\": {\"mon\": %1$s, \"tue\": %1$s, \"wed\": %1$s, \"thu\": %1$s, \"fri\": %1$s, \"sat\": %1$s, \"sun\": %1$s}, \"alwaysOpen\": false}"
                .formatted(span);
    }
}
