package dev.trunkline.csv;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/// Writes rows by RFC 4180 (comma, CRLF). A cell that a spreadsheet would run as a formula gets an apostrophe in
/// front; plain numbers and E.164 phone numbers stay as they are.
public final class CsvWriter {

    private static final Pattern PLAIN_NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?");
    private static final String RISKY = "=+-@\t\r\n|%";

    private final Appendable out;

    public CsvWriter(Appendable out) {
        this.out = out;
    }

    public void row(List<String> cells) throws IOException {
        String separator = "";
        for (String cell : cells) {
            out.append(separator).append(quoted(neutral(cell)));
            separator = ",";
        }
        out.append("\r\n");
    }

    private static String neutral(String cell) {
        String start = cell.stripLeading();
        boolean risky = (!start.isEmpty() && RISKY.indexOf(start.charAt(0)) >= 0)
                || (!cell.isEmpty() && RISKY.indexOf(cell.charAt(0)) >= 0);
        return risky && !PLAIN_NUMBER.matcher(cell).matches() ? "'" + cell : cell;
    }

    private static String quoted(String cell) {
        boolean plain =
                cell.chars().noneMatch(c -> c == '"' || c == ',' || c == ';' || c == '\n' || c == '\r' || c == '\t');
        return plain ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }
}
