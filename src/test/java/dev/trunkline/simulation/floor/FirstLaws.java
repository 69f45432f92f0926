package dev.trunkline.simulation.floor;

import dev.trunkline.pacing.Floor;
import dev.trunkline.pacing.FloorEvent;
import dev.trunkline.pacing.Outcome;
import dev.trunkline.pacing.Series;
import java.util.Arrays;

/// What [FirstRule] learns: hazards of ringing, talk and wrap-up by seconds of age, counted against everybody who got
/// to that age.
final class FirstLaws {

    static final int LONGEST_RING = 60;
    private static final int HALF_SECONDS = 2 * LONGEST_RING;
    private static final int LONGEST = 1200;
    private static final double CALLS_KEPT = 1 - 1 / 3000.0;
    private static final double ENDS_KEPT = 1 - 1 / 2000.0;
    private static final double STAYS_KEPT = 1 - 1 / 200.0;
    /// Calls and ends that the first guesses count for.
    private static final double PRIOR = 10;

    private static final double REFRESH_SECONDS = 5;

    private final double ringTimeout;
    private final double[] humans = new double[LONGEST_RING];
    private final double[] others = new double[LONGEST_RING];
    private final double[] rung = new double[LONGEST_RING];
    private final Duration talks = new Duration(80);
    private final Duration wraps = new Duration(18);
    private double stays = 30;
    private double leaves = 0.3;
    private double refreshedAt = Double.NEGATIVE_INFINITY;
    private final double[] humanRate = new double[LONGEST_RING];
    private final double[] otherRate = new double[LONGEST_RING];
    /// The share of calls that a person has answered, and the share that still ring, by half seconds of age.
    private final double[] answered = new double[HALF_SECONDS + 1];
    private final double[] ringing = new double[HALF_SECONDS + 1];
    private double[] talking = new double[0];
    private double[] wrapping = new double[0];

    FirstLaws(double ringTimeout) {
        this.ringTimeout = ringTimeout;
        ringRates(Series.NONE);
    }

    void learn(FloorEvent event) {
        switch (event) {
            case FloorEvent.CallResolved call -> rang(call);
            case FloorEvent.TalkEnded talk -> talks.ended(talk.seconds());
            case FloorEvent.WrapEnded wrap -> {
                wraps.ended(wrap.seconds());
                stays = stays * STAYS_KEPT + (wrap.stays() ? 1 : 0);
                leaves = leaves * STAYS_KEPT + (wrap.stays() ? 0 : 1);
            }
            case FloorEvent.Abandoned _, FloorEvent.PlacedElsewhere _ -> {}
        }
    }

    private void rang(FloorEvent.CallResolved call) {
        int last = (int) Math.clamp(call.elapsed(), 0, LONGEST_RING - 1);
        for (int age = 0; age < LONGEST_RING; age++) {
            humans[age] *= CALLS_KEPT;
            others[age] *= CALLS_KEPT;
            rung[age] = rung[age] * CALLS_KEPT + (age <= last ? 1 : 0);
        }
        (call.outcome() == Outcome.HUMAN ? humans : others)[last] += 1;
    }

    /// Takes the floor as it is into account: calls in flight at every decision, agents every few seconds.
    ///
    /// @param level answer rate of the moment over the usual one
    void refresh(Floor floor, double level) {
        ringRates(floor.ringing());
        ringLaw(level);
        if (floor.time() - refreshedAt >= REFRESH_SECONDS) {
            refreshedAt = floor.time();
            talking = talks.survival(floor.talking());
            wrapping = wraps.survival(floor.wrapping());
        }
    }

    private void ringRates(Series ringing) {
        double[] atAge = new double[LONGEST_RING];
        for (int i = 0; i < ringing.size(); i++) {
            atAge[(int) Math.clamp(ringing.at(i), 0, LONGEST_RING - 1)] += 1;
        }
        double older = 0;
        for (int age = LONGEST_RING - 1; age >= 0; age--) {
            double atRisk = rung[age] + older + PRIOR;
            humanRate[age] = (humans[age] + PRIOR * (age < 5 ? 0.01 : 0.018)) / atRisk;
            otherRate[age] = age > ringTimeout ? 1 : (others[age] + PRIOR * 0.02) / atRisk;
            older += atAge[age];
        }
    }

