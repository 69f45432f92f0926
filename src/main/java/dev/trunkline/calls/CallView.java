package dev.trunkline.calls;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.RecordingId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call as the API shows it (SPEC §13). Durations in seconds, null until the call has ended.
public record CallView(
        CallId id,
        @Nullable CampaignId campaignId,
        @Nullable SessionId sessionId,
        @Nullable EntryId queueEntryId,
        @Nullable LeadId leadId,
        @Nullable Lead lead,
        @Nullable UserId userId,
        String direction,
        String mode,
        String from,
        String to,
        @Nullable Integer lineNumber,
        CallStatus status,
        EventSource statusSource,
        Launch launch,
        @Nullable AnswerType answeredBy,
        @Nullable EndCause endCause,
        @Nullable String outcome,
        boolean dropped,
        @Nullable String dropReason,
        int attempt,
        String provider,
        boolean isMock,
        @Nullable String providerCallId,
        @Nullable String agentLegId,
        boolean recordingEnabled,
        Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant acceptedAt,
        @Nullable Instant ringingAt,
        @Nullable Instant answeredAt,
        @Nullable Instant greetingEndedAt,
        @Nullable Instant connectedAt,
        @Nullable Instant messageStartedAt,
        @Nullable Instant endedAt,
        @Nullable Double durationSeconds,
        @Nullable Double talkSeconds,
        @Nullable String lastError,
        String notes,
        boolean held,
        boolean muted,
        RecordingState recordingState,
        TransferState transferState,
        @Nullable String transferTo,
        List<RecordingId> recordingIds,
        long version) {

    /// Enough of the lead to show beside the call.
    public record Lead(
            LeadId id,
            String name,
            String company,
            @Nullable String timeZone) {}

    static CallView of(Call c, @Nullable Lead lead, List<RecordingId> recordings) {
        CallState s = c.state();
        // A request whose answer was lost may have rung somebody: it shows as dialing, with the reason beside.
        CallStatus status =
                c.launch() == Launch.UNKNOWN && s.status() == CallStatus.QUEUED ? CallStatus.DIALING : s.status();
        return new CallView(
                c.id(),
                c.campaignId(),
                c.sessionId(),
                c.queueEntryId(),
                c.leadId(),
                lead,
                c.userId(),
                c.direction(),
                c.mode(),
                c.from(),
                c.to(),
                c.lineNumber(),
                status,
                c.statusSource(),
                c.launch(),
                s.answerType(),
                s.endCause(),
                c.outcome(),
                c.dropped(),
                c.dropReason(),
                c.attempt(),
                c.provider(),
                c.isMock(),
                c.providerCallId(),
                c.agentLegId(),
                c.recordingEnabled(),
                s.queuedAt(),
                s.startedAt(),
                c.acceptedAt(),
                s.ringingAt(),
                s.answeredAt(),
                s.greetingEndedAt(),
                s.connectedAt(),
                s.messageStartedAt(),
                s.endedAt(),
                seconds(s.startedAt(), s.endedAt()),
                seconds(s.answeredAt(), s.endedAt()),
                c.lastError(),
                c.notes(),
                c.isLive() && c.controls().held(),
                c.isLive() && c.controls().muted(),
                c.controls().recording(),
                c.controls().transfer(),
                c.controls().transferTo(),
                recordings,
                c.version());
    }

    private static @Nullable Double seconds(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? null : Duration.between(from, to).toNanos() / 1e9;
    }
}
