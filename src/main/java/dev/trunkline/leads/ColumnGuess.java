package dev.trunkline.leads;

import dev.trunkline.csv.CsvRow;
import dev.trunkline.phone.PhoneParser;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the columns of a file mean, told by its headers and, where they tell nothing, by what is in the cells.
final class ColumnGuess {

    private static final Pattern EMAIL = Pattern.compile("[^@\\s,;]+@[^@\\s,;]+\\.[\\p{L}]{2,}");
    private static final Pattern MANY_DIGITS = Pattern.compile("[+(]?\\d[\\d ()./-]{5,}\\d.*");
    private static final Pattern ONE_WORD = Pattern.compile("[\\p{L}.'’-]+");
    private static final Pattern WORDS = Pattern.compile("[\\p{L}.'’-]+( [\\p{L}.'’-]+)+");

    /// A share of a column's filled cells that makes it a column of that kind.
    private static final double MOST = 0.6;

    private ColumnGuess() {}

    /// Whether the first row names the columns: headers hold no e-mail address and no long number, and either one of
    /// them is known or the rows below look different.
    static boolean hasHeader(CsvRow first) {
        return first.cells().stream()
                .map(String::strip)
                .noneMatch(cell -> EMAIL.matcher(cell).matches()
                        || MANY_DIGITS.matcher(cell).matches());
    }

    /// The columns of a table.
    ///
    /// @param header the header row, null when there is none
    /// @param sample some of the rows below it
    /// @param region country of numbers without a country code
    static List<Column> of(@Nullable CsvRow header, List<CsvRow> sample, String region) {
        int width = sample.stream().mapToInt(row -> row.cells().size()).max().orElse(0);
        width = Math.max(width, header == null ? 0 : header.cells().size());
        List<Column> columns = new ArrayList<>();
        Set<LeadField> taken = EnumSet.noneOf(LeadField.class);
        for (int index = 0; index < width; index++) {
            String name = header == null ? "" : header.cell(index).strip();
            LeadField field = HeaderWords.meaning(name);
            if (field == null || (!field.repeats() && !taken.add(field))) {
                field = LeadField.CUSTOM;
            }
            columns.add(Column.of(index, name.isEmpty() ? "Column " + (index + 1) : name, field));
        }
        byContent(columns, taken, sample, region);
        if (header == null) {
            names(columns, sample);
        }
        names(columns);
        return columns;
    }

    private static void byContent(List<Column> columns, Set<LeadField> taken, List<CsvRow> sample, String region) {
        boolean anyPhone = columns.stream().anyMatch(column -> column.field() == LeadField.PHONE);
        for (int index = 0; index < columns.size(); index++) {
            Column column = columns.get(index);
            if (column.field() != LeadField.CUSTOM) {
                continue;
            }
            if (!anyPhone && share(sample, index, cell -> isPhone(cell, region)) >= MOST) {
                columns.set(index, Column.of(index, column.header(), LeadField.PHONE));
            } else if (!taken.contains(LeadField.EMAIL)
                    && share(sample, index, cell -> EMAIL.matcher(cell).matches()) >= MOST) {
                columns.set(index, Column.of(index, column.header(), LeadField.EMAIL));
                taken.add(LeadField.EMAIL);
            }
        }
    }

    /// Without headers, the first column of two words is a name; so are the first two neighbours of one word each.
    private static void names(List<Column> columns, List<CsvRow> sample) {
        for (int index = 0; index < columns.size(); index++) {
            if (columns.get(index).field() != LeadField.CUSTOM) {
                continue;
            }
            if (share(sample, index, cell -> WORDS.matcher(cell).matches()) >= MOST) {
                columns.set(index, Column.of(index, columns.get(index).header(), LeadField.FULL_NAME));
                return;
            }
            boolean pair = index + 1 < columns.size()
                    && columns.get(index + 1).field() == LeadField.CUSTOM
                    && share(sample, index, ColumnGuess::isName) >= MOST
                    && share(sample, index + 1, ColumnGuess::isName) >= MOST;
            if (pair) {
                columns.set(index, Column.of(index, columns.get(index).header(), LeadField.FIRST_NAME));
                columns.set(
                        index + 1, Column.of(index + 1, columns.get(index + 1).header(), LeadField.LAST_NAME));
                return;
            }
        }
    }

    /// "Name" beside "Vorname" is the family name.
    private static void names(List<Column> columns) {
        boolean first = columns.stream().anyMatch(column -> column.field() == LeadField.FIRST_NAME);
        boolean last = columns.stream().anyMatch(column -> column.field() == LeadField.LAST_NAME);
        if (first && !last) {
            columns.replaceAll(column -> column.field() == LeadField.FULL_NAME
                            && column.header().strip().length() <= 4
                    ? Column.of(column.index(), column.header(), LeadField.LAST_NAME)
                    : column);
        }
    }

    private static boolean isName(String cell) {
        return cell.length() > 2 && ONE_WORD.matcher(cell).matches();
    }

    private static boolean isPhone(String cell, String region) {
        return MANY_DIGITS.matcher(cell).matches() && PhoneParser.numberOrNull(cell, region) != null;
    }

    private static double share(List<CsvRow> sample, int index, Predicate<String> kind) {
        List<String> filled = sample.stream()
                .map(row -> row.cell(index).strip())
                .filter(cell -> !cell.isEmpty())
                .toList();
        return filled.isEmpty() ? 0 : (double) filled.stream().filter(kind).count() / filled.size();
    }
}
