package dev.trunkline.ids;

import java.util.UUID;

/// One attempt to one phone number.
public record CallId(UUID value) implements Id {

    public static CallId of(String text) {
        return new CallId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
