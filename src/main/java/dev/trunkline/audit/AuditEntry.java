package dev.trunkline.audit;

import dev.trunkline.ids.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line of the audit log.
///
/// @param userId who did it; null: the system
/// @param userName their name today; null when they are gone
/// @param objectId an ID, or for numbers the number itself
public record AuditEntry(
        UUID id,
        Instant at,
        @Nullable UserId userId,
        @Nullable String userName,
        String action,
        String objectKind,
        @Nullable String objectId,
        Map<String, Object> detail) {}
