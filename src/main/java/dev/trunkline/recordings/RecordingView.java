package dev.trunkline.recordings;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.RecordingId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A recording as the API shows it.
///
/// @param userId whose call it was
/// @param url ours, and checked at each access
/// @param status `pending` until the audio is here, `available`, `failed`, `deleted`
public record RecordingView(
        RecordingId id,
        CallId callId,
        @Nullable LeadId leadId,
        @Nullable UserId userId,
        String provider,
        String providerRecordingId,
        String url,
        @Nullable Double durationSeconds,
        String status,
        Instant createdAt,
        long version) {}
