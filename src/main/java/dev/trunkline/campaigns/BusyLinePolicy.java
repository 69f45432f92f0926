package dev.trunkline.campaigns;

/// What becomes of the other lines of a session when one is answered (SPEC §2).
public enum BusyLinePolicy {
    CANCEL_RINGING,
    KEEP_RINGING,
    KEEP_DIALING;
}
