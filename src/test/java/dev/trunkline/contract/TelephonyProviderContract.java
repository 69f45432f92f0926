package dev.trunkline.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.UserId;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.Audio;
import dev.trunkline.telephony.CallAction;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Capabilities;
import dev.trunkline.telephony.Lookup;
import dev.trunkline.telephony.OriginateResult;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import dev.trunkline.telephony.RecordingRef;
import dev.trunkline.telephony.TelephonyProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the engine relies on, for every provider. A vendor's suite extends it and brings its {@link Carrier}: the
/// provider in front of a far end it can direct (the simulator itself, or a stateful fake of the vendor's API and
/// webhooks).
public abstract class TelephonyProviderContract {

    /// What the far end will do with an order.
    protected enum Behaviour {
        /// Rings, answers, waits a few seconds unattended; talks at least 20 s.
        HUMAN,
        MACHINE,
        BUSY,
        /// Rings until it is given up.
        NOBODY,
        FAILURE,
        /// The order itself is refused.
        REFUSED,
        /// A human is called, but the answer to the order is lost.
        ANSWER_LOST,
        /// The order never arrives.
        ORDER_LOST
    }

    /// A provider and the far end behind it.
    protected interface Carrier extends AutoCloseable {
        TelephonyProvider provider();

        /// An order to a number that behaves so; a new call each time.
        Origination order(Behaviour behaviour, Duration ringTimeout, boolean amd);

        /// Lets time go by for the far end, and brings in the events that fall into it.
        void pass(Duration time);

        /// Every event so far, as the engine's sink got it.
        List<ProviderEvent> events();

        /// How often the far end was made to place this call, by its own book.
        int placed(CallId call);

        @Override
        void close();
    }

    private static final Duration RING_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration WHOLE_LIFE = Duration.ofMinutes(5);
    private static final AgentLeg AGENT = new AgentLeg(new UserId(UUID.randomUUID()), null);

    private Carrier carrier;

    protected abstract Carrier carrier();

    @BeforeEach
    void open() {
        carrier = carrier();
    }

    @AfterEach
    void close() {
        carrier.close();
    }

    @Test
    void an_accepted_order_is_placed_once_and_every_event_names_our_call() {
        Origination order = order(Behaviour.HUMAN);
        String id = accepted(order);
        carrier.pass(WHOLE_LIFE);
        assertThat(carrier.placed(order.call())).isEqualTo(1);
        assertThat(events(order)).isNotEmpty().allSatisfy(event -> {
            assertThat(event.provider()).isEqualTo(carrier.provider().name());
            assertThat(event.organization()).isEqualTo(order.organization());
            assertThat(event.providerCallId()).isEqualTo(id);
        });
    }

    @Test
    void a_refused_order_rings_nobody_and_tells_nothing_more() {
        Origination order = order(Behaviour.REFUSED);
        OriginateResult result = carrier.provider().originate(order);
        assertThat(result).isInstanceOfSatisfying(OriginateResult.Refused.class, refused -> {
            assertThat(refused.detail()).endsWith(".");
            assertThat(refused.providerDown()).isFalse();
        });
        assertNothingPlaced(order);
    }

