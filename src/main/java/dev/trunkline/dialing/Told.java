package dev.trunkline.dialing;

import dev.trunkline.calls.CallEventType;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.telephony.ProviderEvent;
import org.jspecify.annotations.Nullable;

/// What somebody says of a call.
///
/// @param raw the provider's message as JSON
/// @param dedupeKey names the provider's message; null: it is not from a provider
/// @param providerCallId how the provider calls the line, if it says so
/// @param providerDown the order was turned down for a reason that has nothing to do with the lead
record Told(
        Signal signal,
        EventSource source,
        @Nullable String raw,
        @Nullable String dedupeKey,
        @Nullable String providerCallId,
        boolean providerDown) {

    static Told of(ProviderEvent event) {
        return new Told(event.signal(), event.source(), event.raw(), event.dedupeKey(), event.providerCallId(), false);
    }

    /// What the call's log gets of it.
    ///
    /// @param applied false when it changed nothing
    CallLine line(CallEventType event, String details, boolean applied) {
        return new CallLine(event, signal.at(), source, details, raw, applied, dedupeKey);
    }
}
