package dev.trunkline.ids;

import java.util.UUID;

/// One agent's sitting.
public record SessionId(UUID value) implements Id {

    public static SessionId of(String text) {
        return new SessionId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
