package dev.trunkline.dialing;

import dev.trunkline.compliance.Gate;
import dev.trunkline.compliance.Rule;
import dev.trunkline.problem.Problem;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// The gate's no in plain words, for a person who asked for the call.
final class Refusals {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEEE d MMMM, HH:mm", Locale.ENGLISH);

    private Refusals() {}

    /// @param zones of the number; the time from which it may be called is told in the first one
    static Problem problem(Gate.Refused refused, List<ZoneId> zones) {
        Rule rule = refused.rule();
        Problem problem = Problem.of(
                        409, "blocked-by-rule", "Not called: " + rule.because() + "." + from(refused, zones))
                .with("rule", rule.toString());
        // A live call ends when it ends; that time is only when the queue looks again.
        return refused.until() == null || rule == Rule.LIVE_CALL
                ? problem
                : problem.with("until", refused.until().toString());
    }

    private static String from(Gate.Refused refused, List<ZoneId> zones) {
        return refused.until() == null || refused.rule() == Rule.LIVE_CALL
                ? ""
                : (refused.rule() == Rule.NUMBER_CAP ? " It has room again from " : " It may be called from ")
                        + local(refused.until(), zones) + ".";
    }

    private static String local(Instant at, List<ZoneId> zones) {
        ZoneId zone = zones.isEmpty() ? ZoneOffset.UTC : zones.getFirst();
        return TIME.format(at.atZone(zone)) + " (" + (zones.isEmpty() ? "UTC" : zone) + ")";
    }
}
