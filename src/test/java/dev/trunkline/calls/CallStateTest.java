package dev.trunkline.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.calls.CallState.Ignored;
import dev.trunkline.calls.CallState.Moved;
import dev.trunkline.calls.CallState.Step;
import dev.trunkline.calls.Signals.Named;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every status and every signal: what becomes of the call.
class CallStateTest {

    /// Rows: where the call stands (signals before it in order of life). Columns: the signal. Cells: where it stands
    /// then; a dash where the signal changes nothing.
    private static final String MOVES = """
            from               | dialing | ringing | answered    | human       | machine            | fax                | screened    | unknown     | greeting-ended     | agent-joined | message-started    | message-ended      | completed | busy      | no-answer | canceled  | failed    | corrected          | recording-ready
            queued             | dialing | ringing | in-progress | in-progress | voicemail-detected | voicemail-detected | in-progress | in-progress | -                  | -            | -                  | -                  | completed | busy      | no-answer | canceled  | failed    | -                  | queued
            dialing            | -       | ringing | in-progress | in-progress | voicemail-detected | voicemail-detected | in-progress | in-progress | -                  | -            | -                  | -                  | completed | busy      | no-answer | canceled  | failed    | -                  | dialing
            ringing            | -       | -       | in-progress | in-progress | voicemail-detected | voicemail-detected | in-progress | in-progress | -                  | -            | -                  | -                  | completed | busy      | no-answer | canceled  | failed    | -                  | ringing
            in-progress        | -       | -       | -           | in-progress | voicemail-detected | voicemail-detected | in-progress | in-progress | in-progress        | in-progress  | in-progress        | -                  | completed | completed | completed | completed | failed    | voicemail-detected | in-progress
            voicemail-detected | -       | -       | -           | -           | -                  | -                  | -           | -           | voicemail-detected | -            | voicemail-detected | -                  | completed | completed | completed | completed | failed    | -                  | voicemail-detected
            completed          | -       | -       | -           | -           | -                  | -                  | -           | -           | -                  | -            | -                  | -                  | -         | -         | -         | -         | -         | -                  | completed
            busy               | -       | -       | -           | -           | -                  | -                  | -           | -           | -                  | -            | -                  | -                  | -         | -         | -         | -         | -         | -                  | busy
            no-answer          | -       | -       | -           | -           | -                  | -                  | -           | -           | -                  | -            | -                  | -                  | -         | -         | -         | -         | -         | -                  | no-answer
            canceled           | -       | -       | -           | -           | -                  | -                  | -           | -           | -                  | -            | -                  | -                  | -         | -         | -         | -         | -         | -                  | canceled
            failed             | -       | -       | -           | -           | -                  | -                  | -           | -           | -                  | -            | -                  | -                  | -         | -         | -         | -         | -         | -                  | failed
            """;

    private static final List<List<String>> TABLE = MOVES.lines()
            .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
            .toList();

    @TestFactory
    Stream<DynamicTest> every_status_meets_every_signal() {
        List<String> columns = TABLE.getFirst();
        return TABLE.stream()
                .skip(1)
                .flatMap(row -> Stream.iterate(1, i -> i < columns.size(), i -> i + 1)
                        .map(i -> DynamicTest.dynamicTest(
                                row.getFirst() + " meets " + columns.get(i),
                                () -> assertMove(row.getFirst(), columns.get(i), row.get(i)))));
    }

    @Test
    void no_status_and_no_signal_is_missing_from_the_table() {
        Set<String> rows = TABLE.stream().skip(1).map(List::getFirst).collect(Collectors.toSet());
        assertThat(rows)
                .isEqualTo(Arrays.stream(CallStatus.values())
                        .map(CallStatus::toString)
                        .collect(Collectors.toSet()));
        Set<String> columns = TABLE.getFirst().stream().skip(1).collect(Collectors.toSet());
        assertThat(columns).isEqualTo(Signals.all().stream().map(Named::name).collect(Collectors.toSet()));
        assertThat(Signals.all().stream()
                        .map(named -> named.signal().getClass())
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(Signal.class.getPermittedSubclasses()));
        assertThat(TABLE)
                .allSatisfy(row -> assertThat(row).hasSize(TABLE.getFirst().size()));
    }

    private static void assertMove(String from, String name, String to) {
        CallState state = states().get(from);
        Step step = state.after(Signals.named(name));
        if (to.equals("-")) {
            assertThat(step)
                    .isInstanceOfSatisfying(
                            Ignored.class, ignored -> assertThat(ignored.why()).isNotBlank());
        } else {
            assertThat(step).isInstanceOfSatisfying(Moved.class, moved -> {
                assertThat(moved.to().status()).hasToString(to);
                Signals.assertClocksInOrder(moved.to());
            });
        }
    }

