package dev.trunkline.pacing;

/// The chance that a ringing call is answered by a person within the next seconds, by its age now.
///
/// `a(e, s) = (C(e + s) - C(e)) / S(e)` with `C` the share of calls answered by age and `S` the share still ringing,
/// both from the rates of [RingRates] with the level of the moment and the lead's score applied to the human rate.
final class RingForecast {

    private static final int STEPS = 2 * RingTally.BINS;

    private final double[] answered = new double[STEPS + 1];
    private final double[] ringing = new double[STEPS + 1];

    RingForecast(RingRates rates, double level) {
        ringing[0] = 1;
        for (int bin = 0; bin < RingTally.BINS; bin++) {
            double human = rates.human[bin] * level;
            double total = human + rates.other[bin];
            double keep = Math.exp(-total / 2);
            double share = total > 0 ? (1 - keep) * human / total : 0;
            for (int step = 2 * bin; step < 2 * bin + 2; step++) {
                answered[step + 1] = answered[step] + ringing[step] * share;
                ringing[step + 1] = ringing[step] * keep;
            }
        }
    }

    /// Chance of an answer by a person within `halfSeconds` from an age given in half seconds.
    double answersWithin(int age, int halfSeconds) {
        int from = Math.min(age, STEPS);
        double still = ringing[from];
        if (still < 1e-9) {
            return 0;
        }
        return Math.min(1, (answered[Math.min(from + halfSeconds, STEPS)] - answered[from]) / still);
    }

    /// Share of fresh calls that a person answers in the end.
    double answerRate() {
        return answered[STEPS];
    }

    static int halfSeconds(double age) {
        return Math.clamp(Math.round(age * 2), 0, STEPS);
    }
}
