package dev.trunkline.live;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/// Reads the change log of all organizations, on a connection of its own that may read nothing else.
/// For one thread; after a failure call {@link #close} and go on, the next call connects again.
final class ChangeLogRepository implements AutoCloseable {

    /// NOTIFY is only a hint that the log has grown; its payload is the node that says so.
    static final String CHANNEL = "trunkline_change_log";

    /// Where reading stands: everything before `since` was read, and of what came up to `until` the rows up to
    /// (`xid`, `seq`). `until` is null unless the last page was full.
    record Cursor(Snapshot since, @Nullable Snapshot until, long xid, long seq) {
        static Cursor after(Snapshot snapshot) {
            return new Cursor(snapshot, null, 0, 0);
        }

        /// Whether the last page ended among the transactions that were open; the newer ones are still all to come.
        boolean amongOpen() {
            return xid < since.next();
        }
    }

    /// @param more there may be more to read at once
    record Reading(List<Change> changes, Cursor next, boolean more) {

        /// Everything up to `next.since()` was read.
        boolean complete() {
            return next.until() == null;
        }
    }

    static final String READ = """
            SELECT here.snapshot, here.now, log.*
              FROM (SELECT pg_current_snapshot()::text AS snapshot, app_now() AS now) here
              LEFT JOIN LATERAL (
                (SELECT * FROM change_log
                  WHERE xid = ANY (CAST(:open AS xid8[])) AND (xid, seq) > (CAST(:xid AS xid8), :seq)
                    AND (:until = '' OR pg_visible_in_snapshot(xid, CAST(nullif(:until, '') AS pg_snapshot)))
                  ORDER BY xid, seq LIMIT :page)
                UNION ALL
                (SELECT * FROM change_log
                  WHERE (xid, seq) > (CAST(:next AS xid8), :nextSeq)
                    AND (:until = '' OR pg_visible_in_snapshot(xid, CAST(nullif(:until, '') AS pg_snapshot)))
                  ORDER BY xid, seq LIMIT :page)
                ORDER BY xid, seq LIMIT :page) log ON true""";

    private final DatabaseAddress address;
    private final int page;
    private @Nullable Connection connection;
    private @Nullable JdbcClient jdbc;

    /// @param page rows read at most at once
    ChangeLogRepository(DatabaseAddress address, int page) {
        this.address = address;
        this.page = page;
    }

    /// What has ended by now; reading starts here.
    Snapshot now() {
        return connected()
                .sql("SELECT pg_current_snapshot()::text AS snapshot, app_now() AS now")
                .query((row, _) -> snapshot(row))
                .single();
    }

    /// Names the database server and its history; another one after a failover or a restored back-up, whose
    /// transactions may repeat numbers.
    String lineage() {
        return connected()
                .sql("SELECT system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)"
                        + " FROM pg_control_system()")
                .query(String.class)
                .single();
    }

    /// The next page of what has become visible, in one statement and so of one snapshot.
    Reading read(Cursor from) {
        var changes = new ArrayList<Change>();
        var last = new long[2];
        var read = new Snapshot[1];
        bound(READ, from).query(row -> {
            read[0] = snapshot(row);
            if (row.getString("kind") != null) {
                changes.add(change(row, read[0].at()));
                last[0] = Long.parseLong(row.getString("xid"));
                last[1] = row.getLong("seq");
            }
        });
        Snapshot until = from.until() == null ? read[0] : from.until();
        boolean lastPage = changes.size() < page;
        Cursor next = lastPage ? Cursor.after(until) : new Cursor(from.since(), until, last[0], last[1]);
        return new Reading(changes, next, !lastPage || from.until() != null);
    }

    /// {@link #READ}, or its plan, with the parameters of a cursor.
    JdbcClient.StatementSpec bound(String sql, Cursor from) {
        return connected()
                .sql(sql)
                .param("open", "{" + from.since().open() + "}")
                // One row comparison, and no bound on xid beside it: the index would be entered at the lower of the
                // two.
                .param("next", Long.toString(from.amongOpen() ? from.since().next() : from.xid()))
                .param("nextSeq", from.amongOpen() ? 0 : from.seq())
                .param("until", from.until() == null ? "" : from.until().toString())
                .param("xid", Long.toString(from.xid()))
                .param("seq", from.seq())
                .param("page", page);
    }

    /// Tells the other nodes that the log has grown.
    void tellOthers(String node) {
        connected()
                .sql("SELECT pg_notify(:channel, :node)")
                .param("channel", CHANNEL)
                .param("node", node)
                .query(row -> {});
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        jdbc = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException _) {
                // It was lost already.
            }
        }
    }

    /// A connection outside the pools that notices within seconds when the other side is gone.
    static Connection connect(DatabaseAddress address, String purpose) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("ApplicationName", "trunkline " + purpose);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties);
        try (var statement = connection.createStatement()) {
            // A hint or a read need not wait for the disk.
            statement.execute("SET ROLE trunkline_log_reader; SET synchronous_commit = off");
        }
        return connection;
    }

    private JdbcClient connected() {
        JdbcClient open = jdbc;
        if (open != null) {
            return open;
        }
        try {
            Connection fresh = connect(address, "change log");
            connection = fresh;
            JdbcClient client = JdbcClient.create(new SingleConnectionDataSource(fresh, true));
            jdbc = client;
            return client;
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("no connection to read the change log", e);
        }
    }

    private static Snapshot snapshot(ResultSet row) throws SQLException {
        return Snapshot.parse(row.getString("snapshot"), row.getTimestamp("now").toInstant());
    }

    private static Change change(ResultSet row, Instant now) throws SQLException {
        String user = row.getString("user_id");
        Instant at = row.getTimestamp("at").toInstant();
        return new Change(
                new OrganizationId(row.getObject("organization_id", UUID.class)),
                row.getString("kind"),
                row.getObject("ref", UUID.class),
                user == null ? null : UserId.of(user),
                row.getString("data"),
                at,
                System.nanoTime() - Duration.between(at, now).toNanos());
    }
}
