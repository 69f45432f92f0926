package dev.trunkline.leads;

import java.util.Locale;

/// What a file is a list of.
public enum ImportKind {
    LEADS,
    DNC;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
