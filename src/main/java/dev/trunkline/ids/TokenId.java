package dev.trunkline.ids;

import java.util.UUID;

/// A sign-in, an API token or a one-time link.
public record TokenId(UUID value) implements Id {

    public static TokenId of(String text) {
        return new TokenId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
