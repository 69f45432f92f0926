package dev.trunkline.dialing;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Virtual time, for Java and for PostgreSQL, and everything that is going to happen in it. One thread takes one thing
/// after the other; how long each takes to come about is drawn from the seed, so that a seed is one course of events.
final class Course implements InstantSource, AutoCloseable {

    /// Whoever has something to do; nothing happens to the dead.
    interface Owner {
        boolean isDead();
    }

    private record Errand(Instant at, long place, @Nullable Owner owner, Runnable work) {}

    private static final Instant BEGIN = Instant.parse("2026-03-02T15:00:00Z");

    final SplittableRandom random;
    private final PriorityQueue<Errand> errands =
            new PriorityQueue<>(Comparator.comparing(Errand::at).thenComparing(Errand::place));
    private final Connection connection;
    private final PreparedStatement clock;
    private final BooleanSupplier reachable;
    private final Runnable carrier;
    private Instant now = BEGIN;
    private long places;
    private @Nullable Owner current;

    /// @param database with {@link #movable} time
    /// @param reachable whether the carrier finds anybody to tell
    /// @param carrier run whenever the carrier has something to tell
    Course(TestDatabase database, long seed, BooleanSupplier reachable, Runnable carrier) throws SQLException {
        random = new SplittableRandom(seed);
        this.reachable = reachable;
        this.carrier = carrier;
        connection = connect(database);
        clock = connection.prepareStatement("""
                SELECT setval('course_clock', least(?, greatest(?,
                         (extract(epoch FROM coalesce(min(next_at), '3000-01-01')) * 1000000)::bigint)))
                  FROM simulator_call WHERE organization_id = current_organization()""");
        of(new OrganizationId(new UUID(0, 0)));
        tellDatabase(now);
    }

    /// Takes the clock of a database into the hand of a course.
    static void movable(TestDatabase database) throws SQLException {
        try (Connection owner = connect(database);
                var ddl = owner.createStatement()) {
            ddl.execute("""
                    CREATE SEQUENCE course_clock;
                    GRANT SELECT ON course_clock TO PUBLIC;
                    CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
                    AS $$ SELECT 'epoch'::timestamptz + last_value * interval '1 microsecond' FROM course_clock $$""");
        }
    }

    private static Connection connect(TestDatabase database) throws SQLException {
        var address = database.address();
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    @Override
    public Instant instant() {
        return now;
    }

    Duration elapsed() {
        return Duration.between(BEGIN, now);
    }

    /// Whose errand is being run; null between them and in errands of nobody.
    @Nullable
    Owner current() {
        return current;
    }

    void at(Instant at, @Nullable Owner owner, Runnable work) {
        errands.add(new Errand(at, places++, owner, work));
    }

    void in(long millis, @Nullable Owner owner, Runnable work) {
        at(now.plusMillis(millis), owner, work);
    }

    /// Between `least` and `most` ms from now.
    void soon(int least, int most, @Nullable Owner owner, Runnable work) {
        in(random.nextInt(least, most), owner, work);
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /// Runs what comes next.
    void step() throws SQLException {
        Errand next = errands.element();
        if (next.owner() != null && next.owner().isDead()) {
            errands.remove();
            return;
        }
        Instant at = tellDatabase(next.at());
        if (at.isBefore(next.at())) {
            carrier.run();
        } else {
            errands.remove();
            run(next.owner(), next.work());
        }
    }

    /// Does it now; what the owner does in the moment it dies is lost with it.
    void run(@Nullable Owner owner, Runnable work) {
        Owner before = current;
        current = owner;
        try {
            work.run();
        } catch (RuntimeException e) {
            if (owner == null || !owner.isDead()) {
                throw e;
            }
        } finally {
            current = before;
        }
    }

    /// Whose course it is.
    void of(OrganizationId organization) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT set_config('trunkline.organization_id', ?, false)")) {
            statement.setString(1, organization.toString());
            statement.executeQuery().close();
        }
    }

    /// Moves the clock to `wanted`, or to when the carrier has something to tell, if that is sooner. Two things never
    /// happen at the same microsecond.
    private Instant tellDatabase(Instant wanted) throws SQLException {
        Instant least = now.plus(100, ChronoUnit.MICROS);
        Instant latest = wanted.isBefore(least) ? least : wanted;
        clock.setLong(1, micros(latest));
        clock.setLong(2, micros(reachable.getAsBoolean() ? least : latest));
        try (var rows = clock.executeQuery()) {
            rows.next();
            now = Instant.EPOCH.plus(rows.getLong(1), ChronoUnit.MICROS);
        }
        return now;
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
