package dev.trunkline.calls;

import java.util.Locale;

/// Who answered. `UNKNOWN` is treated as a human; `SCREENED` is a call-screening assistant and not a human yet.
public enum AnswerType {
    HUMAN,
    MACHINE,
    FAX,
    SCREENED,
    UNKNOWN;

    public boolean isMachine() {
        return this == MACHINE || this == FAX;
    }

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
