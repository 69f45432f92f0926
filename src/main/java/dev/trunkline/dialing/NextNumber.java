package dev.trunkline.dialing;

import dev.trunkline.calls.EndCause;
import dev.trunkline.compliance.Rule;
import org.jspecify.annotations.Nullable;

/// When a lead's other number is called instead of the same one again: only when this number itself is of no use.
/// Somebody who is busy or out is tried again where they were.
public final class NextNumber {

    private NextNumber() {}

    /// @param followUp what the agent's disposition says; null: the outcome came by rule
    public static boolean after(String outcome, @Nullable EndCause cause, @Nullable String followUp) {
        return outcome.equals("wrong-number")
                || "try-next-number".equals(followUp)
                || (outcome.equals("failed") && cause == EndCause.INVALID_NUMBER);
    }

    /// Rules that are about the number, not about the lead.
    public static boolean after(Rule refused) {
        return refused == Rule.NUMBER_TYPE || refused == Rule.COUNTRY;
    }
}
