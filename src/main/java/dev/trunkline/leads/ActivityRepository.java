package dev.trunkline.leads;

import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// What happened to leads, newest first.
@Repository
public class ActivityRepository {

    private final Store store;

    ActivityRepository(Store store) {
        this.store = store;
    }

    /// Adds a note of a person.
    public UUID addNote(LeadId lead, UserId user, String text) {
        return store.jdbc()
                .sql("""
                        INSERT INTO activity (organization_id, lead_id, kind, user_id, text)
                        VALUES (current_organization(), :lead, 'note', :user, :text) RETURNING id""")
                .param("lead", lead.value())
                .param("user", user.value())
                .param("text", text)
                .query(UUID.class)
                .single();
    }

    /// A lead's activities before `before`. That it was imported is read from the lead itself: a million imported leads
    /// need no million rows to say so. It comes last, under the ID of its import.
    public List<Activity> page(LeadId lead, @Nullable UUID before, int limit) {
        return store.jdbc()
                .sql("""
                        SELECT * FROM (
                          SELECT id, kind, at, user_id, call_id, text, data FROM activity
                           WHERE organization_id = current_organization() AND lead_id = :lead
                             AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))
                           ORDER BY id DESC LIMIT :limit) a
                        UNION ALL
                        SELECT i.id, 'import', l.created_at, i.user_id, NULL, 'Imported from ' || i.file_name,
                               jsonb_build_object('importId', i.id)
                          FROM lead l JOIN import i ON i.organization_id = l.organization_id AND i.id = l.import_id
                         WHERE l.organization_id = current_organization() AND l.id = :lead
                           AND (CAST(:before AS uuid) IS NULL OR i.id < CAST(:before AS uuid))
                         ORDER BY id DESC LIMIT :limit""")
                .param("lead", lead.value())
                .param("before", before)
                .param("limit", limit)
                .query(Rows.of(Activity.class))
                .list();
    }
}
