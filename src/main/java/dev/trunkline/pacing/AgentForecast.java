package dev.trunkline.pacing;

import org.jspecify.annotations.Nullable;

/// The chance that a busy agent is free at each moment of the [Horizon], by state and seconds in it.
///
/// Talk residual convolved with a whole wrap-up, or the wrap-up residual alone; times the share of agents who stay. The
/// patience of a person who waits counts as time won.
final class AgentForecast {

    private static final int LAST = 1200;

    private final double[] talkSurvival;
    private final double[] wrapSurvival;
    private final double stay;
    private final double patience;
    private final double[] @Nullable [] talkRows = new double[LAST + 1][];
    private final double[] @Nullable [] wrapRows = new double[LAST + 1][];

    AgentForecast(double[] talkRates, double[] wrapRates, double stay, double patience) {
        this.stay = stay;
        this.patience = patience;
        // Where people live faster, patience is many of their seconds.
        int seconds = LAST + (int) Math.ceil(reach(Horizon.SIZE - 1)) + 2;
        this.talkSurvival = survival(talkRates, seconds);
        this.wrapSurvival = survival(wrapRates, seconds);
    }

    private static double[] survival(double[] rates, int seconds) {
        double[] survival = new double[seconds];
        double hazard = 0;
        int bin = 0;
        for (int second = 0; second < survival.length; second++) {
            survival[second] = Math.max(1e-250, Math.exp(-hazard));
            while (bin < StateTally.BINS - 1 && StateTally.EDGES[bin + 1] <= second) {
                bin++;
            }
            hazard += rates[bin];
        }
        return survival;
    }

    /// Seconds from now that count as in time for the moment: the moment itself and the patience of who waits then.
    final double reach(int moment) {
        return moment == Horizon.SOON ? Horizon.SOON_SECONDS : Horizon.seconds(moment) + patience;
    }

    /// Chances to be free at each moment, and at [Horizon#SOON], after talking for `age` seconds.
    double[] afterTalk(double age) {
        int row = Math.clamp(Math.round(age), 0, LAST);
        double[] known = talkRows[row];
        if (known == null) {
            known = talkRow(row);
            talkRows[row] = known;
        }
        return known;
    }

    /// Chances to be free at each moment after `age` seconds of wrap-up.
    double[] afterWrap(double age) {
        int row = Math.clamp(Math.round(age), 0, LAST);
        double[] known = wrapRows[row];
        if (known == null) {
            known = wrapRow(row);
            wrapRows[row] = known;
        }
        return known;
    }

    private double[] talkRow(int age) {
        double[] row = new double[Horizon.SIZE + 1];
        for (int k = 0; k < row.length; k++) {
            double within = reach(k);
            double sum = 0;
            for (int u = 1; u - 0.5 < within; u++) {
                double ends = (talkSurvival[age + u - 1] - talkSurvival[age + u]) / talkSurvival[age];
                sum += ends * wrapsWithin(0, within - u + 0.5);
            }
            row[k] = Math.min(1, stay * sum);
        }
        return row;
    }

    private double[] wrapRow(int age) {
        double[] row = new double[Horizon.SIZE + 1];
        for (int k = 0; k < row.length; k++) {
            row[k] = stay * wrapsWithin(age, reach(k));
        }
        return row;
    }

    private double wrapsWithin(int age, double seconds) {
        int whole = (int) seconds;
        double part = seconds - whole;
        double left = (1 - part) * wrapSurvival[age + whole] + part * wrapSurvival[age + whole + 1];
        return Math.clamp(1 - left / wrapSurvival[age], 0, 1);
    }
}
