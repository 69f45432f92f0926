package dev.trunkline.pacing;

/// Counts behind the ring-time law: for each second of age, how many calls a person answered, how many ended
/// otherwise, and how many call-seconds were spent there.
///
/// Rates are counted against time at risk, not against finished calls. Busy signals and wrong numbers come back first,
/// so a share of finished calls is far off whenever the number of calls in flight changes.
final class RingTally {

    static final int BINS = 90;

    /// Calls after which an old call has lost 63 % of its weight.
    private static final double MEMORY = 3000;

    /// Weight of the prior, in calls that rang right through.
    private static final double PRIOR_CALLS = 10;

    final double[] humans = new double[BINS];
    final double[] others = new double[BINS];
    final double[] seconds = new double[BINS];
    double calls;

    void add(Outcome outcome, double elapsed, double score) {
        forget();
        calls++;
        double age = Math.clamp(elapsed, 0, BINS - 1e-6);
        int last = (int) age;
        for (int bin = 0; bin < last; bin++) {
            seconds[bin] += 1;
        }
        seconds[last] += age - last;
        if (outcome == Outcome.HUMAN) {
            humans[last] += 1 / score;
        } else if (outcome != Outcome.CANCELLED) {
            others[last] += 1;
        }
    }

    private void forget() {
        double keep = 1 - 1 / MEMORY;
        calls *= keep;
        for (int bin = 0; bin < BINS; bin++) {
            humans[bin] *= keep;
            others[bin] *= keep;
            seconds[bin] *= keep;
        }
    }

    /// Rates per second of age, with the calls now in flight counted as time at risk.
    RingRates rates(Series ringing, double ringTimeout) {
        double[] atRisk = new double[BINS + 1];
        double[] partial = new double[BINS];
        for (int i = 0; i < ringing.size(); i++) {
            double age = Math.clamp(ringing.at(i), 0, BINS - 1e-6);
            int bin = (int) age;
            atRisk[bin] += 1;
            partial[bin] += age - bin;
        }
        double[] human = new double[BINS];
        double[] other = new double[BINS];
        double older = 0;
        for (int bin = BINS - 1; bin >= 0; bin--) {
            double exposure = seconds[bin] + older + partial[bin] + PRIOR_CALLS;
            human[bin] = (smoothHumans(bin) + PRIOR_CALLS * RingRates.priorHuman(bin)) / exposure;
            other[bin] = bin + 1 > ringTimeout + 1
                    ? RingRates.CERTAIN
                    : (others[bin] + PRIOR_CALLS * RingRates.priorOther(bin)) / exposure;
            older += atRisk[bin];
        }
        return new RingRates(human, other);
    }

    private double smoothHumans(int bin) {
        double before = bin > 0 ? humans[bin - 1] : humans[bin];
        double after = bin < BINS - 1 ? humans[bin + 1] : 0;
        return 0.2 * before + 0.6 * humans[bin] + 0.2 * after;
    }
}
