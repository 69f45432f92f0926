package dev.trunkline.phone;

import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import java.util.Locale;

/// What kind of line a number is, as far as its digits tell. In North America mobile and fixed look alike.
public enum PhoneType {
    MOBILE,
    FIXED,
    FIXED_OR_MOBILE,
    TOLL_FREE,
    PREMIUM,
    SHARED_COST,
    VOIP,
    PAGER,
    OTHER,
    UNKNOWN;

    static PhoneType of(PhoneNumberType type) {
        return switch (type) {
            case MOBILE -> MOBILE;
            case FIXED_LINE -> FIXED;
            case FIXED_LINE_OR_MOBILE -> FIXED_OR_MOBILE;
            case TOLL_FREE -> TOLL_FREE;
            case PREMIUM_RATE -> PREMIUM;
            case SHARED_COST -> SHARED_COST;
            case VOIP -> VOIP;
            case PAGER -> PAGER;
            case PERSONAL_NUMBER, UAN, VOICEMAIL -> OTHER;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /// The type called by its word in SQL and JSON.
    public static PhoneType ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
