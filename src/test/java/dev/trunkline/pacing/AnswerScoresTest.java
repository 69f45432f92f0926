package dev.trunkline.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnswerScoresTest {

    private static final List<String> GOOD = new AnswerTraits(18, 1, false, "mobile", null).words();
    private static final List<String> POOR = new AnswerTraits(10, 3, false, "fixed", null).words();

    /// Half of the calls go to each kind, which a person answers with these chances.
    private static AnswerScores learnt(double good, double poor, int calls) {
        var random = new SplittableRandom(7);
        var scores = new AnswerScores();
        for (int i = 0; i < calls; i++) {
            boolean isGood = i % 2 == 0;
            scores.learn(isGood ? GOOD : POOR, random.nextDouble() < (isGood ? good : poor));
        }
        return scores;
    }

    @Test
    void knowing_nothing_everybody_is_average() {
        assertThat(new AnswerScores().of(GOOD)).isEqualTo(1);
    }

    @Test
    void a_few_calls_hardly_move_a_score() {
        var scores = new AnswerScores();
        scores.learn(GOOD, true);
        scores.learn(GOOD, true);
        assertThat(scores.of(GOOD)).isBetween(1.0, 3.0);
    }

    @Test
    void scores_come_to_the_true_ratio_of_chances() {
        AnswerScores scores = learnt(0.4, 0.1, 6000);
        assertThat(scores.of(GOOD) / scores.of(POOR)).isCloseTo(4, within(0.8));
        assertThat(scores.of(GOOD)).isCloseTo(1.6, within(0.3));
        assertThat(scores.of(POOR)).isCloseTo(0.4, within(0.1));
    }

    @Test
    void a_trait_that_says_nothing_gets_no_weight() {
        var random = new SplittableRandom(11);
        var scores = new AnswerScores();
        for (int i = 0; i < 6000; i++) {
            scores.learn(List.of("type-mobile", "hour-" + i % 12), random.nextDouble() < 0.3);
        }
        for (int hour = 0; hour < 12; hour++) {
            assertThat(scores.of(List.of("type-mobile", "hour-" + hour))).isCloseTo(1, within(0.3));
        }
    }

    @Test
    void scores_follow_a_change_of_habits() {
        AnswerScores scores = learnt(0.4, 0.1, 6000);
        var random = new SplittableRandom(13);
        for (int i = 0; i < 20_000; i++) {
            boolean isGood = i % 2 == 0;
            scores.learn(isGood ? GOOD : POOR, random.nextDouble() < (isGood ? 0.1 : 0.4));
        }
        assertThat(scores.of(POOR)).isGreaterThan(scores.of(GOOD));
    }

    @Test
    void what_was_kept_gives_the_same_scores() {
        AnswerScores scores = learnt(0.4, 0.1, 500);
        AnswerScores kept = AnswerScores.of(scores.text());
        assertThat(kept.of(GOOD)).isEqualTo(scores.of(GOOD));
        assertThat(kept.text()).isEqualTo(scores.text());
        assertThatThrownBy(() -> AnswerScores.of("something else")).isInstanceOf(IllegalArgumentException.class);
    }
}
