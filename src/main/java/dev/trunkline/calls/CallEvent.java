package dev.trunkline.calls;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One line of a call's append-only log, as the API shows it. `data` is the provider's raw payload; `applied` is false
/// for an event that came late, twice or out of order and changed nothing; `durationSeconds` is the call's age.
public record CallEvent(
        UUID id,
        CallId callId,
        @Nullable CampaignId campaignId,
        @Nullable LeadId leadId,
        @Nullable String leadName,
        String phoneNumber,
        CallEventType event,
        Instant at,
        EventSource source,
        @Nullable String provider,
        String details,
        @Nullable JsonNode data,
        boolean applied,
        @Nullable Double durationSeconds) {}
