package dev.trunkline.agents;

/// Where an agent's sitting stands: READY → ACTIVE ⇄ PAUSED → ENDED.
public enum SessionStatus {
    READY,
    ACTIVE,
    PAUSED,
    ENDED
}
