package dev.trunkline.simulation.floor;

/// What a day brought.
///
/// @param busy share of logged-in time in talk or wrap-up
/// @param mostRinging most calls in flight at once
/// @param decisionP99 99th percentile of the decision time in microseconds, of warm decisions
public record DayResult(
        double busy, long dialed, long answered, long abandoned, long connected, int mostRinging, double decisionP99) {

    public double abandonRate() {
        return answered == 0 ? 0 : abandoned / (double) answered;
    }
}
