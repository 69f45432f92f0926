package dev.trunkline.callbacks;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CallbackId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An appointment to call a lead again.
///
/// @param campaignId whose queue dials it; null: it only appears in the list, and is told about
/// @param callId the call in which it was made
/// @param userId for this agent; null: for anyone
public record Callback(
        CallbackId id,
        LeadId leadId,
        Lead lead,
        @Nullable CampaignId campaignId,
        @Nullable CallId callId,
        @Nullable UserId userId,
        Instant dueAt,
        CallbackStatus status,
        String notes,
        Instant createdAt,
        long version) {

    /// @param phone the number to call; empty when the lead has none
    public record Lead(
            LeadId id,
            String name,
            String company,
            String phone,
            @Nullable String timeZone) {}
}
