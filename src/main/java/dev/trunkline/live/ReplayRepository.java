package dev.trunkline.live;

import dev.trunkline.access.ObjectKind;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The change log of one organization: what a client missed, and its end.
@Repository
class ReplayRepository {

    /// Rows looked at to find what a client missed; with more, fetching everything anew is cheaper.
    private static final int ROWS_MAX = 20_000;

    private final JdbcClient jdbc;

    ReplayRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// Each object of these kinds that changed since, once; null when the log does not reach back that far, or more
    /// than `limit` objects changed.
    @Nullable
    List<Change> changesSince(OrganizationId organization, Position position, Collection<ObjectKind> kinds, int limit) {
        if (!replayable(position)) {
            return null;
        }
        var rows = new AtomicLong();
        List<Change> changes = jdbc.sql("""
                        SELECT kind, ref, min(user_id::text) AS user_id, min(data::text) AS data, min(at) AS at, count(*) AS rows
                          FROM (SELECT * FROM change_log
                                 WHERE organization_id = :org AND xid >= CAST(:xid AS xid8) AND kind = ANY (:kinds)
                                 LIMIT :rows) missed
                         GROUP BY kind, ref
                         ORDER BY min(seq)""")
                .param("org", organization.value())
                .param("xid", Long.toUnsignedString(position.xid()))
                .param("kinds", kinds.stream().map(ObjectKind::toString).toArray(String[]::new))
                .param("rows", ROWS_MAX)
                .query((row, _) -> {
                    rows.addAndGet(row.getLong("rows"));
                    String user = row.getString("user_id");
                    return new Change(
                            organization,
                            row.getString("kind"),
                            row.getObject("ref", UUID.class),
                            user == null ? null : UserId.of(user),
                            row.getString("data"),
                            row.getTimestamp("at").toInstant(),
                            System.nanoTime());
                })
                .list();
        return rows.get() == ROWS_MAX || changes.size() > limit ? null : changes;
    }

    /// Deletes the oldest rows, at most `limit`, of those that are older than `age`; answers how many.
    int deleteOlderThan(OrganizationId organization, Duration age, int limit) {
        return jdbc.sql("""
                        WITH oldest AS (SELECT seq, at FROM change_log WHERE organization_id = :org ORDER BY seq LIMIT :limit)
                        DELETE FROM change_log log USING oldest
                         WHERE log.organization_id = :org AND log.seq = oldest.seq
                           AND oldest.at < app_now() - CAST(:age AS interval)""")
                .param("org", organization.value())
                .param("limit", limit)
                .param("age", age.toString())
                .update();
    }

    private boolean replayable(Position position) {
        return jdbc.sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next, app_now() AS now")
                .query((row, _) -> {
                    Instant now = row.getTimestamp("now").toInstant();
                    return position.replayableAt(now, Long.parseLong(row.getString("next")));
                })
                .single();
    }
}
