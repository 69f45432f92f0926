package dev.trunkline.bench;

import org.jspecify.annotations.Nullable;

/// One measured figure.
///
/// @param budget the figure of DESIGN §5, in the same unit; null: there is none
/// @param atMost whether less is better
/// @param count how many samples it stands on
public record Figure(
        String name, String unit, double value, @Nullable Double budget, boolean atMost, long count) {

    public static Figure latency(String name, Samples samples, double share, @Nullable Double budget) {
        String percentile = share == 0.5 ? "p50" : "p" + Math.round(share * 100);
        return new Figure(name + ", " + percentile, "ms", samples.ms(share), budget, true, samples.count());
    }

    public static Figure rate(String name, String unit, double value, @Nullable Double budget, long count) {
        return new Figure(name, unit, value, budget, false, count);
    }

    /// How the figure stands to its budget: 1 is on it, more is worse.
    @Nullable
    Double used() {
        if (budget == null) {
            return null;
        }
        return atMost ? value / budget : budget / value;
    }
}
