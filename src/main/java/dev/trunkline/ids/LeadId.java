package dev.trunkline.ids;

import java.util.UUID;

/// A person or company to call.
public record LeadId(UUID value) implements Id {

    public static LeadId of(String text) {
        return new LeadId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
