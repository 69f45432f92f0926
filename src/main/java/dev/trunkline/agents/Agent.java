package dev.trunkline.agents;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An agent's row.
///
/// @param reason why on break
/// @param since when this status began
/// @param callId the call the agent talks on or wraps up
/// @param audio `none` where no audio is carried, `pending` until the leg is confirmed, `live`
/// @param wrapUpUntil when the default disposition is saved
/// @param breakWish the break that begins when the call at hand is over
/// @param disconnected no sign of life for longer than the lease
public record Agent(
        UserId userId,
        AgentStatus status,
        @Nullable String reason,
        Instant since,
        @Nullable CampaignId campaignId,
        @Nullable SessionId sessionId,
        @Nullable CallId callId,
        String audio,
        @Nullable Instant wrapUpUntil,
        @Nullable String breakWish,
        boolean disconnected,
        long version) {

    /// Whether a call may be given to this agent now.
    public boolean isFree() {
        return status == AgentStatus.AVAILABLE && callId == null && !audio.equals("pending") && !disconnected;
    }

    /// Whether the agent waits for the answer of this call: they placed it by hand, or it was not to be placed without
    /// somebody set apart for it.
    public boolean isReservedFor(CallId call) {
        return call.equals(callId) && (status == AgentStatus.DIALING || status == AgentStatus.RINGING);
    }

    /// Whether this call was given to the agent: they talk on it or wrap it up.
    public boolean has(CallId call) {
        return call.equals(callId) && !isReservedFor(call);
    }
}
