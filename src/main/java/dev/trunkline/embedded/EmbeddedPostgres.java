package dev.trunkline.embedded;

import dev.trunkline.embedded.DataDirectory.Lock;
import dev.trunkline.embedded.DatabaseProblem.Code;
import dev.trunkline.store.DatabaseAddress;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A running PostgreSQL 18 of our own, durable, reachable from this machine only.
///
/// The server outlives a killed Trunkline; the next start adopts it when it is healthy and of the same build, and
/// stops and restarts it otherwise. Closing stops it, so close it after every pool. All failures are
/// [DatabaseProblem]s.
public final class EmbeddedPostgres implements AutoCloseable {

    /// How the server came to run.
    public enum Arrival {
        CREATED,
        STARTED,
        /// It was running without an owner.
        ADOPTED,
        /// Another Trunkline owns it and keeps it when we close.
        JOINED
    }

    private static final String SUPERUSER_SECRET = "postgres-superuser";
    private static final String APPLICATION_SECRET = "postgres-trunkline";
    private static final String MAJOR_VERSION = "18";
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(5);
    private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);

    /// `pg_ctl` passes paths through a shell, where these would mean something.
    private static final String UNSAFE_IN_PATH = "\"'$`\\\n\r";

    private final DatabaseAddress address;
    private final Arrival arrival;
    private final Runnable release;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private EmbeddedPostgres(DatabaseAddress address, Arrival arrival, Runnable release) {
        this.address = address;
        this.arrival = arrival;
        this.release = release;
    }

    /// Starts or adopts the server of this data directory and owns it until closed.
    public static EmbeddedPostgres start(Path dataDirectory) {
        var home = prepare(dataDirectory);
        Lock lock = home.tryLock();
        if (lock == null) {
            throw home.inUse();
        }
        return own(home, lock);
    }

    /// For short commands beside a running Trunkline: uses its server, or starts one as [#start] does.
    public static EmbeddedPostgres startOrJoin(Path dataDirectory) {
        var home = prepare(dataDirectory);
        long deadline = System.nanoTime() + JOIN_LIMIT.toNanos();
        while (true) {
            Lock lock = home.tryLock();
            if (lock != null) {
                return own(home, lock);
            }
            Optional<DatabaseAddress> running = joinable(home);
            if (running.isPresent()) {
                return new EmbeddedPostgres(running.get(), Arrival.JOINED, () -> {});
            }
            if (System.nanoTime() > deadline) {
                throw home.inUse();
            }
            try {
                Thread.sleep(Duration.ofMillis(200));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw home.inUse();
            }
        }
    }

    public DatabaseAddress address() {
        return address;
    }

    public Arrival arrival() {
        return arrival;
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            release.run();
        }
    }

    private static DataDirectory prepare(Path dataDirectory) {
        if (dataDirectory.toString().chars().anyMatch(c -> UNSAFE_IN_PATH.indexOf(c) >= 0)) {
            throw new DatabaseProblem(
                    Code.DATA_DIRECTORY_NAME,
                    "The data directory " + dataDirectory + " has a quote, $, ` or \\ in its name.",
                    "Name another place with TRUNKLINE_DATA_DIR.");
        }
        return new DataDirectory(dataDirectory).prepare();
    }

    private static Optional<DatabaseAddress> joinable(DataDirectory home) {
        try {
            var postmaster = Postmaster.of(home.cluster());
            if (postmaster.isEmpty() || !home.hasSecret(SUPERUSER_SECRET) || !home.hasSecret(APPLICATION_SECRET)) {
                return Optional.empty();
            }
            int port = postmaster.get().port();
            var superuser = DatabaseClient.superuser(port, home.secret(SUPERUSER_SECRET));
            var application = DatabaseClient.application(port, home.secret(APPLICATION_SECRET));
            return DatabaseClient.serves(superuser, home.cluster()) && DatabaseClient.accepts(application)
                    ? Optional.of(application)
                    : Optional.empty();
        } catch (IOException e) {
            throw home.noPermission();
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static EmbeddedPostgres own(DataDirectory home, Lock lock) {
        boolean started = false;
        try {
            var postgres = run(home, lock);
            started = true;
            return postgres;
        } catch (FileSystemException e) {
            String reason = String.valueOf(e.getReason());
            throw reason.contains("No space left") ? StartFailure.diskFull(home.path()) : home.noPermission();
        } catch (IOException e) {
            throw String.valueOf(e.getMessage()).contains("No space left")
                    ? StartFailure.diskFull(home.path())
                    : StartFailure.damaged(home, ": " + e.getMessage());
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    private static EmbeddedPostgres run(DataDirectory home, Lock lock) throws IOException {
        boolean fresh = isFresh(home);
        var user = ServiceUser.forCluster(home.cluster());
        Path programs = PostgresBinaries.unpack(home.binaries());
        var server = new PostgresServer(home, programs, user);
        server.requireRunnable();
        String superuserPassword = home.secret(SUPERUSER_SECRET);
        String password = home.secret(APPLICATION_SECRET);
        if (fresh) {
            server.create(superuserPassword);
        }
        Integer adopted = adopt(server, superuserPassword);
        int port = adopted != null ? adopted : server.start();
        var application = DatabaseClient.application(port, password);
        try {
            var superuser = DatabaseClient.superuser(port, superuserPassword);
            DatabaseClient.prepare(superuser, application);
            if (fresh) {
                DatabaseClient.leaveLog(superuser);
            }
            PostgresBinaries.keepOnly(programs);
        } catch (SQLException e) {
            server.stop(ORPHAN_PATIENCE);
            throw explain(home, e);
        }
        var arrival = adopted != null ? Arrival.ADOPTED : fresh ? Arrival.CREATED : Arrival.STARTED;
        return new EmbeddedPostgres(application, arrival, () -> release(server, lock));
    }

    private static void release(PostgresServer server, Lock lock) {
        try (lock) {
            server.stop(STOP_PATIENCE);
        } catch (IOException e) {
            throw server.home().noPermission();
        }
    }

    private static @Nullable Integer adopt(PostgresServer server, String superuserPassword) throws IOException {
        var running = server.running();
        if (running.isEmpty()) {
            return null;
        }
        int port = running.get().port();
        boolean healthy = DatabaseClient.serves(
                DatabaseClient.superuser(port, superuserPassword), server.home().cluster());
        if (healthy && server.runsTheseBinaries(running.get())) {
            return port;
        }
        server.stop(healthy ? STOP_PATIENCE : ORPHAN_PATIENCE);
        return null;
    }

    /// True when there is nothing yet; refuses what Trunkline did not make, or what is not whole.
    private static boolean isFresh(DataDirectory home) throws IOException {
        Path cluster = home.cluster();
        if (Files.exists(home.path().resolve("PG_VERSION"))) {
            throw foreign(home.path() + " is itself a PostgreSQL data directory that Trunkline did not make");
        }
        if (!Files.exists(cluster) || isEmpty(cluster)) {
            return true;
        }
        Path version = cluster.resolve("PG_VERSION");
        if (!Files.exists(version)) {
            if (home.hasSecret(SUPERUSER_SECRET) && Files.exists(cluster.resolve("global"))) {
                throw StartFailure.damaged(home, ": PG_VERSION is missing");
            }
            throw foreign(cluster + " holds files that are not a PostgreSQL database");
        }
        String major = Files.readString(version).strip();
        if (!major.matches("\\d+(\\.\\d+)?")) {
            throw StartFailure.damaged(home, ": PG_VERSION is not a version number");
        }
        if (!major.equals(MAJOR_VERSION)) {
            throw new DatabaseProblem(
                    Code.DATA_DIRECTORY_OTHER_VERSION,
                    "The database in " + cluster + " was written by PostgreSQL " + major + "; this Trunkline carries "
                            + MAJOR_VERSION + ".",
                    "Start the Trunkline that wrote it, or name another place with TRUNKLINE_DATA_DIR.");
        }
        if (!home.hasSecret(SUPERUSER_SECRET)) {
            throw foreign(cluster + " is a PostgreSQL database whose password is not in " + home.path() + "/secrets");
        }
        for (String part :
                List.of("global/pg_control", "base", "pg_wal", "pg_xact", "postgresql.conf", "pg_hba.conf")) {
            if (!Files.exists(cluster.resolve(part))) {
                throw StartFailure.damaged(home, ": " + part + " is missing");
            }
        }
        return false;
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (var content = Files.list(directory)) {
            return content.findAny().isEmpty();
        }
    }

    private static DatabaseProblem foreign(String sentence) {
        return new DatabaseProblem(
                Code.DATA_DIRECTORY_FOREIGN,
                sentence + ".",
                "Trunkline changed nothing in it. Name another place with TRUNKLINE_DATA_DIR.");
    }

    private static DatabaseProblem explain(DataDirectory home, SQLException e) {
        String state = DatabaseClient.state(e);
        if (state.startsWith("28")) {
            return foreign(home.cluster() + " does not take the password in " + home.path()
                    + "/secrets; the two come from different installations");
        }
        return state.equals("53100")
                ? StartFailure.diskFull(home.path())
                : StartFailure.damaged(home, ": " + e.getMessage());
    }
}
