package dev.trunkline.simulation.floor;

import dev.trunkline.pacing.Budget;
import dev.trunkline.pacing.DayAccount;
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
    private final DayAccount account;
    private final Limits limits;
    private List<Integer> cancel = List.of();

    public Predictive(double day, Limits limits) {
        this.account = new DayAccount(0, day);
        this.limits = limits;
    }

    /// The pacing as the product runs it, with or without the right to give up calls after 15 s of ringing.
    static Predictive day(double day, boolean cancels) {
        double cancelAfter = cancels ? 15 : Double.POSITIVE_INFINITY;
        Limits limits = Limits.NONE;
        return new Predictive(
                day,
                new Limits(limits.lines(), limits.permits(), limits.maxDialLevel(), limits.factsAge(), cancelAfter));
    }

    @Override
    public int launch(Floor floor, List<FloorEvent> events, long answered, long abandoned) {
        double toCome = account.answersToCome(floor, answered);
        Budget budget = Budget.of(new Window("day", 0.03, answered, abandoned, toCome));
        Decision decision = pacer.decide(floor, events, budget, limits);
        pacer.placed(decision, decision.launch());
        cancel = decision.cancel();
        return decision.launch();
    }

    @Override
    public List<Integer> cancel() {
        return cancel;
    }
}
