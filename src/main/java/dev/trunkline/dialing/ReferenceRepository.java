package dev.trunkline.dialing;

import dev.trunkline.campaigns.CampaignDraft;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Wrong;
import dev.trunkline.store.Store;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Whether the things a request names are there, before a foreign key has to say so.
@Repository
public class ReferenceRepository {

    private final JdbcClient jdbc;

    ReferenceRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    void check(OrganizationId organization, CampaignDraft draft) {
        var wrong = new Wrong();
        check(organization, wrong, "listIds", "list", "There is no such list: ", draft.listIds());
        check(organization, wrong, "leadIds", "lead", "There is no such lead: ", draft.leadIds());
        check(organization, wrong, "agentIds", "app_user", "There is no such user: ", draft.agentIds());
        check(organization, wrong, "numberIds", "number", "There is no such number: ", draft.numberIds());
        if (draft.defaultDisposition() != null) {
            boolean known = jdbc.sql("""
                            SELECT EXISTS (SELECT FROM disposition_type
                             WHERE organization_id = :org AND outcome = :outcome AND active AND follow_up <> 'callback')""")
                    .param("org", organization.value())
                    .param("outcome", draft.defaultDisposition())
                    .query(Boolean.class)
                    .single();
            wrong.unless(known, "defaultDisposition", "There is no such disposition, or it needs a time.");
        }
        wrong.refuse();
    }

    void check(OrganizationId organization, @Nullable List<UUID> leads, @Nullable UUID list) {
        var wrong = new Wrong();
        check(organization, wrong, "leadIds", "lead", "There is no such lead: ", leads);
        check(organization, wrong, "listId", "list", "There is no such list: ", list == null ? null : List.of(list));
        wrong.refuse();
    }

    private void check(
            OrganizationId organization,
            Wrong wrong,
            String field,
            String table,
            String sentence,
            @Nullable List<UUID> ids) {
        if (ids == null || ids.isEmpty()) {
            return;
        }
        var missing = new LinkedHashSet<>(ids);
        missing.removeAll(jdbc.sql("SELECT id FROM " + table + " WHERE organization_id = :org AND id = ANY (:ids)")
                .param("org", organization.value())
                .param("ids", ids.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
        wrong.unless(missing.isEmpty(), field, sentence + (missing.isEmpty() ? "" : missing.getFirst()));
    }
}
