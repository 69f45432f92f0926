package dev.trunkline.ids;

import java.util.UUID;

/// One run over one uploaded file.
public record ImportId(UUID value) implements Id {

    public static ImportId of(String text) {
        return new ImportId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
