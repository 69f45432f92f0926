package dev.trunkline.calls;

import java.util.Locale;

/// How the line ended, normalised over providers. Never overwritten by the outcome an agent gives, nor the reverse.
public enum EndCause {
    BUSY,
    NO_ANSWER,
    REJECTED,
    INVALID_NUMBER,
    UNREACHABLE,
    /// Blocked by the network on analytics: SIP 603+ (47 CFR 64.1200(k), in force since 2026-03-25).
    BLOCKED,
    PROVIDER_ERROR,
    CANCELED,
    HANGUP_CUSTOMER,
    HANGUP_AGENT,
    HANGUP_SYSTEM,
    UNKNOWN;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
