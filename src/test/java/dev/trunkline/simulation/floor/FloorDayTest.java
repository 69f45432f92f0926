package dev.trunkline.simulation.floor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.pacing.Budget;
import dev.trunkline.pacing.Decision;
import dev.trunkline.pacing.DecisionLog;
import dev.trunkline.pacing.Floor;
import dev.trunkline.pacing.FloorEvent;
import dev.trunkline.pacing.Limits;
import dev.trunkline.pacing.Pacer;
import dev.trunkline.pacing.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class FloorDayTest {

    private static final double DAY = 28_800;

    private record Mean(double busy, double abandons, double worstDay) {}

    private static Mean days(Scenario scenario, int agents, int days, boolean predictive) {
        double busy = 0;
        long answered = 0;
        long abandoned = 0;
        double worst = 0;
        for (int seed = 1; seed <= days; seed++) {
            Policy policy = predictive ? Predictive.day(DAY, false) : Policy.progressive();
            DayResult day = FloorDay.run(scenario, agents, 400 + seed, DAY, policy);
            busy += 100 * day.busy() / days;
            answered += day.answered();
            abandoned += day.abandoned();
            worst = Math.max(worst, day.abandonRate());
        }
        return new Mean(busy, abandoned / (double) answered, worst);
    }

    @ParameterizedTest
    @CsvSource({
        "STEADY, 1, 6, 2.5",
        "STEADY, 3, 4, 8.5",
        "STEADY, 10, 1, 19",
        "DRIFT, 10, 1, 16",
        "BURST, 10, 1, 15",
        "CHURN, 10, 1, 12",
        "HARD, 5, 1, 15",
        "MIXED, 10, 1, 18",
        "AMD, 10, 1, 14"
    })
    void predictive_beats_progressive_within_the_cap(Scenario scenario, int agents, int days, double gain) {
        Mean predictive = days(scenario, agents, days, true);
        Mean progressive = days(scenario, agents, days, false);
        assertThat(predictive.busy() - progressive.busy()).isGreaterThan(gain);
        assertThat(predictive.abandons()).isLessThanOrEqualTo(0.0315);
        assertThat(predictive.worstDay()).isLessThanOrEqualTo(agents < 10 ? 0.04 : 0.033);
    }

    @Test
    void predictive_beats_an_adaptive_level_and_the_rule_it_grew_from() {
        double predictive = 100
                * FloorDay.run(Scenario.STEADY, 30, 401, DAY, Predictive.day(DAY, false))
                        .busy();
        DayResult first = FloorDay.run(Scenario.STEADY, 30, 401, DAY, new FirstRule(DAY));
        DayResult adaptive = FloorDay.run(Scenario.STEADY, 30, 401, DAY, new AdaptiveLevel());
        assertThat(first.abandonRate()).isBetween(0.02, 0.033);
        assertThat(predictive - 100 * first.busy()).isGreaterThan(1.5);
        assertThat(predictive - 100 * adaptive.busy()).isGreaterThan(20);
    }

    @Test
    void on_a_floor_as_hard_as_the_published_one_30_agents_reach_its_column_within_the_cap() {
        Mean predictive = days(Scenario.PEER, 30, 1, true);
        assertThat(predictive.busy()).isGreaterThanOrEqualTo(89);
        assertThat(predictive.abandons()).isLessThanOrEqualTo(0.03);
    }

    @Test
    void a_jump_from_12_to_42_percent_and_lunch_of_half_the_floor_bring_no_burst_of_abandons() {
        Mean predictive = days(Scenario.JUMP, 20, 1, true);
        assertThat(predictive.worstDay()).isLessThanOrEqualTo(0.033);
    }

    @Test
    void a_shift_of_300_that_logs_in_together_floods_no_lines_and_keeps_the_cap() {
        DayResult day = FloorDay.run(Scenario.HARD, 300, 3, 600, Predictive.day(600, false));
        assertThat(day.mostRinging()).isLessThan(300 * 8);
        assertThat(day.abandonRate()).isLessThan(0.05);
        assertThat(day.busy()).isGreaterThan(0.6);
    }

    @Test
    void a_shift_of_300_that_logs_in_together_drops_no_more_than_its_share_from_the_first_minute_on() {
        long answered = 0;
        long abandoned = 0;
        for (int seed = 1; seed <= 4; seed++) {
            DayResult start = FloorDay.run(Scenario.STEADY, 300, 500 + seed, 120, Predictive.day(DAY, false));
            answered += start.answered();
            abandoned += start.abandoned();
        }
        assertThat(abandoned / (double) answered).isLessThanOrEqualTo(0.03);
    }

    @Test
    void scores_and_giving_up_late_calls_help_small_teams() {
        double plain = 0;
        double helped = 0;
        for (int seed = 1; seed <= 4; seed++) {
            plain += new FloorDay(Scenario.MIXED, 3, seed, DAY, Predictive.day(DAY, false), false)
                    .run()
                    .busy();
            helped += new FloorDay(Scenario.MIXED, 3, seed, DAY, Predictive.day(DAY, true), true)
                    .run()
                    .busy();
        }
        assertThat(helped - plain).isGreaterThan(4 * 0.02);
    }

    @Test
    void the_same_day_twice_is_the_same_day() {
        DayResult once = FloorDay.run(Scenario.BURST, 10, 5, 7200, Predictive.day(7200, false));
        DayResult twice = FloorDay.run(Scenario.BURST, 10, 5, 7200, Predictive.day(7200, false));
        assertThat(twice.busy()).isEqualTo(once.busy());
        assertThat(twice.dialed()).isEqualTo(once.dialed());
    }

    @Test
    void a_decision_log_replays_to_identical_decisions() {
        Logged policy = new Logged();
        FloorDay.run(Scenario.CHURN, 12, 9, 3600, policy);
        assertThat(policy.decisions).hasSizeGreaterThan(7000);
        assertThat(DecisionLog.replay(policy.lines)).isEqualTo(policy.decisions);
    }

    /// Logs what it decides; every third time one call fewer is placed than decided, as in life.
    private static final class Logged implements Policy {
        private final Pacer pacer = new Pacer(Scenario.RING_TIMEOUT, FloorDay.PATIENCE);
        private final List<String> lines = new ArrayList<>();
        private final List<Decision> decisions = new ArrayList<>();

        private Logged() {
            lines.add(DecisionLog.start(Scenario.RING_TIMEOUT, FloorDay.PATIENCE, pacer.learnt()));
        }

        @Override
        public int launch(Floor floor, List<FloorEvent> events, long answered, long abandoned) {
            Budget budget = Budget.of(new Window("day", 0.03, answered, abandoned, 900));
            Limits limits = new Limits(200, 50, 8, 0.2, 15);
            Decision decision = pacer.decide(floor, events, budget, limits);
            int placed = decisions.size() % 3 == 0 ? Math.max(0, decision.launch() - 1) : decision.launch();
            pacer.placed(decision, placed);
            lines.add(DecisionLog.decided(floor, events, budget, limits, decision.launch(), placed));
            decisions.add(decision);
            return placed;
        }
    }
}
