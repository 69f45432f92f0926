package dev.trunkline.telephony.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.calls.Signal;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Lookup;
import dev.trunkline.telephony.OriginateResult;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The simulated carrier on a clock of its own, single-stepped.
class SimulatorTest {

    private static final Duration WHOLE_LIFE = Duration.ofMinutes(4);
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void the_same_load_goes_the_same_way_twice() {
        assertThat(run("{\"seed\": 5}")).isEqualTo(run("{\"seed\": 5}")).isNotEqualTo(run("{\"seed\": 6}"));
    }

    private static List<String> run(String config) {
        var floor = new SimulatedFloor(database);
        place(floor, 40, config);
        floor.pass(WHOLE_LIFE);
        return floor.told().stream().map(event -> event.signal().toString()).toList();
    }

    @Test
    void a_fast_carrier_is_as_much_faster_as_it_says() {
        var floor = new SimulatedFloor(database);
        Origination order = floor.order("+12025551234", 1, "{\"noAnswerRate\": 1, \"speed\": 60}");
        floor.provider.originate(order);
        floor.pass(Duration.ofMillis(600));
        assertThat(floor.kinds(order.call())).containsExactly("Dialing", "Ringing", "Ended");
        assertThat(floor.provider.callsPerSecond(20, "{\"speed\": 60}")).isEqualTo(1200);
    }

    @Test
    void another_node_goes_on_where_one_stopped() {
        var floor = new SimulatedFloor(database);
        List<Origination> orders = place(floor, 30, "{\"failureRate\": 0}");
        for (int i = 0; i < 40; i++) {
            floor.restart();
            floor.pass(Duration.ofSeconds(6));
        }
        assertThat(orders).allSatisfy(order -> assertToldAsWritten(floor, order));
    }

    @Test
    void what_the_engine_could_not_take_is_told_again_with_the_same_key_and_in_order() {
        var floor = new SimulatedFloor(database);
        Set<String> tried = new HashSet<>();
        List<ProviderEvent> taken = new ArrayList<>();
        floor.sink(event -> {
            if (tried.add(event.dedupeKey())) {
                throw new IllegalStateException("the database is away");
            }
            taken.add(event);
        });
        Origination order = floor.order("+12025551234", 1, "{\"answerRate\": 1}");
        floor.provider.originate(order);
        floor.pass(WHOLE_LIFE);
        assertThat(taken)
                .extracting(event -> event.signal().getClass().getSimpleName())
                .containsExactly("Dialing", "Ringing", "Answered", "GreetingEnded", "Ended");
    }

    @Test
    void an_end_that_the_engine_could_not_take_at_first_is_an_end_in_the_book() {
        var floor = new SimulatedFloor(database);
        Set<String> tried = new HashSet<>();
        floor.sink(event -> {
            if (event.signal() instanceof Signal.Ended && tried.add(event.dedupeKey())) {
                throw new IllegalStateException("the database is away");
            }
        });
        Origination order = floor.order("+12025551234", 1, "{\"answerRate\": 1}");
        floor.provider.originate(order);
        floor.pass(WHOLE_LIFE);
        assertThat(tried).hasSize(1);
        assertThat(floor.ledger(order.call()))
                .singleElement()
                .satisfies(row -> assertThat(row.status()).isEqualTo("completed"));
    }

    @Test
    void a_node_that_dies_after_telling_leaves_an_event_that_is_told_again_with_the_same_key() {
        var floor = new SimulatedFloor(database);
        Origination order = floor.order("+12025551234", 1, "{\"answerRate\": 1}");
        floor.provider.originate(order);
        List<ProviderEvent> taken = new ArrayList<>();
        floor.sink(event -> {
            taken.add(event);
            throw new AssertionError("killed");
        });
        assertThatThrownBy(() -> floor.pass(Duration.ofSeconds(1))).isInstanceOf(AssertionError.class);
        floor.restart();
        floor.sink(taken::add);
        floor.pass(SimulatorRepository.LEASE.minusSeconds(2));
        assertThat(taken).hasSize(1);
        floor.pass(WHOLE_LIFE);
        assertThat(taken.get(1)).isEqualTo(taken.get(0));
        assertThat(taken.stream().skip(1).map(event -> event.signal().getClass().getSimpleName()))
                .containsExactly("Dialing", "Ringing", "Answered", "GreetingEnded", "Ended");
    }

