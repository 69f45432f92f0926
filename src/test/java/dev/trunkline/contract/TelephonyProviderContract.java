package dev.trunkline.contract;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Lookup;
import dev.trunkline.telephony.OriginateResult;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import dev.trunkline.telephony.TelephonyProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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

    private List<ProviderEvent> events(Origination order) {
        return carrier.events().stream()
                .filter(event -> event.call().equals(order.call()))
                .toList();
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
