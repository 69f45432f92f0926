package dev.trunkline.calls;

import java.util.Locale;

/// Why we ended a line ourselves; it decides the end cause, and whether the attempt counts.
public enum CancelReason {
    /// Another line of the session was answered first; the lead goes back unharmed.
    BUSY_LINE,
    /// The campaign or session was stopped.
    STOPPED,
    AGENT,
    DNC,
    /// A human answered and no agent was free.
    DROP,
    MACHINE,
    MESSAGE_PLAYED,
    /// Found not to be wanted after all: paused, stopped or blocked between the intent and the request.
    WITHDRAWN;

    /// Whether a line ended for this reason before an answer leaves the lead's attempts as they were.
    public boolean leavesLeadUnharmed() {
        return this == BUSY_LINE || this == STOPPED || this == WITHDRAWN;
    }

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
