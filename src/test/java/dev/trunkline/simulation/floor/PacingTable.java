package dev.trunkline.simulation.floor;

import dev.trunkline.pacing.Limits;
import java.util.Locale;

/// Prints busy share and abandons of simulated days.
///
/// Arguments: scenarios (comma), team sizes (comma), days, policy (`progressive`, `predictive`, `ratio:2.5`).
public final class PacingTable {

    static final double DAY = 28_800;

    private PacingTable() {}

    static void main(String[] args) {
        for (String scenario : args[0].split(",")) {
            for (String size : args[1].split(",")) {
                print(
                        Scenario.valueOf(scenario.toUpperCase(Locale.ROOT)),
                        Integer.parseInt(size),
                        Integer.parseInt(args[2]),
                        args[3]);
            }
        }
    }

    static void print(Scenario scenario, int agents, int days, String policy) {
        long start = System.nanoTime();
        double busy = 0;
        double square = 0;
        long answered = 0;
        long abandoned = 0;
        double worst = 0;
        long dialed = 0;
        int most = 0;
        double p99 = 0;
        for (int seed = 1 + Integer.getInteger("from", 0); seed <= days + Integer.getInteger("from", 0); seed++) {
            DayResult day = FloorDay.run(scenario, agents, seed, DAY, policy(policy));
            busy += day.busy() / days;
            square += day.busy() * day.busy() / days;
            answered += day.answered();
            abandoned += day.abandoned();
            worst = Math.max(worst, day.abandonRate());
            dialed += day.dialed();
            most = Math.max(most, day.mostRinging());
            p99 = Math.max(p99, day.decisionP99());
        }
        System.out.printf(
                Locale.ROOT,
                "%-8s %4d %-12s busy %5.2f ±%4.2f  abandons %4.2f  worst day %4.2f  dials/agent-h %5.1f  lines %4d"
                        + "  p99 %3.0f us  %5.1f s/day%n",
                scenario,
                agents,
                policy,
                busy * 100,
                100 * Math.sqrt(Math.max(0, square - busy * busy) / days),
                100.0 * abandoned / Math.max(1, answered),
                worst * 100,
                dialed / (double) (days * agents) / (DAY / 3600),
                most,
                p99,
                (System.nanoTime() - start) / 1e9 / days);
    }

    static Policy policy(String name) {
        if (name.equals("progressive")) {
            return Policy.progressive();
        }
        if (name.startsWith("ratio:")) {
            return Policy.ratio(Double.parseDouble(name.substring(6)));
        }
        return new Predictive(DAY, Limits.NONE);
    }
}
