package dev.trunkline.embedded;

import dev.trunkline.embedded.DatabaseProblem.Code;
import dev.trunkline.store.DatabaseAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGConnection;

/// The few questions asked of a server before the pools open.
final class DatabaseClient {

    static final String NAME = "trunkline";
    private static final int OLDEST = 18;

    private DatabaseClient() {}

    /// The embedded server on this port, signed in as its superuser.
    static DatabaseAddress superuser(int port, String password) {
        return new DatabaseAddress(url(port, "postgres"), "postgres", password);
    }

    /// The embedded server on this port, as the app signs in.
    static DatabaseAddress application(int port, String password) {
        return new DatabaseAddress(url(port, NAME), NAME, password);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// True when a healthy server answers, takes this password, and works on this very cluster.
    static boolean serves(DatabaseAddress superuser, Path cluster) {
        try (var connection = connect(superuser, Duration.ofSeconds(5))) {
            return Path.of(ask(connection, "SHOW data_directory")).equals(cluster)
                    && ask(connection, "SELECT pg_is_in_recovery()").equals("f");
        } catch (SQLException e) {
            return false;
        }
    }

    /// Makes role and database of the app, or repairs what is missing of them.
    static void prepare(DatabaseAddress superuser, DatabaseAddress application) throws SQLException {
        if (accepts(application)) {
            return;
        }
        try (var connection = connect(superuser, Duration.ofSeconds(30));
                var statement = connection.createStatement()) {
            if (ask(connection, "SELECT count(*) FROM pg_roles WHERE rolname = 'trunkline'")
                    .equals("0")) {
                statement.execute("CREATE ROLE trunkline LOGIN CREATEROLE");
                // How much memory and time each statement takes is for operators, and the app shows it.
                statement.execute("GRANT pg_read_all_stats TO trunkline");
            }
            connection
                    .unwrap(PGConnection.class)
                    .alterUserPassword(NAME, application.password().toCharArray(), "scram-sha-256");
            if (ask(connection, "SELECT count(*) FROM pg_database WHERE datname = 'trunkline'")
                    .equals("0")) {
                statement.execute("CREATE DATABASE trunkline OWNER trunkline");
            }
        }
        var inside = new DatabaseAddress(application.jdbcUrl(), superuser.user(), superuser.password());
        try (var connection = connect(inside, Duration.ofSeconds(30));
                var statement = connection.createStatement()) {
            // Apart from the product's own tables, which migrations grant as a whole.
            statement.execute("CREATE SCHEMA IF NOT EXISTS monitoring");
            statement.execute("GRANT USAGE ON SCHEMA monitoring TO trunkline");
            statement.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA monitoring");
        }
    }

    /// Leaves as much of the write-ahead log behind as the server keeps to be written over ("min_wal_size"). A new
    /// server has none of it: every 16 MB somebody's commit would wait for 50 ms until the next segment is made.
    static void leaveLog(DatabaseAddress superuser) throws SQLException {
        try (var connection = connect(superuser, Duration.ofSeconds(60));
                var statement = connection.createStatement()) {
            for (int segment = 0; segment < ServerTuning.LOG_SEGMENTS; segment++) {
                // A segment that nothing was written to is not left.
                statement.execute("SELECT pg_logical_emit_message(false, 'trunkline', '')");
                statement.execute("SELECT pg_switch_wal()");
            }
            statement.execute("CHECKPOINT");
        }
    }

    /// True when the app can sign in and finds its database as it should be.
    static boolean accepts(DatabaseAddress application) throws SQLException {
        try (var connection = connect(application, Duration.ofSeconds(30))) {
            return ask(connection, "SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'")
                    .equals("1");
        } catch (SQLException e) {
            if (state(e).startsWith("28") || state(e).equals("3D000")) {
                return false;
            }
            throw e;
        }
    }

    /// Waits for an external server that is still coming up, then refuses one that Trunkline cannot work with.
    ///
    /// @param patience how long a server may be unreachable before that is an error
    static void requireUsable(DatabaseAddress address, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try (var connection = connect(address, Duration.ofSeconds(10))) {
                requireVersion(connection.getMetaData().getDatabaseMajorVersion(), address);
                requireWritable(connection, address);
                return;
            } catch (SQLException e) {
                boolean comingUp = state(e).startsWith("08") || state(e).equals("57P03");
                if (!comingUp || System.nanoTime() > deadline || !waited()) {
                    throw explain(e, address);
                }
            }
        }
    }

    /// A server tells nobody when it is ready; false: this thread is wanted elsewhere.
    private static boolean waited() {
        try {
            Thread.sleep(Duration.ofMillis(500));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static void requireVersion(int major, DatabaseAddress address) {
        if (major < OLDEST) {
            throw new DatabaseProblem(
                    Code.DATABASE_TOO_OLD,
                    "The database at " + address.jdbcUrl() + " is PostgreSQL " + major + "; Trunkline needs PostgreSQL "
                            + OLDEST + " or newer.",
                    "Upgrade it, or leave out TRUNKLINE_DATABASE_URL to use the embedded one.");
        }
    }

    private static void requireWritable(Connection connection, DatabaseAddress address) throws SQLException {
        if (ask(connection, "SHOW transaction_read_only").equals("on")) {
            throw new DatabaseProblem(
                    Code.DATABASE_READ_ONLY,
                    "The database at " + address.jdbcUrl() + " can only be read; it is a standby, or set read-only.",
                    "Name the primary in TRUNKLINE_DATABASE_URL; several hosts may be given, joined by commas.");
        }
    }

    static DatabaseProblem explain(SQLException e, DatabaseAddress address) {
        String where = "The database at " + address.jdbcUrl();
        if (state(e).startsWith("28")) {
            return new DatabaseProblem(
                    Code.DATABASE_REFUSED_SIGN_IN,
                    where + " refused the user " + address.user() + ".",
                    "Check user and password in TRUNKLINE_DATABASE_URL and the server's pg_hba.conf.");
        }
        if (state(e).equals("3D000")) {
            return new DatabaseProblem(
                    Code.DATABASE_MISSING,
                    where + " does not exist.",
                    "Create it: CREATE DATABASE … OWNER " + address.user() + ".");
        }
        return new DatabaseProblem(
                Code.DATABASE_UNREACHABLE,
                where + " cannot be reached: " + e.getMessage(),
                "Check that it runs, and host, port and sslmode in TRUNKLINE_DATABASE_URL.");
    }

    static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }

    private static Connection connect(DatabaseAddress address, Duration limit) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("ApplicationName", "trunkline start");
        properties.setProperty("loginTimeout", Long.toString(limit.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(limit.toSeconds()));
        return DriverManager.getConnection(address.jdbcUrl(), properties);
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            answer.next();
            return String.valueOf(answer.getString(1));
        }
    }
}
