package dev.trunkline.dialing;

import dev.trunkline.dialing.MortalCarrier.Point;
import dev.trunkline.store.Store;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.ProviderEvent;
import dev.trunkline.telephony.simulator.SimulatorLoop;
import dev.trunkline.telephony.simulator.SimulatorProvider;
import dev.trunkline.telephony.simulator.SimulatorRepository;
import dev.trunkline.telephony.simulator.Wakeups;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// The whole engine as one node of a {@link Course}: whatever it hands to a thread becomes an errand of the course. It
/// dies as by kill -9 at a commit, or at a point on its way to or from the carrier.
final class SteppedNode implements Course.Owner, AutoCloseable {

    /// Where and when a node dies.
    ///
    /// @param point null: right after a commit
    /// @param nth at which pass of it
    record Death(@Nullable Point point, int nth) {}

    private final Course course;
    private final @Nullable Death death;
    private final Map<String, Integer> deaths;
    private final Floor floor;
    private final boolean punctual;
    private int passes;
    private boolean dead;

    /// @param death null: immortal
    /// @param deaths counts where nodes died
    SteppedNode(TestDatabase database, Course course, @Nullable Death death, Map<String, Integer> deaths) {
        this(database, course, death, deaths, false);
    }

    /// An immortal node on a quiet machine: it takes up its work within some ms.
    static SteppedNode punctual(TestDatabase database, Course course) {
        return new SteppedNode(database, course, null, new TreeMap<>(), true);
    }

    private SteppedNode(
            TestDatabase database,
            Course course,
            @Nullable Death death,
            Map<String, Integer> deaths,
            boolean punctual) {
        this.course = course;
        this.death = death;
        this.deaths = deaths;
        this.punctual = punctual;
        Store store = database.through(Gate::new);
        // By a reference: a node that ends closes what it was given, and the course goes on.
        floor = new Floor(store, course::instant, StillCarrierConfig.class, this::replaced);
        store.onCommit(_ -> count(null));
    }

    /// The way to PostgreSQL, closed to the dead.
    private final class Gate extends DelegatingDataSource {
        Gate(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (dead) {
                throw new SQLException("this node is dead");
            }
            return super.getConnection();
        }
    }

    private Object replaced(String name, Object bean) {
        return switch (bean) {
            case Crew crew -> {
                crew.close();
                yield new Steps();
            }
            case Providers providers ->
                new Providers(List.of(MortalCarrier.of(providers.get("simulator"), this::pass)));
            case Consumer<?> _
            when name.equals("providerEvents") ->
                (Consumer<ProviderEvent>) event -> {
                    pass(Point.BEFORE_EVENT);
                    floor.get(CallDesk.class).accept(event);
                    pass(Point.AFTER_EVENT);
                };
            default -> bean;
        };
    }

    /// Work for threads becomes work for the course. Most of it is taken up within some ms, some of it much later, as
    /// by a node that stalls.
    private final class Steps extends Crew {
        Steps() {
            super(course);
        }

        @Override
        void now(Runnable work) {
            at(course.instant(), work);
        }

        @Override
        void at(Instant at, Runnable work) {
            int late = punctual ? 12 : course.chance(0.02) ? 4_000 : course.chance(0.1) ? 300 : 12;
            if (!dead) {
                course.at(at.plusMillis(course.random.nextInt(late)), SteppedNode.this, work);
            }
        }
    }

    <T> T get(Class<T> type) {
        return floor.get(type);
    }

    Store store() {
        return floor.store;
    }

    Floor floor() {
        return floor;
    }

    @Override
    public boolean isDead() {
        return dead;
    }

    private void pass(Point here) {
        count(here);
        if (dead) {
            throw new IllegalStateException("this node is dead");
        }
    }

    private void count(@Nullable Point here) {
        if (!dead && death != null && death.point() == here && ++passes == death.nth()) {
            dead = true;
            deaths.merge(here == null ? "AFTER_COMMIT" : here.name(), 1, Integer::sum);
        }
    }

    @Override
    public void close() {
        dead = true;
        floor.close();
    }

    /// The simulated carrier without a thread of its own: the course says when it goes on. Not annotated, or whole
    /// applications in other tests would find it.
    static class StillCarrierConfig {

        @Bean
        SimulatorRepository simulatorRepository(Store store) {
            return new SimulatorRepository(store);
        }

        @Bean
        Wakeups simulatorWakeups() {
            return new Wakeups();
        }

        @Bean
        SimulatorProvider simulatorProvider(
                Store store, SimulatorRepository calls, Wakeups wakeups, InstantSource clock) {
            return new SimulatorProvider(store, calls, wakeups, clock);
        }

        @Bean
        SimulatorLoop simulatorLoop(
                Store store,
                SimulatorRepository calls,
                Wakeups wakeups,
                Consumer<ProviderEvent> sink,
                InstantSource clock) {
            return new SimulatorLoop(store, calls, wakeups, sink, clock);
        }
    }
}
