package dev.trunkline.agents;

import java.util.Locale;

/// What an agent is doing (SPEC §5).
public enum AgentStatus {
    OFFLINE,
    AVAILABLE,
    /// A call the agent placed by hand is being dialed.
    DIALING,
    RINGING,
    ON_CALL,
    /// After the talk, until the disposition.
    WRAP_UP,
    BREAK;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
