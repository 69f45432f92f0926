package dev.trunkline.simulation.floor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Prints busy share and abandons of simulated days as a Markdown table, or draws the chart of `docs/pacing.md`.
///
/// ```
/// PacingTable steady,burst 1,10,100 5 progressive,predictive
/// PacingTable chart docs/pacing.svg
/// ```
public final class PacingTable {

    private static final int[] CHART_SIZES = {1, 2, 3, 5, 10, 30, 100, 300};
    private static final String[] CHART_POLICIES = {"progressive", "ratio:2.5", "predictive"};

    private PacingTable() {}

    static void main(String[] args) throws IOException {
        if (args.length == 2 && args[0].equals("chart")) {
            chart(Path.of(args[1]));
        } else if (args.length == 4) {
            table(args[0].split(",", -1), args[1].split(",", -1), Integer.parseInt(args[2]), args[3].split(",", -1));
        } else {
            System.out.println("Say: <days> <team sizes> <number of days> <policies>, or: chart <file.svg>");
        }
    }

    private static void table(String[] scenarios, String[] sizes, int days, String[] policies) {
        System.out.println(DayMean.head());
        for (String name : scenarios) {
            Scenario scenario = Scenario.valueOf(name.toUpperCase(Locale.ROOT));
            for (String size : sizes) {
                int agents = Integer.parseInt(size);
                for (String policy : policies) {
                    System.out.println(
                            DayMean.of(scenario, agents, days, policy).row(scenario, agents, policy));
                }
            }
        }
    }

    /// Fewer days for larger teams: a large team is many small samples in one day.
    private static void chart(Path file) throws IOException {
        System.out.println(DayMean.head());
        Map<String, DayMean[]> curves = new LinkedHashMap<>();
        for (String policy : CHART_POLICIES) {
            DayMean[] curve = new DayMean[CHART_SIZES.length];
            for (int i = 0; i < CHART_SIZES.length; i++) {
                int agents = CHART_SIZES[i];
                curve[i] = DayMean.of(Scenario.STEADY, agents, Math.clamp(40 / agents, 1, 20), policy);
                System.out.println(curve[i].row(Scenario.STEADY, agents, policy));
            }
            curves.put(policy, curve);
        }
        Files.writeString(file, PacingChart.svg(CHART_SIZES, curves));
    }
}
