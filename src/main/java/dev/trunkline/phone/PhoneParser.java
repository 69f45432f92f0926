package dev.trunkline.phone;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads phone numbers the way people and spreadsheets write them. About 10 µs a number; safe from any thread.
public final class PhoneParser {

    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
    private static final PhoneNumberToTimeZonesMapper ZONES = PhoneNumberToTimeZonesMapper.getInstance();
    /// A spreadsheet that took the number for a quantity writes it like this and has lost the last digits.
    private static final Pattern ROUNDED = Pattern.compile("[+]?\\d[.,]?\\d*[eE][+]?\\d{1,2}");

    private static final Pattern DECIMAL = Pattern.compile("([+]?\\d{6,})[.,]0+");
    private static final int LONGEST = 100;

    private PhoneParser() {}

    /// Whether numbers can be read with this as the default country (ISO 3166-1, two capital letters).
    public static boolean knowsRegion(String region) {
        return NUMBERS.getSupportedRegions().contains(region);
    }

    /// Every country calling code there is, such as 1 and 44; none begins with another.
    public static Set<Integer> callingCodes() {
        return NUMBERS.getSupportedCallingCodes();
    }

    /// Reads `text` as a number; one without a country code is taken as dialed inside `region`.
    public static PhoneReading read(String text, String region) {
        String cleaned = clean(text);
        if (cleaned.isEmpty()) {
            return new PhoneReading.NotANumber("There is no phone number.");
        }
        if (ROUNDED.matcher(cleaned).matches()) {
            return wrong(text, "was rounded by a spreadsheet; export that column as text");
        }
        Phonenumber.PhoneNumber number = parsed(cleaned, region);
        if (number == null) {
            return wrong(text, "is not a phone number");
        }
        PhoneType type = PhoneType.of(NUMBERS.getNumberType(number));
        if (type == PhoneType.UNKNOWN) {
            return wrong(text, "does not exist in the numbering plan of " + countryName(number, region));
        }
        String home = NUMBERS.getRegionCodeForNumber(number);
        return new PhoneNumber(
                NUMBERS.format(number, PhoneNumberFormat.E164),
                NUMBERS.getNationalSignificantNumber(number),
                type,
                home == null || home.length() != 2 ? "" : home,
                zones(number));
    }

    /// The number, or null when `text` is none.
    public static @Nullable PhoneNumber numberOrNull(String text, String region) {
        return read(text, region) instanceof PhoneNumber number ? number : null;
    }

    private static Phonenumber.@Nullable PhoneNumber parsed(String text, String region) {
        try {
            return NUMBERS.parse(text, region);
        } catch (NumberParseException e) {
            return withoutPlus(text, region);
        }
    }

    /// International digits whose plus was lost on the way ("442079460000" in a US list) are tried once more.
    private static Phonenumber.@Nullable PhoneNumber withoutPlus(String text, String region) {
        if (text.startsWith("+") || !text.chars().allMatch(Character::isDigit)) {
            return null;
        }
        try {
            return NUMBERS.parse("+" + text, region);
        } catch (NumberParseException e) {
            return null;
        }
    }

    private static String clean(String text) {
        String trimmed = text.strip();
        if (trimmed.length() > LONGEST) {
            return trimmed.substring(0, LONGEST);
        }
        if (trimmed.startsWith("'") || trimmed.startsWith("=")) {
            trimmed = trimmed.replaceAll("^[=']+\"?|\"$", "");
        }
        var decimal = DECIMAL.matcher(trimmed);
        return decimal.matches() ? decimal.group(1) : trimmed;
    }

    private static List<String> zones(Phonenumber.PhoneNumber number) {
        List<String> zones = ZONES.getTimeZonesForNumber(number);
        return zones.contains(PhoneNumberToTimeZonesMapper.getUnknownTimeZone())
                ? List.of()
                : zones.stream().sorted().distinct().toList();
    }

    private static String countryName(Phonenumber.PhoneNumber number, String region) {
        String home = NUMBERS.getRegionCodeForCountryCode(number.getCountryCode());
        boolean nanp = number.getCountryCode() == NUMBERS.getCountryCodeForRegion(region);
        String code = nanp ? region : home;
        String name = code.length() == 2 ? Locale.of("", code).getDisplayCountry(Locale.ENGLISH) : "";
        return name.isEmpty() ? "its country code" : name;
    }

    private static PhoneReading.NotANumber wrong(String text, String what) {
        String shown = text.strip();
        return new PhoneReading.NotANumber(
                "“" + (shown.length() > 40 ? shown.substring(0, shown.offsetByCodePoints(0, 20)) + "…" : shown) + "” "
                        + what + ".");
    }
}
