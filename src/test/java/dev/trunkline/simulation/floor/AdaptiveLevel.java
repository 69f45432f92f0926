package dev.trunkline.simulation.floor;

import dev.trunkline.pacing.Floor;
import dev.trunkline.pacing.FloorEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A dial level that climbs while agents sit free and is cut when too many were dropped, as VICIdial paces with its
/// default settings: our reading of AST_VDadapt.pl and AST_VDauto_dial.pl, version 2.14. Operators tune it by hand;
/// nobody does so here.
final class AdaptiveLevel implements Policy {

    private static final double HIGHEST = 3;
    private static final double LIMIT = 0.03;
    private static final int SAMPLES = 15;
    private static final double SAMPLE_SECONDS = 1;
    private static final double ADAPT_SECONDS = 15;
    private static final double REFRESH_SECONDS = 60;
    private static final double DIAL_SECONDS = 2.5;
    private static final int FEWEST_CALLS = 50;

    private record Sample(int ready, int waiting, int agents) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private double level = 1;
    private double sampledAt;
    private double adaptedAt;
    private double refreshedAt;
    private double dialedAt;
    private int placed;
    private double dropShare;

    @Override
    public int launch(Floor floor, List<FloorEvent> events, long answered, long abandoned) {
        double now = floor.time();
        if (now - sampledAt >= SAMPLE_SECONDS) {
            sampledAt = now;
            samples.addLast(new Sample(floor.free(), floor.waiting(), floor.agents()));
            if (samples.size() > SAMPLES) {
                samples.removeFirst();
            }
        }
        if (now - refreshedAt >= REFRESH_SECONDS) {
            refreshedAt = now;
            dropShare = answered == 0 ? 0 : abandoned / (double) answered;
        }
        if (now - adaptedAt >= ADAPT_SECONDS) {
            adaptedAt = now;
            level = adapted();
        }
        if (now - dialedAt < DIAL_SECONDS) {
            return 0;
        }
        dialedAt = now;
        int lines = floor.ringing().size() + floor.waiting() + floor.talking().size();
        int working = floor.free() + floor.talking().size();
        int launch = (int) Math.max(0, Math.round(level * working) - lines);
        placed += launch;
        return launch;
    }

    private double adapted() {
        double ready = samples.stream().mapToInt(Sample::ready).average().orElse(0);
        double waiting = samples.stream().mapToInt(Sample::waiting).average().orElse(0);
        double agents = samples.stream().mapToInt(Sample::agents).average().orElse(0);
        boolean overLimit = placed > FEWEST_CALLS && dropShare > LIMIT;
        return overLimit || agents == 0 ? 1 : Math.clamp(level * (1 + (ready - waiting) / agents), 1, HIGHEST);
    }
}
