package dev.trunkline.dialing;

import dev.trunkline.pacing.Bound;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a predictive campaign dials as it does, for the campaign page. Seconds and rates are those of life: on a
/// simulator that runs faster, its seconds.
///
/// @param occupancy share of the last quarter of an hour in which its agents talked or wrapped up; null: none was there
/// @param recent the last points, oldest first
public record PacingView(@Nullable Latest latest, @Nullable Double occupancy, List<Point> recent) {

    /// The last decision.
    ///
    /// @param sentence the decision in one plain line
    /// @param dialLevel calls in flight per logged-in agent
    /// @param answerRate share of fresh calls that a person answers, at the level of the moment
    /// @param expectedFree agents expected to be free in `horizonSeconds`, were nobody to answer
    /// @param expectedAnswers answers expected by then from the calls in flight
    /// @param bound what kept the decision from placing one more
    /// @param waiting people who answered and have no agent yet
    /// @param fallback why only one line per free agent is dialed; null: it is not so
    /// @param drops how many abandons the tightest window of the law still allows, if the day goes on as it does
    public record Latest(
            Instant at,
            String sentence,
            double dialLevel,
            double answerRate,
            Agents agents,
            double expectedFree,
            int horizonSeconds,
            double expectedAnswers,
            String bound,
            int launch,
            int linesInFlight,
            int waiting,
            double abandonRate,
            double abandonCap,
            String ruling,
            double drops,
            @Nullable String fallback) {}

    public record Agents(int available, int onCall, int wrapUp, int onBreak, int disconnected, int total) {}

    /// One point of the charts.
    public record Point(
            Instant at,
            int launch,
            double dialLevel,
            @Nullable Double abandonRate,
            @Nullable Double occupancy,
            String sentence) {}

    /// Null: the model decides.
    static @Nullable String fallback(Bound bound) {
        return switch (bound) {
            case STALE, UNSURE, BUDGET -> bound.words();
            case RISK, NO_AGENTS, LINES, PROVIDER, QUEUE, RAMP, DIAL_LEVEL -> null;
        };
    }
}
