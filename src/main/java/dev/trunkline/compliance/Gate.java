package dev.trunkline.compliance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one gate every launch passes, whoever asks for it, inside the transaction that launches.
public final class Gate {

    private Gate() {}

    /// What is known about one call that is about to be placed. `window` is the state of the number's calling window.
    ///
    /// @param country ISO region of the number, empty when unknown
    /// @param numberType the words of `lead_phone.type`
    /// @param attemptsDay calls to this lead in the last 24 h, over all campaigns, simulated ones apart
    /// @param attemptsWeek the same in the last 7 days
    /// @param oldestDay when the oldest of the last day's calls was made, oldestWeek likewise
    public record Facts(
            boolean leadDoNotCall,
            boolean onDnc,
            boolean liveCall,
            String country,
            String numberType,
            WindowState window,
            int attemptsDay,
            int attemptsWeek,
            @Nullable Instant oldestDay,
            @Nullable Instant oldestWeek,
            @Nullable Instant dropLockoutUntil,
            boolean agentGuaranteed) {}

    /// The limits that hold for the organization.
    public record Limits(Set<String> countries, int maxAttemptsPerDay, int maxAttemptsPerWeek, boolean automatic) {}

    public sealed interface Verdict {}

    /// May be called; the rules that were asked, for the call's record.
    public record Allowed(List<String> rules) implements Verdict {}

    /// May not: now, when `until` says when to ask again, or ever.
    public record Refused(Rule rule, @Nullable Instant until) implements Verdict {}

    /// Types of numbers that nothing calls.
    public static final Set<String> SPECIAL_TYPES = Set.of("premium", "shared-cost", "pager");

    private static final List<String> ASKED = List.of(
            "dnc",
            "number-type",
            "country",
            "calling-window",
            "lead-cap-day",
            "lead-cap-week",
            "drop-lockout",
            "live-call");
    private static final Duration LIVE_RECHECK = Duration.ofSeconds(60);

    public static Verdict check(Facts facts, Limits limits, Instant now) {
        if (facts.leadDoNotCall()) {
            return never(Rule.LEAD_DO_NOT_CALL);
        }
        if (facts.onDnc()) {
            return never(Rule.DNC);
        }
        if (SPECIAL_TYPES.contains(facts.numberType())) {
            return never(Rule.NUMBER_TYPE);
        }
        if (!limits.countries().contains(facts.country())) {
            return never(Rule.COUNTRY);
        }
        return switch (facts.window()) {
            case WindowState.Closed closed -> new Refused(Rule.CALLING_WINDOW, closed.opensAt());
            case WindowState.Never _ -> never(Rule.CALLING_WINDOW);
            case WindowState.Unknown _ when limits.automatic() -> never(Rule.TIME_ZONE_UNKNOWN);
            case WindowState.Unknown _, WindowState.Open _ -> checkCaps(facts, limits, now);
        };
    }

    private static Verdict checkCaps(Facts facts, Limits limits, Instant now) {
        if (facts.attemptsDay() >= limits.maxAttemptsPerDay() && facts.oldestDay() != null) {
            return new Refused(Rule.LEAD_CAP_DAY, facts.oldestDay().plus(Duration.ofDays(1)));
        }
        if (facts.attemptsWeek() >= limits.maxAttemptsPerWeek() && facts.oldestWeek() != null) {
            return new Refused(Rule.LEAD_CAP_WEEK, facts.oldestWeek().plus(Duration.ofDays(7)));
        }
        Instant lockout = facts.dropLockoutUntil();
        if (lockout != null && lockout.isAfter(now) && !facts.agentGuaranteed()) {
            return new Refused(Rule.DROP_LOCKOUT, lockout);
        }
        if (facts.liveCall()) {
            return new Refused(Rule.LIVE_CALL, now.plus(LIVE_RECHECK));
        }
        return new Allowed(ASKED);
    }

    private static Refused never(Rule rule) {
        return new Refused(rule, null);
    }
}
