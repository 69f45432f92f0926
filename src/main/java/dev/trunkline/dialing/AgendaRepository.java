package dev.trunkline.dialing;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Due work of every organization. The table has no row-level security: it says only that something is due, never what.
@Repository
public class AgendaRepository {

    /// What is due; `ref` names the thing, the organization itself for work on all of it.
    public enum Kind {
        CAMPAIGN,
        RECONCILE,
        SWEEP,
        /// An appointment; keeps its own place on the agenda.
        CALLBACK;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public record Due(OrganizationId organizationId, Kind kind, UUID ref, int failures) {}

    private final JdbcClient jdbc;

    AgendaRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// Sees to it that the work is on the agenda; leaves a row that is there as it is.
    public void ensure(OrganizationId organization, Kind kind, UUID ref) {
        jdbc.sql("""
                        INSERT INTO agenda (organization_id, kind, ref, due_at) VALUES (:org, :kind, :ref, app_now())
                        ON CONFLICT DO NOTHING""")
                .param("org", organization.value())
                .param("kind", kind.toString())
                .param("ref", ref)
                .update();
    }

    /// Takes due rows by pushing them ahead by `lease`: whoever dies with one gives it back by then.
    public List<Due> claim(Duration lease, int limit) {
        return jdbc.sql("""
                        UPDATE agenda a SET due_at = app_now() + make_interval(secs => :lease)
                          FROM (SELECT organization_id, kind, ref FROM agenda
                                 WHERE due_at <= app_now() AND kind IN ('campaign', 'reconcile', 'sweep', 'callback')
                                 ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED) d
                         WHERE a.organization_id = d.organization_id AND a.kind = d.kind AND a.ref = d.ref
                        RETURNING a.organization_id, a.kind, a.ref, a.failures""")
                .param("lease", lease.toMillis() / 1000.0)
                .param("limit", limit)
                .query(Rows.of(Due.class))
                .list();
    }

    public void again(Due due, Instant at) {
        jdbc.sql("""
                        UPDATE agenda SET due_at = :at, failures = 0, last_error = NULL
                         WHERE organization_id = :org AND kind = :kind AND ref = :ref""")
                .param("at", Sql.time(at))
                .param("org", due.organizationId().value())
                .param("kind", due.kind().toString())
                .param("ref", due.ref())
                .update();
    }

    public void done(OrganizationId organization, Kind kind, UUID ref) {
        jdbc.sql("DELETE FROM agenda WHERE organization_id = :org AND kind = :kind AND ref = :ref")
                .param("org", organization.value())
                .param("kind", kind.toString())
                .param("ref", ref)
                .update();
    }

    /// A row that fails is put off and reported; it never blocks the others.
    public void failed(Due due, Instant again, String error) {
        jdbc.sql("""
                        UPDATE agenda SET due_at = :at, failures = failures + 1, last_error = left(:error, 500)
                         WHERE organization_id = :org AND kind = :kind AND ref = :ref""")
                .param("at", Sql.time(again))
                .param("error", error)
                .param("org", due.organizationId().value())
                .param("kind", due.kind().toString())
                .param("ref", due.ref())
                .update();
    }
}
