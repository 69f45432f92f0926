package dev.trunkline.dialing;

import dev.trunkline.compliance.CallingWindow;
import dev.trunkline.compliance.Gate;
import dev.trunkline.compliance.Rule;
import dev.trunkline.compliance.WindowKey;
import dev.trunkline.compliance.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where pending leads stand: excluded, dialable now, within the hour or later, and why. The gate decides; this adds
/// the time that an entry waits for by itself.
sealed interface Standing {

    /// How far "the next hour" goes.
    Duration SOON = Duration.ofHours(1);

    List<String> ORDER = Arrays.stream(Rule.values()).map(Rule::toString).toList();

    record Excluded(String reason, String label) implements Standing {}

    record Now() implements Standing {}

    /// @param soon within the hour
    record Waits(String reason, String label, @Nullable Instant until, boolean soon) implements Standing {}

    /// What leads that stand alike have in common.
    ///
    /// @param held in front of an agent
    /// @param gate what the gate is asked; null: the number is gone
    /// @param due whether the entry's own time has come
    /// @param waitsFor what its own time is, when it has not come
    /// @param readyAt when nothing but the window speaks against the first of them; past times count as due
    /// @param ready whether that is now
    /// @param readySoon whether it is at a time within the hour at which the window is open
    record Facts(
            boolean held,
            Gate.@Nullable Facts gate,
            boolean due,
            @Nullable String waitsFor,
            Instant readyAt,
            boolean ready,
            boolean readySoon) {}

    static Standing of(Facts facts, Gate.Limits limits, Instant now) {
        if (facts.gate() == null) {
            return new Excluded("no-number", "the number they were to be called on is not theirs any more");
        }
        Gate.Verdict verdict = Gate.check(facts.gate(), limits, now);
        if (verdict instanceof Gate.Refused never && never.until() == null) {
            return new Excluded(never.rule().toString(), never.rule().because());
        }
        if (facts.held()) {
            return new Excluded("in-front-of-agent", "an agent has them in front right now");
        }
        if (verdict instanceof Gate.Allowed && facts.ready()) {
            return new Now();
        }
        Instant opens = facts.gate().window() instanceof WindowState.Closed closed ? closed.opensAt() : null;
        boolean soon = facts.ready() ? opens != null && !opens.isAfter(now.plus(SOON)) : facts.readySoon();
        Instant until = opens != null && opens.isAfter(facts.readyAt()) ? opens : facts.readyAt();
        if (facts.due() && verdict instanceof Gate.Refused refused) {
            return new Waits(refused.rule().toString(), refused.rule().because(), until, soon);
        }
        String reason = facts.waitsFor() == null ? "retry" : facts.waitsFor();
        return new Waits(reason, label(reason), until, soon);
    }

    /// The last instant of the next hour at which the window is open; null when it is closed all the hour.
    static @Nullable Instant lastOpen(CallingWindow window, String key, Instant now, boolean simulated) {
        List<ZoneId> zones = WindowKey.zones(key);
        Instant end = now.plus(SOON);
        Instant last = null;
        for (Instant at = now; at != null && !at.isAfter(end); ) {
            switch (window.at(at, zones, simulated)) {
                case WindowState.Open open -> {
                    Instant until = open.until();
                    if (until == null || until.isAfter(end)) {
                        return end;
                    }
                    last = until.minusNanos(1_000);
                    at = until;
                }
                case WindowState.Closed closed -> at = closed.opensAt();
                case WindowState.Never _ -> at = null;
                case WindowState.Unknown _ -> at = null;
            }
        }
        return last;
    }

    /// Reasons are listed in the order of the gate's rules, others after them.
    static int order(String reason) {
        int place = ORDER.indexOf(reason);
        return place < 0 ? ORDER.size() : place;
    }

    static String label(String reason) {
        for (Rule rule : Rule.values()) {
            if (rule.toString().equals(reason)) {
                return rule.because();
            }
        }
        return switch (reason) {
            case "callback" -> "a callback at an agreed time";
            case "schedule" -> "to be called from a set time on";
            case "retry" -> "to be tried again after an earlier attempt";
            default -> reason.replace('-', ' ');
        };
    }
}
