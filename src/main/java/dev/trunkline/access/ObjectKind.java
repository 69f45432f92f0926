package dev.trunkline.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What can change on somebody's screen. The words are those of `change_log.kind`, of `event:` and of `?topics=`.
public enum ObjectKind {
    CALL,
    AGENT,
    CAMPAIGN,
    SESSION,
    /// An entry of a campaign's queue.
    QUEUE,
    IMPORT,
    RECORDING,
    /// Something to be told once, such as "call dropped and requeued"; there is nothing to fetch again.
    NOTICE;

    /// Null for a word that is no kind.
    public static @Nullable ObjectKind of(String word) {
        for (ObjectKind kind : values()) {
            if (kind.toString().equals(word)) {
                return kind;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
