package dev.trunkline.calls;

import java.util.Locale;

/// Where a line of a call's log comes from.
public enum EventSource {
    SIMULATOR,
    SYSTEM,
    WEBHOOK,
    POLL,
    MANUAL;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
