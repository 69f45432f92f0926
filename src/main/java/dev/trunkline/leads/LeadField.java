package dev.trunkline.leads;

/// What a column of a file can mean.
public enum LeadField {
    FIRST_NAME("firstName"),
    LAST_NAME("lastName"),
    FULL_NAME("fullName"),
    COMPANY("company"),
    EMAIL("email"),
    PHONE("phone"),
    ADDRESS("address"),
    CITY("city"),
    STATE("state"),
    POSTCODE("postcode"),
    COUNTRY("country"),
    TIME_ZONE("timeZone"),
    NOTES("notes"),
    /// The lead's key in the system it comes from; kept among the custom fields.
    EXTERNAL_ID("externalId"),
    CUSTOM("custom"),
    IGNORE("ignore");

    private final String word;

    LeadField(String word) {
        this.word = word;
    }

    /// Whether several columns may have this meaning.
    public boolean repeats() {
        return this == PHONE || this == NOTES || this == CUSTOM || this == IGNORE;
    }

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return word;
    }
}
