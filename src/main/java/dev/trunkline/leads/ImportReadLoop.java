package dev.trunkline.leads;

import dev.trunkline.csv.CsvRow;
import dev.trunkline.csv.CsvSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Reads a file ahead on a thread of its own, so that numbers are checked while PostgreSQL writes. Holds a few batches
/// and nothing else, whatever the size of the file.
final class ImportReadLoop implements AutoCloseable {

    private static final int BATCHES_AHEAD = 3;

    private sealed interface Read permits Filled, Broken {}

    private record Filled(ImportBatch batch) implements Read {}

    private record Broken(RuntimeException cause) implements Read {}

    private final ImportJob job;
    private final Path file;
    private final BlockingQueue<Read> ahead = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    private final Thread thread;
    private volatile int batchRows = 500;

    ImportReadLoop(ImportJob job, Path file) {
        this.job = job;
        this.file = file;
        this.thread = Thread.ofVirtual().name("import-read-" + job.id()).start(this::run);
    }

    /// The next batch; after the one marked last there is none.
    ///
    /// @throws RuntimeException that ended the reading, such as a Problem for a cell without end
    ImportBatch take() throws InterruptedException {
        return switch (ahead.take()) {
            case Filled filled -> filled.batch();
            case Broken broken -> throw broken.cause();
        };
    }

    void batchRows(int rows) {
        batchRows = rows;
    }

    int batchRows() {
        return batchRows;
    }

    private void run() {
        try {
            try (CsvSource source = CsvSource.open(file, job.plan().format())) {
                read(source);
            } catch (IOException e) {
                ahead.put(new Broken(new UncheckedIOException(e)));
            } catch (RuntimeException e) {
                ahead.put(new Broken(e));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(CsvSource source) throws IOException, InterruptedException {
        long ordinal = 0;
        if (job.plan().hasHeader()) {
            source.next();
        }
        while (ordinal < job.rowsDone() && source.next() != null) {
            ordinal++;
        }
        RowReader reader = job.reader();
        @Nullable CsvRow row = source.next();
        while (true) {
            List<RowReading> rows = new ArrayList<>();
            int wanted = batchRows;
            while (row != null && rows.size() < wanted) {
                rows.add(reader.read(row));
                row = source.next();
            }
            ahead.put(new Filled(new ImportBatch(ordinal, List.copyOf(rows), source.bytesRead(), row == null)));
            ordinal += rows.size();
            if (row == null) {
                return;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
