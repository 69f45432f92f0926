package dev.trunkline.calls;

import java.util.Locale;

/// Whether a call is being handed to somebody else.
public enum TransferState {
    NONE,
    /// The agent talks to the third party, the customer waits.
    CONSULTING,
    /// The customer talks to the third party; the agent has left.
    TRANSFERRED;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
