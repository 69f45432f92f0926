package dev.trunkline.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.calls.CallState.Moved;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// A call's events come shuffled, doubled and with wrong clocks, and it ends where it ended.
class CallOrderTest {

    private static final List<List<Signal>> LIVES = List.of(
            life(CallStatus.BUSY, "dialing"),
            life(CallStatus.NO_ANSWER, "dialing", "ringing"),
            life(CallStatus.CANCELED, "dialing", "ringing"),
            life(CallStatus.FAILED, "dialing"),
            life(CallStatus.COMPLETED, "dialing", "ringing", "answered", "greeting-ended"),
            life(CallStatus.COMPLETED, "dialing", "ringing", "answered", "greeting-ended", "agent-joined"),
            life(CallStatus.COMPLETED, "dialing", "ringing", "answered", "human", "agent-joined"),
            life(CallStatus.COMPLETED, "dialing", "ringing", "answered", "agent-joined", "machine"),
            life(CallStatus.COMPLETED, "ringing", "answered", "machine", "message-started", "message-ended"),
            life(CallStatus.FAILED, "dialing", "ringing", "answered", "unknown", "agent-joined"));

    @Test
    void any_order_of_a_calls_events_ends_in_the_same_status() {
        for (List<Signal> life : LIVES) {
            CallState truth = Signals.after(life);
            permutations(life, order -> {
                CallState end = Signals.after(order);
                assertThat(end.status()).as(order::toString).isEqualTo(truth.status());
                assertThat(end.endCause()).as(order::toString).isEqualTo(truth.endCause());
                assertThat(end.endedAt()).as(order::toString).isEqualTo(truth.endedAt());
                assertThat(end.answeredAt() == null).as(order::toString).isEqualTo(truth.answeredAt() == null);
                Signals.assertClocksInOrder(end);
            });
        }
    }

    @Test
    void any_event_told_again_at_any_time_changes_nothing_about_the_end() {
        for (List<Signal> life : LIVES) {
            permutations(life, order -> {
                CallState once = Signals.after(order);
                for (int original = 0; original < order.size(); original++) {
                    for (int again = original + 1; again <= order.size(); again++) {
                        var doubled = new ArrayList<>(order);
                        doubled.add(again, order.get(original));
                        CallState twice = Signals.after(doubled);
                        assertThat(twice.status()).isEqualTo(once.status());
                        assertThat(twice.endedAt()).isEqualTo(once.endedAt());
                    }
                }
            });
        }
    }

    /// An event that came in the order of life and comes again is the same event.
    @Test
    void a_repetition_right_after_the_original_changes_nothing_at_all() {
        for (List<Signal> life : LIVES) {
            permutations(life, order -> {
                var doubled = order.stream()
                        .mapMulti((Signal signal, Consumer<Signal> all) -> {
                            all.accept(signal);
                            all.accept(signal);
                        })
                        .toList();
                assertThat(Signals.after(doubled)).isEqualTo(Signals.after(order));
            });
        }
    }

    @Test
    void whatever_comes_at_whatever_time_only_legal_moves_are_made() {
        everyWalk((from, to) -> {
            assertThat(to.status()).isGreaterThanOrEqualTo(from.status());
            assertThat(from.status().isLive() || to.equals(from)).isTrue();
            assertThat(to.queuedAt()).isEqualTo(from.queuedAt());
            boolean answered = to.answeredAt() != null;
            switch (to.status()) {
                case BUSY, NO_ANSWER, CANCELED, QUEUED, DIALING, RINGING ->
                    assertThat(answered).isFalse();
                case IN_PROGRESS, VOICEMAIL_DETECTED, COMPLETED ->
                    assertThat(answered).isTrue();
                case FAILED -> assertThat(from.answeredAt() == null || answered).isTrue();
            }
            assertThat(to.endedAt() == null).isEqualTo(to.status().isLive());
            assertThat(to.endCause() == null).isEqualTo(to.status().isLive());
            Signals.assertClocksInOrder(to);
        });
    }

