package dev.trunkline.pacing;

/// Counts behind the ring-time law: for each second of age, how many calls reached it, how many a person answered in
/// it, and how many ended otherwise.
///
/// Chances are counted against calls that got that far, not against finished calls. Busy signals and wrong numbers
/// come back first, so a share of finished calls is far off whenever the number of calls in flight changes.
final class RingTally {

    static final int BINS = 90;

    /// Calls after which an old call has lost 63 % of its weight.
    private static final double MEMORY = 3000;

    /// Weight of the prior, in calls that rang right through.
    private static final double PRIOR_CALLS = 10;

    final double[] humans = new double[BINS];
    final double[] others = new double[BINS];
    final double[] reached = new double[BINS];
    double calls;

    void add(Outcome outcome, double elapsed, double score) {
        forget();
        calls++;
        int last = bin(elapsed);
        int through = outcome == Outcome.CANCELLED ? last - 1 : last;
        for (int bin = 0; bin <= through; bin++) {
            reached[bin] += 1;
        }
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
            reached[bin] *= keep;
        }
    }

    private static int bin(double age) {
        return (int) Math.clamp(age, 0, BINS - 1);
    }

    /// Chances by second of age. Calls now in flight count for every second they have passed.
    RingRates rates(Series ringing, double ringTimeout) {
        double[] inFlight = new double[BINS];
        for (int i = 0; i < ringing.size(); i++) {
            inFlight[bin(ringing.at(i))] += 1;
        }
        double[] human = new double[BINS];
        double[] other = new double[BINS];
        double older = 0;
        for (int bin = BINS - 1; bin >= 0; bin--) {
            double atRisk = reached[bin] + older + PRIOR_CALLS;
            human[bin] = (smoothHumans(bin) + PRIOR_CALLS * RingRates.priorHuman(bin)) / atRisk;
            other[bin] = bin > ringTimeout ? 1 : (others[bin] + PRIOR_CALLS * RingRates.priorOther(bin)) / atRisk;
            older += inFlight[bin];
        }
        return new RingRates(human, other);
    }

    private double smoothHumans(int bin) {
        double before = bin > 0 ? humans[bin - 1] : humans[bin];
        double after = bin < BINS - 1 ? humans[bin + 1] : 0;
        return 0.2 * before + 0.6 * humans[bin] + 0.2 * after;
    }
}
