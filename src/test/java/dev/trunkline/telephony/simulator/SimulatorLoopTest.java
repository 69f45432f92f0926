package dev.trunkline.telephony.simulator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trunkline.calls.Signal;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Lookup;
import dev.trunkline.telephony.OriginateResult;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The loop with its threads and the real clock.
class SimulatorLoopTest {

    private static final InstantSource CLOCK = InstantSource.system();
    private static TestDatabase database;

    private final List<Node> nodes = new ArrayList<>();
    private final List<ProviderEvent> told = new CopyOnWriteArrayList<>();
    private OrganizationId organization;

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void open() {
        organization = database.organization();
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> node.loop.close());
    }

    /// What one process of the application has of the simulator.
    private record Node(SimulatorProvider provider, SimulatorLoop loop) {}

    private Node node(Consumer<ProviderEvent> sink) {
        var calls = new SimulatorRepository(database.store());
        var wakeups = new Wakeups();
        var node = new Node(
                new SimulatorProvider(database.store(), calls, wakeups, CLOCK),
                new SimulatorLoop(database.store(), calls, wakeups, sink, CLOCK));
        nodes.add(node);
        return node;
    }

    @Test
    void two_nodes_tell_every_event_under_one_key_and_each_call_in_order() {
        var dice = new SplittableRandom(3);
        var byKey = new ConcurrentHashMap<String, Signal>();
        Consumer<ProviderEvent> sink = event -> {
            Signal before = byKey.putIfAbsent(event.dedupeKey(), event.signal());
            assertThat(before == null || before.equals(event.signal())).isTrue();
            told.add(event);
            synchronized (dice) {
                if (dice.nextInt(10) == 0) {
                    throw new IllegalStateException("the answer was lost");
                }
            }
        };
        Node first = node(sink);
        Node second = node(sink);
        first.loop.start();
        second.loop.start();
        List<CallRef> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Node node = i % 2 == 0 ? first : second;
            calls.add(place(node.provider, i, "{\"failureRate\": 0, \"speed\": 100}"));
        }
        await().atMost(60, SECONDS).until(() -> calls.stream().allMatch(this::hasEnded));
        assertThat(calls).allSatisfy(call -> {
            Lookup.Known known = (Lookup.Known) first.provider.lookup(call);
            assertThat(signals(call).stream().distinct().toList()).isEqualTo(known.signals());
        });
        assertThat(byKey.values()).hasSize((int) calls.stream()
                .mapToLong(call ->
                        ((Lookup.Known) first.provider.lookup(call)).signals().size())
                .sum());
    }

    @Test
    void a_node_takes_over_the_calls_of_one_that_is_gone() {
        Node gone = node(told::add);
        CallRef call = place(gone.provider, 1, "{\"answerRate\": 1, \"speed\": 20}");
        Node other = node(told::add);
        other.loop.start();
        await().atMost(60, SECONDS).until(() -> hasEnded(call));
        assertThat(signals(call).getFirst()).isInstanceOf(Signal.Dialing.class);
    }

    @Test
    void an_agent_joined_on_one_node_is_told_at_once_though_another_waits_for_the_call() {
        Node first = node(told::add);
        Node second = node(told::add);
        first.loop.start();
        second.loop.start();
        CallRef call = place(
                first.provider, 1, "{\"answerRate\": 1, \"speed\": 10, \"talkSeconds\": {\"min\": 5, \"max\": 5}}");
        await().atMost(60, SECONDS)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> signals(call).stream().anyMatch(Signal.Answered.class::isInstance));
        second.provider.connect(call, new AgentLeg(new UserId(UUID.randomUUID()), null));
        await().atMost(60, SECONDS).until(() -> hasEnded(call));
        assertThat(signals(call))
                .filteredOn(Signal.AgentJoined.class::isInstance)
                .hasSize(1);
    }

    @Test
    void one_slow_call_does_not_hold_up_the_others() {
        var release = new java.util.concurrent.CountDownLatch(1);
        Map<CallId, Boolean> slow = new ConcurrentHashMap<>();
        Node node = node(event -> {
            if (slow.containsKey(event.call())) {
                awaitUninterruptibly(release);
            }
            told.add(event);
        });
        CallRef stuck = place(node.provider, 1, "{\"busyRate\": 1, \"speed\": 100}");
        slow.put(stuck.call(), true);
        node.loop.start();
        CallRef other = place(node.provider, 2, "{\"busyRate\": 1, \"speed\": 100}");
        await().atMost(60, SECONDS).until(() -> hasEnded(other));
        assertThat(signals(stuck)).isEmpty();
        release.countDown();
        await().atMost(60, SECONDS).until(() -> hasEnded(stuck));
    }

    private static void awaitUninterruptibly(java.util.concurrent.CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CallRef place(SimulatorProvider provider, int i, String config) {
        var order = new Origination(
                organization,
                new CallId(UUID.randomUUID()),
                "+12025550100",
                "+1202555" + (1000 + i),
                1,
                Duration.ofSeconds(30),
                false,
                false,
                config);
        assertThat(provider.originate(order)).isInstanceOf(OriginateResult.Accepted.class);
        return new CallRef(organization, order.call(), null);
    }

    private List<Signal> signals(CallRef call) {
        return told.stream()
                .filter(event -> event.call().equals(call.call()))
                .map(ProviderEvent::signal)
                .toList();
    }

    private boolean hasEnded(CallRef call) {
        return signals(call).stream().anyMatch(Signal.Ended.class::isInstance);
    }
}
