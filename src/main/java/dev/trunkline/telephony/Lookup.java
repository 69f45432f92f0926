package dev.trunkline.telephony;

import dev.trunkline.calls.Signal;
import java.util.List;

/// What a provider says when asked about a call.
public sealed interface Lookup {

    /// It knows the call; `signals` are what happened to it so far, oldest first, and are applied like its webhooks.
    ///
    /// @param whole whether the signals also tell what the line was joined to or heard; false: that is not known
    record Known(String providerCallId, List<Signal> signals, boolean whole) implements Lookup {

        public Known(String providerCallId, List<Signal> signals) {
            this(providerCallId, signals, true);
        }
    }

    /// It surely never placed it.
    record NeverPlaced() implements Lookup {}

    /// It can't be asked now, or can't find a call this way.
    record Unavailable(String detail) implements Lookup {}
}
