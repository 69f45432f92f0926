package dev.trunkline.ids;

import java.util.UUID;

/// A person with a login; as an agent, the same ID.
public record UserId(UUID value) implements Id {

    public static UserId of(String text) {
        return new UserId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
