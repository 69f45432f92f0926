package dev.trunkline.agents;

import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One agent's sitting in a campaign, or over hand-picked leads in an ad-hoc campaign of its own.
///
/// @param numberIds the numbers it calls from, "Line 1" first
/// @param currentIndex how far it has come in the queue, from 0
public record Session(
        SessionId id,
        UserId userId,
        CampaignId campaignId,
        @Nullable ListId listId,
        CampaignMode mode,
        SessionStatus status,
        @Nullable String endReason,
        int lines,
        List<UUID> numberIds,
        @Nullable LeadId currentLeadId,
        @Nullable EntryId currentEntryId,
        int currentIndex,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant pausedAt,
        @Nullable Instant endedAt,
        Instant lastActivityAt,
        long version) {}
