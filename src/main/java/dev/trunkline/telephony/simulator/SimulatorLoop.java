package dev.trunkline.telephony.simulator;

import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.ProviderEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// Lets the simulated calls go on: tells the engine what falls due. An event counts as told when the sink returns and
/// is told again when it throws, with the same key. Any number of nodes may run it over one database.
public final class SimulatorLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatorLoop.class);

    /// How often this node looks whether other nodes' calls were left alone.
    private static final Duration PATROL = Duration.ofMillis(250);

    /// How long a call that can't be read is left alone.
    private static final Duration UNREADABLE = Duration.ofMinutes(1);

    /// Calls in hand at once, and how many of them are told at the same time.
    private static final int IN_HAND = 128;

    private static final int AT_ONCE = 16;

    private final Store store;
    private final SimulatorRepository calls;
    private final Wakeups wakeups;
    private final Consumer<ProviderEvent> sink;
    private final InstantSource clock;

    private final Set<UUID> inHand = ConcurrentHashMap.newKeySet();
    private final Map<OrganizationId, ConcurrentLinkedQueue<SimulatorRepository.Told>> told = new ConcurrentHashMap<>();
    private final Semaphore tellers = new Semaphore(AT_ONCE);
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread thread;
    private volatile boolean open = true;
    private Instant nextPatrol = Instant.MIN;

    public SimulatorLoop(
            Store store,
            SimulatorRepository calls,
            Wakeups wakeups,
            Consumer<ProviderEvent> sink,
            InstantSource clock) {
        this.store = store;
        this.calls = calls;
        this.wakeups = wakeups;
        this.sink = sink;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("simulator").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /// Waits for what is being told; everything else goes on at another node, or after the next start.
    @Override
    public void close() {
        open = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.close();
        told.forEach((organization, queue) -> {
            List<SimulatorRepository.Told> rest = drain(queue);
            store.engine(organization, () -> calls.advance(organization, rest));
        });
    }

    /// Tells everything that is due, in order, on this thread: for tests with a clock of their own, instead of
    /// {@link #start}.
    ///
    /// @return when the next telling falls due
    public Optional<Instant> step(Instant now) {
        return calls.organizations().stream()
                .map(organization -> step(organization, now))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /// The same for one organization.
    public Optional<Instant> step(OrganizationId organization, Instant now) {
        var done = List.<SimulatorRepository.Told>of();
        while (true) {
            var before = done;
            var round = store.engine(organization, () -> {
                calls.advance(organization, before);
                var claimed = calls.claim(organization, now, IN_HAND);
                return new Round(claimed, claimed.isEmpty() ? calls.nextDue(organization) : Optional.empty());
            });
            if (round.claimed.isEmpty()) {
                return round.next;
            }
            done = round.claimed.stream()
                    .sorted(Comparator.comparing(SimulatorRepository.Claimed::due)
                            .thenComparing(SimulatorRepository.Claimed::id))
                    .map(call -> tell(organization, call, now))
                    .toList();
        }
    }

    private record Round(List<SimulatorRepository.Claimed> claimed, Optional<Instant> next) {}

    private void run() {
        while (open) {
            try {
                for (OrganizationId organization : attention()) {
                    round(organization);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("simulated calls are held up", e);
            }
        }
    }

    /// The organizations to look at now: those with a note due, and those that nobody looked at for a while.
    private Set<OrganizationId> attention() throws InterruptedException {
        var organizations = new LinkedHashSet<>(wakeups.await(clock, PATROL));
        Instant now = clock.instant();
        if (!now.isBefore(nextPatrol)) {
            nextPatrol = now.plus(PATROL);
            for (OrganizationId organization : calls.unwatched(now, nextPatrol)) {
                organizations.add(organization);
                store.engine(organization, () -> calls.rest(organization, now));
            }
        }
        return organizations;
    }

    /// Puts down what was told and takes up what is due, in one transaction.
    private void round(OrganizationId organization) {
        var done = drain(queue(organization));
        Instant now = clock.instant();
        int room = IN_HAND - inHand.size();
        try {
            List<SimulatorRepository.Claimed> claimed = store.engine(organization, () -> {
                calls.advance(organization, done).forEach(due -> wakeups.note(organization, due));
                return room > 0 ? calls.claim(organization, now, room) : List.of();
            });
            claimed.forEach(call -> handOut(organization, call));
            if (claimed.size() == room) {
                wakeups.note(organization, now.plusMillis(2));
            }
        } catch (RuntimeException e) {
            queue(organization).addAll(done);
            wakeups.note(organization, now.plus(PATROL));
            throw e;
        }
    }

    private void handOut(OrganizationId organization, SimulatorRepository.Claimed call) {
        if (!inHand.add(call.id())) {
            return;
        }
        executor.execute(() -> {
            tellers.acquireUninterruptibly();
            try {
                queue(organization).add(tell(organization, call, clock.instant()));
            } finally {
                tellers.release();
                inHand.remove(call.id());
                wakeups.note(organization, clock.instant());
            }
        });
    }

    /// Tells what was due when the call was taken in hand, up to the first thing the engine can't take.
    private SimulatorRepository.Told tell(OrganizationId organization, SimulatorRepository.Claimed call, Instant now) {
        Script script;
        try {
            script = call.script();
        } catch (JacksonException e) {
            LOG.error("simulated call {} can't be read and stands still", call.id(), e);
            return new SimulatorRepository.Told(
                    call.id(), call.step(), call.step(), now.plus(UNREADABLE), Ledger.of(List.of()));
        }
        List<Script.Delivery> deliveries = script.deliveries();
        int step = call.step();
        Instant retryAt = null;
        while (step < deliveries.size() && !deliveries.get(step).due().isAfter(call.claimedAt())) {
            Script.Delivery delivery = deliveries.get(step);
            if (!tell(organization, call, script, delivery)) {
                retryAt = now.plus(SimulatorRepository.RETRY);
                break;
            }
            step++;
        }
        Ledger ledger = Ledger.of(script.until(call.claimedAt()));
        return new SimulatorRepository.Told(call.id(), call.step(), step, retryAt, ledger);
    }

    private boolean tell(
            OrganizationId organization, SimulatorRepository.Claimed call, Script script, Script.Delivery delivery) {
        if (delivery.told() && !accepted(event(organization, call, delivery.signal()))) {
            return false;
        }
        // A recording is no part of the line's life, so the line's faults don't touch it.
        double recorded = script.recordedMillis() / 1000.0;
        return !(delivery.signal() instanceof Signal.Ended end)
                || recorded == 0
                || accepted(event(
                        organization,
                        call,
                        new Signal.RecordingReady(
                                end.at(), call.id().toString(), Double.toString(recorded), recorded)));
    }

    private boolean accepted(ProviderEvent event) {
        try {
            sink.accept(event);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("event {} of the simulator is told again later: {}", event.dedupeKey(), e.toString());
            return false;
        }
    }

    private static ProviderEvent event(OrganizationId organization, SimulatorRepository.Claimed call, Signal signal) {
        String id = call.id().toString();
        return new ProviderEvent(
                SimulatorProvider.NAME,
                organization,
                call.call(),
                id,
                id + ":" + signal.getClass().getSimpleName(),
                signal,
                EventSource.SIMULATOR,
                SimulatorRepository.json(signal));
    }

    private ConcurrentLinkedQueue<SimulatorRepository.Told> queue(OrganizationId organization) {
        return told.computeIfAbsent(organization, _ -> new ConcurrentLinkedQueue<>());
    }

    private static <T> List<T> drain(ConcurrentLinkedQueue<T> queue) {
        var items = new ArrayList<T>();
        for (T item = queue.poll(); item != null; item = queue.poll()) {
            items.add(item);
        }
        return items;
    }
}