    @Test
    void a_node_that_was_frozen_over_its_lease_does_not_set_a_call_back() {
        var floor = new SimulatedFloor(database);
        Origination order = floor.order("+12025551234", 1, "{\"answerRate\": 1}");
        floor.provider.originate(order);
        SimulatorLoop other = floor.newLoop();
        List<String> taken = new ArrayList<>();
        floor.sink(event -> {
            String kind = event.signal().getClass().getSimpleName();
            if (taken.contains(kind) || !kind.equals("Ringing")) {
                taken.add(kind);
                return;
            }
            taken.add(kind);
            // While this node stands still, another one takes the call and brings it to its end.
            for (int i = 0; i < 10; i++) {
                floor.jump(SimulatorRepository.LEASE.plusSeconds(1));
                other.step(floor.organization, floor.now());
            }
        });
        floor.pass(WHOLE_LIFE);
        assertThat(taken).containsExactly("Dialing", "Ringing", "Ringing", "Answered", "GreetingEnded", "Ended");
    }

    @Test
    void a_node_whose_clock_is_behind_sees_what_was_told_already() {
        var floor = new SimulatedFloor(database);
        SimulatorProvider late = floor.lateProvider(Duration.ofSeconds(2));
        Origination order = floor.order("+12025551234", 1, "{\"answerRate\": 1}");
        floor.provider.originate(order);
        List<String> taken = new ArrayList<>();
        floor.sink(event -> {
            taken.add(event.signal().getClass().getSimpleName());
            if (event.signal() instanceof Signal.Answered) {
                late.connect(floor.ref(event.call()), new AgentLeg(new UserId(UUID.randomUUID()), null));
            }
        });
        floor.pass(WHOLE_LIFE);
        assertThat(taken).containsExactly("Dialing", "Ringing", "Answered", "AgentJoined", "GreetingEnded", "Ended");
    }

    @Test
    void stepping_in_while_an_event_is_on_its_way_loses_nothing() {
        var floor = new SimulatedFloor(database);
        Origination order = floor.order("+12025551234", 1, "{\"answerRate\": 1}");
        floor.provider.originate(order);
        List<ProviderEvent> taken = new ArrayList<>();
        floor.sink(event -> {
            taken.add(event);
            CallRef ref = new CallRef(floor.organization, event.call(), event.providerCallId());
            switch (event.signal()) {
                case Signal.Answered _ ->
                    floor.provider.connect(ref, new AgentLeg(new UserId(UUID.randomUUID()), null));
                case Signal.AgentJoined _ -> floor.provider.hangUp(ref);
                default -> {}
            }
        });
        floor.pass(WHOLE_LIFE);
        assertThat(taken)
                .extracting(event -> event.signal().getClass().getSimpleName())
                .containsExactly("Dialing", "Ringing", "Answered", "AgentJoined", "Ended");
        assertThat(floor.ledger(order.call()).getFirst().status()).isEqualTo("completed");
    }

    @Test
    void faults_come_in_their_shares_and_the_ledger_stays_true() {
        var floor = new SimulatedFloor(database);
        List<Origination> orders = place(
                floor,
                400,
                "{\"failureRate\": 0, \"eventsLost\": 0.2, \"eventsDoubled\": 0.1, \"eventsShuffled\": 0.3}");
        floor.pass(WHOLE_LIFE.plusMinutes(1), Duration.ofSeconds(1));
        int happened = 0;
        int lost = 0;
        int doubled = 0;
        int shuffledCalls = 0;
        for (Origination order : orders) {
            Lookup.Known known = (Lookup.Known) floor.provider.lookup(floor.ref(order.call()));
            Map<String, Integer> times = new HashMap<>();
            floor.told(order.call()).forEach(event -> times.merge(event.dedupeKey(), 1, Integer::sum));
            happened += known.signals().size();
            lost += known.signals().size() - times.size();
            doubled += (int) times.values().stream().filter(n -> n == 2).count();
            assertThat(times.values()).allMatch(n -> n <= 2);
            List<Signal> told = floor.told(order.call()).stream()
                    .map(ProviderEvent::signal)
                    .distinct()
                    .toList();
            List<Signal> inOrder =
                    known.signals().stream().filter(told::contains).toList();
            shuffledCalls += told.equals(inOrder) ? 0 : 1;
            Signal.Ended end = (Signal.Ended) known.signals().getLast();
            var row = floor.ledger(order.call()).getFirst();
            assertThat(row.status()).isEqualTo(end.status().toString());
            assertThat(row.endedAt()).isEqualTo(end.at());
            assertThat(row.endCause()).isEqualTo(end.cause().toString());
        }
        assertThat(lost / (double) happened).isCloseTo(0.2, within(0.04));
        assertThat(doubled / (double) happened).isCloseTo(0.1, within(0.03));
        assertThat(shuffledCalls).isGreaterThan(30);
    }

