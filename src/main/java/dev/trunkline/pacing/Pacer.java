package dev.trunkline.pacing;

import java.util.List;

/// The pacing of one campaign: learns from every event and decides at every event.
public final class Pacer {

    /// Calls per second the floor may place, per agent, beyond the first few: a whole shift logging in together opens
    /// its lines over some seconds and learns on the way.
    private static final double RAMP_PER_AGENT = 0.12;
    private static final double RAMP_BASE = 4;

    private final Learner learner;
    private double rampTokens = RAMP_BASE;
    private double rampAt = Double.NaN;

    public Pacer(double ringTimeout, double patience) {
        this.learner = new Learner(ringTimeout, patience);
    }

    public Decision decide(Floor floor, List<FloorEvent> events, Budget budget, Limits limits) {
        Laws laws = learner.learn(floor, events);
        double perSecond = RAMP_BASE + RAMP_PER_AGENT * floor.agents();
        double step = Double.isNaN(rampAt) ? 0 : Math.max(0, floor.time() - rampAt);
        rampTokens = Math.min(perSecond, rampTokens + step * perSecond);
        rampAt = floor.time();
        return Pacing.decide(floor, laws, budget, limits, (int) rampTokens);
    }

    /// Tells that `count` of the calls of `decision` were really placed.
    public void placed(Decision decision, int count) {
        if (count > 0 && decision.launch() > 0) {
            double share = count / (double) decision.launch();
            rampTokens -= count;
            learner.risk.placed(
                    decision.answersAdded() * share,
                    decision.answersAdded() > 0 ? decision.riskAdded() / decision.answersAdded() : 0,
                    decision.price());
        }
    }
}
