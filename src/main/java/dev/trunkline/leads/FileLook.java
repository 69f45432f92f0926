package dev.trunkline.leads;

import dev.trunkline.csv.CsvFormat;
import dev.trunkline.csv.CsvRow;
import dev.trunkline.csv.CsvSniffer;
import dev.trunkline.csv.CsvSource;
import dev.trunkline.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a file looks like before it is imported.
///
/// @param sample the first rows below the header
/// @param rowsEstimate rows below the header; exact for small files
record FileLook(CsvFormat format, boolean hasHeader, List<Column> columns, List<CsvRow> sample, long rowsEstimate) {

    private static final int SAMPLE = 300;

    /// Looks at the beginning of a file.
    ///
    /// @param region country of numbers without a country code
    /// @param hasHeader what the user says; null to find out
    /// @throws Problem when this is no list that can be read
    static FileLook at(Path file, String region, @Nullable Boolean hasHeader) throws IOException {
        CsvFormat format = CsvSniffer.sniff(file);
        List<CsvRow> rows = new ArrayList<>();
        long read;
        boolean whole;
        try (CsvSource source = CsvSource.open(file, format)) {
            CsvRow row = source.next();
            while (row != null && rows.size() <= SAMPLE) {
                rows.add(row);
                row = source.next();
            }
            whole = row == null;
            read = source.bytesRead();
        }
        if (rows.isEmpty()) {
            throw Problem.of(422, "unreadable-file", "The file is empty.");
        }
        boolean header = hasHeader == null ? ColumnGuess.hasHeader(rows.getFirst()) : hasHeader;
        List<CsvRow> sample = List.copyOf(header ? rows.subList(1, rows.size()) : rows);
        if (sample.isEmpty()) {
            throw Problem.of(422, "unreadable-file", "The file has a header and no rows below it.");
        }
        List<Column> columns = ColumnGuess.of(header ? rows.getFirst() : null, sample, region);
        long estimate =
                whole ? sample.size() : Math.round((double) sample.size() * Files.size(file) / Math.max(1, read));
        return new FileLook(format, header, columns, sample, estimate);
    }

    /// The plan with the user's choices laid over the guesses.
    ///
    /// @throws Problem when a choice is not understood or no column holds phone numbers
    ImportPlan plan(List<Mapping.Choice> choices) {
        List<Column> mapped = Mapping.apply(columns, choices);
        if (mapped.stream().noneMatch(column -> column.field() == LeadField.PHONE)) {
            throw Problem.validation(
                    "mapping",
                    "No column holds phone numbers. Choose the column with the numbers, or check that this is the right"
                            + " file.");
        }
        return new ImportPlan(format, hasHeader, mapped);
    }
}
