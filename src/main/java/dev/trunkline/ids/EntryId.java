package dev.trunkline.ids;

import java.util.UUID;

/// One lead's place in one campaign's queue.
public record EntryId(UUID value) implements Id {

    public static EntryId of(String text) {
        return new EntryId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
