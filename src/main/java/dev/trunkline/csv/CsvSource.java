package dev.trunkline.csv;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The rows of a file, one after the other, in constant memory. Blank rows are passed over.
public final class CsvSource implements AutoCloseable {

    private final CountingStream bytes;
    private final CsvScanner scanner;

    private CsvSource(CountingStream bytes, CsvScanner scanner) {
        this.bytes = bytes;
        this.scanner = scanner;
    }

    /// Begins to read a file as it was found to be written.
    ///
    /// @throws IOException when the file is not there
    public static CsvSource open(Path file, CsvFormat format) throws IOException {
        var bytes = new CountingStream(Files.newInputStream(file));
        bytes.skipNBytes(format.bomBytes());
        var decoder = format.charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        var scanner = new CsvScanner(new InputStreamReader(bytes, decoder), format.delimiter());
        if (format.separatorLine()) {
            scanner.next();
        }
        return new CsvSource(bytes, scanner);
    }

    /// The next row with anything in it; null at the end.
    ///
    /// @throws dev.trunkline.problem.Problem `unreadable-file` when a cell or row is beyond the limits
    public @Nullable CsvRow next() throws IOException {
        CsvRow row = scanner.next();
        while (row != null && row.isBlank()) {
            row = scanner.next();
        }
        return row;
    }

    /// How far into the file reading has come; runs ahead of the rows by a buffer.
    public long bytesRead() {
        return bytes.count;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    private static final class CountingStream extends FilterInputStream {
        private volatile long count;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            add(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            add(Math.max(0, read));
            return read;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads the file, others only look
        private void add(int read) {
            count += read;
        }
    }
}
