package dev.trunkline.calls;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A call's status and clocks: everything that decides what the next signal means. Legal moves (SPEC §4): forward
/// only; `canceled`, `busy`, `no-answer` only before an answer, `completed` only after one; any live call may fail.
public record CallState(
        CallStatus status,
        Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant ringingAt,
        @Nullable Instant answeredAt,
        @Nullable Instant greetingEndedAt,
        @Nullable Instant connectedAt,
        @Nullable Instant messageStartedAt,
        @Nullable Instant endedAt,
        @Nullable AnswerType answerType,
        @Nullable EndCause endCause) {

    /// What a signal does to a call.
    public sealed interface Step {}

    /// The call moves on; `event` is the line for its log.
    public record Moved(CallState to, CallEventType event) implements Step {}

    /// The signal came late, twice or out of order: logged, nothing changes.
    public record Ignored(CallEventType event, String why) implements Step {}

    public static CallState queued(Instant at) {
        return new CallState(CallStatus.QUEUED, at, null, null, null, null, null, null, null, null, null);
    }

    public Step after(Signal signal) {
        CallEventType event = eventOf(signal);
        if (!status.isLive()) {
            return new Ignored(event, "the call has already ended");
        }
        return switch (signal) {
            case Signal.Dialing s -> status == CallStatus.QUEUED ? moved(dialing(s.at()), event) : tooLate(event);
            case Signal.Ringing s ->
                status.compareTo(CallStatus.RINGING) < 0 ? moved(ringing(s.at()), event) : tooLate(event);
            case Signal.Answered s -> status.isAnswered() ? tooLate(event) : moved(answered(s.at()), event);
            case Signal.AnswerDetected s -> detected(s, event);
            case Signal.GreetingEnded s ->
                status.isAnswered() && greetingEndedAt == null ? moved(greetingEnded(s.at()), event) : tooLate(event);
            case Signal.AgentJoined s ->
                status == CallStatus.IN_PROGRESS && connectedAt == null
                        ? moved(connected(s.at()), event)
                        : tooLate(event);
            case Signal.MessageStarted s ->
                status.isAnswered() && messageStartedAt == null ? moved(messageStarted(s.at()), event) : tooLate(event);
            case Signal.MessageEnded _ ->
                status.isAnswered() && messageStartedAt != null ? moved(this, event) : tooLate(event);
            case Signal.Ended s -> moved(ended(s), eventOf(ended(s).status()));
        };
    }

    private Step detected(Signal.AnswerDetected signal, CallEventType event) {
        if (answerType != null && answerType != AnswerType.UNKNOWN) {
            return new Ignored(event, "who answered is already known");
        }
        // Detection implies an answer, whose own signal may have been lost or may still come.
        CallState answered = status.isAnswered() ? this : answered(signal.at());
        boolean machine = signal.answerType().isMachine();
        // A verdict never ends the talk of somebody who is already joined to an agent and heard: that is the
        // engine's decision, so here only the words change.
        CallStatus next = machine ? CallStatus.VOICEMAIL_DETECTED : answered.status;
        return moved(answered.with(next, signal.answerType()), event);
    }

    private CallState dialing(Instant at) {
        return copy(CallStatus.DIALING, later(at), null, null);
    }

    private CallState ringing(Instant at) {
        Instant when = later(at);
        return copy(CallStatus.RINGING, started(when), when, null);
    }

    private CallState answered(Instant at) {
        Instant when = later(at);
        return copy(CallStatus.IN_PROGRESS, started(when), ringingAt, when);
    }

    private CallState copy(
            CallStatus next, @Nullable Instant started, @Nullable Instant ringing, @Nullable Instant answered) {
        return new CallState(
                next,
                queuedAt,
                started,
                ringing,
                answered,
                greetingEndedAt,
                connectedAt,
                messageStartedAt,
                endedAt,
                answerType,
                endCause);
    }

    private CallState with(CallStatus next, AnswerType answer) {
        return new CallState(
                next,
                queuedAt,
                startedAt,
                ringingAt,
                answeredAt,
                greetingEndedAt,
                connectedAt,
                messageStartedAt,
                endedAt,
                answer,
                endCause);
    }

    private CallState greetingEnded(Instant at) {
        return new CallState(
                status,
                queuedAt,
                startedAt,
                ringingAt,
                answeredAt,
                later(at),
                connectedAt,
                messageStartedAt,
                endedAt,
                answerType,
                endCause);
    }

    private CallState connected(Instant at) {
        return new CallState(
                status,
                queuedAt,
                startedAt,
                ringingAt,
                answeredAt,
                greetingEndedAt,
                later(at),
                messageStartedAt,
                endedAt,
                answerType,
                endCause);
    }

    private CallState messageStarted(Instant at) {
        return new CallState(
                status,
                queuedAt,
                startedAt,
                ringingAt,
                answeredAt,
                greetingEndedAt,
                connectedAt,
                later(at),
                endedAt,
                answerType,
                endCause);
    }

    private CallState ended(Signal.Ended end) {
        Instant answered = answeredAt;
        if (answered == null && end.answeredAt() != null) {
            answered = notAfter(later(end.answeredAt()), end.at());
        }
        CallStatus last = end.status();
        if (answered != null && last != CallStatus.FAILED) {
            last = CallStatus.COMPLETED;
        } else if (answered == null && last == CallStatus.COMPLETED) {
            // Completed without an answer: the answer was lost, and its time with it.
            answered = later(end.at());
        }
        Instant ended = later(end.at());
        Instant started = startedAt;
        if (started == null && last != CallStatus.FAILED && last != CallStatus.CANCELED) {
            started = answered == null ? queuedAt : notAfter(queuedAt, answered);
        }
        return new CallState(
                last,
                queuedAt,
                started,
                ringingAt,
                answered,
                greetingEndedAt,
                connectedAt,
                messageStartedAt,
                answered != null && ended.isBefore(answered) ? answered : ended,
                answerType,
                end.cause());
    }

    /// The provider's clock may be behind ours: no clock of a call runs backwards.
    private Instant later(Instant at) {
        Instant last = queuedAt;
        for (Instant clock : new @Nullable Instant[] {
            startedAt, ringingAt, answeredAt, greetingEndedAt, connectedAt, messageStartedAt
        }) {
            if (clock != null && clock.isAfter(last)) {
                last = clock;
            }
        }
        return at.isBefore(last) ? last : at;
    }

    private Instant started(Instant fallback) {
        return startedAt == null ? notAfter(queuedAt, fallback) : startedAt;
    }

    private static Instant notAfter(Instant at, Instant limit) {
        return at.isAfter(limit) ? limit : at;
    }

    private Step tooLate(CallEventType event) {
        return new Ignored(event, "the call is already " + status);
    }

    private static Step moved(CallState to, CallEventType event) {
        return new Moved(to, event);
    }

    private static CallEventType eventOf(Signal signal) {
        return switch (signal) {
            case Signal.Dialing _ -> CallEventType.DIALING;
            case Signal.Ringing _ -> CallEventType.RINGING;
            case Signal.Answered _ -> CallEventType.ANSWERED;
            case Signal.AnswerDetected s ->
                s.answerType().isMachine() ? CallEventType.MACHINE_DETECTED : CallEventType.HUMAN_DETECTED;
            case Signal.GreetingEnded _ -> CallEventType.GREETING_ENDED;
            case Signal.AgentJoined _ -> CallEventType.CONNECTED;
            case Signal.MessageStarted _ -> CallEventType.MESSAGE_STARTED;
            case Signal.MessageEnded _ -> CallEventType.MESSAGE_ENDED;
            case Signal.Ended s -> eventOf(s.status());
        };
    }

    private static CallEventType eventOf(CallStatus terminal) {
        return CallEventType.valueOf(terminal.name());
    }
}
