package dev.trunkline.settings;

import java.util.Locale;

/// What becomes of a lead after an outcome.
public enum FollowUp {
    DONE,
    RETRY,
    CALLBACK,
    DNC,
    TRY_NEXT_NUMBER;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
