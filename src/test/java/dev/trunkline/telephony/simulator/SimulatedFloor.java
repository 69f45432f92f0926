package dev.trunkline.telephony.simulator;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A simulated carrier on a clock of its own, with a sink that writes down what it is told. Time passes only by
/// {@link #pass}.
public final class SimulatedFloor {

    public static final Instant MORNING = Instant.parse("2026-03-02T15:00:00Z");

    private final TestDatabase database;
    private final SimulatorRepository calls;
    private final List<ProviderEvent> told = new CopyOnWriteArrayList<>();
    private volatile Instant now = MORNING;
    public final OrganizationId organization;
    public final SimulatorProvider provider;
    private SimulatorLoop loop;
    private Consumer<ProviderEvent> sink = told::add;

    public SimulatedFloor(TestDatabase database) {
        this.database = database;
        this.organization = database.organization();
        this.calls = new SimulatorRepository(database.store());
        this.provider = new SimulatorProvider(database.store(), calls, new Wakeups(), clock());
        this.loop = newLoop();
    }

    /// Another node over the same carrier.
    SimulatorLoop newLoop() {
        return new SimulatorLoop(database.store(), calls, new Wakeups(), event -> sink.accept(event), clock());
    }

    /// A node over the same carrier whose clock is behind.
    SimulatorProvider lateProvider(Duration behind) {
        return new SimulatorProvider(database.store(), calls, new Wakeups(), () -> now.minus(behind));
    }

    /// Lets time jump without anybody looking.
    void jump(Duration time) {
        now = now.plus(time);
    }

    void restart() {
        loop = newLoop();
    }

    void sink(Consumer<ProviderEvent> sink) {
        this.sink = sink;
    }

    public InstantSource clock() {
        return () -> now;
    }

    Instant now() {
        return now;
    }

    /// Lets time go by, from one event to the next.
    public void pass(Duration time) {
        pass(time, Duration.ZERO);
    }

    /// Lets time go by in leaps, for many calls.
    void pass(Duration time, Duration leap) {
        Instant end = now.plus(time);
        Optional<Instant> next = loop.step(organization, now);
        while (next.isPresent() && !next.get().isAfter(end)) {
            Instant then = now.plus(leap);
            now = next.get().isAfter(then) ? next.get() : then;
            next = loop.step(organization, now);
        }
        now = end;
    }

    void sql(String sql, String x) {
        database.store().engine(organization, () -> {
            database.store().jdbc().sql(sql).param("x", x).update();
        });
    }

    /// What the loop does once in a while.
    void patrol() {
        calls.unwatched(now, now.plusMillis(250));
        database.store().engine(organization, () -> calls.rest(organization, now));
    }

    Instant dueForPatrol() {
        return database.store()
                .across(() -> database.store()
                        .jdbc()
                        .sql("SELECT due_at FROM agenda WHERE kind = 'simulator' AND organization_id = :organization")
                        .param("organization", organization.value())
                        .query(Rows.of(Instant.class))
                        .single());
    }

    public List<ProviderEvent> told() {
        return told;
    }

    public List<ProviderEvent> told(CallId call) {
        return told.stream().filter(event -> event.call().equals(call)).toList();
    }

    List<String> kinds(CallId call) {
        return told(call).stream()
                .map(event -> event.signal().getClass().getSimpleName())
                .toList();
    }

    public Origination order(String to, int attempt, @Nullable String config) {
        return new Origination(
                organization,
                new CallId(UUID.randomUUID()),
                "+12025550100",
                to,
                attempt,
                Duration.ofSeconds(30),
                false,
                false,
                config);
    }

    /// The carrier's ledger of one call of ours: a row an order.
    public List<LedgerRow> ledger(CallId call) {
        return database.store()
                .engine(
                        organization,
                        () -> database.store()
                                .jdbc()
                                .sql("""
                        SELECT status, placed_at, ringing_at, answered_at, agent_joined_at, ended_at, end_cause
                          FROM simulator_call WHERE organization_id = :organization AND call_id = :call ORDER BY placed_at""")
                                .param("organization", organization.value())
                                .param("call", call.value())
                                .query(Rows.of(LedgerRow.class))
                                .list());
    }

    public record LedgerRow(
            String status,
            Instant placedAt,
            @Nullable Instant ringingAt,
            @Nullable Instant answeredAt,
            @Nullable Instant agentJoinedAt,
            @Nullable Instant endedAt,
            @Nullable String endCause) {}

    public CallRef ref(CallId call) {
        return new CallRef(organization, call, null);
    }
}
