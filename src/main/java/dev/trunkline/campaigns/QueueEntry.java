package dev.trunkline.campaigns;

import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.SessionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One lead's place in one campaign, as the API shows it.
///
/// @param wasContacted a call to the lead reached dialing
/// @param wasAnswered a call to the lead was answered, by whomever
/// @param waitsFor why a pending entry waits for a time; absent when it is due
public record QueueEntry(
        EntryId id,
        CampaignId campaignId,
        @Nullable SessionId sessionId,
        LeadId leadId,
        Lead lead,
        EntryStatus status,
        long position,
        int priority,
        int attemptCount,
        int maxAttempts,
        Instant nextAttemptAt,
        @Nullable String waitsFor,
        boolean wasContacted,
        boolean wasAnswered,
        @Nullable String lastOutcome,
        long version) {

    public record Lead(
            LeadId id,
            String name,
            String company,
            String phone,
            @Nullable String timeZone) {}
}
