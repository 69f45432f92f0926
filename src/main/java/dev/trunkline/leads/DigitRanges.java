package dev.trunkline.leads;

import dev.trunkline.phone.PhoneParser;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Where the numbers lie that digits may mean: ranges of E.164 texts that begin with them, with or without a country
/// code before them, and the range of turned round texts that end with them.
///
/// @param low the first text of each range
/// @param high the first text after each range
/// @param pattern the ranges as one regular expression
record DigitRanges(List<String> low, List<String> high, String endLow, String endHigh, String pattern) {

    /// Fewer digits are looked for at the beginning of numbers only.
    private static final int ENDING_LEAST = 3;

    private static final String CODES =
            PhoneParser.callingCodes().stream().map(String::valueOf).collect(Collectors.joining("|"));

    static DigitRanges of(String digits) {
        List<String> low = new ArrayList<>();
        low.add("+" + digits);
        for (int code : PhoneParser.callingCodes()) {
            low.add("+" + code + digits);
        }
        String ending = new StringBuilder(digits).reverse().toString();
        boolean ends = digits.length() >= ENDING_LEAST;
        return new DigitRanges(
                low,
                low.stream().map(DigitRanges::after).toList(),
                ending,
                ends ? after(ending) : ending,
                "^[+](" + CODES + ")?" + digits);
    }

    /// The least text after all that begin with `text`, in any collation: letters come after digits.
    private static String after(String text) {
        int last = text.length() - 1;
        while (last >= 0 && text.charAt(last) == '9') {
            last--;
        }
        if (last < 0 || text.charAt(last) == '+') {
            return text.substring(0, last + 1) + "A";
        }
        return text.substring(0, last) + (char) (text.charAt(last) + 1);
    }
}
