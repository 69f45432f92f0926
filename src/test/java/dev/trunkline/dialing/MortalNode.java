package dev.trunkline.dialing;

import dev.trunkline.store.StoreConfig;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.Audio;
import dev.trunkline.telephony.CallAction;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Capabilities;
import dev.trunkline.telephony.Lookup;
import dev.trunkline.telephony.OriginateResult;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import dev.trunkline.telephony.RecordingRef;
import dev.trunkline.telephony.TelephonyProvider;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A node with a database pool of its own that dies as by kill -9 when it passes a point for the nth time: its
/// connections are cut, open transactions roll back, no order is given any more, no event taken. What PostgreSQL and
/// the carrier's book hold is all that is left of it.
final class MortalNode implements AutoCloseable {

    /// Where a node may die: between any two things that the outside sees.
    enum Point {
        /// The intent is committed, the carrier not asked.
        BEFORE_ORDER,
        /// The carrier was asked, its answer not heard.
        AFTER_ORDER,
        /// An agent is taken in the database, the carrier not told.
        BEFORE_JOIN,
        AFTER_JOIN,
        BEFORE_PLAY,
        AFTER_PLAY,
        BEFORE_HANG_UP,
        AFTER_HANG_UP,
        /// An event came in and is not written.
        BEFORE_EVENT,
        /// It is written, and the carrier not told so.
        AFTER_EVENT
    }

    private final StoreConfig.Pools pools;
    private final @Nullable Point point;
    private final AtomicInteger passes;
    private final CountDownLatch death = new CountDownLatch(1);
    private @Nullable CompletableFuture<Void> buried;
    final Floor floor;

    MortalNode(TestDatabase database, CheckTimes times) {
        this(database, times, null, Integer.MAX_VALUE);
    }

    /// @param nth at which pass of the point it dies
    MortalNode(TestDatabase database, CheckTimes times, @Nullable Point point, int nth) {
        this.point = point;
        this.passes = new AtomicInteger(nth);
        pools = StoreConfig.Pools.open(database.address());
        floor = new Floor(pools.store(), (name, bean) -> replaced(name, bean, times));
    }

    private Object replaced(String name, Object bean, CheckTimes times) {
        return switch (bean) {
            case CheckTimes _ -> times;
            case Providers providers -> new Providers(List.of(new Mortal(providers.get("simulator"))));
            case Consumer<?> _
            when name.equals("providerEvents") ->
                (Consumer<ProviderEvent>) event -> around(
                        Point.BEFORE_EVENT,
                        Point.AFTER_EVENT,
                        () -> floor.get(CallDesk.class).accept(event));
            default -> bean;
        };
    }

    boolean isDead() {
        return death.getCount() == 0;
    }

    /// Dies now, wherever its threads are.
    synchronized void kill() {
        if (isDead()) {
            return;
        }
        death.countDown();
        pools.close();
        // Its threads find nothing to work with and end; that takes a moment nobody waits for.
        buried = CompletableFuture.runAsync(floor::close);
    }

    private void pass(Point here) {
        if (here == point && passes.decrementAndGet() == 0) {
            kill();
        }
        if (isDead()) {
            throw new IllegalStateException("this node is dead");
        }
    }

    private void around(Point before, Point after, Runnable work) {
        pass(before);
        work.run();
        pass(after);
    }

    @Override
    public void close() throws Exception {
        kill();
        if (buried != null) {
            buried.get(30, TimeUnit.SECONDS);
        }
    }

    /// The carrier, as a node sees it that may die while it speaks to it.
    private final class Mortal implements TelephonyProvider {
        private final TelephonyProvider carrier;

        Mortal(TelephonyProvider carrier) {
            this.carrier = carrier;
        }

        @Override
        public String name() {
            return carrier.name();
        }

        @Override
        public Capabilities capabilities() {
            return carrier.capabilities();
        }

        @Override
        public double callsPerSecond(double wished, String options) {
            return carrier.callsPerSecond(wished, options);
        }

        @Override
        public OriginateResult originate(Origination order) {
            return answered(Point.BEFORE_ORDER, Point.AFTER_ORDER, () -> carrier.originate(order));
        }

        @Override
        public void hangUp(CallRef call) {
            around(Point.BEFORE_HANG_UP, Point.AFTER_HANG_UP, () -> carrier.hangUp(call));
        }

        @Override
        public void connect(CallRef call, AgentLeg agent) {
            around(Point.BEFORE_JOIN, Point.AFTER_JOIN, () -> carrier.connect(call, agent));
        }

        @Override
        public void play(CallRef call, Announcement announcement) {
            around(Point.BEFORE_PLAY, Point.AFTER_PLAY, () -> carrier.play(call, announcement));
        }

        @Override
        public void control(CallRef call, AgentLeg agent, CallAction action) {
            carrier.control(call, agent, action);
        }

        @Override
        public Audio recording(RecordingRef recording) throws IOException {
            return carrier.recording(recording);
        }

        @Override
        public Lookup lookup(CallRef call) {
            return carrier.lookup(call);
        }

        private <T> T answered(Point before, Point after, Supplier<T> work) {
            pass(before);
            T answer = work.get();
            pass(after);
            return answer;
        }
    }
}
