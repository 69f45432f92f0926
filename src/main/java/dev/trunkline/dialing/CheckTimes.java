package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a call may be silent in each state before the provider is asked about it.
///
/// @param intent from the intent's commit: a request takes at most 8 s, so after this the answer is lost, not late
/// @param order after an order to hang up or play, or a request whose answer was lost: the order is repeated
/// @param join after an order to join an agent
/// @param beyondRinging longer than the ring timeout
/// @param talking between two looks at a call that is connected or plays its message
/// @param ringSpeed how many times faster than life the carrier rings
public record CheckTimes(
        Duration intent, Duration order, Duration join, Duration beyondRinging, Duration talking, double ringSpeed) {

    public static final CheckTimes DEFAULT = new CheckTimes(
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            1);

    /// From when the call came to `state`; null where nothing more is to come.
    @Nullable
    Duration silence(CallState state, Call call) {
        return switch (state.status()) {
            case QUEUED, DIALING, RINGING -> call.cancelReason() == null ? ringing(call) : order;
            case IN_PROGRESS, VOICEMAIL_DETECTED -> state.isSilent() || call.cancelReason() != null ? order : talking;
            case COMPLETED, BUSY, NO_ANSWER, CANCELED, FAILED -> null;
        };
    }

    private Duration ringing(Call call) {
        return beyondRinging.plusMillis(Math.round(call.ringTimeoutSeconds() * 1000 / ringSpeed));
    }
}
