package dev.trunkline.numbers;

import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The caller IDs of an organization.
@Component
public class NumberRepository {

    private final Store store;

    NumberRepository(Store store) {
        this.store = store;
    }

    /// In the order they were added.
    public Page<CallerNumber> page(OrganizationId organization, @Nullable String cursor, int limit) {
        List<CallerNumber> rows = store.jdbc()
                .sql("""
                        SELECT id, e164 AS number, label, status, daily_cap, created_at, version FROM number
                         WHERE organization_id = :organization
                           AND (CAST(:after AS text) IS NULL OR id::text > :after)
                         ORDER BY id::text LIMIT :limit""")
                .param("organization", organization.value())
                .param("after", Page.key(cursor))
                .param("limit", limit + 1)
                .query(Rows.of(CallerNumber.class))
                .list();
        return Page.of(rows, limit, row -> row.id().toString());
    }

    /// @throws Problem 404
    public CallerNumber get(OrganizationId organization, NumberId id) {
        return store.jdbc()
                .sql("""
                        SELECT id, e164 AS number, label, status, daily_cap, created_at, version FROM number
                         WHERE organization_id = :organization AND id = :id""")
                .param("organization", organization.value())
                .param("id", id.value())
                .query(Rows.of(CallerNumber.class))
                .optional()
                .orElseThrow(() -> Problem.notFound("number"));
    }

    /// @throws Problem 409 when the number is there already
    public NumberId add(OrganizationId organization, String e164, String label, @Nullable Integer dailyCap) {
        return store.jdbc()
                .sql("""
                        INSERT INTO number (organization_id, e164, label, daily_cap)
                        VALUES (:organization, :e164, :label, :cap)
                        ON CONFLICT (organization_id, e164) DO NOTHING RETURNING id""")
                .param("organization", organization.value())
                .param("e164", e164)
                .param("label", label)
                .param("cap", dailyCap, Types.INTEGER)
                .query(Sql.as(NumberId::new))
                .optional()
                .orElseThrow(() -> Problem.of(409, "number-taken", "The number " + e164 + " is there already."));
    }

    void change(OrganizationId organization, CallerNumber number) {
        store.jdbc()
                .sql("""
                        UPDATE number SET label = :label, status = :status, daily_cap = :cap
                         WHERE organization_id = :organization AND id = :id""")
                .param("organization", organization.value())
                .param("id", number.id().value())
                .param("label", number.label())
                .param("status", number.status())
                .param("cap", number.dailyCap(), Types.INTEGER)
                .update();
    }

    /// Holds the number until the transaction ends: nothing new can begin to refer to it meanwhile.
    void lock(OrganizationId organization, NumberId id) {
        store.jdbc()
                .sql("SELECT id FROM number WHERE organization_id = :organization AND id = :id FOR UPDATE")
                .param("organization", organization.value())
                .param("id", id.value())
                .query(Sql.as(NumberId::new))
                .optional();
    }

    /// The name of a running or paused campaign, or of the sitting, that calls from this number.
    java.util.Optional<String> user(OrganizationId organization, NumberId id) {
        return store.jdbc()
                .sql("""
                        SELECT c.name FROM campaign c
                         WHERE c.organization_id = :organization AND c.status IN ('RUNNING', 'PAUSED')
                           AND EXISTS (SELECT FROM campaign_number n
                                        WHERE n.organization_id = :organization AND n.campaign_id = c.id AND n.number_id = :id)
                        UNION ALL
                        SELECT 'a sitting of ' || u.name FROM session s
                          JOIN app_user u ON u.organization_id = s.organization_id AND u.id = s.user_id
                         WHERE s.organization_id = :organization AND s.status <> 'ENDED' AND :id = ANY (s.number_ids)
                         LIMIT 1""")
                .param("organization", organization.value())
                .param("id", id.value())
                .query(String.class)
                .optional();
    }

    boolean hasCalls(OrganizationId organization, NumberId id) {
        return store.jdbc()
                .sql("SELECT EXISTS (SELECT FROM call WHERE organization_id = :organization AND number_id = :id)")
                .param("organization", organization.value())
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    void delete(OrganizationId organization, NumberId id) {
        store.jdbc()
                .sql("DELETE FROM number WHERE organization_id = :organization AND id = :id")
                .param("organization", organization.value())
                .param("id", id.value())
                .update();
    }
}
