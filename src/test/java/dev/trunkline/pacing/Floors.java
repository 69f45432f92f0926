package dev.trunkline.pacing;

import java.util.ArrayList;
import java.util.List;

/// Floors, budgets and laws for tests.
final class Floors {

    static final double RING_TIMEOUT = 26;
    static final double PATIENCE = 2;

    private Floors() {}

    static Floor floor(double time, int free, double[] talking, double... ringing) {
        return new Floor(time, free, 0, Series.of(talking), Series.NONE, Series.of(ringing));
    }

    static Budget day(double answered, double abandoned, double toCome) {
        return Budget.of(new Window("day", 0.03, answered, abandoned, toCome));
    }

    /// A pacer that has seen `calls` calls, one in four answered by a person after nine seconds, and many short talks.
    static Pacer experienced(int calls) {
        Pacer pacer = new Pacer(RING_TIMEOUT, PATIENCE);
        pacer.decide(floor(0, 0, new double[0]), experience(calls), day(0, 0, 200), Limits.NONE);
        return pacer;
    }

    static List<FloorEvent> experience(int calls) {
        List<FloorEvent> events = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            boolean human = i % 4 == 0;
            events.add(
                    human
                            ? new FloorEvent.CallResolved(Outcome.HUMAN, 5 + i % 8)
                            : new FloorEvent.CallResolved(Outcome.NOANSWER, RING_TIMEOUT));
            if (human) {
                events.add(new FloorEvent.TalkEnded(40 + i % 80));
                events.add(new FloorEvent.WrapEnded(5 + i % 20, true));
            }
        }
        return events;
    }
}
