package dev.trunkline.csv;

import dev.trunkline.problem.Problem;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts text into rows. Accepts any mix of CR, LF and CRLF, line breaks inside quotes, and text after a closing quote.
/// A cell or row beyond the limits ends the reading with a sentence, long before memory suffers.
final class CsvScanner {

    static final int CELL_LIMIT = 1_000_000;
    static final int COLUMN_LIMIT = 1_000;
    private static final int END = -1;

    private final Reader reader;
    private final char delimiter;
    private final char[] buffer = new char[32 * 1024];
    private final StringBuilder cell = new StringBuilder();
    private int position;
    private int limit;
    private long rows;

    CsvScanner(Reader reader, char delimiter) {
        this.reader = reader;
        this.delimiter = delimiter;
    }

    /// The next row, blank ones too; null at the end.
    @Nullable
    CsvRow next() throws IOException {
        if (peek() == END) {
            return null;
        }
        rows++;
        List<String> cells = new ArrayList<>();
        while (true) {
            boolean unclosed = scanCell(cells.size());
            if (cells.size() == COLUMN_LIMIT) {
                throw tooBig("Row " + rows + " has more than " + COLUMN_LIMIT
                        + " columns. The delimiter is probably another one, or this is no table.");
            }
            cells.add(cell.toString());
            int c = read();
            if (c == delimiter) {
                continue;
            }
            if (c == '\r' && peek() == '\n') {
                position++;
            }
            return new CsvRow(rows, cells, unclosed);
        }
    }

    /// Fills `cell` and stops before its delimiter or line end; tells whether the file ended inside quotes.
    private boolean scanCell(int column) throws IOException {
        cell.setLength(0);
        boolean quoted = openingQuote();
        while (true) {
            int c = peek();
            if (c == END) {
                return quoted;
            }
            if (quoted) {
                position++;
                if (c != '"') {
                    append(c, column);
                } else if (peek() == '"') {
                    position++;
                    append('"', column);
                } else {
                    quoted = false;
                }
            } else if (c == delimiter || c == '\n' || c == '\r') {
                return false;
            } else {
                position++;
                append(c, column);
            }
        }
    }

    /// Skips an opening quote, with the blanks that sloppy programs write before it.
    private boolean openingQuote() throws IOException {
        while (peek() == ' ' && delimiter != ' ') {
            cell.append(' ');
            position++;
        }
        if (peek() != '"') {
            return false;
        }
        cell.setLength(0);
        position++;
        return true;
    }

    private void append(int c, int column) {
        if (cell.length() >= CELL_LIMIT) {
            throw tooBig("Row " + rows + ", column " + (column + 1) + " holds more than " + CELL_LIMIT
                    + " characters, which is no cell of a list. Most likely a quotation mark before it is never closed;"
                    + " correct that row and upload the file again.");
        }
        cell.append((char) c);
    }

    private int read() throws IOException {
        int c = peek();
        if (c != END) {
            position++;
        }
        return c;
    }

    private int peek() throws IOException {
        while (position == limit) {
            int count = reader.read(buffer, 0, buffer.length);
            if (count < 0) {
                return END;
            }
            position = 0;
            limit = count;
        }
        return buffer[position];
    }

    private static Problem tooBig(String detail) {
        return Problem.of(422, "unreadable-file", detail);
    }
}
