package dev.trunkline.telephony;

import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import org.jspecify.annotations.Nullable;

/// A verified message of a provider about one call of ours, translated. `call` comes from the signed token in our
/// own callback URL, so it is known even when the answer to the order was lost.
///
/// @param dedupeKey names this message among all of the provider's; a second one with the same key changes nothing
/// @param raw the provider's payload as JSON, for the log
public record ProviderEvent(
        String provider,
        OrganizationId organization,
        CallId call,
        @Nullable String providerCallId,
        String dedupeKey,
        Signal signal,
        EventSource source,
        @Nullable String raw) {}
