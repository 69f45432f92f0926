package dev.trunkline.leads;

import dev.trunkline.phone.PhoneNumber;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.phone.PhoneReading;
import dev.trunkline.phone.TimeZones;
import dev.trunkline.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a person writes of a lead, to make it or to change it. A null leaves what is there; an empty text clears it.
///
/// @param timeZone an IANA name or one people use, such as "Eastern"
public record LeadDraft(
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String company,
        @Nullable String email,
        @Nullable List<Phone> phones,
        @Nullable String timeZone,
        @Nullable LeadStatus status,
        @Nullable Boolean doNotCall,
        @Nullable Map<String, Object> customFields,
        @Nullable List<UUID> listIds,
        @Nullable String address,
        @Nullable String city,
        @Nullable String state,
        @Nullable String postcode,
        @Nullable String country,
        @Nullable String notes) {

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final int TEXT_LIMIT = 300;
    private static final int NOTES_LIMIT = 100_000;
    private static final int PHONES_LIMIT = 20;
    private static final int CUSTOM_LIMIT = 200;

    /// A number in any format.
    public record Phone(
            @Nullable String number,
            @Nullable String label,
            @Nullable Boolean primary) {}

    /// Whether nothing but the notes is given: that much agents may write.
    boolean isOnlyNotes() {
        return equals(new LeadDraft(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, notes));
    }

    /// The numbers in E.164, the primary one first.
    ///
    /// @param region country of numbers without a country code
    /// @throws Problem `invalid-number` when only numbers are wrong, else `validation` with everything that is
    List<LeadRow.Phone> check(String region, boolean numberNeeded) {
        List<Problem.Field> wrong = new ArrayList<>();
        List<LeadRow.Phone> numbers = numbers(region, wrong);
        boolean onlyNumbers = !wrong.isEmpty();
        int before = wrong.size();
        if (phones == null ? numberNeeded : phones.isEmpty()) {
            wrong.add(new Problem.Field("phones", "A lead needs at least one phone number."));
        }
        texts(wrong);
        if (wrong.size() > before) {
            onlyNumbers = false;
        }
        if (onlyNumbers) {
            throw Problem.of(422, "invalid-number", wrong.getFirst().message()).with("fields", wrong);
        }
        if (!wrong.isEmpty()) {
            throw Problem.validation(wrong);
        }
        return numbers;
    }

    private List<LeadRow.Phone> numbers(String region, List<Problem.Field> wrong) {
        List<LeadRow.Phone> numbers = new ArrayList<>();
        List<Phone> given = phones == null ? List.of() : phones;
        for (int i = 0; i < given.size() && i < PHONES_LIMIT; i++) {
            Phone phone = given.get(i);
            switch (PhoneParser.read(filled(phone.number()), region)) {
                case PhoneReading.NotANumber not ->
                    wrong.add(new Problem.Field("phones[" + i + "].number", not.reason()));
                case PhoneNumber number -> {
                    boolean known = numbers.stream()
                            .anyMatch(other -> other.number().e164().equals(number.e164()));
                    var entry = new LeadRow.Phone(number, filled(phone.label()));
                    if (!known) {
                        numbers.add(Boolean.TRUE.equals(phone.primary()) ? 0 : numbers.size(), entry);
                    }
                }
            }
        }
        return numbers;
    }

    private void texts(List<Problem.Field> wrong) {
        limit("firstName", firstName, TEXT_LIMIT, wrong);
        limit("lastName", lastName, TEXT_LIMIT, wrong);
        limit("company", company, TEXT_LIMIT, wrong);
        limit("email", email, TEXT_LIMIT, wrong);
        limit("address", address, TEXT_LIMIT, wrong);
        limit("city", city, TEXT_LIMIT, wrong);
        limit("state", state, TEXT_LIMIT, wrong);
        limit("postcode", postcode, TEXT_LIMIT, wrong);
        limit("country", country, TEXT_LIMIT, wrong);
        limit("notes", notes, NOTES_LIMIT, wrong);
        if (!filled(email).isEmpty() && !EMAIL.matcher(filled(email)).matches()) {
            wrong.add(new Problem.Field("email", "“" + email + "” is not an e-mail address."));
        }
        if (!filled(timeZone).isEmpty() && zone() == null) {
            wrong.add(new Problem.Field(
                    "timeZone", "“" + timeZone + "” is not a time zone. Write it like America/New_York."));
        }
        if (phones != null && phones.size() > PHONES_LIMIT) {
            wrong.add(new Problem.Field("phones", "A lead has at most " + PHONES_LIMIT + " numbers."));
        }
        if (customFields != null && customFields.size() > CUSTOM_LIMIT) {
            wrong.add(new Problem.Field("customFields", "A lead has at most " + CUSTOM_LIMIT + " custom fields."));
        }
    }

    private static void limit(String field, @Nullable String text, int most, List<Problem.Field> wrong) {
        if (text != null && text.length() > most) {
            wrong.add(new Problem.Field(field, "This is longer than " + most + " characters."));
        }
    }

    @Nullable
    String zone() {
        return filled(timeZone).isEmpty() ? null : TimeZones.named(filled(timeZone));
    }

    static String filled(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    static String or(@Nullable String given, String present) {
        return given == null ? present : given.strip();
    }
}
