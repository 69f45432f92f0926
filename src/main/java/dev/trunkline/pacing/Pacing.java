package dev.trunkline.pacing;

/// The decision itself: a function of facts, laws, budget and guards.
final class Pacing {

    /// Calls that must have resolved before the full price is paid.
    private static final double KNOWN_CALLS = 60;
    private static final double HIGHEST_PRICE = 0.6;

    private Pacing() {}

    static Decision decide(Floor floor, Laws laws, Budget budget, Limits limits, int rampPermits) {
        Window window = budget.tightest();
        int ringing = floor.ringing().size();
        int progressive = Math.max(0, floor.free() - floor.waiting() - ringing);
        double allowed = window.allowedRate(floor.waiting());
        double price = price(allowed, laws);
        Outlook outlook = new Outlook(floor, laws);
        double freeSoon = outlook.freeSoon();
        double answersSoon = outlook.answersSoon();
        int most = most(floor, limits, rampPermits);
        Bound bound = Bound.RISK;
        int launch = 0;
        double riskAdded = 0;
        double risk = 0;
        double rate = laws.ring().answerRate();
        while (true) {
            if (launch >= most) {
                bound = guard(floor, limits, rampPermits);
                break;
            }
            risk = outlook.riskOfOneMore();
            if (risk > price && launch >= progressive) {
                break;
            }
            riskAdded += risk * rate;
            outlook.place();
            launch++;
        }
        if (bound == Bound.RISK && allowed <= 0) {
            bound = Bound.BUDGET;
        }
        int agents = floor.agents();
        return new Decision(
                launch,
                Series.NONE,
                bound,
                progressive,
                agents == 0 ? 0 : (ringing + launch) / (double) agents,
                rate,
                freeSoon,
                answersSoon,
                window.name(),
                window.rate(),
                window.cap(),
                window.left(),
                price,
                risk,
                launch * rate,
                riskAdded);
    }

    private static double price(double allowed, Laws laws) {
        double ramp = Math.min(1, 0.3 + 0.7 * laws.calls() / KNOWN_CALLS);
        return Math.min(HIGHEST_PRICE, ramp * laws.risk().priceFor(allowed));
    }

    private static int most(Floor floor, Limits limits, int rampPermits) {
        int ringing = floor.ringing().size();
        if (floor.agents() == 0) {
            return 0;
        }
        int level = (int) Math.ceil(limits.maxDialLevel() * floor.agents()) - ringing;
        int most = Math.min(Math.min(limits.lines() - ringing, limits.permits()), Math.min(level, rampPermits));
        if (limits.stale()) {
            most = Math.min(most, floor.free() - floor.waiting() - ringing);
        }
        return Math.max(0, most);
    }

    private static Bound guard(Floor floor, Limits limits, int rampPermits) {
        if (floor.agents() == 0) {
            return Bound.NO_AGENTS;
        }
        if (limits.stale()) {
            return Bound.STALE;
        }
        int ringing = floor.ringing().size();
        int tightest = most(floor, limits, rampPermits);
        if (limits.permits() <= tightest) {
            return Bound.PROVIDER;
        }
        if (limits.lines() - ringing <= tightest) {
            return Bound.LINES;
        }
        return rampPermits <= tightest ? Bound.RAMP : Bound.DIAL_LEVEL;
    }
}
