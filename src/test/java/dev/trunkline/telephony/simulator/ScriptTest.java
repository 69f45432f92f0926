package dev.trunkline.telephony.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import dev.trunkline.telephony.MockConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScriptTest {

    private static final Instant PLACED = Instant.parse("2026-03-02T15:00:00Z");
    private static final Duration RING_TIMEOUT = Duration.ofSeconds(30);

    @Test
    void an_agent_talks_as_long_as_the_customer_wishes() {
        Script waiting = script("{\"answerRate\": 1, \"talkSeconds\": {\"min\": 40, \"max\": 40}}", true);
        Instant answered = at(waiting, Signal.Answered.class);
        Script talking = waiting.connect(answered.plusSeconds(1));
        assertThat(talking.end().at()).isEqualTo(answered.plusSeconds(41));
        assertThat(talking.end().cause()).isEqualTo(EndCause.HANGUP_CUSTOMER);
        assertThat(talking.connect(answered.plusSeconds(2))).isEqualTo(talking);
        // Detection goes on beside the talk.
        assertThat(at(talking, Signal.AnswerDetected.class)).isEqualTo(answered.plusSeconds(3));
    }

    @Test
    void a_human_left_alone_hangs_up_after_a_few_seconds() {
        Script script = script("{\"answerRate\": 1}", false);
        Duration waited =
                Duration.between(at(script, Signal.Answered.class), script.end().at());
        assertThat(waited).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void a_machine_talks_its_greeting_and_records_whether_or_not_an_agent_listens() {
        Script script = script("{\"machineRate\": 1}", false);
        Instant answered = at(script, Signal.Answered.class);
        assertThat(script.connect(answered.plusSeconds(1)).end()).isEqualTo(script.end());
        assertThat(Duration.between(answered, script.end().at()))
                .isBetween(Duration.ofSeconds(24), Duration.ofSeconds(40));
    }

    @Test
    void a_verdict_may_be_wrong() {
        Script human = script("{\"answerRate\": 1, \"amdErrorRate\": 1}", true);
        Script machine = script("{\"machineRate\": 1, \"amdErrorRate\": 1}", true);
        assertThat(verdict(human)).isEqualTo(AnswerType.MACHINE);
        assertThat(verdict(machine)).isEqualTo(AnswerType.HUMAN);
    }

    @Test
    void a_customer_with_little_time_leaves_in_the_middle_of_the_message() {
        Script script = script("{\"answerRate\": 1, \"talkSeconds\": {\"min\": 5, \"max\": 5}}", false);
        Instant now = at(script, Signal.Answered.class).plusSeconds(1);
        Script playing = script.play(now, false);
        assertThat(playing.end().at()).isEqualTo(now.plusSeconds(5));
        assertThat(playing.end().cause()).isEqualTo(EndCause.HANGUP_CUSTOMER);
        assertThat(playing.signals()).noneMatch(Signal.MessageEnded.class::isInstance);
    }

    @Test
    void a_call_handed_to_an_endpoint_lasts_as_long_as_a_talk() {
        Script script = script("{\"answerRate\": 1, \"talkSeconds\": {\"min\": 60, \"max\": 60}}", false);
        Instant now = at(script, Signal.Answered.class);
        assertThat(script.play(now, true).end().at()).isEqualTo(now.plusSeconds(60));
    }

    @Test
    void a_message_left_during_a_talk_ends_the_call() {
        Script script = script("{\"machineRate\": 1}", false);
        Instant now = at(script, Signal.Answered.class).plusSeconds(2);
        Script left = script.connect(now).play(now.plusSeconds(3), false);
        assertThat(left.end().at()).isEqualTo(now.plusSeconds(15));
        assertThat(left.end().cause()).isEqualTo(EndCause.HANGUP_SYSTEM);
    }

    @Test
    void it_rings_until_the_timeout_at_the_speed_of_the_carrier() {
        Script script = script("{\"noAnswerRate\": 1, \"speed\": 60}", false);
        assertThat(script.end().status()).isEqualTo(CallStatus.NO_ANSWER);
        assertThat(Duration.between(
                        at(script, Signal.Ringing.class), script.end().at()))
                .isEqualTo(RING_TIMEOUT.dividedBy(60));
    }

    @Test
    void who_would_answer_after_the_timeout_does_not() {
        Script script = script("{\"answerRate\": 1, \"ringSeconds\": {\"min\": 31, \"max\": 40}}", false);
        assertThat(script.end().status()).isEqualTo(CallStatus.NO_ANSWER);
    }

    /// Whatever is done at whatever time, and however badly it is told.
    @Test
    void stepping_in_never_changes_what_has_happened_or_was_told() {
        var random = new SplittableRandom(11);
        for (int run = 0; run < 5000; run++) {
            String config =
                    "{\"seed\": %d, \"eventsLost\": 0.2, \"eventsDoubled\": 0.2, \"eventsShuffled\": 0.3, \"speed\": %s}"
                            .formatted(run, random.nextBoolean() ? "1" : "1000");
            Script script = script(config, random.nextBoolean());
            Instant now = PLACED;
            for (int i = 0; i < 6; i++) {
                long left = Duration.between(now, script.end().at()).toMillis();
                now = now.plusMillis(random.nextLong(Math.max(1, left + left / 4 + 1)));
                Script after = switch (random.nextInt(4)) {
                    case 0 -> script.connect(now);
                    case 1 -> script.play(now, random.nextBoolean());
                    case 2 -> random.nextInt(3) == 0 ? script.hangUp(now) : script;
                    default -> script;
                };
                assertStillTrue(config, script, after, now);
                script = after;
            }
        }
    }

    private static void assertStillTrue(String config, Script before, Script after, Instant now) {
        List<Signal> happened = before.until(now);
        List<Script.Delivery> told = due(before, now);
        assertThat(after.until(now).subList(0, happened.size())).as(config).isEqualTo(happened);
        assertThat(due(after, now).subList(0, told.size())).as(config).isEqualTo(told);
        assertThat(after.signals().stream().filter(Signal.Ended.class::isInstance))
                .as(config)
                .hasSize(1);
        assertThat(after.signals().getLast()).as(config).isInstanceOf(Signal.Ended.class);
        assertThat(after.signals().stream().map(Object::getClass)).as(config).doesNotHaveDuplicates();
        assertThat(after.signals()).as(config).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    }

    private static List<Script.Delivery> due(Script script, Instant now) {
        return script.deliveries().stream()
                .filter(delivery -> !delivery.due().isAfter(now))
                .toList();
    }

    private static Script script(String config, boolean amd) {
        return Script.of(CallPlan.draw(MockConfig.parse(config), "+12025551000", 1), PLACED, RING_TIMEOUT, amd);
    }

    private static Instant at(Script script, Class<? extends Signal> kind) {
        return script.signals().stream()
                .filter(kind::isInstance)
                .map(Signal::at)
                .findFirst()
                .orElseThrow();
    }

    private static AnswerType verdict(Script script) {
        return script.signals().stream()
                .filter(Signal.AnswerDetected.class::isInstance)
                .map(signal -> ((Signal.AnswerDetected) signal).answerType())
                .findFirst()
                .orElseThrow();
    }
}