    /// Answers by a person that a call is expected to bring between two ages, at the usual level.
    double answersExpected(double from, double to) {
        double sum = 0;
        for (int age = (int) from; age < Math.min(to, LONGEST_RING); age++) {
            sum += humanRate[age] * Math.max(0, Math.min(to, age + 1.0) - Math.max(from, age));
        }
        return sum;
    }

    /// Chance that a person answers within so many seconds a call that has rung for `age` seconds.
    double answers(double age, double within) {
        int from = (int) Math.min(Math.round(2 * age), HALF_SECONDS);
        int to = (int) Math.min(from + Math.round(2 * within), HALF_SECONDS);
        return ringing[from] < 1e-9 ? 0 : (answered[to] - answered[from]) / ringing[from];
    }

    private void ringLaw(double level) {
        ringing[0] = 1;
        for (int half = 0; half < HALF_SECONDS; half++) {
            double human = Math.min(0.99, humanRate[half / 2] * level);
            double other = Math.min(1, otherRate[half / 2]);
            double keeps = Math.sqrt((1 - human) * (1 - other));
            double share = human + other > 0 ? (1 - keeps) * human / (human + other) : 0;
            answered[half + 1] = answered[half] + ringing[half] * share;
            ringing[half + 1] = ringing[half] * keeps;
        }
    }

    double afterWrap(double age, double within) {
        return stays / (stays + leaves) * wraps(Math.round(age), within);
    }

    /// Talk residual convolved with a whole wrap-up.
    double afterTalk(double age, double within) {
        int from = (int) Math.min(Math.round(age), LONGEST);
        double sum = 0;
        for (int second = 1; second - 0.5 < within; second++) {
            double ends = (talking[from + second - 1] - talking[from + second]) / talking[from];
            sum += ends * wraps(0, within - second + 0.5);
        }
        return stays / (stays + leaves) * Math.min(1, sum);
    }

    private double wraps(long age, double within) {
        int from = (int) Math.min(age, LONGEST);
        int whole = (int) within;
        double part = within - whole;
        double left = (1 - part) * wrapping[from + whole] + part * wrapping[from + whole + 1];
        return 1 - left / wrapping[from];
    }

    /// How long something lasts: ends and seconds at risk by age, in bins that widen.
    private static final class Duration {

        private static final double[] EDGES = edges();

        private final double guess;
        private final double[] ends = new double[EDGES.length];
        private final double[] seconds = new double[EDGES.length];

        Duration(double guess) {
            this.guess = guess;
        }

        private static double[] edges() {
            double[] edges = new double[64];
            int count = 1;
            while (edges[count - 1] < LONGEST) {
                edges[count] = Math.rint(Math.max(edges[count - 1] + 1, edges[count - 1] * 1.12));
                count++;
            }
            return Arrays.copyOf(edges, count);
        }

        void ended(double duration) {
            for (int bin = 0; bin < EDGES.length; bin++) {
                ends[bin] = ends[bin] * ENDS_KEPT + (bin == bin(duration) ? 1 : 0);
                seconds[bin] = seconds[bin] * ENDS_KEPT + inside(bin, duration);
            }
        }

        private static int bin(double age) {
            int found = Arrays.binarySearch(EDGES, age);
            return found >= 0 ? found : -found - 2;
        }

        private static double inside(int bin, double age) {
            double end = bin + 1 < EDGES.length ? EDGES[bin + 1] : Double.POSITIVE_INFINITY;
            return Math.max(0, Math.min(age, end) - EDGES[bin]);
        }

        /// The share that lasts longer than each second, with those who are at it now counted as time at risk.
        double[] survival(Series now) {
            double[] atRisk = seconds.clone();
            for (int i = 0; i < now.size(); i++) {
                for (int bin = 0; bin < EDGES.length && EDGES[bin] < now.at(i); bin++) {
                    atRisk[bin] += inside(bin, now.at(i));
                }
            }
            double overall =
                    (Arrays.stream(ends).sum() + 3) / (Arrays.stream(atRisk).sum() + 3 * guess);
            double[] survival = new double[LONGEST + 30];
            double hazard = 0;
            for (int second = 0; second < survival.length; second++) {
                survival[second] = Math.max(1e-250, Math.exp(-hazard));
                int bin = bin(second);
                hazard += (ends[bin] + 1) / (atRisk[bin] + 1 / overall);
            }
            return survival;
        }
    }
}
