package dev.trunkline.calls;

import java.util.Locale;

/// Whether a call's talk is being recorded.
public enum RecordingState {
    NONE,
    RECORDING,
    /// Nothing is kept until it is resumed: somebody reads their card number out.
    PAUSED,
    STOPPED;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
