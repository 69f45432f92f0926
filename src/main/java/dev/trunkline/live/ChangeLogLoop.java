package dev.trunkline.live;

import dev.trunkline.live.ChangeLogRepository.Cursor;
import dev.trunkline.live.ChangeLogRepository.Reading;
import dev.trunkline.store.DatabaseAddress;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/// Hands every committed change to the desk, on each node those of all nodes.
///
/// Woken by a commit here, by the hint of another node, and once a second in case a hint was lost: the table is the
/// truth. A lost connection costs a delay and no row, because the cursor outlives it.
public final class ChangeLogLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeLogLoop.class);
    private static final int PAGE_ROWS = 2_000;
    /// A wake-up lets this much more happen before it reads: screens have time, whoever committed has other things to
    /// do.
    private static final Duration LINGER = Duration.ofMillis(15);
    private static final long HINT_NANOS = Duration.ofMillis(20).toNanos();
    private static final long FALLBACK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration BACK_OFF_LEAST = Duration.ofMillis(50);
    private static final Duration BACK_OFF_MOST = Duration.ofSeconds(2);

    private final String node = UUID.randomUUID().toString();
    private final Store store;
    private final LiveDesk desk;
    private final ChangeLogRepository log;
    private final HintLoop hints;
    private final Thread thread =
            Thread.ofPlatform().name("change-log").daemon().unstarted(this::run);
    private final Semaphore wakes = new Semaphore(0);
    private final AtomicBoolean committedHere = new AtomicBoolean();
    private volatile boolean closed;

    // Of the loop's thread alone.
    private @Nullable Cursor cursor;
    private @Nullable String lineage;
    private boolean checked;
    private boolean ours;
    private boolean grown;
    private long hintNanos = System.nanoTime() - HINT_NANOS;

    public ChangeLogLoop(DatabaseAddress address, Store store, LiveDesk desk) {
        this.store = store;
        this.desk = desk;
        this.log = new ChangeLogRepository(address, PAGE_ROWS);
        this.hints = new HintLoop(address, node, this::wake);
    }

    public void start() {
        store.onCommit(_ -> {
            committedHere.set(true);
            wake();
        });
        thread.start();
        hints.start();
    }

    @Override
    public void close() {
        closed = true;
        hints.close();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }

    /// Reads one page. True when there is more to read at once.
    boolean step() {
        checkLineage();
        if (cursor == null) {
            cursor = Cursor.after(log.now());
            desk.reached(cursor.since());
        }
        ours |= committedHere.getAndSet(false);
        Reading reading = log.read(cursor);
        grown |= !reading.changes().isEmpty();
        desk.publish(reading.changes());
        cursor = reading.next();
        if (reading.complete()) {
            desk.reached(cursor.since());
        }
        return reading.more();
    }

    private void run() {
        Duration backOff = BACK_OFF_LEAST;
        while (!closed) {
            try {
                boolean more = step();
                hint();
                if (!more) {
                    rest();
                }
                backOff = BACK_OFF_LEAST;
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                if (closed) {
                    return;
                }
                LOG.warn(
                        "Screens stand still, the change log can't be read: {}",
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
                log.close();
                checked = false;
                backOff = pause(backOff);
            }
        }
    }

    /// Waits for a wake-up, and lingers.
    private void rest() throws InterruptedException {
        long now = System.nanoTime();
        boolean hintWaits = ours && grown;
        long wait = hintWaits ? Math.max(0, hintNanos + HINT_NANOS - now) : FALLBACK_NANOS;
        if (wakes.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
            Thread.sleep(LINGER);
            wakes.drainPermits();
        }
    }

    /// Other nodes need a hint only for what was committed here; reading finds rows before or after their commit is
    /// reported here, so both are remembered until a hint has gone out.
    private void hint() {
        long now = System.nanoTime();
        if (ours && grown && now - hintNanos >= HINT_NANOS) {
            log.tellOthers(node);
            hintNanos = now;
            ours = false;
            grown = false;
        }
    }

    private void checkLineage() {
        if (checked) {
            return;
        }
        String found = log.lineage();
        if (lineage != null && !lineage.equals(found)) {
            LOG.warn("Another database server answers than before; every client is told to reload.");
            cursor = null;
            desk.reloadAll("database-changed");
        }
        lineage = found;
        checked = true;
    }

    private Duration pause(Duration backOff) {
        try {
            Thread.sleep(backOff);
        } catch (InterruptedException _) {
            return backOff;
        }
        Duration longer = backOff.multipliedBy(2);
        return longer.compareTo(BACK_OFF_MOST) > 0 ? BACK_OFF_MOST : longer;
    }

    private void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }
}
