package dev.trunkline.calls;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a provider tells about a call, in our words. Signals are lost, doubled, shuffled and late; what one of them
/// changes is {@link CallState}'s to say.
public sealed interface Signal {

    /// When it happened, as near as the provider tells.
    Instant at();

    record Dialing(Instant at) implements Signal {}

    record Ringing(Instant at) implements Signal {}

    /// The line was picked up, by whomever.
    record Answered(Instant at) implements Signal {}

    /// The verdict of answering-machine detection.
    record AnswerDetected(Instant at, AnswerType answerType) implements Signal {}

    /// The agent knows better who answered than detection does.
    record AnswerCorrected(Instant at, AnswerType answerType) implements Signal {}

    record GreetingEnded(Instant at) implements Signal {}

    /// The agent's audio was joined to the customer's.
    record AgentJoined(Instant at) implements Signal {}

    record MessageStarted(Instant at) implements Signal {}

    /// The message was played to its end.
    record MessageEnded(Instant at) implements Signal {}

    /// A recording of the call can be fetched. May come long after the end.
    ///
    /// @param recordingId the provider's name for it
    /// @param source where the provider has it, in its own words
    record RecordingReady(Instant at, String recordingId, String source, double seconds) implements Signal {}

    /// The line is gone. `status` is one of the terminal words; `answeredAt` is set whenever the provider knows that
    /// the call was answered, since the signal of the answer itself may have been lost.
    record Ended(
            Instant at,
            CallStatus status,
            EndCause cause,
            @Nullable Instant answeredAt,
            String detail) implements Signal {
        public Ended {
            if (status.isLive()) {
                throw new IllegalArgumentException(status + " ends nothing");
            }
        }
    }
}
