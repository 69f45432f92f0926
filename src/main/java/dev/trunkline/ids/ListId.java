package dev.trunkline.ids;

import java.util.UUID;

/// A named set of leads.
public record ListId(UUID value) implements Id {

    public static ListId of(String text) {
        return new ListId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
