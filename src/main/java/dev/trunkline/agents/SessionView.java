package dev.trunkline.agents;

import dev.trunkline.calls.Metrics;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session as the API shows it.
///
/// @param listed whether its campaign is a listed one, not the session's own
/// @param oneLine the abandon budget is gone: one line until the rate is back under the cap
public record SessionView(
        SessionId id,
        UserId userId,
        CampaignId campaignId,
        boolean listed,
        @Nullable ListId listId,
        CampaignMode mode,
        SessionStatus status,
        @Nullable String endReason,
        int lines,
        List<NumberId> numberIds,
        @Nullable Lead currentLead,
        int currentIndex,
        long totalLeads,
        long completedLeads,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant pausedAt,
        @Nullable Instant endedAt,
        Instant lastActivityAt,
        Metrics stats,
        boolean oneLine,
        long version) {

    /// The lead in front of the agent.
    public record Lead(
            LeadId id,
            String name,
            String company,
            @Nullable String timeZone) {}
}
