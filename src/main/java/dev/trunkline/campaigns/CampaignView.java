package dev.trunkline.campaigns;

import dev.trunkline.calls.Metrics;
import dev.trunkline.compliance.CallingWindow;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A campaign as the API shows it: settings, figures, and what it waits for.
public record CampaignView(
        CampaignId id,
        String name,
        boolean adHoc,
        CampaignMode mode,
        CampaignStatus status,
        @Nullable String statusReason,
        @Nullable UserId createdBy,
        List<UserId> agentIds,
        List<ListId> listIds,
        List<NumberId> numberIds,
        long totalLeads,
        long completedLeads,
        long pendingLeads,
        long callingLeads,
        long successfulCalls,
        long failedCalls,
        long missedCalls,
        long noAnswerCalls,
        long busyCalls,
        long voicemailCalls,
        long droppedCalls,
        double totalDuration,
        @Nullable Double averageDuration,
        Metrics stats,
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
        List<Waiting> waiting,
        long version) {

    /// Why pending leads are not being dialed at this moment, how many, and until when the first of them waits.
    public record Waiting(
            String reason, long count, @Nullable Instant until) {}

    /// The lists, numbers and agents of a campaign.
    public record Links(List<UserId> agentIds, List<ListId> listIds, List<NumberId> numberIds) {}

    /// Leads by entry status; `version` counts the changes of the figures.
    public record Leads(long total, long pending, long calling, long completed, long failed, long version) {

        public static final Leads NONE = new Leads(0, 0, 0, 0, 0, 0);
    }

    static CampaignView of(Campaign c, Links links, Leads leads, Metrics.Counts counts, List<Waiting> waiting) {
        Metrics stats = Metrics.of(counts);
        return new CampaignView(
                c.id(),
                c.name(),
                c.adHoc(),
                c.mode(),
                c.status(),
                c.statusReason(),
                c.createdBy(),
                links.agentIds(),
                links.listIds(),
                links.numberIds(),
                leads.total(),
                leads.completed() + leads.failed(),
                leads.pending(),
                leads.calling(),
                stats.successfulCalls(),
                stats.failed(),
                stats.missedCalls(),
                stats.noAnswer(),
                stats.busy(),
                stats.voicemail(),
                stats.dropped(),
                stats.talkSeconds(),
                stats.averageDuration(),
                stats,
                c.lines(),
                c.maxConcurrentCalls(),
                c.ringTimeoutSeconds(),
                c.maxAttempts(),
                c.retryRules(),
                c.busyLinePolicy(),
                c.callingWindow(),
                c.amd(),
                c.machineAction(),
                c.recordingEnabled(),
                c.maxAbandonRate(),
                c.wrapUpSeconds(),
                c.defaultDisposition(),
                c.script(),
                c.unattended(),
                c.createdAt(),
                c.startedAt(),
                c.pausedAt(),
                c.completedAt(),
                waiting,
                c.version() + leads.version());
    }
}
