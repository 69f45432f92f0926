package dev.trunkline.leads;

import java.util.List;

/// What a row of a file turned out to be; rows are numbered as a spreadsheet numbers them.
sealed interface RowReading {

    long rowNumber();

    record Usable(long rowNumber, LeadRow row) implements RowReading {}

    /// A row that cannot be used; the reason is a sentence for people.
    record Rejected(long rowNumber, String reason, List<String> cells) implements RowReading {}
}
