package dev.trunkline.calls;

import java.time.Instant;
import java.util.function.Consumer;
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

    /// Nothing of ours has been heard on it, neither an agent nor a message.
    public boolean isSilent() {
        return connectedAt == null && messageStartedAt == null;
    }

    public Step after(Signal signal) {
        CallEventType event = eventOf(signal);
        if (signal instanceof Signal.RecordingReady) {
            return moved(this, event);
        }
        if (!status.isLive()) {
            return new Ignored(event, "the call has already ended");
        }
        return switch (signal) {
            case Signal.Dialing s -> status == CallStatus.QUEUED ? moved(dialing(s), event) : tooLate(event);
            case Signal.Ringing s ->
                status.compareTo(CallStatus.RINGING) < 0 ? moved(ringing(s), event) : tooLate(event);
            case Signal.Answered s -> status.isAnswered() ? tooLate(event) : moved(answered(s.at()), event);
            case Signal.AnswerDetected s -> detected(s, event);
            case Signal.Ended s -> moved(ended(s), eventOf(ended(s).status()));
            case Signal.GreetingEnded _,
                    Signal.AgentJoined _,
                    Signal.MessageStarted _,
                    Signal.MessageEnded _,
                    Signal.AnswerCorrected _,
                    Signal.RecordingReady _ ->
                status.isAnswered() ? inAnswered(signal, event) : new Ignored(event, "nobody has answered yet");
        };
    }

    private Step inAnswered(Signal signal, CallEventType event) {
        Instant at = after(answeredAt, signal.at());
        return switch (signal) {
            case Signal.GreetingEnded _
            when greetingEndedAt == null -> moved(with(draft -> draft.greetingEndedAt = at), event);
            case Signal.AgentJoined _
            when connectedAt == null && status == CallStatus.IN_PROGRESS ->
                moved(with(draft -> draft.connectedAt = at), event);
            case Signal.MessageStarted _
            when messageStartedAt == null -> moved(with(draft -> draft.messageStartedAt = at), event);
            case Signal.MessageEnded _ when messageStartedAt != null -> moved(this, event);
            case Signal.MessageEnded _ -> new Ignored(event, "no message has started");
            case Signal.AgentJoined _ when connectedAt == null -> new Ignored(event, "a machine has the call");
            // A call does not go back, so what was given to a machine stays with it.
            case Signal.AnswerCorrected s
            when s.answerType().isMachine() && status == CallStatus.IN_PROGRESS ->
                moved(
                        with(draft -> {
                            draft.answerType = s.answerType();
                            draft.status = CallStatus.VOICEMAIL_DETECTED;
                        }),
                        event);
            default -> tooLate(event);
        };
    }

    private Step detected(Signal.AnswerDetected signal, CallEventType event) {
        if (answerType != null && answerType != AnswerType.UNKNOWN) {
            return new Ignored(event, "who answered is already known");
        }
        // Detection implies an answer, whose own signal may have been lost or may still come.
        CallState answered = status.isAnswered() ? this : answered(signal.at());
        // A verdict never ends the talk of somebody who is already joined to an agent and heard: that is the
        // engine's decision, so here only the words change.
        return moved(
                answered.with(draft -> {
                    draft.answerType = signal.answerType();
                    if (signal.answerType().isMachine()) {
                        draft.status = CallStatus.VOICEMAIL_DETECTED;
                    }
                }),
                event);
    }

    private CallState dialing(Signal.Dialing signal) {
        return with(draft -> {
            draft.status = CallStatus.DIALING;
            draft.startedAt = afterAll(signal.at());
        });
    }

    private CallState ringing(Signal.Ringing signal) {
        return with(draft -> {
            draft.status = CallStatus.RINGING;
            draft.ringingAt = afterAll(signal.at());
            draft.startedAt = startedOrQueued();
        });
    }

    private CallState answered(Instant at) {
        return with(draft -> {
            draft.status = CallStatus.IN_PROGRESS;
            draft.answeredAt = afterAll(at);
            draft.startedAt = startedOrQueued();
        });
    }

    private CallState ended(Signal.Ended end) {
        Instant ended = afterAll(end.at());
        Instant answered = answeredAt;
        if (answered == null && end.answeredAt() != null) {
            Instant told = afterAll(end.answeredAt());
            answered = told.isAfter(ended) ? ended : told;
        } else if (answered == null && end.status() == CallStatus.COMPLETED) {
            // Completed without an answer: the answer was lost, and its time with it.
            answered = ended;
        }
        boolean wasAnswered = answered != null;
        CallStatus last = wasAnswered && end.status() != CallStatus.FAILED ? CallStatus.COMPLETED : end.status();
        boolean wasDialed = wasAnswered || last == CallStatus.BUSY || last == CallStatus.NO_ANSWER;
        Instant answer = answered;
        return with(draft -> {
            draft.status = last;
            draft.startedAt = wasDialed ? startedOrQueued() : startedAt;
            draft.answeredAt = answer;
            draft.endedAt = ended;
            draft.endCause = end.cause();
        });
    }

    /// Where the signal of the dialing was lost, the call was dialed as soon as it was queued.
    private Instant startedOrQueued() {
        return startedAt == null ? queuedAt : startedAt;
    }

    /// The provider's clock may be behind ours: no clock of a call runs backwards.
    private Instant afterAll(Instant at) {
        Instant last = queuedAt;
        for (Instant clock : new @Nullable Instant[] {
            startedAt, ringingAt, answeredAt, greetingEndedAt, connectedAt, messageStartedAt
        }) {
            last = after(clock, last);
        }
        return after(last, at);
    }

    private static Instant after(@Nullable Instant limit, Instant at) {
        return limit != null && at.isBefore(limit) ? limit : at;
    }

    private CallState with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.state(queuedAt);
    }

    /// A state while it changes.
    private static final class Draft {
        private CallStatus status;
        private @Nullable Instant startedAt;
        private @Nullable Instant ringingAt;
        private @Nullable Instant answeredAt;
        private @Nullable Instant greetingEndedAt;
        private @Nullable Instant connectedAt;
        private @Nullable Instant messageStartedAt;
        private @Nullable Instant endedAt;
        private @Nullable AnswerType answerType;
        private @Nullable EndCause endCause;

        Draft(CallState from) {
            status = from.status;
            startedAt = from.startedAt;
            ringingAt = from.ringingAt;
            answeredAt = from.answeredAt;
            greetingEndedAt = from.greetingEndedAt;
            connectedAt = from.connectedAt;
            messageStartedAt = from.messageStartedAt;
            endedAt = from.endedAt;
            answerType = from.answerType;
            endCause = from.endCause;
        }

        CallState state(Instant queuedAt) {
            return new CallState(
                    status,
                    queuedAt,
                    startedAt,
                    ringingAt,
                    answeredAt,
                    greetingEndedAt,
                    connectedAt,
                    messageStartedAt,
                    endedAt,
                    answerType,
                    endCause);
        }
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
            case Signal.AnswerCorrected s ->
                s.answerType().isMachine() ? CallEventType.MACHINE_DETECTED : CallEventType.HUMAN_DETECTED;
            case Signal.RecordingReady _ -> CallEventType.RECORDING_AVAILABLE;
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
