package dev.trunkline.compliance;

import java.util.Locale;

/// The rules of the gate, in the order in which a lead counts at the first one it fails.
public enum Rule {
    LEAD_DO_NOT_CALL("the lead asked not to be called"),
    DNC("the number is on the do-not-call list"),
    NUMBER_TYPE("premium, shared-cost and other special numbers are not called"),
    COUNTRY("the country is not among the allowed ones"),
    CALLING_WINDOW("outside the lead's calling window"),
    TIME_ZONE_UNKNOWN("the lead's time zone is not known, so it is not called automatically"),
    LEAD_CAP_DAY("the lead was called as often as allowed within a day"),
    LEAD_CAP_WEEK("the lead was called as often as allowed within a week"),
    DROP_LOCKOUT("the number was dropped lately and is left alone for a while"),
    LIVE_CALL("the lead or the number is in another call right now"),
    NUMBER_CAP("the number to call from has made all the calls that its cap allows within 24 hours");

    private final String because;

    Rule(String because) {
        this.because = because;
    }

    /// The reason in plain words, for the screen.
    public String because() {
        return because;
    }

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
