package dev.trunkline.leads;

/// One column of a file and what it means.
///
/// @param index from 0
/// @param header as the file writes it; "Column 3" where it has none
/// @param custom the custom field's name, empty unless `field` is CUSTOM
public record Column(int index, String header, LeadField field, String custom) {

    private static final String CUSTOM = "custom:";

    static Column of(int index, String header, LeadField field) {
        return new Column(index, header, field, field == LeadField.CUSTOM ? header : "");
    }

    /// The column with the meaning written as in the API: a field's word or `custom:<name>`.
    ///
    /// @throws IllegalArgumentException when there is no such meaning
    public static Column of(int index, String header, String target) {
        if (target.startsWith(CUSTOM) && target.length() > CUSTOM.length()) {
            return new Column(index, header, LeadField.CUSTOM, target.substring(CUSTOM.length()));
        }
        for (LeadField field : LeadField.values()) {
            if (field.toString().equalsIgnoreCase(target)) {
                return of(index, header, field);
            }
        }
        throw new IllegalArgumentException(target);
    }

    /// The meaning as the API writes it.
    public String mappedTo() {
        return field == LeadField.CUSTOM ? CUSTOM + custom : field.toString();
    }
}
