package dev.trunkline.csv;

import java.util.List;

/// One record of a file.
///
/// @param number its place as a spreadsheet counts rows, from 1, header and empty rows included
/// @param unclosed whether the file ended inside a quoted cell: the last cell then holds everything up to the end
public record CsvRow(long number, List<String> cells, boolean unclosed) {

    /// The cell at `index`, empty where the row is too short.
    public String cell(int index) {
        return index < cells.size() ? cells.get(index) : "";
    }

    public boolean isBlank() {
        return cells.stream().allMatch(String::isBlank);
    }
}
