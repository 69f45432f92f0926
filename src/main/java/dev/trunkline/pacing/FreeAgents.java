package dev.trunkline.pacing;

/// The number of agents free at one moment ahead, as a distribution: so many surely, plus agents who may become free,
/// minus calls that a person may answer.
///
/// Exact convolution while few terms are uncertain, a normal with skewness correction above. An uncertain level of the
/// answer rate moves all answers together, so it widens the normal by the square of the expected answers.
final class FreeAgents {

    private static final int EXACT = 48;
    private static final double SURE = 1e-5;

    private final double[] exact = new double[EXACT + 1];
    private final double levelVariance;
    private int terms;
    /// Free now minus waiting, with every uncertain answer taken as if it came.
    private int base;
    private boolean counted = true;

    private double mean;
    private double variance;
    private double third;
    private double answers;

    FreeAgents(int freeNow, double relativeLevelVariance) {
        base = freeNow;
        mean = freeNow;
        levelVariance = relativeLevelVariance;
        exact[0] = 1;
    }

    /// An agent who is free with chance `chance`.
    void agent(double chance) {
        if (chance > SURE) {
            moments(chance);
            term(chance);
        }
    }

    /// A call that a person answers with chance `chance`.
    void answer(double chance) {
        if (chance > SURE) {
            moments(1 - chance);
            mean -= 1;
            answers += chance;
            base -= 1;
            term(1 - chance);
        }
    }

    private void moments(double chance) {
        double spread = chance * (1 - chance);
        mean += chance;
        variance += spread;
        third += spread * (1 - 2 * chance);
    }

    private void term(double chance) {
        if (!counted || terms == EXACT) {
            counted = false;
            return;
        }
        terms++;
        exact[terms] = exact[terms - 1] * chance;
        for (int i = terms - 1; i > 0; i--) {
            exact[i] += chance * (exact[i - 1] - exact[i]);
        }
        exact[0] *= 1 - chance;
    }

    /// Chance that nobody is free.
    double nobody() {
        double shared = levelVariance * answers * answers;
        if (!counted) {
            return normalNobody(variance + shared);
        }
        double uncertainLevel = shared > 1e-4 ? normalNobody(variance + shared) - normalNobody(variance) : 0;
        return Math.clamp(exactNobody() + uncertainLevel, 0, 1);
    }

    private double exactNobody() {
        if (base + terms <= 0) {
            return 1;
        }
        double sum = 0;
        for (int i = 0; i <= -base; i++) {
            sum += exact[i];
        }
        return Math.min(1, sum);
    }

    private double normalNobody(double wide) {
        double deviation = Math.sqrt(Math.max(wide, 1e-9));
        double z = (0.5 - mean) / deviation;
        double skew = third / (deviation * deviation * deviation);
        double density = Math.exp(-z * z / 2) * 0.3989422804014327;
        return Math.clamp(Normal.below(z) + skew * (1 - z * z) * density / 6, 0, 1);
    }

    double mean() {
        return mean;
    }

    double answers() {
        return answers;
    }
}