    @Test
    void an_order_whose_answer_is_lost_is_unknown_and_not_placed_again() {
        Origination order = order(Behaviour.ANSWER_LOST);
        assertThat(carrier.provider().originate(order)).isInstanceOf(OriginateResult.Unknown.class);
        carrier.pass(WHOLE_LIFE);
        assertThat(carrier.placed(order.call())).isEqualTo(1);
        assertThat(events(order))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.providerCallId()).isNotNull());
    }

    @Test
    void an_order_that_never_arrives_is_unknown_and_nothing_is_placed() {
        Origination order = order(Behaviour.ORDER_LOST);
        assertThat(carrier.provider().originate(order)).isInstanceOf(OriginateResult.Unknown.class);
        assertNothingPlaced(order);
    }

    @Test
    void a_human_who_is_left_alone_is_told_in_order_and_hangs_up() {
        Origination order = order(Behaviour.HUMAN);
        accepted(order);
        carrier.pass(WHOLE_LIFE);
        assertThat(kinds(order).stream().filter(kind -> kind != Signal.GreetingEnded.class))
                .containsExactly(Signal.Dialing.class, Signal.Ringing.class, Signal.Answered.class, Signal.Ended.class);
        assertEnd(order, CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER);
        assertThat(signals(order)).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    }

    @Test
    void the_end_of_an_answered_call_says_when_it_was_answered() {
        Origination order = order(Behaviour.HUMAN);
        accepted(order);
        carrier.pass(WHOLE_LIFE);
        Signal answered = signals(order).stream()
                .filter(Signal.Answered.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(end(order).answeredAt()).isEqualTo(answered.at());
    }

    @Test
    void no_two_messages_share_a_key() {
        Origination first = order(Behaviour.HUMAN);
        Origination second = order(Behaviour.MACHINE);
        accepted(first);
        accepted(second);
        carrier.pass(WHOLE_LIFE);
        Map<String, ProviderEvent> byKey = new HashMap<>();
        for (ProviderEvent event : carrier.events()) {
            ProviderEvent same = byKey.put(event.dedupeKey(), event);
            assertThat(same == null || same.signal().equals(event.signal())).isTrue();
        }
        record What(CallId call, Signal signal) {}
        assertThat(carrier.events().stream()
                        .map(event -> new What(event.call(), event.signal()))
                        .distinct())
                .hasSize(byKey.size());
    }

    @Test
    void busy_nobody_and_failure_end_unanswered_with_their_words() {
        Origination busy = order(Behaviour.BUSY);
        Origination nobody = order(Behaviour.NOBODY);
        Origination failure = order(Behaviour.FAILURE);
        for (Origination order : List.of(busy, nobody, failure)) {
            accepted(order);
        }
        carrier.pass(WHOLE_LIFE);
        assertEnd(busy, CallStatus.BUSY, EndCause.BUSY);
        assertEnd(nobody, CallStatus.NO_ANSWER, EndCause.NO_ANSWER);
        assertThat(end(failure).status()).isEqualTo(CallStatus.FAILED);
        assertThat(end(failure).detail()).isNotBlank();
        assertThat(List.of(busy, nobody, failure))
                .allSatisfy(order -> assertThat(end(order).answeredAt()).isNull());
    }

    @Test
    void it_rings_no_longer_than_the_ring_timeout() {
        Duration timeout = Duration.ofSeconds(20);
        Origination order = carrier.order(Behaviour.NOBODY, timeout, false);
        accepted(order);
        carrier.pass(WHOLE_LIFE);
        assertEnd(order, CallStatus.NO_ANSWER, EndCause.NO_ANSWER);
        Instant ringing = signals(order).stream()
                .filter(Signal.Ringing.class::isInstance)
                .map(Signal::at)
                .findFirst()
                .orElseThrow();
        assertThat(Duration.between(ringing, end(order).at()))
                .isBetween(timeout.minusSeconds(5), timeout.plusSeconds(1));
    }

    @Test
    void a_machine_is_told_as_an_answer_and_named_only_where_detection_runs() {
        assumeThat(carrier.provider().capabilities().amd()).isTrue();
        Origination plain = carrier.order(Behaviour.MACHINE, RING_TIMEOUT, false);
        Origination detected = carrier.order(Behaviour.MACHINE, RING_TIMEOUT, true);
        accepted(plain);
        accepted(detected);
        carrier.pass(WHOLE_LIFE);
        assertThat(kinds(plain)).contains(Signal.Answered.class).doesNotContain(Signal.AnswerDetected.class);
        assertThat(signals(detected))
                .filteredOn(Signal.AnswerDetected.class::isInstance)
                .singleElement()
                .satisfies(signal -> assertThat(((Signal.AnswerDetected) signal).answerType())
                        .isEqualTo(AnswerType.MACHINE));
    }

    @Test
    void hanging_up_before_the_answer_cancels_however_often_it_is_asked() {
        Origination order = order(Behaviour.NOBODY);
        CallRef ref = ref(order, accepted(order));
        carrier.pass(Duration.ofSeconds(8));
        assertThat(kinds(order)).contains(Signal.Ringing.class);
        carrier.provider().hangUp(ref);
        carrier.provider().hangUp(ref);
        carrier.pass(Duration.ofSeconds(1));
        carrier.provider().hangUp(ref);
        carrier.pass(WHOLE_LIFE);
        assertEnd(order, CallStatus.CANCELED, EndCause.CANCELED);
    }

    @Test
    void hanging_up_after_the_answer_completes() {
        Origination order = order(Behaviour.HUMAN);
        CallRef ref = ref(order, accepted(order));
        passUntilAnswered(order);
        carrier.provider().hangUp(ref);
        carrier.pass(WHOLE_LIFE);
        assertEnd(order, CallStatus.COMPLETED, EndCause.HANGUP_SYSTEM);
    }

    @Test
    void a_line_that_is_given_up_before_the_answer_is_canceled() {
        Origination order = order(Behaviour.NOBODY);
        CallRef ref = ref(order, accepted(order));
        carrier.pass(Duration.ofSeconds(8));
        carrier.provider().giveUp(ref);
        carrier.provider().giveUp(ref);
        carrier.pass(WHOLE_LIFE);
        assertEnd(order, CallStatus.CANCELED, EndCause.CANCELED);
    }

    @Test
    void who_has_picked_up_is_not_cut_off_when_the_line_is_given_up() {
        Origination order = order(Behaviour.HUMAN);
        CallRef ref = ref(order, accepted(order));
        passUntilAnswered(order);
        carrier.provider().giveUp(ref);
        carrier.pass(Duration.ofMillis(500));
        assertThat(kinds(order)).contains(Signal.Answered.class).doesNotContain(Signal.Ended.class);
    }

    @Test
    void hanging_up_what_was_never_placed_is_no_error() {
        Origination order = order(Behaviour.HUMAN);
        carrier.provider().hangUp(ref(order, null));
        assertThat(carrier.placed(order.call())).isZero();
    }

    @Test
    void an_agent_is_joined_once_however_often_it_is_asked() {
        assumeThat(carrier.provider().capabilities().serverSideBridge()).isTrue();
        Origination order = order(Behaviour.HUMAN);
        CallRef ref = ref(order, accepted(order));
        passUntilAnswered(order);
        carrier.provider().connect(ref, AGENT);
        carrier.provider().connect(ref, AGENT);
        carrier.pass(Duration.ofSeconds(15));
        assertThat(kinds(order)).doesNotContain(Signal.Ended.class);
        carrier.provider().connect(ref, AGENT);
        carrier.pass(WHOLE_LIFE);
        assertThat(kinds(order).stream().filter(Signal.AgentJoined.class::equals))
                .hasSize(1);
        assertEnd(order, CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER);
    }

    @Test
    void joining_an_agent_to_a_call_that_is_gone_changes_nothing() {
        assumeThat(carrier.provider().capabilities().serverSideBridge()).isTrue();
        Origination order = order(Behaviour.BUSY);
        CallRef ref = ref(order, accepted(order));
        carrier.pass(WHOLE_LIFE);
        int before = events(order).size();
        carrier.provider().connect(ref, AGENT);
        carrier.pass(WHOLE_LIFE);
        assertThat(events(order)).hasSize(before);
    }

    @Test
    void a_message_is_played_to_its_end_and_then_we_hang_up() {
        assumeThat(carrier.provider().capabilities().playMessage()).isTrue();
        Origination order = order(Behaviour.HUMAN);
        CallRef ref = ref(order, accepted(order));
        passUntilAnswered(order);
        carrier.provider().play(ref, new Announcement(Announcement.Kind.DROP, null, null));
        carrier.pass(WHOLE_LIFE);
        assertThat(kinds(order))
                .containsSubsequence(Signal.MessageStarted.class, Signal.MessageEnded.class, Signal.Ended.class);
        assertEnd(order, CallStatus.COMPLETED, EndCause.HANGUP_SYSTEM);
    }

    @Test
    void what_is_done_to_a_talk_does_not_end_it_however_often_it_is_asked() {
        assumeThat(carrier.provider().capabilities().serverSideBridge()).isTrue();
        Origination order = order(Behaviour.HUMAN);
        CallRef ref = ref(order, accepted(order));
        passUntilAnswered(order);
        carrier.provider().connect(ref, AGENT);
        carrier.pass(Duration.ofSeconds(1));
        for (CallAction action : possible()) {
            carrier.provider().control(ref, AGENT, action);
            carrier.provider().control(ref, AGENT, action);
            carrier.pass(Duration.ofMillis(200));
        }
        assertThat(kinds(order)).doesNotContain(Signal.Ended.class);
        carrier.pass(WHOLE_LIFE);
        assertEnd(order, CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER);
    }

    @Test
    void what_is_done_to_a_call_that_is_gone_changes_nothing() {
        Origination order = order(Behaviour.BUSY);
        CallRef ref = ref(order, accepted(order));
        carrier.pass(WHOLE_LIFE);
        int before = events(order).size();
        possible().forEach(action -> carrier.provider().control(ref, AGENT, action));
        carrier.pass(WHOLE_LIFE);
        assertThat(events(order)).hasSize(before);
    }

    /// What this provider can do to a talk that goes on afterwards.
    private List<CallAction> possible() {
        Capabilities can = carrier.provider().capabilities();
        var actions = new ArrayList<CallAction>();
        if (can.hold()) {
            actions.addAll(List.of(new CallAction.Hold(), new CallAction.Resume()));
        }
        if (can.mute()) {
            actions.addAll(List.of(new CallAction.Mute(), new CallAction.Unmute()));
        }
        if (can.dtmf()) {
            actions.add(new CallAction.SendDigits("1w2#"));
        }
        if (can.recording()) {
            actions.addAll(List.of(
                    new CallAction.StartRecording(), new CallAction.PauseRecording(),
                    new CallAction.ResumeRecording(), new CallAction.StopRecording()));
        }
        if (can.warmTransfer()) {
            actions.addAll(
                    List.of(new CallAction.Consult("+12025550177", "+12025550100"), new CallAction.CancelTransfer()));
        }
        return actions;
    }

    @Test
    void a_transferred_call_goes_on_without_the_agent() {
        assumeThat(carrier.provider().capabilities().transfer()).isTrue();
        Origination order = order(Behaviour.HUMAN);
        CallRef ref = ref(order, accepted(order));
        passUntilAnswered(order);
        carrier.provider().connect(ref, AGENT);
        carrier.pass(Duration.ofSeconds(1));
        carrier.provider().control(ref, AGENT, new CallAction.Transfer("+12025550177", "+12025550100"));
        carrier.pass(Duration.ofSeconds(2));
        assertThat(kinds(order)).doesNotContain(Signal.Ended.class);
        carrier.pass(WHOLE_LIFE);
        assertThat(end(order).status()).isEqualTo(CallStatus.COMPLETED);
    }

    @Test
    void a_message_takes_a_machine_from_its_agent_and_ends_the_call() {
        assumeThat(carrier.provider().capabilities().playMessage()).isTrue();
        Origination order = order(Behaviour.MACHINE);
        CallRef ref = ref(order, accepted(order));
        passUntilAnswered(order);
        carrier.provider().connect(ref, AGENT);
        carrier.pass(Duration.ofSeconds(1));
        carrier.provider().play(ref, new Announcement(Announcement.Kind.VOICEMAIL, null, null));
        carrier.pass(WHOLE_LIFE);
        assertThat(kinds(order)).containsSubsequence(Signal.MessageStarted.class, Signal.Ended.class);
    }

    @Test
    void a_talk_is_recorded_from_its_answer_to_its_end_and_can_be_heard() throws IOException {
        assumeThat(carrier.provider().capabilities().recording()).isTrue();
        Origination order = recorded(order(Behaviour.HUMAN));
        CallRef ref = ref(order, accepted(order));
        passUntilAnswered(order);
        carrier.provider().connect(ref, AGENT);
        carrier.pass(WHOLE_LIFE);
        Signal.Ended end = end(order);
        List<Signal.RecordingReady> ready = signals(order).stream()
                .filter(Signal.RecordingReady.class::isInstance)
                .map(Signal.RecordingReady.class::cast)
                .distinct()
                .toList();
        assertThat(ready).hasSize(1);
        Instant answered = signals(order).stream()
                .filter(Signal.Answered.class::isInstance)
                .map(Signal::at)
                .findFirst()
                .orElseThrow();
        assertThat(ready.getFirst().seconds())
                .isCloseTo(Duration.between(answered, end.at()).toMillis() / 1000.0, within(1.0));
        var recording = new RecordingRef(
                order.organization(),
                order.call(),
                ready.getFirst().recordingId(),
                ready.getFirst().source());
        try (Audio audio = carrier.provider().recording(recording)) {
            assertThat(audio.mediaType()).startsWith("audio/");
            assertThat(audio.content().readAllBytes()).hasSizeGreaterThan(1000);
        }
    }

    @Test
    void what_nobody_answers_is_not_recorded() {
        Origination order = recorded(order(Behaviour.NOBODY));
        accepted(order);
        carrier.pass(WHOLE_LIFE);
        assertThat(kinds(order)).doesNotContain(Signal.RecordingReady.class);
    }

    private static Origination recorded(Origination order) {
        return new Origination(
                order.organization(),
                order.call(),
                order.from(),
                order.to(),
                order.attempt(),
                order.ringTimeout(),
                order.amd(),
                true,
                order.options());
    }

    @Test
    void a_look_up_tells_what_the_events_told() {
        Origination order = order(Behaviour.HUMAN);
        String id = accepted(order);
        passUntilAnswered(order);
        assertKnown(order, ref(order, id));
        carrier.pass(WHOLE_LIFE);
        assertKnown(order, ref(order, id));
    }

    @Test
    void a_call_whose_answer_was_lost_is_found_by_our_own_id() {
        assumeThat(carrier.provider().capabilities().lookupByCallId()).isTrue();
        Origination order = order(Behaviour.ANSWER_LOST);
        carrier.provider().originate(order);
        carrier.pass(WHOLE_LIFE);
        assertKnown(order, ref(order, null));
    }

    @Test
    void what_was_never_placed_is_said_to_be_so() {
        assumeThat(carrier.provider().capabilities().lookupByCallId()).isTrue();
        Origination never = order(Behaviour.HUMAN);
        Origination lost = order(Behaviour.ORDER_LOST);
        carrier.provider().originate(lost);
        for (Origination order : List.of(never, lost)) {
            assertThat(carrier.provider().lookup(ref(order, null))).isInstanceOf(Lookup.NeverPlaced.class);
        }
    }

    private Origination order(Behaviour behaviour) {
        return carrier.order(behaviour, RING_TIMEOUT, false);
    }

    private String accepted(Origination order) {
        OriginateResult result = carrier.provider().originate(order);
        assertThat(result).isInstanceOf(OriginateResult.Accepted.class);
        return ((OriginateResult.Accepted) result).providerCallId();
    }

    private void assertNothingPlaced(Origination order) {
        carrier.pass(WHOLE_LIFE);
        assertThat(carrier.placed(order.call())).isZero();
        assertThat(events(order)).isEmpty();
    }

    private static CallRef ref(Origination order, String providerCallId) {
        return new CallRef(order.organization(), order.call(), providerCallId);
    }

    private void passUntilAnswered(Origination order) {
        for (int i = 0; i < 600 && !kinds(order).contains(Signal.Answered.class); i++) {
            carrier.pass(Duration.ofMillis(100));
        }
        assertThat(kinds(order)).contains(Signal.Answered.class).doesNotContain(Signal.Ended.class);
    }

    /// As the engine takes them: the first of each key.
    private List<ProviderEvent> events(Origination order) {
        var first = new LinkedHashMap<String, ProviderEvent>();
        carrier.events().stream()
                .filter(event -> event.call().equals(order.call()))
                .forEach(event -> first.putIfAbsent(event.dedupeKey(), event));
        return List.copyOf(first.values());
    }

    private List<Signal> signals(Origination order) {
        return events(order).stream().map(ProviderEvent::signal).toList();
    }

    private List<Class<?>> kinds(Origination order) {
        return signals(order).stream().<Class<?>>map(Object::getClass).toList();
    }

    private Signal.Ended end(Origination order) {
        List<Signal> ends =
                signals(order).stream().filter(Signal.Ended.class::isInstance).toList();
        assertThat(ends).hasSize(1);
        return (Signal.Ended) ends.getFirst();
    }

    private void assertEnd(Origination order, CallStatus status, EndCause cause) {
        assertThat(end(order).status()).isEqualTo(status);
        assertThat(end(order).cause()).isEqualTo(cause);
    }

    /// A vendor may tell less in a look-up than by events, but it must lead to the same state.
    private void assertKnown(Origination order, CallRef ref) {
        Lookup.Known known = (Lookup.Known) carrier.provider().lookup(ref);
        assertThat(known.providerCallId()).isEqualTo(events(order).getFirst().providerCallId());
        assertThat(state(known.signals()))
                .usingRecursiveComparison()
                .comparingOnlyFields("status", "endCause", "answeredAt", "endedAt")
                .isEqualTo(state(signals(order)));
    }

    private static CallState state(List<Signal> signals) {
        CallState state = CallState.queued(Instant.EPOCH);
        for (Signal signal : signals) {
            if (state.after(signal) instanceof CallState.Moved moved) {
                state = moved.to();
            }
        }
        return state;
    }
}
