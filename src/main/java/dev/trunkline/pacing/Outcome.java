package dev.trunkline.pacing;

/// How a ringing call resolved. `CANCELLED` is our own doing: it says how long the call rang, not how it would have
/// ended.
public enum Outcome {
    HUMAN,
    MACHINE,
    BUSY,
    INVALID,
    NOANSWER,
    CANCELLED
}
