package dev.trunkline.callbacks;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What becomes of one agent's appointment in a campaign that is due and was not called yet.
public final class HandOver {

    /// How long it waits for an agent who is away.
    public static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final Duration LOOK = Duration.ofMinutes(1);

    private HandOver() {}

    /// @param now whether anyone may take it from now on
    /// @param lookAgain when it is not yet time to decide
    public record Decision(boolean now, @Nullable Instant lookAgain) {}

    /// @param present whether the agent sits in the campaign, however busy or on break
    public static Decision decide(Instant dueAt, boolean present, Instant now) {
        Instant patient = dueAt.plus(PATIENCE);
        if (now.isBefore(patient)) {
            return new Decision(false, patient);
        }
        return present ? new Decision(false, now.plus(LOOK)) : new Decision(true, null);
    }
}
