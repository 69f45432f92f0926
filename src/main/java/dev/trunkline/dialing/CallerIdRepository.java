package dev.trunkline.dialing;

import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The numbers that calls go out from, and what their caps leave.
@Repository
class CallerIdRepository {

    private final JdbcClient jdbc;

    CallerIdRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// The active numbers among these (all active ones of the organization when none are named), least recently used
    /// first. Simulated calls use up nothing but what simulated calls have.
    CallerIds find(OrganizationId organization, List<NumberId> wanted, boolean simulated) {
        return new CallerIds(read(organization, wanted, simulated));
    }

    /// The same for calls that this transaction places: nobody else uses up what is left meanwhile.
    CallerIds take(OrganizationId organization, List<NumberId> wanted, boolean simulated) {
        List<CallerIds.Usable> found = read(organization, wanted, simulated);
        List<NumberId> capped = found.stream()
                .filter(number -> number.left() != null)
                .map(CallerIds.Usable::id)
                .toList();
        if (capped.isEmpty()) {
            return new CallerIds(found);
        }
        jdbc.sql("""
                        SELECT 1 FROM number WHERE organization_id = :org AND id = ANY (CAST(:ids AS uuid[]))
                         ORDER BY id FOR NO KEY UPDATE""")
                .param("org", organization.value())
                .param("ids", Sql.ids(capped))
                .query(Integer.class)
                .list();
        return new CallerIds(read(organization, wanted, simulated));
    }

    /// The active numbers among these, capped or not.
    List<NumberId> active(OrganizationId organization, List<NumberId> wanted) {
        return read(organization, wanted, false).stream()
                .map(CallerIds.Usable::id)
                .toList();
    }

    /// A cap is over any 24 hours: of a number with a cap of k, the k-th last call says when there is room again.
    private List<CallerIds.Usable> read(OrganizationId organization, List<NumberId> wanted, boolean simulated) {
        return jdbc.sql("""
                        SELECT n.id, n.e164, n.daily_cap - t.calls AS left, t.free_at
                          FROM number n
                          LEFT JOIN LATERAL (SELECT max(c.queued_at) AS used FROM call c
                             WHERE c.organization_id = n.organization_id AND c.number_id = n.id) u ON true
                          LEFT JOIN LATERAL (
                            SELECT count(*)::int AS calls, min(queued_at) FILTER (WHERE place >= n.daily_cap) + interval '1 day' AS free_at
                              FROM (SELECT c.queued_at, row_number() OVER (ORDER BY c.queued_at DESC) AS place FROM call c
                                     WHERE n.daily_cap IS NOT NULL
                                       AND c.organization_id = n.organization_id AND c.number_id = n.id AND c.is_mock = :simulated
                                       AND c.launch <> 'refused' AND c.queued_at > app_now() - interval '1 day'
                                     ORDER BY c.queued_at DESC LIMIT n.daily_cap) day
                          ) t ON n.daily_cap IS NOT NULL
                         WHERE n.organization_id = :org AND n.status = 'active'
                           AND (cardinality(CAST(:wanted AS uuid[])) = 0 OR n.id = ANY (CAST(:wanted AS uuid[])))
                         ORDER BY u.used NULLS FIRST, n.id LIMIT 500""")
                .param("org", organization.value())
                .param("wanted", Sql.ids(wanted))
                .param("simulated", simulated)
                .query(Rows.of(CallerIds.Usable.class))
                .list();
    }
}