    /// A call in each status, on the shortest way there.
    private static Map<String, CallState> states() {
        var states = new LinkedHashMap<String, CallState>();
        CallState live = Signals.queued();
        states.put("queued", live);
        for (String next : List.of("dialing", "ringing", "answered")) {
            live = after(live, Signals.named(next));
            states.put(live.status().toString(), live);
        }
        CallState machine = after(live, Signals.named("machine"));
        states.put("voicemail-detected", machine);
        for (String end : List.of("busy", "no-answer", "canceled", "failed")) {
            states.put(end, after(states.get("ringing"), Signals.named(end)));
        }
        states.put("completed", after(live, Signals.named("completed")));
        return states;
    }

    private static CallState after(CallState state, Signal signal) {
        return ((Moved) state.after(signal)).to();
    }

    @Test
    void what_happens_once_is_ignored_the_second_time() {
        CallState state = Signals.after("dialing", "ringing", "answered", "human", "greeting-ended", "agent-joined");
        for (String again :
                List.of("dialing", "ringing", "answered", "human", "machine", "greeting-ended", "agent-joined")) {
            assertThat(state.after(Signals.named(again))).as(again).isInstanceOf(Ignored.class);
        }
        CallState playing = Signals.after("answered", "message-started");
        assertThat(playing.after(Signals.named("message-started"))).isInstanceOf(Ignored.class);
        assertThat(playing.after(Signals.named("message-ended"))).isInstanceOf(Moved.class);
    }

    @Test
    void an_unknown_verdict_may_be_followed_by_a_real_one() {
        CallState state = Signals.after("answered", "unknown");
        assertThat(state.answerType()).isEqualTo(AnswerType.UNKNOWN);
        CallState known = after(state, Signals.named("machine"));
        assertThat(known.status()).isEqualTo(CallStatus.VOICEMAIL_DETECTED);
        assertThat(known.after(Signals.named("human"))).isInstanceOf(Ignored.class);
    }

    @Test
    void a_late_verdict_keeps_the_agent_who_was_joined() {
        CallState state = Signals.after("answered", "agent-joined", "machine");
        assertThat(state.connectedAt()).isNotNull();
        assertThat(state.status()).isEqualTo(CallStatus.VOICEMAIL_DETECTED);
    }

    @Test
    void the_reason_for_ignoring_says_whether_it_came_too_late_or_too_early() {
        assertThat(((Ignored) Signals.queued().after(Signals.named("agent-joined"))).why())
                .isEqualTo("nobody has answered yet");
        assertThat(((Ignored) Signals.after("answered").after(Signals.named("ringing"))).why())
                .isEqualTo("the call is already in-progress");
        assertThat(((Ignored) Signals.after("machine").after(Signals.named("agent-joined"))).why())
                .isEqualTo("a machine has the call");
    }

    @Test
    void an_end_that_knows_of_an_answer_keeps_its_time() {
        Instant answered = Signals.at(3);
        CallState state = after(
                Signals.after("dialing"),
                new Signal.Ended(Signals.at(9), CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER, answered, ""));
        assertThat(state.answeredAt()).isEqualTo(answered);
        assertThat(state.endedAt()).isEqualTo(Signals.at(9));
    }

    /// The order was dialed by our clock after the provider says that it was over.
    @Test
    void a_provider_whose_clock_is_behind_ours_makes_no_time_run_backwards() {
        CallState dialed = ((Moved) Signals.queued().after(new Signal.Dialing(Signals.at(10)))).to();
        CallState ended = after(
                dialed,
                new Signal.Ended(Signals.at(5), CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER, Signals.at(3), ""));
        Signals.assertClocksInOrder(ended);
        assertThat(ended.endedAt()).isEqualTo(Signals.at(10));
    }

    @Test
    void a_failure_after_an_answer_keeps_the_talk() {
        CallState state = after(
                Signals.queued(),
                new Signal.Ended(Signals.at(9), CallStatus.FAILED, EndCause.PROVIDER_ERROR, Signals.at(3), ""));
        assertThat(state.status()).isEqualTo(CallStatus.FAILED);
        assertThat(state.startedAt()).isNotNull();
        assertThat(state.answeredAt()).isEqualTo(Signals.at(3));
    }

    @Test
    void the_greeting_ends_when_it_ends_though_an_agent_was_joined_before_it_was_told() {
        CallState joined = ((Moved) Signals.after("answered").after(new Signal.AgentJoined(Signals.at(8)))).to();
        CallState state = after(joined, new Signal.GreetingEnded(Signals.at(4)));
        assertThat(state.greetingEndedAt()).isEqualTo(Signals.at(4));
    }
}
