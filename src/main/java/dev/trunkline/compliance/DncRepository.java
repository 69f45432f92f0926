package dev.trunkline.compliance;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The organization's do-not-call list. An entry commits together with `number_state.dnc_at`, which every launch
/// checks with a guarded update of that row: after the commit nobody launches a call to the number.
@Component
public class DncRepository {

    private static final String COLUMNS = "e164 AS number, reason, source, user_id, call_id, created_at ";

    private final Store store;

    public DncRepository(Store store) {
        this.store = store;
    }

    /// Blocks numbers and marks the leads that have one; those blocked already stay as they are. After the commit,
    /// {@link NumbersBlocked} is to be said.
    ///
    /// @param reasons by E.164 number
    /// @return the numbers that are new on the list
    public List<String> add(
            OrganizationId organization, Map<String, String> reasons, String source, @Nullable UserId user) {
        // Rows of number_state are locked in the order of numbers, everywhere.
        var sorted = new TreeMap<>(reasons);
        String[] numbers = sorted.keySet().toArray(String[]::new);
        List<String> added = store.jdbc()
                .sql("""
                        INSERT INTO dnc (organization_id, e164, reason, source, user_id)
                        SELECT :organization, e164, reason, :source, CAST(:user AS uuid)
                          FROM unnest(CAST(:numbers AS text[]), CAST(:reasons AS text[])) AS new (e164, reason)
                         ORDER BY e164
                        ON CONFLICT (organization_id, e164) DO NOTHING RETURNING e164""")
                .param("organization", organization.value())
                .param("source", source)
                .param("user", Sql.id(user))
                .param("numbers", numbers)
                .param("reasons", sorted.values().toArray(String[]::new))
                .query(String.class)
                .list();
        block(organization, numbers);
        markLeads(organization, numbers);
        return added;
    }

    private void block(OrganizationId organization, String[] numbers) {
        store.jdbc()
                .sql("""
                        INSERT INTO number_state AS n (organization_id, e164, dnc_at)
                        SELECT :organization, e164, app_now() FROM unnest(CAST(:numbers AS text[])) AS new (e164) ORDER BY e164
                        ON CONFLICT (organization_id, e164) DO UPDATE SET dnc_at = EXCLUDED.dnc_at WHERE n.dnc_at IS NULL""")
                .param("organization", organization.value())
                .param("numbers", numbers)
                .update();
    }

    private void markLeads(OrganizationId organization, String[] numbers) {
        store.jdbc()
                .sql("""
                        UPDATE lead SET do_not_call = true, status = 'DNC', updated_at = app_now()
                         WHERE organization_id = :organization AND NOT do_not_call
                           AND id IN (SELECT lead_id FROM lead_phone WHERE organization_id = :organization
                                         AND e164 = ANY (CAST(:numbers AS text[])))""")
                .param("organization", organization.value())
                .param("numbers", numbers)
                .update();
    }

    /// Leads that were marked stay marked: a person may have had more than one reason.
    ///
    /// @throws Problem 404 when the number is not on the list
    void remove(OrganizationId organization, String e164) {
        int removed = store.jdbc()
                .sql("DELETE FROM dnc WHERE organization_id = :organization AND e164 = :e164")
                .param("organization", organization.value())
                .param("e164", e164)
                .update();
        if (removed == 0) {
            throw Problem.notFound("number on the do-not-call list");
        }
        store.jdbc()
                .sql("UPDATE number_state SET dnc_at = NULL WHERE organization_id = :organization AND e164 = :e164")
                .param("organization", organization.value())
                .param("e164", e164)
                .update();
    }

    /// The country of numbers that are written without one.
    String country(OrganizationId organization) {
        return store.jdbc()
                .sql("SELECT country FROM organization WHERE organization_id = :organization")
                .param("organization", organization.value())
                .query(String.class)
                .single();
    }

    /// Those of `numbers` that are on the list.
    List<DncEntry> among(OrganizationId organization, Collection<String> numbers) {
        return store.jdbc()
                .sql("SELECT " + COLUMNS + """
                         FROM dnc WHERE organization_id = :organization AND e164 = ANY (CAST(:numbers AS text[])) ORDER BY e164""")
                .param("organization", organization.value())
                .param("numbers", numbers.toArray(String[]::new))
                .query(Rows.of(DncEntry.class))
                .list();
    }

    /// By number.
    ///
    /// @param search digits that occur in the number; null: all
    Page<DncEntry> page(OrganizationId organization, @Nullable String search, @Nullable String cursor, int limit) {
        String digits = search == null ? "" : search.replaceAll("\\D", "");
        List<DncEntry> rows = store.jdbc()
                .sql("SELECT " + COLUMNS + """
                          FROM dnc
                         WHERE organization_id = :organization
                           AND (CAST(:after AS text) IS NULL OR e164 > :after)
                           AND (:digits = '' OR position(:digits IN e164) > 0)
                         ORDER BY e164 LIMIT :limit""")
                .param("organization", organization.value())
                .param("after", Page.key(cursor))
                .param("digits", digits)
                .param("limit", limit + 1)
                .query(Rows.of(DncEntry.class))
                .list();
        return Page.of(rows, limit, DncEntry::number);
    }
}
