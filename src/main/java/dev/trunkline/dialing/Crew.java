package dev.trunkline.dialing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The threads of one desk or loop: all that the engine does by itself is handed to one of these, and a simulation that
/// steps through a node's work puts its own in their place.
class Crew implements AutoCloseable {

    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /// Only fires; the work itself goes to a virtual thread.
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("engine-timer").factory());

    Crew(InstantSource clock) {
        this.clock = clock;
    }

    /// On a thread of its own, at once. What it throws is its own business: it must not. Work of a node that is ending
    /// is left to the next one: what it would have done shows in the database.
    void now(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException _) {
            // Closed meanwhile.
        }
    }

    /// Not before `at`; not at all if the node ends before.
    @SuppressWarnings("FutureReturnValueIgnored") // handing over does not throw
    void at(Instant at, Runnable work) {
        try {
            timer.schedule(
                    () -> now(work),
                    Math.max(0, Duration.between(clock.instant(), at).toMillis()),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // Closed meanwhile.
        }
    }

    /// Waits for what has begun.
    @Override
    public void close() {
        timer.shutdownNow();
        threads.close();
    }
}
