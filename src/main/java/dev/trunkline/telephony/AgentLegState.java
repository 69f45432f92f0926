package dev.trunkline.telephony;

/// What a provider says when asked about the line that carries an agent's audio.
public enum AgentLegState {
    /// It is up, and calls can be joined to it.
    LIVE,
    /// It is on its way there.
    OPEN,
    GONE,
    /// The provider can't be asked now.
    UNKNOWN
}
