package dev.trunkline.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Every signal there is, each a second after the one before it in the order of life.
final class Signals {

    static final Instant QUEUED = Instant.parse("2026-03-02T15:00:00Z");

    record Named(String name, Signal signal) {}

    private Signals() {}

    static Instant at(int second) {
        return QUEUED.plusSeconds(second);
    }

    static CallState queued() {
        return CallState.queued(QUEUED);
    }

    static List<Named> all() {
        var all = new ArrayList<Named>();
        all.add(new Named("dialing", new Signal.Dialing(at(1))));
        all.add(new Named("ringing", new Signal.Ringing(at(2))));
        all.add(new Named("answered", new Signal.Answered(at(3))));
        all.add(new Named("greeting-ended", new Signal.GreetingEnded(at(4))));
        all.add(new Named("agent-joined", new Signal.AgentJoined(at(5))));
        for (AnswerType type : AnswerType.values()) {
            all.add(new Named(type.toString(), new Signal.AnswerDetected(at(6), type)));
        }
        all.add(new Named("message-started", new Signal.MessageStarted(at(7))));
        all.add(new Named("message-ended", new Signal.MessageEnded(at(8))));
        for (CallStatus status : CallStatus.values()) {
            if (!status.isLive()) {
                all.add(new Named(status.toString(), end(status, null)));
            }
        }
        all.add(new Named("corrected", new Signal.AnswerCorrected(at(7), AnswerType.MACHINE)));
        all.add(new Named("recording-ready", new Signal.RecordingReady(at(10), "RE1", "", 6)));
        return all;
    }

    static Signal named(String name) {
        return all().stream()
                .filter(named -> named.name.equals(name))
                .findFirst()
                .orElseThrow()
                .signal;
    }

    static Signal end(CallStatus status, Instant answeredAt) {
        EndCause cause = switch (status) {
            case BUSY -> EndCause.BUSY;
            case NO_ANSWER -> EndCause.NO_ANSWER;
            case CANCELED -> EndCause.CANCELED;
            case FAILED -> EndCause.UNREACHABLE;
            default -> EndCause.HANGUP_CUSTOMER;
        };
        return new Signal.Ended(at(9), status, cause, answeredAt, "");
    }

    /// The state after these signals; those that change nothing are passed over.
    static CallState after(String... names) {
        return after(Stream.of(names).map(Signals::named).toList());
    }

    static CallState after(List<Signal> signals) {
        CallState state = queued();
        for (Signal signal : signals) {
            if (state.after(signal) instanceof CallState.Moved moved) {
                state = moved.to();
            }
        }
        return state;
    }

    /// queued ≤ started ≤ ringing ≤ answered ≤ greeting, connected, message ≤ ended.
    static void assertClocksInOrder(CallState state) {
        Instant last = state.queuedAt();
        for (Instant clock : new Instant[] {state.startedAt(), state.ringingAt(), state.answeredAt()}) {
            last = assertNotBefore(state, clock, last);
        }
        Instant latest = last;
        for (Instant clock : new Instant[] {state.greetingEndedAt(), state.connectedAt(), state.messageStartedAt()}) {
            Instant at = assertNotBefore(state, clock, last);
            latest = at.isAfter(latest) ? at : latest;
        }
        assertNotBefore(state, state.endedAt(), latest);
    }

    private static Instant assertNotBefore(CallState state, Instant clock, Instant limit) {
        if (clock == null) {
            return limit;
        }
        assertThat(clock).as(state::toString).isAfterOrEqualTo(limit);
        return clock;
    }
}
