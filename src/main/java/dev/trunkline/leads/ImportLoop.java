package dev.trunkline.leads;

import dev.trunkline.compliance.NumbersBlocked;
import dev.trunkline.ids.ImportId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Carries imports on, a batch at a time and in turns, so that a small file need not wait for a large one. A batch and
/// the counters that speak of it commit together: whoever takes an import up again begins where they say.
@Component
class ImportLoop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ImportLoop.class);

    private static final Duration LEASE = Duration.ofSeconds(10);
    /// How long an import waits for the node that holds its file.
    private static final Duration FILE_GONE = Duration.ofMinutes(10);

    /// Files that no import came for (a crash in the middle of an upload) are kept this long.
    private static final Duration LEFT_OVER = Duration.ofDays(7);

    private static final Duration REST = Duration.ofMillis(500);
    private static final int TOGETHER = 4;
    private static final int FAILURES_MOST = 5;

    /// A batch is sized to take this long, ms, so that nobody waits behind it.
    private static final long BATCH_MS = 80;

    private static final int BATCH_ROWS_MOST = 4_000;

    private static final class Run {
        final ImportJob job;
        final ImportReadLoop reader;
        final int failures;
        long rowsDone;
        List<String> blocked = List.of();

        Run(ImportJob job, ImportReadLoop reader, int failures) {
            this.job = job;
            this.reader = reader;
            this.failures = failures;
            this.rowsDone = job.rowsDone();
        }
    }

    private final Store store;
    private final ImportRepository imports;
    private final LeadBatchRepository leads;
    private final DncBatchRepository dnc;
    private final ImportFileStore files;
    private final NewsDesk news;
    private final InstantSource clock;
    private final Deque<Run> runs = new ArrayDeque<>();
    private final Semaphore wake = new Semaphore(0);
    private volatile @Nullable Thread thread;

    ImportLoop(
            Store store,
            ImportRepository imports,
            LeadBatchRepository leads,
            DncBatchRepository dnc,
            ImportFileStore files,
            NewsDesk news,
            InstantSource clock) {
        this.store = store;
        this.imports = imports;
        this.leads = leads;
        this.dnc = dnc;
        this.files = files;
        this.news = news;
        this.clock = clock;
    }

    /// Commits one batch of one import; false when there is nothing to do.
    boolean step() throws InterruptedException {
        if (runs.size() < TOGETHER) {
            claim();
        }
        Run run = runs.poll();
        if (run == null) {
            return false;
        }
        boolean more = false;
        try {
            more = advance(run);
        } catch (Problem unreadable) {
            end(run, ImportStatus.FAILED, afterRows(run) + unreadable.detail());
        } catch (RuntimeException e) {
            LOG.warn("import {} failed after {} rows, to be tried again", run.job.id(), run.rowsDone, e);
            putOff(run, e);
        } finally {
            if (more) {
                runs.add(run);
            } else {
                run.reader.close();
            }
        }
        return true;
    }

    private void claim() {
        List<UUID> running = runs.stream().map(run -> run.job.id().value()).toList();
        Optional<ImportRepository.Due> claimed =
                store.across(() -> imports.claim(files.here(), running, LEASE, FILE_GONE));
        if (claimed.isEmpty()) {
            return;
        }
        ImportRepository.Due due = claimed.get();
        OrganizationId organization = due.organization();
        if (!files.here().contains(due.id().value())) {
            store.web(organization, () -> {
                imports.end(
                        due.id(),
                        ImportStatus.FAILED,
                        "The server that holds the uploaded file has not come back. Upload the file again; rows already"
                                + " imported count as duplicates then.");
            });
            return;
        }
        Optional<ImportJob> job = store.web(organization, () -> imports.begin(organization, due.id()));
        if (job.isPresent()) {
            var reader = new ImportReadLoop(job.get(), files.path(due.id()));
            runs.add(new Run(job.get(), reader, due.failures()));
        } else {
            store.web(organization, () -> imports.forget(due.id()));
            files.delete(due.id());
        }
    }

    /// Writes the next batch; true when there are more.
    private boolean advance(Run run) throws InterruptedException {
        ImportBatch batch = run.reader.take();
        long began = System.nanoTime();
        boolean written = store.web(run.job.organization(), () -> write(run, batch));
        if (!written) {
            finishIfOver(run);
            return false;
        }
        run.rowsDone += batch.rows().size();
        if (!run.blocked.isEmpty()) {
            news.tell(new NumbersBlocked(run.job.organization(), run.blocked));
            run.blocked = List.of();
        }
        if (batch.last()) {
            end(run, ImportStatus.COMPLETED, null);
            return false;
        }
        run.reader.batchRows(nextSize(batch.rows().size(), (System.nanoTime() - began) / 1_000_000));
        return true;
    }

    private boolean write(Run run, ImportBatch batch) {
        ImportId id = run.job.id();
        if (!imports.isStillAt(id, run.rowsDone)) {
            return false;
        }
        Tally tally;
        if (run.job.list() != null) {
            tally = leads.write(run.job, run.job.list(), batch);
        } else {
            DncBatchRepository.Outcome outcome = dnc.write(run.job, batch);
            tally = outcome.tally();
            run.blocked = outcome.added();
        }
        imports.advance(id, batch, tally, LEASE);
        return true;
    }

    private static int nextSize(int rows, long ms) {
        double ratio = Math.clamp((double) BATCH_MS / Math.max(1, ms), 0.5, 1.5);
        return Math.clamp(Math.round(rows * ratio), 50, BATCH_ROWS_MOST);
    }

    private void end(Run run, ImportStatus status, @Nullable String reason) {
        store.web(run.job.organization(), () -> {
            imports.end(run.job.id(), status, reason);
        });
        finish(run);
    }

    /// Somebody cancelled it; or somebody else carries it on, and then the file is theirs.
    private void finishIfOver(Run run) {
        boolean live = store.web(
                run.job.organization(),
                () -> imports.find(run.job.id())
                        .map(found -> found.status().isLive())
                        .orElse(false));
        if (!live) {
            finish(run);
        }
    }

    private void finish(Run run) {
        files.delete(run.job.id());
        if (run.job.list() != null && run.rowsDone > 0) {
            news.tell(new LeadsAdded(run.job.organization(), run.job.list()));
        }
    }

    private void putOff(Run run, RuntimeException e) {
        if (run.failures + 1 >= FAILURES_MOST && run.rowsDone == run.job.rowsDone()) {
            end(
                    run,
                    ImportStatus.FAILED,
                    afterRows(run) + "The rows that follow could not be stored, " + FAILURES_MOST
                            + " times in a row. The server's log says why.");
            return;
        }
        try {
            store.web(run.job.organization(), () -> {
                imports.putOff(run.job.id(), Duration.ofSeconds(1L << Math.min(6, run.failures)), String.valueOf(e));
            });
        } catch (RuntimeException databaseAway) {
            LOG.warn("import {} waits for its lease to end", run.job.id(), databaseAway);
        }
    }

    private static String afterRows(Run run) {
        return run.rowsDone == 0 ? "" : "After " + run.rowsDone + " rows, which are kept: ";
    }

    /// Ends the waiting for work; called when there is some.
    void wake() {
        wake.release();
    }

    @Override
    public void start() {
        files.deleteOlderThan(clock.instant().minus(LEFT_OVER));
        // Known before it runs: it goes on only while it is the one.
        Thread importing = Thread.ofPlatform().name("import").unstarted(this::run);
        thread = importing;
        importing.start();
    }

    private void run() {
        try {
            while (isRunning()) {
                if (!stepOrLog()) {
                    wake.tryAcquire(REST.toMillis(), TimeUnit.MILLISECONDS);
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private boolean stepOrLog() throws InterruptedException {
        try {
            return step();
        } catch (RuntimeException e) {
            LOG.warn("imports rest for a moment", e);
            return false;
        }
    }

    /// Lets go of every import, for whoever takes it up next.
    void close() {
        for (Run run : runs) {
            run.reader.close();
            try {
                store.web(run.job.organization(), () -> imports.release(run.job.id()));
            } catch (RuntimeException databaseAway) {
                LOG.info("import {} goes on when its lease ends", run.job.id());
            }
        }
        runs.clear();
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        wake();
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