    @Test
    void the_database_takes_every_state_a_call_can_reach() {
        var shapes = new HashMap<String, CallState>();
        everyWalk((_, to) -> shapes.putIfAbsent(shape(to), to));
        assertThat(shapes).hasSizeGreaterThan(150);
        try (TestDatabase database = TestDatabase.fresh()) {
            OrganizationId organization = database.organization();
            int rows = database.store()
                    .engine(
                            organization,
                            () -> database.store()
                                    .jdbc()
                                    .sql("""
                            INSERT INTO call (organization_id, mode, from_e164, to_e164, provider, is_mock, status,
                                              queued_at, started_at, ringing_at, answered_at, greeting_ended_at,
                                              connected_at, message_started_at, ended_at, answer_type, end_cause)
                            SELECT :organization, 'predictive', '+12025550100', '+1202' || (5550000 + n), 'simulator', true, status,
                                   "queuedAt", "startedAt", "ringingAt", "answeredAt", "greetingEndedAt",
                                   "connectedAt", "messageStartedAt", "endedAt", "answerType", "endCause"
                              FROM ROWS FROM (jsonb_to_recordset(:states::jsonb) AS (
                                     status text, "queuedAt" timestamptz, "startedAt" timestamptz, "ringingAt" timestamptz,
                                     "answeredAt" timestamptz, "greetingEndedAt" timestamptz, "connectedAt" timestamptz,
                                     "messageStartedAt" timestamptz, "endedAt" timestamptz, "answerType" text, "endCause" text))
                                   WITH ORDINALITY AS s(status, "queuedAt", "startedAt", "ringingAt", "answeredAt",
                                     "greetingEndedAt", "connectedAt", "messageStartedAt", "endedAt", "answerType", "endCause", n)""")
                                    .param("organization", organization.value())
                                    .param("states", json(shapes.values()))
                                    .update());
            assertThat(rows).isEqualTo(shapes.size());
        }
    }

    private static String json(Collection<CallState> states) {
        return JsonMapper.shared().writeValueAsString(states);
    }

    /// Which words it has, and the order of its clocks: all that a constraint can see.
    private static String shape(CallState state) {
        Map<String, Instant> clocks = new LinkedHashMap<>();
        clocks.put("started", state.startedAt());
        clocks.put("ringing", state.ringingAt());
        clocks.put("answered", state.answeredAt());
        clocks.put("greeting", state.greetingEndedAt());
        clocks.put("connected", state.connectedAt());
        clocks.put("message", state.messageStartedAt());
        clocks.put("ended", state.endedAt());
        var shape = new StringBuilder(state.status() + " " + state.answerType() + " " + state.endCause());
        clocks.forEach((name, at) -> shape.append(' ')
                .append(name)
                .append(
                        at == null
                                ? "-"
                                : clocks.values().stream()
                                        .filter(other -> other != null && other.isBefore(at))
                                        .distinct()
                                        .count()));
        return shape.toString();
    }

    private interface Move {
        void check(CallState from, CallState to);
    }

    /// Random signals with random times: the provider's clock is ahead, behind, or mad.
    private static void everyWalk(Move move) {
        var random = new SplittableRandom(20260302);
        List<Signals.Named> signals = Signals.all();
        for (int walk = 0; walk < 40_000; walk++) {
            CallState state = Signals.queued();
            for (int step = 0; step < 9; step++) {
                Signal signal = signals.get(random.nextInt(signals.size())).signal();
                // Ends are rare, or few calls would get far.
                if (signal instanceof Signal.Ended && random.nextInt(4) != 0) {
                    continue;
                }
                if (state.after(moved(signal, random)) instanceof Moved moved) {
                    move.check(state, moved.to());
                    state = moved.to();
                }
            }
        }
    }

    private static Signal moved(Signal signal, SplittableRandom random) {
        Instant at = Signals.at(random.nextInt(-5, 12));
        return switch (signal) {
            case Signal.Dialing _ -> new Signal.Dialing(at);
            case Signal.Ringing _ -> new Signal.Ringing(at);
            case Signal.Answered _ -> new Signal.Answered(at);
            case Signal.AnswerDetected s -> new Signal.AnswerDetected(at, s.answerType());
            case Signal.AnswerCorrected s -> new Signal.AnswerCorrected(at, s.answerType());
            case Signal.RecordingReady s -> new Signal.RecordingReady(at, s.recordingId(), s.source(), s.seconds());
            case Signal.GreetingEnded _ -> new Signal.GreetingEnded(at);
            case Signal.AgentJoined _ -> new Signal.AgentJoined(at);
            case Signal.MessageStarted _ -> new Signal.MessageStarted(at);
            case Signal.MessageEnded _ -> new Signal.MessageEnded(at);
            case Signal.Ended s -> {
                Instant answered = random.nextBoolean() ? Signals.at(random.nextInt(-5, 12)) : null;
                yield new Signal.Ended(at, s.status(), s.cause(), answered, "");
            }
        };
    }

    private static List<Signal> life(CallStatus end, String... names) {
        var signals = new ArrayList<Signal>();
        boolean answered = false;
        for (String name : names) {
            signals.add(Signals.named(name));
            answered |= name.equals("answered");
        }
        signals.add(Signals.end(end, answered ? Signals.at(3) : null));
        return signals;
    }

    private static void permutations(List<Signal> signals, Consumer<List<Signal>> each) {
        permute(new ArrayList<>(signals), 0, each);
    }

    private static void permute(List<Signal> signals, int fixed, Consumer<List<Signal>> each) {
        if (fixed == signals.size()) {
            each.accept(List.copyOf(signals));
            return;
        }
        for (int i = fixed; i < signals.size(); i++) {
            java.util.Collections.swap(signals, fixed, i);
            permute(signals, fixed + 1, each);
            java.util.Collections.swap(signals, fixed, i);
        }
    }
}
