package dev.trunkline.compliance;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A number that must not be called.
///
/// @param number E.164
/// @param source `manual`, `disposition`, `import` or `api`
/// @param userId who said so; null: a rule
/// @param callId in which call it was said; null: in none
public record DncEntry(
        String number,
        String reason,
        String source,
        @Nullable UserId userId,
        @Nullable CallId callId,
        Instant createdAt) {}
