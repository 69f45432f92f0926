package dev.trunkline.simulation.floor;

import dev.trunkline.pacing.Floor;
import dev.trunkline.pacing.FloorEvent;
import dev.trunkline.pacing.Outcome;
import dev.trunkline.pacing.Series;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleUnaryOperator;

/// The rule that ours grew from, on the same floors, to tell what was gained: the chance that nobody is free, at the
/// worst later moment, against a price that is exponential in the balance of the account. It foresees no calls but
/// those in flight, weighs all moments alike, and follows the answer rate by a window of half a minute.
final class FirstRule implements Policy {

    private static final double[] MOMENTS = {2, 4, 6, 8, 10, 12.5, 16, 21};
    /// Ends of the intervals that the moments stand for.
    private static final double[] UNTIL = {3, 5, 7, 9, 11, 14, 18.5, FirstLaws.LONGEST_RING};

    private static final double PATIENCE = FloorDay.PATIENCE - 0.3;
    private static final double FIRST_PRICE = 0.035;
    private static final double HIGHEST_PRICE = 0.6;
    private static final double NEXT_TO_NOTHING = 0.001;
    private static final double AIM = 0.0295;
    private static final double CAP = 0.03;
    private static final double LINES_EACH = 12;
    private static final double WINDOW_SECONDS = 30;
    private static final double WINDOW_ANSWERS = 25;
    private static final double LEVEL_PRIOR = 4;

    private record Seen(double time, double answers, double expected) {}

    private final double day;
    private final FirstLaws laws = new FirstLaws(Scenario.RING_TIMEOUT);
    private final Deque<Seen> window = new ArrayDeque<>();
    private double answersSeen;
    private double answersExpected;
    private double seenAt;

    FirstRule(double day) {
        this.day = day;
    }

    @Override
    public int launch(Floor floor, List<FloorEvent> events, long answered, long abandoned) {
        double level = level(floor, events);
        laws.refresh(floor, level);
        var free = new Free(floor.free() - floor.waiting());
        each(floor.talking(), age -> free.agents(within -> laws.afterTalk(age, within)));
        each(floor.wrapping(), age -> free.agents(within -> laws.afterWrap(age, within)));
        each(floor.ringing(), age -> free.answers(within -> laws.answers(age, within)));
        double price = price(floor, answered, abandoned);
        int most = (int) (LINES_EACH * floor.agents()) - floor.ringing().size();
        int sure = floor.free() - floor.waiting() - floor.ringing().size();
        int launch = 0;
        while (launch < most && (launch < sure || risk(free) <= price)) {
            free.answers(within -> laws.answers(0, within));
            launch++;
        }
        return launch;
    }

    private static void each(Series ages, DoubleConsumer what) {
        for (int i = 0; i < ages.size(); i++) {
            what.accept(ages.at(i));
        }
    }

    /// Answers over those that the ring law expected, in the window.
    private double level(Floor floor, List<FloorEvent> events) {
        double step = floor.time() - seenAt;
        double answers = 0;
        double expected = 0;
        for (FloorEvent event : events) {
            if (event instanceof FloorEvent.CallResolved call) {
                expected += laws.answersExpected(Math.max(0, call.elapsed() - step), call.elapsed());
                answers += call.outcome() == Outcome.HUMAN ? 1 : 0;
            }
        }
        for (int i = 0; i < floor.ringing().size(); i++) {
            double age = floor.ringing().at(i);
            expected += laws.answersExpected(Math.max(0, age - step), age);
        }
        events.forEach(laws::learn);
        seenAt = floor.time();
        window.addLast(new Seen(floor.time(), answers, expected));
        answersSeen += answers;
        answersExpected += expected;
        while (window.getFirst().time < floor.time() - WINDOW_SECONDS
                && answersSeen - window.getFirst().answers >= WINDOW_ANSWERS) {
            Seen old = window.removeFirst();
            answersSeen -= old.answers;
            answersExpected -= old.expected;
        }
        return (answersSeen + LEVEL_PRIOR) / (answersExpected + LEVEL_PRIOR);
    }

    private double price(Floor floor, long answered, long abandoned) {
        double balance = AIM * answered - abandoned - floor.waiting() / 2.0;
        double halfHour = CAP * answered / Math.max(60, floor.time()) * 1800;
        double account = Math.max(3, halfHour);
        double left = Math.max(0.02, 1 - floor.time() / day);
        return balance <= -account * left
                ? NEXT_TO_NOTHING
                : Math.min(HIGHEST_PRICE, FIRST_PRICE * Math.exp(balance / account));
    }

    /// Over the answer times of a fresh call, the worst chance that nobody is free then or later.
    private double risk(Free free) {
        double risk = 0;
        double worst = 0;
        for (int k = MOMENTS.length - 1; k >= 0; k--) {
            worst = Math.max(worst, free.nobody(k));
            double from = k == 0 ? 0 : laws.answers(0, UNTIL[k - 1]);
            risk += worst * (laws.answers(0, UNTIL[k]) - from);
        }
        return risk / Math.max(1e-9, laws.answers(0, FirstLaws.LONGEST_RING));
    }

    /// Free agents at each moment, with so many chances for one more or one less.
    private static final class Free {

        private final FirstSum[] moments = new FirstSum[MOMENTS.length];

        Free(int now) {
            for (int k = 0; k < moments.length; k++) {
                moments[k] = new FirstSum(now);
            }
        }

        void agents(DoubleUnaryOperator chanceWithin) {
            for (int k = 0; k < moments.length; k++) {
                moments[k].oneMore(chanceWithin.applyAsDouble(MOMENTS[k] + PATIENCE));
            }
        }

        void answers(DoubleUnaryOperator chanceWithin) {
            for (int k = 0; k < moments.length; k++) {
                moments[k].oneLess(chanceWithin.applyAsDouble(MOMENTS[k]));
            }
        }

        double nobody(int moment) {
            return moments[moment].notPositive();
        }
    }
}
