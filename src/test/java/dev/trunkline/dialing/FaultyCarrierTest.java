package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.trunkline.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    private static final long CALLS = Long.getLong("trunkline.simulation.calls", 600);
    private static final long FIRST_SEED = Long.getLong("trunkline.simulation.seed", 1);
    /// About a hundred calls; a small campaign shows as much as a large one and is over sooner.
    private static final int LEADS = 60;

    private TestDatabase database;
    private final Complaints complaints = new Complaints();

    /// What a node that is alive warns of: with everything done one after the other nothing can be held up or collide,
    /// so there is no excuse.
    private static final class Complaints extends AppenderBase<ILoggingEvent> {
        private final List<String> heard = new ArrayList<>();
        private @Nullable Simulation simulation;

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN) && simulation != null && simulation.isSomebodyAlive()) {
                heard.add(event.getFormattedMessage() + "\n"
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())));
            }
        }
    }

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.fresh();
        Course.movable(database);
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
        database.close();
    }

    /// Of the engine, and of the framework, which tells of each transaction that died with its node.
    private static List<Logger> loggers() {
        return List.of((Logger) LoggerFactory.getLogger("dev.trunkline"), (Logger)
                LoggerFactory.getLogger("org.springframework"));
    }

    @Test
    void whatever_happens_every_book_is_in_order_in_the_end() throws Exception {
        Map<String, Integer> deaths = new TreeMap<>();
        long calls = 0;
        long seeds = 0;
        long began = System.nanoTime();
        for (long seed = FIRST_SEED; calls < CALLS; seed++, seeds++) {
            calls += run(seed, deaths);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "simulated %,d calls over %,d seeds in %.0f s: %.0f calls/s; deaths of nodes: %s%n",
                calls, seeds, seconds, calls / seconds, deaths);
    }

    @Test
    void a_seed_is_one_course_of_events() throws Exception {
        var traces = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            try (var simulation = new Simulation(database, 7, 20, new TreeMap<>())) {
                complaints.simulation = simulation;
                simulation.run();
                traces.add(simulation.trace());
            }
        }
        assertThat(traces.getFirst()).isEqualTo(traces.getLast());
    }

    private long run(long seed, Map<String, Integer> deaths) throws Exception {
        try (var simulation = new Simulation(database, seed, LEADS, deaths)) {
            complaints.simulation = simulation;
            long calls = simulation.run();
            assertThat(complaints.heard).as("what the engine complained of").isEmpty();
            return calls;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " fails; it alone: -Dtrunkline.simulation.seed=" + seed
                            + " -Dtrunkline.simulation.calls=1",
                    e);
        }
    }
}
