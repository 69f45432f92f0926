package dev.trunkline.telephony.simulator;

import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the carrier's own book says of a call: the truth that the engine's is compared with. It is kept apart from the
/// engine's state machine on purpose.
record Ledger(
        CallStatus status,
        @Nullable Instant ringingAt,
        @Nullable Instant answeredAt,
        @Nullable Instant agentJoinedAt,
        @Nullable Instant endedAt,
        @Nullable EndCause endCause) {

    /// @param happened in order of time
    static Ledger of(List<Signal> happened) {
        var ledger = new Ledger(CallStatus.QUEUED, null, null, null, null, null);
        for (Signal signal : happened) {
            ledger = ledger.after(signal);
        }
        return ledger;
    }

    private Ledger after(Signal signal) {
        return switch (signal) {
            case Signal.Dialing _ -> new Ledger(CallStatus.DIALING, null, null, null, null, null);
            case Signal.Ringing s -> new Ledger(CallStatus.RINGING, s.at(), null, null, null, null);
            case Signal.Answered s -> new Ledger(CallStatus.IN_PROGRESS, ringingAt, s.at(), null, null, null);
            case Signal.AgentJoined s -> new Ledger(status, ringingAt, answeredAt, s.at(), null, null);
            case Signal.Ended s -> new Ledger(s.status(), ringingAt, answeredAt, agentJoinedAt, s.at(), s.cause());
            case Signal.AnswerDetected _,
                    Signal.AnswerCorrected _,
                    Signal.GreetingEnded _,
                    Signal.MessageStarted _,
                    Signal.MessageEnded _,
                    Signal.RecordingReady _ -> this;
        };
    }
}
