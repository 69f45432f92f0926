package dev.trunkline.leads;

import dev.trunkline.ids.ListId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Lists.
@Repository
public class ListRepository {

    private static final String COLUMNS = "id, name, region, lead_count, created_at, version";

    private final Store store;

    ListRepository(Store store) {
        this.store = store;
    }

    public LeadList add(String name, String region) {
        return store.jdbc()
                .sql("INSERT INTO list (organization_id, name, region) VALUES (current_organization(), :name, :region)"
                        + " RETURNING " + COLUMNS)
                .param("name", name)
                .param("region", region)
                .query(Rows.of(LeadList.class))
                .single();
    }

    public Optional<LeadList> find(ListId id) {
        return store.jdbc()
                .sql("SELECT " + COLUMNS + " FROM list WHERE organization_id = current_organization() AND id = :id")
                .param("id", id.value())
                .query(Rows.of(LeadList.class))
                .optional();
    }

    /// Newest first, before `before`.
    public List<LeadList> page(@Nullable UUID before, int limit) {
        return store.jdbc()
                .sql("SELECT " + COLUMNS + """
                         FROM list
                        WHERE organization_id = current_organization()
                          AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))
                        ORDER BY id DESC LIMIT :limit""")
                .param("before", before)
                .param("limit", limit)
                .query(Rows.of(LeadList.class))
                .list();
    }

    /// Changes what is not null.
    public Optional<LeadList> update(ListId id, @Nullable String name, @Nullable String region) {
        return store.jdbc()
                .sql("""
                        UPDATE list SET name = coalesce(:name, name), region = coalesce(:region, region)
                         WHERE organization_id = current_organization() AND id = :id RETURNING\s""" + COLUMNS)
                .param("id", id.value())
                .param("name", name)
                .param("region", region)
                .query(Rows.of(LeadList.class))
                .optional();
    }

    /// The names of campaigns that use the list and are not over.
    List<String> campaigns(ListId id) {
        return store.jdbc().sql("""
                        SELECT c.name FROM campaign_list u
                          JOIN campaign c ON c.organization_id = u.organization_id AND c.id = u.campaign_id
                         WHERE u.organization_id = current_organization() AND u.list_id = :id
                           AND c.status IN ('PENDING', 'RUNNING', 'PAUSED') ORDER BY c.id LIMIT 3""").param("id", id.value()).query(String.class).list();
    }

    /// Whether a file is being imported into the list.
    boolean isImporting(ListId id) {
        return store.jdbc()
                .sql("""
                        SELECT EXISTS (SELECT FROM import WHERE organization_id = current_organization() AND list_id = :id
                                          AND status IN ('PENDING', 'RUNNING'))""")
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    /// Takes some leads out of the list; false when it is empty. A long list is emptied in many short transactions.
    boolean emptySome(ListId id, int count) {
        return store.jdbc()
                        .sql("""
                                DELETE FROM list_lead WHERE organization_id = current_organization() AND list_id = :id
                                   AND lead_id IN (SELECT lead_id FROM list_lead
                                                    WHERE organization_id = current_organization() AND list_id = :id LIMIT :count)""")
                        .param("id", id.value())
                        .param("count", count)
                        .update()
                > 0;
    }

    void delete(ListId id) {
        store.jdbc()
                .sql("DELETE FROM list WHERE organization_id = current_organization() AND id = :id")
                .param("id", id.value())
                .update();
    }

    /// The organization's country, for what names no other.
    String homeRegion() {
        return store.jdbc()
                .sql("SELECT country FROM organization WHERE organization_id = current_organization()")
                .query(String.class)
                .single();
    }
}
