package dev.trunkline.leads;

import dev.trunkline.csv.CsvRow;
import dev.trunkline.phone.PhoneNumber;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.phone.PhoneReading;
import dev.trunkline.phone.Places;
import dev.trunkline.phone.TimeZones;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes leads of rows. Nothing a row holds is dropped: what has no place of its own becomes a custom field.
final class RowReader {

    /// Cells that hold several numbers: Google Contacts writes " ::: ", others ";", "/" or a line break.
    private static final Pattern SEVERAL =
            Pattern.compile("\\s*(?:;|:::|\\||\\r?\\n|\\s/\\s|\\bor\\b|(?<=\\d{6}),\\s*(?=\\+?\\d))\\s*");
    private static final Pattern HAS_DIGIT = Pattern.compile(".*\\d.*", Pattern.DOTALL);
    private static final int NAME_LIMIT = 300;
    private static final int PHONE_LIMIT = 20;

    private final List<Column> columns;
    private final String region;
    private final boolean phonesOnly;

    /// @param region country of numbers and addresses that name none
    /// @param phonesOnly whether the file is a list of numbers, where nothing but the number counts
    RowReader(List<Column> columns, String region, boolean phonesOnly) {
        this.columns = columns;
        this.region = region;
        this.phonesOnly = phonesOnly;
    }

    RowReading read(CsvRow row) {
        if (row.unclosed()) {
            return reject(
                    row,
                    "A quotation mark in this row is never closed, so everything up to the end of the file became one"
                            + " cell. Correct the row and import the rest again.");
        }
        var cells = new Cells(row);
        if (cells.phones.isEmpty()) {
            return reject(row, cells.noPhone());
        }
        if (!phonesOnly) {
            String tooLong = cells.tooLong();
            if (tooLong != null) {
                return reject(row, "The " + tooLong + " is longer than " + NAME_LIMIT + " characters.");
            }
        }
        return new RowReading.Usable(row.number(), cells.toRow());
    }

    private static RowReading reject(CsvRow row, String reason) {
        return new RowReading.Rejected(
                row.number(),
                reason,
                row.cells().stream().map(RowReader::storable).toList());
    }

    /// PostgreSQL's text holds no NUL.
    private static String storable(String cell) {
        return cell.indexOf('\0') < 0 ? cell : cell.replace("\0", "");
    }

    private final class Cells {
        private final Map<LeadField, String> values = new EnumMap<>(LeadField.class);
        private final Map<String, String> custom = new LinkedHashMap<>();
        private final List<LeadRow.Phone> phones = new ArrayList<>();
        private @Nullable String firstWrong;

        Cells(CsvRow row) {
            for (int index = 0; index < row.cells().size(); index++) {
                String cell = storable(row.cell(index)).strip();
                if (!cell.isEmpty()) {
                    place(index < columns.size() ? columns.get(index) : beyond(index), cell);
                }
            }
        }

        private Column beyond(int index) {
            return Column.of(index, "Column " + (index + 1), LeadField.CUSTOM);
        }

        private void place(Column column, String cell) {
            switch (column.field()) {
                case PHONE -> addPhones(column, cell);
                case CUSTOM -> custom.merge(column.custom(), cell, (a, b) -> a + "; " + b);
                case EXTERNAL_ID -> custom.put(LeadField.EXTERNAL_ID.toString(), cell);
                case IGNORE -> {}
                case NOTES -> values.merge(LeadField.NOTES, cell, (a, b) -> a + "\n" + b);
                default -> values.put(column.field(), cell);
            }
        }

        private void addPhones(Column column, String cell) {
            PhoneReading whole = PhoneParser.read(cell, region);
            if (whole instanceof PhoneNumber number) {
                add(number, column);
                return;
            }
            boolean any = false;
            for (String part : SEVERAL.split(cell, -1)) {
                if (HAS_DIGIT.matcher(part).matches() && PhoneParser.read(part, region) instanceof PhoneNumber number) {
                    add(number, column);
                    any = true;
                }
            }
            if (!any) {
                if (firstWrong == null && whole instanceof PhoneReading.NotANumber wrong) {
                    firstWrong = wrong.reason();
                }
                custom.merge(column.header() + " (not a usable number)", cell, (a, b) -> a + "; " + b);
            }
        }

        private void add(PhoneNumber number, Column column) {
            boolean known =
                    phones.stream().anyMatch(phone -> phone.number().e164().equals(number.e164()));
            if (!known && phones.size() < PHONE_LIMIT) {
                phones.add(new LeadRow.Phone(number, column.header()));
            }
        }

        String noPhone() {
            return firstWrong == null ? "There is no phone number in this row." : firstWrong;
        }

        @Nullable
        String tooLong() {
            for (LeadField field : LeadField.values()) {
                String value = values.getOrDefault(field, "");
                if (field != LeadField.NOTES && value.length() > NAME_LIMIT) {
                    return field.toString();
                }
            }
            return null;
        }

        LeadRow toRow() {
            Name name = Name.of(value(LeadField.FIRST_NAME), value(LeadField.LAST_NAME), value(LeadField.FULL_NAME));
            String country = value(LeadField.COUNTRY);
            PhoneNumber first = phones.getFirst().number();
            String stated = value(LeadField.TIME_ZONE);
            String zone = stated.isEmpty() ? null : TimeZones.named(stated);
            if (!stated.isEmpty() && zone == null) {
                custom.put("timeZone (not understood)", stated);
            }
            Set<String> addressZones = phonesOnly
                    ? Set.of()
                    : Places.zones(
                            country,
                            value(LeadField.STATE),
                            value(LeadField.POSTCODE),
                            first.region().isEmpty() ? region : first.region(),
                            first.zones());
            return new LeadRow(
                    name.first(),
                    name.last(),
                    value(LeadField.COMPANY),
                    value(LeadField.EMAIL),
                    value(LeadField.ADDRESS),
                    value(LeadField.CITY),
                    value(LeadField.STATE),
                    value(LeadField.POSTCODE),
                    country,
                    value(LeadField.NOTES),
                    zone,
                    addressZones,
                    List.copyOf(phones),
                    new LinkedHashMap<>(custom));
        }

        private String value(LeadField field) {
            return values.getOrDefault(field, "");
        }
    }

    /// A name in two parts; "Butt, James" and "James Butt" are the same person.
    private record Name(String first, String last) {

        static Name of(String first, String last, String full) {
            if (full.isEmpty() || !(first.isEmpty() && last.isEmpty())) {
                return new Name(first, last);
            }
            int comma = full.indexOf(',');
            if (comma > 0) {
                return new Name(
                        full.substring(comma + 1).strip(),
                        full.substring(0, comma).strip());
            }
            int blank = full.lastIndexOf(' ');
            return blank < 0
                    ? new Name(full, "")
                    : new Name(full.substring(0, blank).strip(), full.substring(blank + 1));
        }
    }
}
