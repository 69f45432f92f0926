package dev.trunkline.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class PacingTest {

    private static final double[] NOBODY = {};

    private static Decision decide(Pacer pacer, Floor floor, Budget budget, Limits limits) {
        return pacer.decide(floor, List.of(), budget, limits);
    }

    @Test
    void a_campaign_that_knows_nothing_places_one_line_per_free_agent_and_says_so() {
        Pacer pacer = new Pacer(Floors.RING_TIMEOUT, Floors.PATIENCE);
        Decision decision = decide(pacer, Floors.floor(0, 3, NOBODY), Floors.day(0, 0, 500), Limits.NONE);
        assertThat(decision.launch()).isEqualTo(3);
        assertThat(decision.bound()).isEqualTo(Bound.UNSURE);
        assertThat(decision.sentence()).endsWith("held by not sure yet, one line per free agent");
    }

    @Test
    void an_experienced_floor_dials_ahead_of_its_free_agents() {
        Decision decision =
                decide(Floors.experienced(800), Floors.floor(100, 4, NOBODY), Floors.day(100, 1, 1500), Limits.NONE);
        assertThat(decision.progressive()).isEqualTo(4);
        assertThat(decision.launch()).isGreaterThan(6);
        assertThat(decision.launch()).isLessThan(60);
        assertThat(decision.risk()).isGreaterThan(0);
    }

    @Test
    void agents_about_to_finish_are_dialed_for_while_nobody_is_free() {
        double[] longWraps = DoubleStream.generate(() -> 18).limit(20).toArray();
        double[] freshWraps = DoubleStream.generate(() -> 0).limit(20).toArray();
        Floor nearlyFree = new Floor(100, 0, 0, Series.NONE, Series.of(longWraps), Series.NONE);
        Floor justBusy = new Floor(100, 0, 0, Series.of(freshWraps), Series.NONE, Series.NONE);
        Budget budget = Floors.day(100, 1, 1500);
        Decision late = decide(Floors.experienced(800), nearlyFree, budget, Limits.NONE);
        Decision early = decide(Floors.experienced(800), justBusy, budget, Limits.NONE);
        assertThat(late.launch()).isGreaterThan(4);
        assertThat(early.launch()).isZero();
    }

    @Test
    void a_spent_budget_leaves_one_line_per_free_agent() {
        Decision decision =
                decide(Floors.experienced(800), Floors.floor(100, 4, NOBODY), Floors.day(1000, 40, 100), Limits.NONE);
        assertThat(decision.launch()).isEqualTo(4);
        assertThat(decision.bound()).isEqualTo(Bound.BUDGET);
    }

    @Test
    void the_tightest_window_rules() {
        Budget budget =
                Budget.of(new Window("day", 0.03, 100, 0, 1500), new Window("30 days", 0.03, 20_000, 640, 1500));
        Decision decision = decide(Floors.experienced(800), Floors.floor(100, 4, NOBODY), budget, Limits.NONE);
        assertThat(decision.window().name()).isEqualTo("30 days");
        assertThat(decision.launch()).isEqualTo(4);
        assertThat(decision.sentence()).contains("abandon 3.2 % of 3 % (30 days)");
    }

    @Test
    void guards_hold_whatever_the_laws_say() {
        Budget budget = Floors.day(100, 1, 1500);
        Floor floor = Floors.floor(100, 10, NOBODY, 3, 4);
        Pacer pacer = Floors.experienced(800);
        Limits limits = new Limits(7, 100, 12, 0, Double.POSITIVE_INFINITY);
        assertThat(decide(pacer, floor, budget, limits).launch()).isEqualTo(5);
        assertThat(decide(pacer, floor, budget, limits).bound()).isEqualTo(Bound.LINES);
        Limits permits = new Limits(100, 2, 12, 0, Double.POSITIVE_INFINITY);
        assertThat(decide(pacer, floor, budget, permits).launch()).isEqualTo(2);
        assertThat(decide(pacer, floor, budget, permits).bound()).isEqualTo(Bound.PROVIDER);
        Limits level = new Limits(100, 100, 0.5, 0, Double.POSITIVE_INFINITY);
        assertThat(decide(pacer, floor, budget, level).launch()).isEqualTo(3);
        assertThat(decide(pacer, floor, budget, level).bound()).isEqualTo(Bound.DIAL_LEVEL);
    }

    @Test
    void stale_facts_mean_one_line_per_free_agent() {
        Limits stale = new Limits(1000, 1000, 12, 10, Double.POSITIVE_INFINITY);
        Decision decision =
                decide(Floors.experienced(800), Floors.floor(100, 6, NOBODY), Floors.day(100, 1, 1500), stale);
        assertThat(decision.launch()).isEqualTo(6);
        assertThat(decision.bound()).isEqualTo(Bound.STALE);
    }

    @Test
    void nobody_logged_in_means_no_call() {
        Decision decision =
                decide(Floors.experienced(800), Floors.floor(100, 0, NOBODY), Floors.day(100, 1, 1500), Limits.NONE);
        assertThat(decision.launch()).isZero();
        assertThat(decision.bound()).isEqualTo(Bound.NO_AGENTS);
    }

    @Test
    void a_shift_that_logs_in_together_opens_its_lines_over_seconds() {
        Pacer pacer = Floors.experienced(800);
        Decision decision = decide(pacer, Floors.floor(100, 300, NOBODY), Floors.day(100, 1, 50_000), Limits.NONE);
        assertThat(decision.bound()).isEqualTo(Bound.RAMP);
        assertThat(decision.launch()).isLessThanOrEqualTo(77);
    }

    @Test
    void a_call_ringing_past_the_limit_is_given_up_when_no_agent_will_be_free() {
        Limits limits = new Limits(1000, 1000, 12, 0, 15);
        Decision decision = decide(
                Floors.experienced(800),
                Floors.floor(100, 0, new double[] {1, 2}, 16, 3, 20),
                Floors.day(100, 1, 1500),
                limits);
        assertThat(decision.cancel()).containsExactly(0, 2);
    }

    @Test
    void leads_likely_to_answer_are_dialed_with_fewer_lines() {
        Budget budget = Floors.day(100, 1, 1500);
        Floor cold = new Floor(100, 2, 0, Series.NONE, Series.NONE, Series.NONE, Series.NONE, series(0.5, 60));
        Floor warm = new Floor(100, 2, 0, Series.NONE, Series.NONE, Series.NONE, Series.NONE, series(2, 60));
        int coldCalls =
                decide(Floors.experienced(800), cold, budget, Limits.NONE).launch();
        int warmCalls =
                decide(Floors.experienced(800), warm, budget, Limits.NONE).launch();
        assertThat(coldCalls).isGreaterThan(warmCalls);
    }

    private static Series series(double value, int count) {
        return Series.of(DoubleStream.generate(() -> value).limit(count).toArray());
    }

    @Test
    void the_sentence_reads_like_a_person_wrote_it() {
        Decision decision = new Decision(
                2,
                List.of(),
                Bound.RISK,
                1,
                1.84,
                0.2212,
                3.1,
                2.2,
                new Window("day", 0.03, 1000, 19, 400),
                0.05,
                0.06,
                0.5,
                0.02);
        assertThat(decision.sentence())
                .isEqualTo("dial level 1.8: answer rate 22 %, 3 agents free in 10 s, abandon 1.9 % of 3 % (day);"
                        + " held by risk");
    }
}
