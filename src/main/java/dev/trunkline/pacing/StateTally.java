package dev.trunkline.pacing;

import java.util.Arrays;

/// Counts behind a duration law (talk or wrap-up): ends and seconds at risk by time in state, in bins that widen.
final class StateTally {

    static final double[] EDGES = edges();
    static final int BINS = EDGES.length - 1;

    /// Ends after which an old one has lost 63 % of its weight.
    private static final double MEMORY = 2000;
    /// Pseudo-ends in each bin that pull it to the overall rate.
    private static final double BIN_PRIOR = 1.0;
    /// Pseudo-ends behind the guessed mean.
    private static final double MEAN_PRIOR = 3;

    final double[] ends = new double[BINS];
    final double[] seconds = new double[BINS];
    final double priorMean;
    double total;

    StateTally(double priorMean) {
        this.priorMean = priorMean;
    }

    private static double[] edges() {
        double[] edges = new double[80];
        int count = 1;
        while (edges[count - 1] < 3600) {
            edges[count] = Math.rint(Math.max(edges[count - 1] + 1, edges[count - 1] * 1.12));
            count++;
        }
        return Arrays.copyOf(edges, count);
    }

    void add(double duration) {
        double keep = 1 - 1 / MEMORY;
        double age = Math.clamp(duration, 0, EDGES[BINS] - 1e-6);
        total = total * keep + 1;
        for (int bin = 0; bin < BINS; bin++) {
            double inside = Math.clamp(age - EDGES[bin], 0, EDGES[bin + 1] - EDGES[bin]);
            seconds[bin] = seconds[bin] * keep + inside;
            ends[bin] = ends[bin] * keep + (age >= EDGES[bin] && age < EDGES[bin + 1] ? 1 : 0);
        }
    }

    /// Rate of ending per second in each bin, with those who are in the state now (for so many seconds) counted as
    /// time at risk.
    double[] rates(Series now) {
        double[] atRisk = seconds.clone();
        for (int i = 0; i < now.size(); i++) {
            for (int bin = 0; bin < BINS && EDGES[bin] < now.at(i); bin++) {
                atRisk[bin] += Math.min(now.at(i), EDGES[bin + 1]) - EDGES[bin];
            }
        }
        double allEnds = MEAN_PRIOR;
        double allSeconds = MEAN_PRIOR * priorMean;
        for (int bin = 0; bin < BINS; bin++) {
            allEnds += ends[bin];
            allSeconds += atRisk[bin];
        }
        double overall = allEnds / allSeconds;
        for (int bin = 0; bin < BINS; bin++) {
            atRisk[bin] = (ends[bin] + BIN_PRIOR) / (atRisk[bin] + BIN_PRIOR / overall);
        }
        return atRisk;
    }
}
