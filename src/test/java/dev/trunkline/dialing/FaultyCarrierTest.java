package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.trunkline.store.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Campaigns under a carrier that tells a fifth of its events never, a fifth twice and the others late, and does not
/// answer one order in twenty, while nodes die and agents come and go. Whatever happens, each comes to its end, and
/// then nothing is left that must never happen.
///
/// `-Dtrunkline.simulation.calls=100000` runs as many seeds as that takes, `-Dtrunkline.simulation.seed=N` begins with
/// this one: with `calls=1` it is the only one.
@Tag("slow")
class FaultyCarrierTest {

    private static final long CALLS = Long.getLong("trunkline.simulation.calls", 2_000);
    private static final long FIRST_SEED = Long.getLong("trunkline.simulation.seed", 1);
    /// About a hundred calls; a small campaign shows as much as a large one and is over sooner.
    private static final int LEADS = 60;

    /// Seeds have nothing to do with each other: each runs on a thread and a database of its own.
    private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();

    private final Complaints complaints = new Complaints();

    /// What a node that is alive warns of: with everything done one after the other nothing can be held up or collide,
    /// so there is no excuse. A simulation is one thread, so what a thread hears is of its own simulation.
    private static final class Complaints extends AppenderBase<ILoggingEvent> {
        private final ThreadLocal<List<String>> heard = ThreadLocal.withInitial(ArrayList::new);
        private final ThreadLocal<@Nullable Simulation> simulation = new ThreadLocal<>();

        @Override
        protected void append(ILoggingEvent event) {
            Simulation mine = simulation.get();
            if (event.getLevel().isGreaterOrEqual(Level.WARN) && mine != null && mine.isSomebodyAlive()) {
                heard.get()
                        .add(event.getFormattedMessage() + "\n"
                                + (event.getThrowableProxy() == null
                                        ? ""
                                        : ThrowableProxyUtil.asString(event.getThrowableProxy())));
            }
        }
    }

    @BeforeEach
    void open() {
        complaints.start();
        for (Logger logger : loggers()) {
            logger.setAdditive(false);
            logger.addAppender(complaints);
        }
    }

    @AfterEach
    void close() {
        for (Logger logger : loggers()) {
            logger.detachAppender(complaints);
            logger.setAdditive(true);
        }
    }

    /// Of the engine, and of the framework, which tells of each transaction that died with its node.
    private static List<Logger> loggers() {
        return List.of((Logger) LoggerFactory.getLogger("dev.trunkline"), (Logger)
                LoggerFactory.getLogger("org.springframework"));
    }

    @Test
    void whatever_happens_every_book_is_in_order_in_the_end() throws Exception {
        Map<String, Integer> deaths = new ConcurrentSkipListMap<>();
        var next = new AtomicLong(FIRST_SEED);
        var calls = new AtomicLong();
        long began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var runs = new ArrayList<Future<?>>();
            for (int i = 0; i < Math.min(AT_ONCE, CALLS); i++) {
                runs.add(threads.submit(() -> seeds(next, calls, deaths)));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "simulated %,d calls over %,d seeds in %.0f s: %.0f calls/s; deaths of nodes: %s%n",
                calls.get(), next.get() - FIRST_SEED, seconds, calls.get() / seconds, deaths);
    }

    /// One thread's share: seed after seed, until all together have made enough calls or one has failed.
    private @Nullable Void seeds(AtomicLong next, AtomicLong calls, Map<String, Integer> deaths) throws Exception {
        try (TestDatabase database = movable()) {
            while (calls.get() < CALLS) {
                long seed = next.getAndIncrement();
                long done = calls.addAndGet(run(database, seed, deaths));
                if (seed % 50 == 0) {
                    System.out.printf("seed %,d is over, %,d calls so far%n", seed, done);
                }
            }
            return null;
        } catch (Throwable e) {
            calls.addAndGet(CALLS);
            throw e;
        }
    }

    private static TestDatabase movable() throws SQLException {
        TestDatabase database = TestDatabase.fresh();
        Course.movable(database);
        return database;
    }

    @Test
    void a_seed_is_one_course_of_events() throws Exception {
        var traces = new ArrayList<String>();
        try (TestDatabase database = movable()) {
            for (int i = 0; i < 2; i++) {
                try (var simulation = new Simulation(database, 7, 20, new TreeMap<>())) {
                    complaints.simulation.set(simulation);
                    simulation.run();
                    traces.add(simulation.trace());
                } finally {
                    complaints.simulation.remove();
                }
            }
        }
        assertThat(traces.getFirst()).isEqualTo(traces.getLast());
    }

    private long run(TestDatabase database, long seed, Map<String, Integer> deaths) throws Exception {
        try (var simulation = new Simulation(database, seed, LEADS, deaths)) {
            complaints.simulation.set(simulation);
            long calls = simulation.run();
            assertThat(complaints.heard.get())
                    .as("what the engine complained of")
                    .isEmpty();
            return calls;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " fails; it alone: -Dtrunkline.simulation.seed=" + seed
                            + " -Dtrunkline.simulation.calls=1",
                    e);
        } finally {
            complaints.simulation.remove();
        }
    }
}
