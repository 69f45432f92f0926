package dev.trunkline.dialing;

import dev.trunkline.dialing.MortalCarrier.Point;
import dev.trunkline.store.StoreConfig;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.ProviderEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node with a database pool of its own that dies as by kill -9 when it passes a point for the nth time: its
/// connections are cut, open transactions roll back, no order is given any more, no event taken. What PostgreSQL and
/// the carrier's book hold is all that is left of it.
final class MortalNode implements AutoCloseable {

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
            case Providers providers ->
                new Providers(List.of(MortalCarrier.of(providers.get("simulator"), this::pass)));
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
}
