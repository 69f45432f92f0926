package dev.trunkline.calls;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A line to be written to a call's log.
///
/// @param raw the provider's payload as JSON
/// @param applied false when the event changed nothing
/// @param dedupeKey names the provider's message; absent for lines of our own
public record CallLine(
        CallEventType event,
        Instant at,
        EventSource source,
        String details,
        @Nullable String raw,
        boolean applied,
        @Nullable String dedupeKey) {

    /// A line of our own.
    public static CallLine ours(CallEventType event, Instant at, String details) {
        return new CallLine(event, at, EventSource.SYSTEM, details, null, true, null);
    }

    /// A line about what a person did.
    public static CallLine byHand(CallEventType event, Instant at, String details) {
        return new CallLine(event, at, EventSource.MANUAL, details, null, true, null);
    }

    /// How far into the call it happened, in seconds; 0 before it began.
    public double age(CallState call) {
        Instant began = call.startedAt() == null ? call.queuedAt() : call.startedAt();
        return Math.max(0, (at.toEpochMilli() - began.toEpochMilli()) / 1000.0);
    }
}
