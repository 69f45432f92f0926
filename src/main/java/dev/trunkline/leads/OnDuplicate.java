package dev.trunkline.leads;

import java.util.Locale;

/// What an import does with a row whose number the organization has already.
public enum OnDuplicate {
    /// Leaves the lead as it is and puts it into the list.
    SKIP,
    /// Overwrites what the row fills in, adds its numbers, and puts the lead into the list.
    UPDATE,
    /// Adds a second lead.
    ADD;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
