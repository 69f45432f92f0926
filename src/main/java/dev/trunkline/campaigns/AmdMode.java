package dev.trunkline.campaigns;

import java.util.Locale;

/// Whether answering-machine detection runs, and whether an agent waits for it.
public enum AmdMode {
    OFF,
    BESIDE,
    BEFORE;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
