package dev.trunkline.store;

import dev.trunkline.ids.OrganizationId;

/// Housekeeping that is done for each organization every second or so, in small steps, on whichever node comes first.
@FunctionalInterface
public interface Sweep {

    void step(OrganizationId organization);
}
