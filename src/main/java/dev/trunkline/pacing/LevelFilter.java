package dev.trunkline.pacing;

/// Follows how the answer rate of the moment stands to the learnt one: 1 is as usual, 2 twice as many pick up.
///
/// A Bayes filter over a grid of levels and three characters of day: steady, drifting, bursty. Between observations the
/// level diffuses and may jump, as much as the character says; the characters compete by how well they foretold the
/// answers. So a steady day gets a steady level, and on a bursty one a jump is believed within a handful of answers.
final class LevelFilter {

    private static final int POINTS = 41;
    private static final double STEP = 0.09;
    private static final int MIDDLE = POINTS / 2;
    private static final double SPREAD = 0.55;

    /// Drift of the logarithm of the level per square root of a second.
    private static final double[] DRIFT = {0.0004, 0.003, 0.008};
    /// Jumps per second.
    private static final double[] JUMPS = {1e-5, 5e-4, 3e-3};
    private static final double[] BELIEF = {0.6, 0.3, 0.1};
    /// Changes of character per second.
    private static final double CHANGES = 1.0 / 14_400;

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

    private final double[][] weight = new double[DRIFT.length][POINTS];
    private final double[] next = new double[POINTS];
    private final double[] likelihood = new double[POINTS];
    private double mean;
    private double relativeVariance;

    LevelFilter() {
        reset();
    }

    private void reset() {
        for (int model = 0; model < weight.length; model++) {
            for (int i = 0; i < POINTS; i++) {
                weight[model][i] = BELIEF[model] * PRIOR[i];
            }
        }
        summarize();
    }

    /// Moves time on by `seconds` and takes in that `answers` people picked up where the learnt law expected
    /// `expected`.
    void observe(double seconds, double expected, double answers) {
        for (int i = 0; i < POINTS; i++) {
            likelihood[i] = Math.exp(answers * (i - MIDDLE) * STEP - (LEVEL[i] - 1) * expected);
        }
        double all = 0;
        for (int model = 0; model < weight.length; model++) {
            all += move(model, seconds);
        }
        if (!(all > 1e-200)) {
            reset();
            return;
        }
        double change = Math.min(0.5, CHANGES * seconds);
        for (int model = 0; model < weight.length; model++) {
            for (int i = 0; i < POINTS; i++) {
                weight[model][i] = (1 - change) * weight[model][i] / all + change * BELIEF[model] * PRIOR[i];
            }
        }
        summarize();
    }

    private double move(int model, double seconds) {
        double[] now = weight[model];
        double side = Math.min(0.3, DRIFT[model] * DRIFT[model] * seconds / (2 * STEP * STEP));
        double jump = Math.min(0.5, JUMPS[model] * seconds);
        double belief = 0;
        for (int i = 0; i < POINTS; i++) {
            belief += now[i];
        }
        double sum = 0;
        for (int i = 0; i < POINTS; i++) {
            double moved =
                    (1 - 2 * side) * now[i] + side * (now[Math.max(0, i - 1)] + now[Math.min(POINTS - 1, i + 1)]);
            next[i] = ((1 - jump) * moved + jump * belief * PRIOR[i]) * likelihood[i];
            sum += next[i];
        }
        System.arraycopy(next, 0, now, 0, POINTS);
        return sum;
    }

    private void summarize() {
        double first = 0;
        double second = 0;
        for (double[] now : weight) {
            for (int i = 0; i < POINTS; i++) {
                first += now[i] * LEVEL[i];
                second += now[i] * LEVEL[i] * LEVEL[i];
            }
        }
        mean = first;
        relativeVariance = Math.max(0, second / (first * first) - 1);
    }

    double mean() {
        return mean;
    }

    /// Relative variance of the level: the square of its standard deviation over its mean.
    double relativeVariance() {
        return relativeVariance;
    }
}
