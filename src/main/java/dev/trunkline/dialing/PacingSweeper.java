package dev.trunkline.dialing;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import dev.trunkline.store.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Forgets pacing events that are folded into the laws, and points that no chart shows any more.
class PacingSweeper implements Sweep {

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration EVENTS = Duration.ofMinutes(10);
    private static final Duration POINTS = Duration.ofHours(12);

    private final Store store;
    private final PacingRepository pacing;
    private final InstantSource clock;
    private final Map<OrganizationId, Instant> swept = new ConcurrentHashMap<>();

    PacingSweeper(Store store, PacingRepository pacing, InstantSource clock) {
        this.store = store;
        this.pacing = pacing;
        this.clock = clock;
    }

    @Override
    public void step(OrganizationId organization) {
        Instant now = clock.instant();
        Instant last = swept.get(organization);
        if (last != null && last.plus(EVERY).isAfter(now)) {
            return;
        }
        swept.put(organization, now);
        store.web(organization, () -> pacing.sweep(organization, now.minus(EVENTS), now.minus(POINTS)));
    }
}
