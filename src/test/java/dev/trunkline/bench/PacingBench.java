package dev.trunkline.bench;

import dev.trunkline.pacing.Budget;
import dev.trunkline.pacing.Decision;
import dev.trunkline.pacing.Floor;
import dev.trunkline.pacing.FloorEvent;
import dev.trunkline.pacing.Limits;
import dev.trunkline.pacing.Pacer;
import dev.trunkline.pacing.Series;
import dev.trunkline.pacing.Window;
import java.util.List;
import java.util.Random;

/// A pacing decision on a floor of 300 agents at full work.
final class PacingBench {

    private static final int AGENTS = 300;
    private static final int WARM_UP = 2_000;

    private PacingBench() {}

    static Samples run(int decisions) {
        var random = new Random(300);
        var pacer = new Pacer(30, 2);
        var samples = new Samples();
        Budget budget = Budget.of(new Window("30 days", 0.03, 5_000, 120, 1_000));
        for (int i = 0; i < WARM_UP + decisions; i++) {
            int wrapping = 20 + random.nextInt(30);
            int free = random.nextInt(12);
            Floor floor = new Floor(
                    i * 0.05,
                    free,
                    random.nextInt(2),
                    series(random, AGENTS - wrapping - free, 300),
                    series(random, wrapping, 40),
                    series(random, 120 + random.nextInt(80), 30));
            List<FloorEvent> events = List.of(new FloorEvent.TalkEnded(20 + random.nextDouble() * 300));
            long began = System.nanoTime();
            Decision decision = pacer.decide(floor, events, budget, Limits.NONE);
            if (i >= WARM_UP) {
                samples.add(System.nanoTime() - began);
            }
            pacer.placed(decision, Math.min(2, decision.launch()));
        }
        return samples;
    }

    private static Series series(Random random, int count, double most) {
        return Series.of(random.doubles(count, 0, most).toArray());
    }
}
