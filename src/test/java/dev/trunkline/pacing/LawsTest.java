package dev.trunkline.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LawsTest {

    @Test
    void quick_busies_do_not_pull_the_answer_rate_up_or_down() {
        RingTally tally = new RingTally();
        for (int i = 0; i < 2000; i++) {
            tally.add(i % 5 == 0 ? Outcome.HUMAN : Outcome.BUSY, i % 5 == 0 ? 12 : 3, 1);
        }
        double settled = new RingForecast(tally.rates(Series.NONE, 26), 1).answerRate();
        assertThat(settled).isCloseTo(0.2, within(0.02));
        RingTally ramp = new RingTally();
        for (int i = 0; i < 400; i++) {
            ramp.add(Outcome.BUSY, 3, 1);
        }
        double[] inFlight = new double[100];
        Arrays.fill(inFlight, 11);
        RingForecast forecast = new RingForecast(ramp.rates(Series.of(inFlight), 26), 1);
        assertThat(forecast.answerRate()).isLessThan(0.1);
        assertThat(forecast.answersWithin(22, 10)).isBetween(0.02, 0.3);
    }

    @Test
    void a_ringing_call_never_answers_after_the_ring_timeout() {
        RingForecast forecast = new RingForecast(new RingTally().rates(Series.NONE, 20), 1);
        assertThat(forecast.answersWithin(44, 20)).isLessThan(0.01);
        assertThat(forecast.answerRate()).isBetween(0.1, 0.4);
    }

    @Test
    void the_level_stays_put_on_a_steady_day_and_jumps_within_seconds_when_people_pick_up_twice_as_often() {
        LevelFilter level = new LevelFilter();
        SplittableRandom random = new SplittableRandom(7);
        double widest = 0;
        for (int second = 0; second < 7200; second++) {
            level.observe(1, 1, poisson(random, 1));
            if (second > 1200) {
                widest = Math.max(widest, Math.abs(level.mean() - 1));
            }
        }
        assertThat(widest).isLessThan(0.15);
        int seconds = 0;
        while (level.mean() < 1.6 && seconds < 100) {
            level.observe(1, 1, poisson(random, 2));
            seconds++;
        }
        assertThat(seconds).isLessThan(40);
    }

    @Test
    void who_has_talked_as_long_as_the_whole_shift_is_not_expected_back_while_nobody_has_finished_yet() {
        Learner learner = new Learner(26, 2);
        double atFirst = freeSoon(learner, 0);
        double afterQuarterOfAMinute = freeSoon(learner, 15);
        assertThat(afterQuarterOfAMinute).isLessThan(atFirst / 2);
    }

    /// The chance that one of fifty who all began at 0 is free ten seconds from now.
    private static double freeSoon(Learner learner, double now) {
        double[] talking = new double[50];
        Arrays.fill(talking, now);
        Floor floor = new Floor(now, 0, 0, Series.of(talking), Series.NONE, Series.NONE);
        return learner.learn(floor, List.of()).agents().afterTalk(now)[Horizon.SOON];
    }

    private static int poisson(SplittableRandom random, double mean) {
        int count = 0;
        double product = random.nextDouble();
        while (product > Math.exp(-mean)) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    @Test
    void free_agents_by_convolution_and_by_normal_agree() {
        FreeAgents few = new FreeAgents(2, 0);
        FreeAgents many = new FreeAgents(2, 0);
        for (int i = 0; i < 20; i++) {
            few.agent(0.3);
            few.answer(0.25);
            many.agent(0.3);
            many.answer(0.25);
        }
        for (int i = 0; i < 30; i++) {
            many.agent(0.0001);
        }
        assertThat(many.nobody()).isCloseTo(few.nobody(), within(0.01));
    }

    @Test
    void an_agent_late_in_a_fixed_wrap_up_is_surely_free_soon() {
        StateTally wraps = new StateTally(18);
        StateTally talks = new StateTally(80);
        for (int i = 0; i < 500; i++) {
            wraps.add(15.2);
            talks.add(60 + i % 60);
        }
        AgentForecast forecast = new AgentForecast(talks.rates(Series.NONE), wraps.rates(Series.NONE), 1, 1.7);
        assertThat(forecast.afterWrap(14)[1]).isGreaterThan(0.95);
        assertThat(forecast.afterWrap(2)[1]).isLessThan(0.1);
        assertThat(forecast.afterTalk(10)[9]).isLessThan(0.2);
    }

    @Test
    void learnt_laws_survive_a_restart() {
        Pacer pacer = Floors.experienced(1200);
        LearntLaws learnt = pacer.learnt();
        assertThat(learnt.text().length()).isLessThan(12_000);
        Pacer restored = new Pacer(Floors.RING_TIMEOUT, Floors.PATIENCE, learnt);
        assertThat(restored.learnt()).isEqualTo(learnt);
        Floor floor = Floors.floor(1, 10, new double[] {30, 60});
        Decision before = pacer.decide(floor, List.of(), Floors.day(100, 1, 1500), Limits.NONE);
        Decision after = restored.decide(floor, List.of(), Floors.day(100, 1, 1500), Limits.NONE);
        assertThat(after.launch()).isCloseTo(before.launch(), within(1));
    }

    /// A version before weighed the moments of a risk alike, and its abandons stood to it in another way.
    @Test
    void what_an_older_version_learnt_of_another_risk_is_left_alone() {
        String fresh = riskLine(new Pacer(Floors.RING_TIMEOUT, Floors.PATIENCE).learnt());
        assertThat(restoredWith("risk 9 90 900 9")).isEqualTo(fresh);
        assertThat(restoredWith("risk.early 9 90 900 9")).isEqualTo("risk.early 9 90 900 9");
    }

    private static String restoredWith(String risk) {
        String text = Floors.experienced(1200).learnt().text().replaceFirst("risk\\.early .*", risk);
        return riskLine(new Pacer(Floors.RING_TIMEOUT, Floors.PATIENCE, new LearntLaws(text)).learnt());
    }

    private static String riskLine(LearntLaws laws) {
        return laws.text()
                .lines()
                .filter(line -> line.startsWith("risk.early "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void laws_of_another_form_are_refused_with_a_way_out() {
        LearntLaws other = new LearntLaws("something 9\nring 1");
        assertThatThrownBy(() -> new Pacer(26, 2, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("learns anew");
    }

    @Test
    void a_window_spends_evenly_and_never_more_than_twice_the_cap() {
        assertThat(new Window("day", 0.03, 0, 0, 1000).allowedRate(0)).isCloseTo(0.0296, within(0.0005));
        assertThat(new Window("day", 0.03, 500, 15, 500).allowedRate(0)).isCloseTo(0.029, within(0.001));
        assertThat(new Window("day", 0.03, 500, 30, 500).allowedRate(0)).isZero();
        assertThat(new Window("day", 0.03, 990, 0, 10).allowedRate(0)).isEqualTo(0.06);
        assertThat(new Window("day", 0.03, 0, 0, 0).allowedRate(0)).isZero();
    }

    @Test
    void a_large_floor_that_eats_into_its_reserve_at_the_end_of_the_day_goes_on() {
        Window cluster = new Window("day", 0.03, 25_000, 749, 270);
        assertThat(cluster.rate()).isLessThan(0.03);
        assertThat(cluster.allowedRate(0)).isBetween(0.01, 0.025);
        assertThat(new Window("day", 0.03, 25_000, 752, 270).allowedRate(0))
                .as("above the cap, and can come below it")
                .isBetween(0.002, 0.019);
        assertThat(new Window("day", 0.03, 25_000, 759, 270).allowedRate(0))
                .as("the day would end above the cap")
                .isZero();
    }

    @Test
    void what_a_large_floor_has_saved_at_the_end_of_the_day_is_not_spent_at_once() {
        assertThat(new Window("day", 0.03, 25_000, 730, 270).allowedRate(0)).isBetween(0.031, 0.055);
    }
}
