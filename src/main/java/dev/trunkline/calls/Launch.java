package dev.trunkline.calls;

import java.util.Locale;

/// What is known of the one request that was, or was not, made to the provider.
public enum Launch {
    /// The row is committed; the request may be on its way.
    INTENT,
    ACCEPTED,
    REFUSED,
    /// Asked, and the answer was lost: nobody asks again, the reconciler finds out.
    UNKNOWN;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
