package dev.trunkline.telephony;

import dev.trunkline.calls.EndCause;

/// What is known after asking a provider to place a call. Unknown is a legal answer and is never asked again.
public sealed interface OriginateResult {

    record Accepted(String providerCallId) implements OriginateResult {}

    /// Certainly nobody is rung. `detail` is a plain sentence; `providerDown` when it would refuse any call now.
    record Refused(EndCause cause, String detail, boolean providerDown) implements OriginateResult {}

    /// The request left, and no answer came that settles it.
    record Unknown(String detail) implements OriginateResult {}
}
