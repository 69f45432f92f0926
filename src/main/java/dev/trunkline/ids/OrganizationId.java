package dev.trunkline.ids;

import java.util.UUID;

/// One tenant; every row belongs to exactly one.
public record OrganizationId(UUID value) implements Id {

    public static OrganizationId of(String text) {
        return new OrganizationId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