    @Test
    void lost_orders_are_unknown_half_of_them_placed_and_a_later_order_gets_through() {
        var floor = new SimulatedFloor(database);
        String config = "{\"failureRate\": 0, \"originateTimeouts\": 1}";
        int placed = 0;
        for (int i = 0; i < 60; i++) {
            Origination order = floor.order("+1202555" + (1000 + i), 1, config);
            assertThat(floor.provider.originate(order)).isInstanceOf(OriginateResult.Unknown.class);
            if (floor.provider.lookup(floor.ref(order.call())) instanceof Lookup.Known) {
                placed++;
                continue;
            }
            Origination next = floor.order(order.to(), 1, config);
            assertThat(floor.provider.originate(next)).isInstanceOf(OriginateResult.Accepted.class);
        }
        assertThat(placed).isBetween(20, 40);
    }

    @Test
    void an_order_given_twice_is_seen_in_the_ledger() {
        var floor = new SimulatedFloor(database);
        Origination order = floor.order("+12025551234", 1, "{\"answerRate\": 1}");
        floor.provider.originate(order);
        floor.provider.originate(order);
        assertThat(floor.ledger(order.call())).hasSize(2);
        floor.pass(WHOLE_LIFE);
        assertThat(floor.told(order.call()))
                .extracting(ProviderEvent::dedupeKey)
                .doesNotHaveDuplicates();
        assertThat(floor.kinds(order.call())).filteredOn("Ended"::equals).hasSize(2);
    }

    @Test
    void a_call_that_cannot_be_read_holds_up_no_other() {
        var floor = new SimulatedFloor(database);
        List<Origination> orders = place(floor, 5, "{\"failureRate\": 0}");
        floor.sql(
                "UPDATE simulator_call SET script = '{\"plan\": 3}' WHERE call_id = CAST(:x AS uuid)",
                orders.get(2).call().toString());
        floor.pass(WHOLE_LIFE);
        assertThat(floor.told(orders.get(2).call())).isEmpty();
        assertThat(orders)
                .filteredOn(order -> order != orders.get(2))
                .allSatisfy(order -> assertToldAsWritten(floor, order));
    }

    @Test
    void an_organization_is_looked_after_while_it_has_calls_and_rarely_when_it_has_none() {
        var floor = new SimulatedFloor(database);
        floor.provider.originate(floor.order("+12025551234", 1, "{\"busyRate\": 1}"));
        assertThat(floor.dueForPatrol()).isBeforeOrEqualTo(floor.now());
        floor.patrol();
        assertThat(floor.dueForPatrol()).isBefore(floor.now().plusSeconds(1));
        floor.pass(Duration.ofMinutes(1));
        floor.patrol();
        assertThat(floor.dueForPatrol()).isAfter(floor.now().plusSeconds(20));
        floor.provider.originate(floor.order("+12025551235", 1, "{\"busyRate\": 1}"));
        assertThat(floor.dueForPatrol()).isBeforeOrEqualTo(floor.now());
    }

    @Test
    void a_wrong_setting_refuses_the_call_and_says_why() {
        var floor = new SimulatedFloor(database);
        OriginateResult result = floor.provider.originate(floor.order("+12025551234", 1, "{\"speed\": -1}"));
        assertThat(result)
                .isInstanceOfSatisfying(
                        OriginateResult.Refused.class,
                        refused -> assertThat(refused.detail()).contains("speed must be a number from"));
    }

    static List<Origination> place(SimulatedFloor floor, int count, String config) {
        var orders = new ArrayList<Origination>();
        for (int i = 0; i < count; i++) {
            Origination order = floor.order("+1202555" + (1000 + i), 1, config);
            floor.provider.originate(order);
            orders.add(order);
        }
        return orders;
    }

    /// Each event once, in order, and the ledger closed.
    static void assertToldAsWritten(SimulatedFloor floor, Origination order) {
        CallId call = order.call();
        Lookup.Known known = (Lookup.Known) floor.provider.lookup(floor.ref(call));
        assertThat(floor.told(call).stream().map(ProviderEvent::signal).toList())
                .isEqualTo(known.signals());
        Set<String> keys =
                floor.told(call).stream().map(ProviderEvent::dedupeKey).collect(Collectors.toSet());
        assertThat(keys).hasSize(known.signals().size());
        assertThat(floor.ledger(call))
                .singleElement()
                .satisfies(row -> assertThat(row.endedAt())
                        .isEqualTo(known.signals().getLast().at()));
    }
}
