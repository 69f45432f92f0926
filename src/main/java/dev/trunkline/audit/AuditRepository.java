package dev.trunkline.audit;

import dev.trunkline.access.Caller;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.paging.Page;
import dev.trunkline.store.Json;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Writes and reads the audit log, inside the caller's transaction: an entry commits with what it tells of.
@Component
public class AuditRepository {

    private final Store store;

    AuditRepository(Store store) {
        this.store = store;
    }

    /// What to look for; null parts do not restrict.
    record Filter(
            @Nullable UserId user,
            @Nullable String action,
            @Nullable String objectKind,
            @Nullable String objectId) {}

    /// A person did `action` to an object.
    ///
    /// @param action a verb, such as `settings-changed`
    /// @param detail what changed, never a secret; IDs and enums travel as their words
    public void record(
            Caller caller, String action, String objectKind, @Nullable Object objectId, Map<String, ?> detail) {
        insert(caller.organization(), caller.user(), action, objectKind, objectId, detail);
    }

    /// The system did it: first start, a rule, a sweep.
    public void recordSystem(
            OrganizationId organization,
            String action,
            String objectKind,
            @Nullable Object objectId,
            Map<String, ?> detail) {
        insert(organization, null, action, objectKind, objectId, detail);
    }

    private void insert(
            OrganizationId organization,
            @Nullable UserId user,
            String action,
            String objectKind,
            @Nullable Object objectId,
            Map<String, ?> detail) {
        store.jdbc()
                .sql("""
                        INSERT INTO audit_log (organization_id, user_id, action, object_kind, object_id, detail)
                        VALUES (:organization, :user, :action, :kind, :object, CAST(:detail AS jsonb))""")
                .param("organization", organization.value())
                .param("user", user == null ? null : user.value())
                .param("action", action)
                .param("kind", objectKind)
                .param("object", objectId == null ? null : objectId.toString())
                .param("detail", Json.write(detail))
                .update();
    }

    /// Newest first.
    Page<AuditEntry> page(OrganizationId organization, Filter filter, @Nullable String cursor, int limit) {
        String before = Page.key(cursor);
        List<AuditEntry> rows = store.jdbc()
                .sql("""
                        SELECT a.id, a.at, a.user_id, u.name AS user_name, a.action, a.object_kind, a.object_id, a.detail
                          FROM audit_log a
                          LEFT JOIN app_user u ON u.organization_id = a.organization_id AND u.id = a.user_id
                         WHERE a.organization_id = :organization
                           AND (CAST(:before AS uuid) IS NULL OR a.id < CAST(:before AS uuid))
                           AND (CAST(:user AS uuid) IS NULL OR a.user_id = CAST(:user AS uuid))
                           AND (CAST(:action AS text) IS NULL OR a.action = :action)
                           AND (CAST(:kind AS text) IS NULL OR a.object_kind = :kind)
                           AND (CAST(:object AS text) IS NULL OR a.object_id = :object)
                         ORDER BY a.id DESC LIMIT :limit""")
                .param("organization", organization.value())
                .param("before", before == null ? null : uuid(before))
                .param("user", filter.user() == null ? null : filter.user().value())
                .param("action", filter.action())
                .param("kind", filter.objectKind())
                .param("object", filter.objectId())
                .param("limit", limit + 1)
                .query(Rows.of(AuditEntry.class))
                .list();
        return Page.of(rows, limit, row -> row.id().toString());
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
