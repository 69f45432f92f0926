package dev.trunkline.pacing;

/// Follows how the answer rate of the moment stands to the learnt one: 1 is as usual, 2 twice as many pick up.
///
/// A Bayes filter on a grid of levels. Between observations the level diffuses slowly and may jump, so a quiet day
/// gives a steady level and a jump is believed within a handful of answers.
final class LevelFilter {

    static final int POINTS = 41;
    private static final double STEP = 0.09;
    private static final int MIDDLE = POINTS / 2;
    /// Drift of the logarithm per square root of a second: about 20 % in ten minutes.
    private static final double DRIFT = 0.008;
    /// Jumps per second.
    private static final double JUMPS = 1.0 / 400;
    private static final double SPREAD = 0.55;

    private static final double[] LEVEL = new double[POINTS];
    private static final double[] PRIOR = new double[POINTS];

    static {
        double sum = 0;
        for (int i = 0; i < POINTS; i++) {
            double log = (i - MIDDLE) * STEP;
            LEVEL[i] = Math.exp(log);
            PRIOR[i] = Math.exp(-log * log / (2 * SPREAD * SPREAD));
            sum += PRIOR[i];
        }
        for (int i = 0; i < POINTS; i++) {
            PRIOR[i] /= sum;
        }
    }

    private double[] weight = PRIOR.clone();
    private double[] next = new double[POINTS];

    /// Moves time on by `seconds` and takes in that `answers` people picked up where the learnt law expected
    /// `expected`.
    void observe(double seconds, double expected, double answers) {
        double side = Math.min(0.3, DRIFT * DRIFT * seconds / (2 * STEP * STEP));
        double jump = Math.min(0.5, JUMPS * seconds);
        double sum = 0;
        for (int i = 0; i < POINTS; i++) {
            double left = weight[Math.max(0, i - 1)];
            double right = weight[Math.min(POINTS - 1, i + 1)];
            double moved = (1 - 2 * side) * weight[i] + side * (left + right);
            double likelihood = Math.exp(answers * (i - MIDDLE) * STEP - (LEVEL[i] - 1) * expected);
            next[i] = ((1 - jump) * moved + jump * PRIOR[i]) * likelihood;
            sum += next[i];
        }
        if (!(sum > 1e-200)) {
            weight = PRIOR.clone();
            return;
        }
        for (int i = 0; i < POINTS; i++) {
            next[i] /= sum;
        }
        double[] swap = weight;
        weight = next;
        next = swap;
    }

    double mean() {
        double mean = 0;
        for (int i = 0; i < POINTS; i++) {
            mean += weight[i] * LEVEL[i];
        }
        return mean;
    }

    /// Relative variance of the level: the square of its standard deviation over its mean.
    double relativeVariance() {
        double mean = mean();
        double square = 0;
        for (int i = 0; i < POINTS; i++) {
            square += weight[i] * LEVEL[i] * LEVEL[i];
        }
        return Math.max(0, square / (mean * mean) - 1);
    }
}
