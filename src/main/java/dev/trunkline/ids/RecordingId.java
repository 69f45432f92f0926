package dev.trunkline.ids;

import java.util.UUID;

/// One recording of a call.
public record RecordingId(UUID value) implements Id {

    public static RecordingId of(String text) {
        return new RecordingId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
