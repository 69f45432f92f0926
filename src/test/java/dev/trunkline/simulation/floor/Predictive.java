package dev.trunkline.simulation.floor;

import dev.trunkline.pacing.Budget;
import dev.trunkline.pacing.Decision;
import dev.trunkline.pacing.Floor;
import dev.trunkline.pacing.FloorEvent;
import dev.trunkline.pacing.Limits;
import dev.trunkline.pacing.Pacer;
import dev.trunkline.pacing.Window;
import java.util.List;

/// The production pacing on the simulated floor.
public final class Predictive implements Policy {

    private final Pacer pacer = new Pacer(Scenario.RING_TIMEOUT, FloorDay.PATIENCE);
    private final double day;
    private final Limits limits;
    private double agentSeconds;
    private double seenAt;

    public Predictive(double day, Limits limits) {
        this.day = day;
        this.limits = limits;
    }

    @Override
    public int launch(Floor floor, List<FloorEvent> events, long answered, long abandoned) {
        agentSeconds += floor.agents() * (floor.time() - seenAt);
        seenAt = floor.time();
        double perAgentSecond = (answered + 4) / (agentSeconds + 600);
        double toCome = perAgentSecond * floor.agents() * (day - floor.time());
        Budget budget = Budget.of(new Window("day", 0.03, answered, abandoned, toCome));
        Decision decision = pacer.decide(floor, events, budget, limits);
        pacer.placed(decision, decision.launch());
        return decision.launch();
    }
}
