package dev.trunkline.pacing;

import java.util.ArrayList;
import java.util.List;

/// The decision itself: a function of facts, laws, budget and guards.
///
/// One more call is placed as long as the chance that its answer finds nobody free stays under a price. The price is
/// what the abandon budget allows, translated by what prices have meant in abandons so far.
final class Pacing {

    /// Calls that must have resolved before anything but one line per free agent is placed.
    private static final double UNKNOWN_CALLS = 8;
    /// Share of the price that is paid while next to nothing is known.
    private static final double FIRST_PRICE = 0.1;
    private static final double HIGHEST_PRICE = 0.35;
    /// More real abandons for each foreseen one than this, where one and a half is usual: the forecast is not to be
    /// trusted.
    private static final double BROKEN_FORECAST = 7;
    /// A ringing call is given up when an answer would more likely than this find nobody.
    private static final double CANCEL_RISK = 0.6;

    private Pacing() {}

    /// @param rampPermits calls that the log-in ramp still allows at this moment
    static Decision decide(Floor floor, Laws laws, Budget budget, Limits limits, int rampPermits) {
        Window window = budget.tightest(floor.waiting());
        double allowed = window.allowedRate(floor.waiting());
        Ceiling ceiling = Ceiling.of(floor, laws, limits, rampPermits);
        double price = ceiling.progressiveOnly() ? 0 : price(allowed, laws);
        Outlook outlook = new Outlook(floor, laws);
        List<Integer> cancel = cancel(floor, outlook, limits);
        Placing placing = new Placing();
        placing.fill(floor, laws, outlook, ceiling, price, limits.cancelAfter());
        Bound open = allowed > 0 ? Bound.RISK : Bound.BUDGET;
        double inFlight = floor.ringing().size() + placing.launch - cancel.size();
        return new Decision(
                placing.launch,
                cancel,
                placing.launch >= ceiling.calls() ? ceiling.bound() : open,
                ceiling.progressive(),
                floor.agents() == 0 ? 0 : inFlight / floor.agents(),
                laws.ring().answerRate(),
                outlook.freeSoon(),
                outlook.answersSoon(),
                window,
                price,
                placing.risk,
                placing.answersAdded,
                placing.riskAdded);
    }

    /// Places call after call into the outlook until the next one would cost too much.
    private static final class Placing {
        private int launch;
        private double risk;
        private double answersAdded;
        private double riskAdded;

        void fill(Floor floor, Laws laws, Outlook outlook, Ceiling ceiling, double price, double cancelAfter) {
            while (launch < ceiling.calls()) {
                double score = floor.nextScores().at(launch, 1);
                risk = outlook.riskOfOneMore(score, cancelAfter, CANCEL_RISK);
                if (risk > price && launch >= ceiling.progressive()) {
                    return;
                }
                double answers = laws.ring().at(score).answerRate();
                answersAdded += answers;
                riskAdded += answers * risk;
                outlook.place(score);
                launch++;
            }
        }
    }

    private static double price(double allowed, Laws laws) {
        double ramp = FIRST_PRICE + (1 - FIRST_PRICE) * laws.known();
        return Math.min(HIGHEST_PRICE, ramp * laws.risk().priceFor(allowed));
    }

    private static List<Integer> cancel(Floor floor, Outlook outlook, Limits limits) {
        List<Integer> cancel = new ArrayList<>();
        for (int i = 0; i < floor.ringing().size(); i++) {
            double age = floor.ringing().at(i);
            if (age >= limits.cancelAfter()
                    && outlook.riskOf(age, floor.ringingScores().at(i, 1)) > CANCEL_RISK) {
                cancel.add(i);
            }
        }
        return cancel;
    }

    /// The most calls the guards let through, and which guard that is.
    private record Ceiling(int calls, int progressive, boolean progressiveOnly, Bound bound) {

        static Ceiling of(Floor floor, Laws laws, Limits limits, int rampPermits) {
            int ringing = floor.ringing().size();
            int progressive = Math.max(0, floor.free() - floor.waiting() - ringing);
            if (floor.agents() == 0) {
                return new Ceiling(0, 0, true, Bound.NO_AGENTS);
            }
            int level = (int) Math.ceil(limits.maxDialLevel() * floor.agents()) - ringing;
            Ceiling ceiling = new Ceiling(Integer.MAX_VALUE, progressive, false, Bound.RISK)
                    .under(level, Bound.DIAL_LEVEL)
                    .under(rampPermits, Bound.RAMP)
                    .under(limits.lines() - ringing, Bound.LINES)
                    .under(limits.permits(), Bound.PROVIDER);
            if (limits.stale()) {
                return ceiling.onlyProgressive(Bound.STALE);
            }
            boolean unsure = laws.calls() < UNKNOWN_CALLS || laws.risk().realOverModel() > BROKEN_FORECAST;
            return unsure ? ceiling.onlyProgressive(Bound.UNSURE) : ceiling;
        }

        private Ceiling under(int most, Bound guard) {
            return most < calls ? new Ceiling(Math.max(0, most), progressive, progressiveOnly, guard) : this;
        }

        private Ceiling onlyProgressive(Bound reason) {
            Ceiling lower = progressive <= calls ? under(progressive, reason) : this;
            return new Ceiling(lower.calls, progressive, true, lower.bound);
        }
    }
}
