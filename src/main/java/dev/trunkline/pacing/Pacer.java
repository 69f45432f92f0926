package dev.trunkline.pacing;

import java.util.List;

/// The pacing of one campaign: learns from every event and decides at every event.
///
/// Not thread-safe; a campaign decides one thing at a time. The same calls with the same arguments give the same
/// decisions, which is how a [DecisionLog] is replayed.
public final class Pacer {

    /// Calls per second the floor may place: a few, and some per agent. A whole shift that logs in together opens its
    /// lines over some seconds and learns on the way.
    private static final double RAMP_BASE = 6;

    private static final double RAMP_PER_AGENT = 0.15;

    /// Seconds of that allowance which may be placed at once.
    private static final double RAMP_DEPTH = 1.5;

    private final Learner learner;
    private double rampTokens;
    private double decidedAt = Double.NaN;

    /// @param ringTimeout seconds after which an unanswered call is given up
    /// @param patience seconds a person who answered waits for an agent before the call counts as abandoned
    public Pacer(double ringTimeout, double patience) {
        this.learner = new Learner(ringTimeout, patience);
    }

    /// Goes on with what was learnt before a restart.
    public Pacer(double ringTimeout, double patience, LearntLaws learnt) {
        this(ringTimeout, patience);
        learnt.restore(learner);
    }

    /// Decides from the floor as it is now.
    ///
    /// @param events what happened since the last decision, in order
    public Decision decide(Floor floor, List<FloorEvent> events, Budget budget, Limits limits) {
        Laws laws = learner.learn(floor, events);
        double perSecond = RAMP_BASE + RAMP_PER_AGENT * floor.agents();
        double step = Double.isNaN(decidedAt) ? RAMP_DEPTH : Math.max(0, floor.time() - decidedAt);
        rampTokens = Math.min(RAMP_DEPTH * perSecond, rampTokens + step * perSecond);
        decidedAt = floor.time();
        return Pacing.decide(floor, laws, budget, limits, (int) rampTokens);
    }

    /// Tells that `count` of the calls of `decision` were really placed.
    public void placed(Decision decision, int count) {
        if (count <= 0 || decision.launch() == 0) {
            return;
        }
        rampTokens -= count;
        learner.placed(decision.placed(count));
    }

    /// What was learnt so far, to be kept over a restart.
    public LearntLaws learnt() {
        return LearntLaws.of(learner);
    }
}
