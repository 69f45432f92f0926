package dev.trunkline.telephony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class MockConfigTest {

    @Test
    void nothing_said_is_the_default() {
        assertThat(MockConfig.parse()).isEqualTo(MockConfig.DEFAULT);
        assertThat(MockConfig.parse(null, "", "{}", "null", "[]", "{\"speed\": null}"))
                .isEqualTo(MockConfig.DEFAULT);
    }

    @Test
    void a_later_layer_wins_field_by_field() {
        MockConfig config = MockConfig.parse(
                "{\"speed\": 10, \"seed\": 7, \"talkSeconds\": {\"min\": 1, \"max\": 2}}", null, "{\"speed\": 60}");
        assertThat(config.speed()).isEqualTo(60);
        assertThat(config.seed()).isEqualTo(7);
        assertThat(config.talkSeconds()).isEqualTo(new MockConfig.Range(1, 2));
    }

    @Test
    void layers_may_come_as_one_array() {
        assertThat(MockConfig.parse("[{\"speed\": 10, \"seed\": 7}, {\"speed\": 60}]"))
                .isEqualTo(MockConfig.parse("{\"speed\": 60, \"seed\": 7}"));
    }

    @Test
    void rates_left_out_share_the_rest_in_proportion_to_their_defaults() {
        MockConfig all = MockConfig.parse("{\"answerRate\": 1}");
        assertThat(all.answerRate()).isEqualTo(1);
        assertThat(all.machineRate() + all.busyRate() + all.noAnswerRate() + all.failureRate())
                .isZero();
        MockConfig half = MockConfig.parse("{\"answerRate\": 0.5, \"failureRate\": 0}");
        assertThat(half.machineRate() / half.busyRate()).isCloseTo(0.25 / 0.08, within(1e-9));
        assertThat(half.machineRate() + half.busyRate() + half.noAnswerRate()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void the_rates_are_taken_from_one_layer_alone() {
        MockConfig config = MockConfig.parse("{\"answerRate\": 0.9}", "{\"busyRate\": 1}");
        assertThat(config.answerRate()).isZero();
        assertThat(config.busyRate()).isEqualTo(1);
    }

    @Test
    void one_end_of_a_range_may_lie_beyond_the_default_of_the_other() {
        assertThat(MockConfig.parse("{\"ringSeconds\": {\"max\": 1}}").ringSeconds())
                .isEqualTo(new MockConfig.Range(1, 1));
        assertThat(MockConfig.parse("{\"ringSeconds\": {\"min\": 60}}").ringSeconds())
                .isEqualTo(new MockConfig.Range(60, 60));
    }

    @Test
    void shuffled_is_a_share_or_all_or_none() {
        assertThat(MockConfig.parse("{\"eventsShuffled\": true}").eventsShuffled())
                .isEqualTo(1);
        assertThat(MockConfig.parse("{\"eventsShuffled\": false}").eventsShuffled())
                .isZero();
        assertThat(MockConfig.parse("{\"eventsShuffled\": 0.3}").eventsShuffled())
                .isEqualTo(0.3);
    }

    @Test
    void every_wrong_field_is_named_at_once() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(
                        () -> MockConfig.parse(
                                "{\"speed\": 0, \"eventsLost\": 2, \"seed\": 1.5, \"answerRate\": \"many\", \"talkSeconds\": {\"min\": 9, \"max\": 3}}"))
                .satisfies(problem -> assertThat(problem.fields())
                        .extracting(Problem.Field::field)
                        .containsExactlyInAnyOrder(
                                "mockConfig.speed",
                                "mockConfig.eventsLost",
                                "mockConfig.seed",
                                "mockConfig.answerRate",
                                "mockConfig.talkSeconds"));
    }

    @Test
    void more_than_every_call_and_what_is_no_object_are_refused() {
        for (String json : List.of("{\"answerRate\": 0.7, \"busyRate\": 0.7}", "3", "{", "[3]", "\"fast\"")) {
            assertThatExceptionOfType(Problem.class).as(json).isThrownBy(() -> MockConfig.parse(json));
        }
    }
}
