package dev.trunkline.access;

import java.util.Locale;

/// What a person may do, each role including the ones after it: owner, admin, supervisor, agent.
public enum Role {
    OWNER,
    ADMIN,
    SUPERVISOR,
    AGENT;

    /// Whether this role may do what `least` may do.
    public boolean atLeast(Role least) {
        return compareTo(least) <= 0;
    }

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
