package dev.trunkline.leads;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that happened to a lead.
///
/// @param kind note, call, disposition, callback, import, dnc or edit
/// @param userId who did it; null for rules and imports
public record Activity(
        UUID id,
        String kind,
        Instant at,
        @Nullable UUID userId,
        @Nullable UUID callId,
        String text,
        Map<String, Object> data) {}
