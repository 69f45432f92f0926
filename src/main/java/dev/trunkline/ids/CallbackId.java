package dev.trunkline.ids;

import java.util.UUID;

/// An appointment to call a lead again.
public record CallbackId(UUID value) implements Id {

    public static CallbackId of(String text) {
        return new CallbackId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
