package dev.trunkline.ids;

import java.util.UUID;

/// A caller ID the organization may call from.
public record NumberId(UUID value) implements Id {

    public static NumberId of(String text) {
        return new NumberId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
