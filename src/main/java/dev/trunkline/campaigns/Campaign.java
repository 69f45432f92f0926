package dev.trunkline.campaigns;

import dev.trunkline.compliance.CallingWindow;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who to call and how: a campaign's row.
///
/// @param adHoc belongs to one session over hand-picked leads; not listed
/// @param lines lines per session in power mode; null: half of the selected numbers
/// @param maxConcurrentCalls the sliding window of an unattended campaign
/// @param ringTimeoutSeconds how long a call rings, at least 15
/// @param maxAttempts real attempts per lead
/// @param maxAbandonRate cap on the share of people who answered and got no agent, 0 to 0.03
/// @param wrapUpSeconds after which the default disposition is saved; null: no limit
public record Campaign(
        CampaignId id,
        String name,
        CampaignMode mode,
        CampaignStatus status,
        @Nullable String statusReason,
        boolean adHoc,
        @Nullable UserId createdBy,
        @Nullable Integer lines,
        int maxConcurrentCalls,
        int ringTimeoutSeconds,
        int maxAttempts,
        Map<String, RetryRules.Rule> retryRules,
        BusyLinePolicy busyLinePolicy,
        CallingWindow callingWindow,
        AmdMode amd,
        String machineAction,
        @Nullable Boolean recordingEnabled,
        double maxAbandonRate,
        @Nullable Integer wrapUpSeconds,
        String defaultDisposition,
        String script,
        @Nullable Unattended unattended,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant pausedAt,
        @Nullable Instant completedAt,
        long version) {

    public RetryRules rules() {
        return new RetryRules(retryRules);
    }
}
