package dev.trunkline.calls;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A call's row: whom it is for, where it stands, and what is known of the request to the provider.
///
/// @param mode the campaign mode's word it was launched in
/// @param attempt 1 for the first real attempt at the lead in its campaign
/// @param attemptCounted false once it is known that nobody was rung
/// @param cancelReason set when we asked for its end; decides what the end means
public record Call(
        CallId id,
        @Nullable CampaignId campaignId,
        @Nullable SessionId sessionId,
        @Nullable EntryId queueEntryId,
        @Nullable LeadId leadId,
        @Nullable UserId userId,
        String direction,
        String mode,
        @Nullable NumberId numberId,
        String from,
        String to,
        @Nullable Integer lineNumber,
        String provider,
        boolean isMock,
        @Nullable String providerCallId,
        @Nullable String agentLegId,
        Launch launch,
        EventSource statusSource,
        CallState state,
        @Nullable String outcome,
        boolean dropped,
        @Nullable String dropReason,
        int attempt,
        boolean attemptCounted,
        int ringTimeoutSeconds,
        String amd,
        boolean recordingEnabled,
        @Nullable CancelReason cancelReason,
        @Nullable Instant cancelAskedAt,
        @Nullable Instant acceptedAt,
        @Nullable String lastError,
        String notes,
        CallControls controls,
        long version) {

    /// The row after a step that changed nothing else of it.
    ///
    /// @param launch what is known of the request now, and of the provider's name for the line
    public Call movedOn(
            CallState to,
            EventSource source,
            Launch launch,
            @Nullable String providerCallId,
            @Nullable Instant acceptedAt) {
        return new Call(
                id,
                campaignId,
                sessionId,
                queueEntryId,
                leadId,
                userId,
                direction,
                mode,
                numberId,
                from,
                this.to,
                lineNumber,
                provider,
                isMock,
                providerCallId,
                agentLegId,
                launch,
                source,
                to,
                outcome,
                dropped,
                dropReason,
                attempt,
                attemptCounted,
                ringTimeoutSeconds,
                amd,
                recordingEnabled,
                cancelReason,
                cancelAskedAt,
                acceptedAt,
                lastError,
                notes,
                controls,
                version + 1);
    }

    public CallStatus status() {
        return state.status();
    }

    public boolean isLive() {
        return state.status().isLive();
    }

    /// The agent handed it on or left it a message, and is free for the next one while it goes on.
    public boolean hasLeftAgent() {
        return controls.transfer() == TransferState.TRANSFERRED
                || (isConnected() && status() == CallStatus.VOICEMAIL_DETECTED);
    }

    public boolean isConnected() {
        return state.connectedAt() != null;
    }
}
