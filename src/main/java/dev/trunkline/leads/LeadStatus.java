package dev.trunkline.leads;

/// Where a lead stands, set with the dispositions of its calls.
public enum LeadStatus {
    NEW,
    IN_PROGRESS,
    CONTACTED,
    CALLBACK,
    DONE,
    INVALID,
    DNC
}
