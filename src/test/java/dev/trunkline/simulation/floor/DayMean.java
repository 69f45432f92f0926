package dev.trunkline.simulation.floor;

import java.util.Locale;

/// The mean over simulated days of one scenario, team size and policy.
///
/// @param busy mean share of logged-in time in talk or wrap-up
/// @param error standard error of that mean
/// @param abandons abandoned over answered, all days together
/// @param worstDay highest share abandoned on one day
/// @param dials calls placed for each agent and hour
/// @param mostLines most calls in flight at once
/// @param decisionMicros 99th percentile of the decision time on the slowest day, in microseconds
record DayMean(
        double busy,
        double error,
        double abandons,
        double worstDay,
        double dials,
        int mostLines,
        double decisionMicros) {

    static final double DAY = 28_800;

    /// Policies by name: `progressive`, `ratio:2.5`, `adaptive`, `first`, `predictive`; the last with `+cancel`,
    /// `+scores` or both after it.
    static DayMean of(Scenario scenario, int agents, int days, String policy) {
        double busy = 0;
        double square = 0;
        long answered = 0;
        long abandoned = 0;
        long dialed = 0;
        double worst = 0;
        int most = 0;
        double micros = 0;
        for (int seed = 1; seed <= days; seed++) {
            boolean scores = policy.contains("+scores");
            DayResult day = new FloorDay(scenario, agents, seed, DAY, policy(policy), scores).run();
            busy += day.busy() / days;
            square += day.busy() * day.busy() / days;
            answered += day.answered();
            abandoned += day.abandoned();
            dialed += day.dialed();
            worst = Math.max(worst, day.abandonRate());
            most = Math.max(most, day.mostRinging());
            micros = Math.max(micros, day.decisionP99());
        }
        return new DayMean(
                busy,
                Math.sqrt(Math.max(0, square - busy * busy) / days),
                abandoned / (double) Math.max(1, answered),
                worst,
                dialed / (double) days / agents / (DAY / 3600),
                most,
                micros);
    }

    private static Policy policy(String name) {
        if (name.equals("progressive")) {
            return Policy.progressive();
        }
        if (name.equals("first")) {
            return new FirstRule(DAY);
        }
        if (name.equals("adaptive")) {
            return new AdaptiveLevel();
        }
        if (name.startsWith("ratio:")) {
            return Policy.ratio(Double.parseDouble(name.substring(6)));
        }
        if (!name.startsWith("predictive")) {
            throw new IllegalArgumentException("No policy is called " + name + "; there are progressive,"
                    + " ratio:<lines per free agent>, adaptive, first, predictive[+cancel][+scores].");
        }
        return Predictive.day(DAY, name.contains("+cancel"));
    }

    String row(Scenario scenario, int agents, String policy) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %s | %.1f ± %.1f | %.2f | %.2f | %.0f | %d | %.0f |",
                scenario.name().toLowerCase(Locale.ROOT),
                agents,
                policy,
                busy * 100,
                error * 100,
                abandons * 100,
                worstDay * 100,
                dials,
                mostLines,
                decisionMicros);
    }

    static String head() {
        return "| day | agents | policy | busy % | abandons % | worst day % | dials per agent-hour | most lines | decision"
                + " p99 µs |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |";
    }
}
