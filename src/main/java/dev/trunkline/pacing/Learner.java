package dev.trunkline.pacing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The learnt laws of one campaign, as a fold over floor events. Holds no clock: time comes with each floor.
final class Learner {

    /// A pause longer than this (a restart, another node) says nothing about the level.
    private static final double LONGEST_STEP = 5;
    /// The agent law is worked out anew once this share of its counts is new, and every second while it is young: that
    /// nobody of a whole shift has finished yet says more than the guess it began with.
    private static final double REFRESH = 0.01;

    private static final double YOUNG_ENDS = 400;
    private static final double YOUNG_REFRESH = 1;

    /// Calls that must have resolved before the whole price is paid: a shift that logs in together opens its lines
    /// before any of them has said much, so the more agents, the more calls.
    private static final double KNOWN_CALLS = 60;

    private static final double KNOWN_CALLS_EACH = 6;
    private static final double MOST_KNOWN_CALLS = 2000;

    private final double ringTimeout;
    private final double patience;
    final RingTally rings = new RingTally();
    final StateTally talks = new StateTally(80);
    final StateTally wraps = new StateTally(18);
    final RiskTally risk = new RiskTally();
    final LevelFilter level = new LevelFilter();
    double stays = 30;
    double leaves = 0.3;

    private double seenAt = Double.NaN;
    private @Nullable AgentForecast agents;
    private double agentsAt;
    private double known;
    private int newEnds;

    Learner(double ringTimeout, double patience) {
        this.ringTimeout = ringTimeout;
        this.patience = patience;
    }

    /// Takes in what happened up to `floor`, and the floor itself.
    Laws learn(Floor floor, List<FloorEvent> events) {
        RingRates before = rings.rates(floor.ringing(), ringTimeout);
        double answers = 0;
        double expected = 0;
        double step = Double.isNaN(seenAt) ? 0 : floor.time() - seenAt;
        for (FloorEvent event : events) {
            if (event instanceof FloorEvent.CallResolved call) {
                expected += before.humansBetween(Math.max(0, call.elapsed() - step), call.elapsed()) * call.score();
                answers += call.outcome() == Outcome.HUMAN ? 1 : 0;
            }
            fold(event);
        }
        for (int i = 0; i < floor.ringing().size(); i++) {
            double age = floor.ringing().at(i);
            expected += before.humansBetween(Math.max(0, age - step), age)
                    * floor.ringingScores().at(i, 1);
        }
        if (step > 0 && step <= LONGEST_STEP) {
            level.observe(step, expected, answers);
        }
        seenAt = floor.time();
        known = Math.min(1, rings.calls / Math.min(MOST_KNOWN_CALLS, KNOWN_CALLS + KNOWN_CALLS_EACH * floor.agents()));
        RingRates rates = rings.rates(floor.ringing(), ringTimeout);
        double mean = level.mean();
        return new Laws(
                new RingForecast(rates, mean),
                agentForecast(floor),
                mean,
                level.relativeVariance(),
                rings.calls,
                known,
                risk.record());
    }

    /// Only calls placed at the whole price tell what a price means.
    void placed(FloorEvent.PlacedElsewhere placed) {
        risk.placed(placed.answers(), placed.risk(), known < 1 ? 0 : placed.price());
    }

    private void fold(FloorEvent event) {
        switch (event) {
            case FloorEvent.CallResolved call -> rings.add(call.outcome(), call.elapsed(), call.score());
            case FloorEvent.TalkEnded talk -> {
                talks.add(talk.seconds());
                newEnds++;
            }
            case FloorEvent.WrapEnded wrap -> {
                wraps.add(wrap.seconds());
                stays = stays * 0.995 + (wrap.stays() ? 1 : 0);
                leaves = leaves * 0.995 + (wrap.stays() ? 0 : 1);
                newEnds++;
            }
            case FloorEvent.Abandoned abandoned -> risk.abandoned();
            case FloorEvent.PlacedElsewhere placed -> placed(placed);
        }
    }

    private AgentForecast agentForecast(Floor floor) {
        AgentForecast forecast = agents;
        double ends = talks.total + wraps.total;
        boolean young = ends < YOUNG_ENDS && floor.time() - agentsAt >= YOUNG_REFRESH;
        if (forecast == null || young || newEnds > REFRESH * ends) {
            forecast = new AgentForecast(
                    talks.rates(floor.talking()),
                    wraps.rates(floor.wrapping()),
                    stays / (stays + leaves),
                    Math.max(0, patience - 0.3));
            agents = forecast;
            agentsAt = floor.time();
            newEnds = 0;
        }
        return forecast;
    }
}
