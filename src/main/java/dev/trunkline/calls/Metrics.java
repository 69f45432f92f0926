package dev.trunkline.calls;

import org.jspecify.annotations.Nullable;

/// The figures of a set of calls, in the one shape they have everywhere (SPEC §10, §13; definitions in
/// docs/metrics.md). Rates are fractions 0–1, null where nothing is counted below the line; durations in seconds.
public record Metrics(
        long callsMade,
        long contacted,
        long answered,
        long noAnswer,
        long busy,
        long failed,
        long voicemail,
        long dropped,
        long successfulCalls,
        long missedCalls,
        long pickups,
        @Nullable Double uniqueRate,
        @Nullable Double successRate,
        @Nullable Double conversionRate,
        double talkSeconds,
        @Nullable Double averageDuration,
        long humanAnswered,
        @Nullable Double abandonRate,
        long activeCalls) {

    /// What SQL counts, by `count_call` over calls; the distinct leads come from their own flags.
    public record Counts(
            long callsMade,
            long callsLive,
            long answered,
            long humanAnswered,
            long noAnswer,
            long busy,
            long failed,
            long canceled,
            long voicemail,
            long dropped,
            long successful,
            long missed,
            long connected,
            long pickups,
            long talkMs,
            long leadsContacted,
            long leadsAnswered) {

        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    public static Metrics of(Counts c) {
        return new Metrics(
                c.callsMade(),
                c.leadsContacted(),
                c.answered(),
                c.noAnswer(),
                c.busy(),
                c.failed(),
                c.voicemail(),
                c.dropped(),
                c.successful(),
                c.missed(),
                c.pickups(),
                rate(c.leadsAnswered(), c.leadsContacted()),
                rate(c.connected(), c.callsMade()),
                rate(c.connected(), c.pickups()),
                c.talkMs() / 1000.0,
                c.answered() == 0 ? null : c.talkMs() / 1000.0 / c.answered(),
                c.humanAnswered(),
                rate(c.dropped(), c.humanAnswered()),
                c.callsLive());
    }

    private static @Nullable Double rate(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
