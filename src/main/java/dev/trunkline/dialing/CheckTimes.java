package dev.trunkline.dialing;

import dev.trunkline.calls.CallState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long a call may be silent in each state before the provider is asked about it.
final class CheckTimes {

    /// From the intent's commit: a request takes at most 8 s, so after this the answer is lost, not late.
    static final Duration INTENT = Duration.ofSeconds(15);
    /// After an order to hang up, join or play: the order is repeated.
    static final Duration HANG_UP = Duration.ofSeconds(5);
    static final Duration JOIN = Duration.ofSeconds(2);
    private static final Duration BEYOND_RING_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TALKING = Duration.ofSeconds(60);

    private CheckTimes() {}

    static @Nullable Instant after(CallState state, int ringTimeoutSeconds, Instant now) {
        return switch (state.status()) {
            case QUEUED, DIALING, RINGING -> now.plusSeconds(ringTimeoutSeconds).plus(BEYOND_RING_TIMEOUT);
            case IN_PROGRESS, VOICEMAIL_DETECTED ->
                state.connectedAt() == null && state.messageStartedAt() == null ? now.plus(HANG_UP) : now.plus(TALKING);
            case COMPLETED, BUSY, NO_ANSWER, CANCELED, FAILED -> null;
        };
    }
}
