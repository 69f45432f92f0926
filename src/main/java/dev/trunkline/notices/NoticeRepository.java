package dev.trunkline.notices;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Json;
import dev.trunkline.store.Store;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Posts notices.
@Repository
public class NoticeRepository {

    private final JdbcClient jdbc;

    public NoticeRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// Tells `user` (null: everybody in the organization) once the caller's transaction commits. They are sent
    /// `data` with `id`, `userId` and `at` beside it; people who are not connected within ten minutes miss it.
    public void post(OrganizationId organization, @Nullable UserId user, Map<String, Object> data) {
        jdbc.sql("""
                        INSERT INTO change_log (organization_id, kind, ref, user_id, data)
                        VALUES (:org, 'notice', uuidv7(), :user, CAST(:data AS jsonb))""")
                .param("org", organization.value())
                .param("user", user == null ? null : user.value())
                .param("data", Json.write(data))
                .update();
    }
}
