package dev.trunkline.live;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import dev.trunkline.store.Sweep;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Forgets changes that nobody can resume from any more.
@Component
public class ChangeLogSweeper implements Sweep {

    /// How long a change is kept. Clients may resume within {@link Position#REPLAYABLE}; the difference is far more
    /// than any transaction lasts (a row's time is when its transaction began).
    static final Duration KEPT = Duration.ofMinutes(15);

    private static final int BATCH_ROWS = 1_000;
    private static final int BATCHES_MAX = 50;

    private final Store store;
    private final ReplayRepository log;

    ChangeLogSweeper(Store store, ReplayRepository log) {
        this.store = store;
        this.log = log;
    }

    @Override
    public void step(OrganizationId organization) {
        sweep(organization);
    }

    /// Deletes in batches of a few milliseconds, each its own transaction unless one is open already; answers how
    /// many rows went. What is left after a long pause goes the next time.
    public int sweep(OrganizationId organization) {
        int deleted = 0;
        for (int batch = 0; batch < BATCHES_MAX; batch++) {
            int now = store.engine(organization, () -> log.deleteOlderThan(organization, KEPT, BATCH_ROWS));
            deleted += now;
            if (now < BATCH_ROWS) {
                break;
            }
        }
        return deleted;
    }
}
