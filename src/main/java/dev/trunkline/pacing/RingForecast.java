package dev.trunkline.pacing;

import org.jspecify.annotations.Nullable;

/// The chance that a ringing call is answered by a person within the next seconds, by its age now.
///
/// `a(e, s) = (C(e + s) - C(e)) / S(e)` with `C` the share of calls answered by age and `S` the share still ringing,
/// both from the rates of [RingRates] with the level of the moment and the lead's score applied to the human rate.
final class RingForecast {

    private static final int STEPS = 2 * RingTally.BINS;
    /// Scores are told apart by factors of the square root of two, from an eighth to eight.
    private static final int CLASSES = 13;

    private final RingRates rates;
    private final double level;
    private final double[] answered = new double[STEPS + 1];
    private final double[] ringing = new double[STEPS + 1];
    private final @Nullable RingForecast[] scored = new RingForecast[CLASSES];

    RingForecast(RingRates rates, double level) {
        this.rates = rates;
        this.level = level;
        ringing[0] = 1;
        for (int bin = 0; bin < RingTally.BINS; bin++) {
            double human = Math.min(0.99, rates.human[bin] * level);
            double other = Math.min(1, rates.other[bin]);
            double ends = 1 - (1 - human) * (1 - other);
            double keep = Math.sqrt(1 - ends);
            double share = ends > 0 ? (1 - keep) * human / (human + other) : 0;
            for (int step = 2 * bin; step < 2 * bin + 2; step++) {
                answered[step + 1] = answered[step] + ringing[step] * share;
                ringing[step + 1] = ringing[step] * keep;
            }
        }
    }

    /// The forecast for leads of this answer score.
    RingForecast at(double score) {
        if (score == 1) {
            return this;
        }
        int index = Math.clamp(Math.round(2 * Math.log(score) / Math.log(2)) + CLASSES / 2, 0, CLASSES - 1);
        RingForecast known = scored[index];
        if (known == null) {
            known = new RingForecast(rates, level * Math.pow(2, (index - CLASSES / 2) / 2.0));
            scored[index] = known;
        }
        return known;
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

    /// If one answer a second is planned from now on, by calls not yet placed: how many of them have come by then.
    double plannedAnswers(int halfSeconds) {
        double sum = 0;
        for (int step = 1; step <= halfSeconds; step++) {
            sum += (answered[step] + answered[step - 1]) / 4;
        }
        return sum / Math.max(1e-9, answered[STEPS]);
    }

    static int halfSeconds(double age) {
        return Math.clamp(Math.round(age * 2), 0, STEPS);
    }
}
