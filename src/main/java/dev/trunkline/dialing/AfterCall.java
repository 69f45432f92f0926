package dev.trunkline.dialing;

import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.CancelReason;
import dev.trunkline.calls.EndCause;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.RetryRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the end of a call means: its cause in our words, its outcome by rule, and what becomes of the lead.
public final class AfterCall {

    private AfterCall() {}

    /// The end of a call and what is needed to judge it.
    ///
    /// @param refused the provider answered the order with a no, for a reason of its own: nobody was rung
    /// @param attempts real attempts at the lead so far, this one included
    /// @param earlier how many of the attempts before this one ended with each outcome, where a rule asks for it
    /// @param otherNumber whether the lead has a number that comes after the one called
    /// @param dropLockout how long somebody who was dropped is left alone; null: may be called at once
    public record Facts(
            CampaignMode mode,
            CallState state,
            @Nullable CancelReason cancelReason,
            boolean dropped,
            boolean refused,
            int attempts,
            int maxAttempts,
            Map<String, Integer> earlier,
            boolean otherNumber,
            RetryRules rules,
            @Nullable Duration dropLockout,
            Instant now) {}

    /// @param cause the end cause, our own doing taken into account
    /// @param outcome by rule; null when an agent has to say
    /// @param attemptCounted false when nobody was rung or the line was given up unharmed
    /// @param next what the queue does with the lead; null while an agent has to say
    public record Settlement(
            EndCause cause,
            @Nullable String outcome,
            boolean attemptCounted,
            @Nullable LeadNext next) {}

    public sealed interface LeadNext {}

    /// As if it had not been dialed: back at the head of the queue.
    public record Unharmed() implements LeadNext {}

    /// @param agentGuaranteed dialed alone, with an agent reserved
    public record Retry(Instant at, boolean priorityRaised, boolean agentGuaranteed, String waitsFor)
            implements LeadNext {}

    /// The lead's next number, at once.
    public record OtherNumber() implements LeadNext {}

    public record Completed() implements LeadNext {}

    public record Failed() implements LeadNext {}

    public static Settlement settle(Facts facts) {
        EndCause cause = cause(facts);
        if (isUnharmed(facts)) {
            return new Settlement(cause, null, false, new Unharmed());
        }
        if (facts.refused()) {
            // The line itself was turned down, for everybody: later, and not at the lead's expense.
            return new Settlement(cause, "failed", false, later(facts));
        }
        String outcome = outcome(facts);
        return new Settlement(cause, outcome, true, outcome == null ? null : byRule(facts, cause, outcome));
    }

    private static LeadNext byRule(Facts facts, EndCause cause, String outcome) {
        return NextNumber.after(outcome, cause, null) && mayCallOther(facts) ? new OtherNumber() : next(facts, outcome);
    }

    /// What an agent's word means for the lead: the campaign's own rule for the outcome, else what this kind of
    /// disposition says. Appointments are made elsewhere.
    ///
    /// @param followUp done, retry, dnc or try-next-number
    /// @param retryMinutes for `retry`
    public static LeadNext said(Facts facts, String outcome, String followUp, @Nullable Integer retryMinutes) {
        if (followUp.equals("dnc")) {
            return new Completed();
        }
        if (NextNumber.after(outcome, null, followUp) && mayCallOther(facts)) {
            return new OtherNumber();
        }
        if (!followUp.equals("retry") || facts.rules().names(outcome)) {
            return next(facts, outcome);
        }
        if (retryMinutes == null) {
            return next(facts, "no-answer");
        }
        return facts.attempts() < facts.maxAttempts()
                ? new Retry(facts.now().plus(Duration.ofMinutes(retryMinutes)), false, false, "retry")
                : new Failed();
    }

    private static boolean mayCallOther(Facts facts) {
        return facts.otherNumber() && facts.attempts() < facts.maxAttempts();
    }

    private static LeadNext next(Facts facts, String outcome) {
        if (outcome.equals("dropped") && facts.dropLockout() != null && facts.attempts() < facts.maxAttempts()) {
            return new Retry(facts.now().plus(facts.dropLockout()), true, true, "drop-lockout");
        }
        int same = facts.earlier().getOrDefault(outcome, 0) + 1;
        return switch (facts.rules().after(outcome, same, facts.attempts(), facts.maxAttempts(), facts.now())) {
            case RetryRules.Again again ->
                new Retry(again.at(), again.priorityRaised(), outcome.equals("dropped"), "retry");
            case RetryRules.Done _ -> new Completed();
            case RetryRules.UsedUp _ -> new Failed();
        };
    }

    private static LeadNext later(Facts facts) {
        return switch (facts.rules().after("failed", 0, 0, Integer.MAX_VALUE, facts.now())) {
            case RetryRules.Again again -> new Retry(again.at(), false, false, "retry");
            case RetryRules.Done _, RetryRules.UsedUp _ -> new Completed();
        };
    }

    /// Given up by us before anybody answered. What the network said by itself in that very moment is an attempt.
    private static boolean isUnharmed(Facts facts) {
        CallState state = facts.state();
        return state.answeredAt() == null
                && !isByNetwork(state)
                && facts.cancelReason() != null
                && facts.cancelReason().leavesLeadUnharmed();
    }

    private static boolean isByNetwork(CallState state) {
        return switch (state.endCause()) {
            case BUSY, NO_ANSWER, INVALID_NUMBER, UNREACHABLE, REJECTED, BLOCKED -> true;
            case PROVIDER_ERROR, CANCELED, HANGUP_CUSTOMER, HANGUP_AGENT, HANGUP_SYSTEM, UNKNOWN -> false;
            case null -> false;
        };
    }

    /// Null: a person was talked to, and the agent says what came of it.
    private static @Nullable String outcome(Facts facts) {
        CallState state = facts.state();
        if (facts.cancelReason() == CancelReason.DNC) {
            return "dnc";
        }
        if (state.answeredAt() == null) {
            return switch (state.status()) {
                case BUSY -> "busy";
                case NO_ANSWER -> "no-answer";
                case CANCELED -> facts.cancelReason() == CancelReason.AGENT ? "canceled" : "no-answer";
                default -> "failed";
            };
        }
        if (isMachine(state.answerType())) {
            return "voicemail";
        }
        if (facts.dropped()) {
            return "dropped";
        }
        if (facts.mode() == CampaignMode.UNATTENDED) {
            return state.messageStartedAt() == null ? "failed" : "connected";
        }
        // Answered and gone before an agent was joined: nobody talked, and the lead deserves another try.
        return state.connectedAt() == null ? "dropped" : null;
    }

    private static EndCause cause(Facts facts) {
        EndCause told = facts.state().endCause() == null
                ? EndCause.UNKNOWN
                : facts.state().endCause();
        if (told == EndCause.HANGUP_CUSTOMER
                || facts.cancelReason() == null
                || facts.state().status() == CallStatus.FAILED) {
            return told;
        }
        return switch (facts.cancelReason()) {
            case AGENT -> facts.state().answeredAt() == null ? EndCause.CANCELED : EndCause.HANGUP_AGENT;
            case BUSY_LINE, STOPPED, DNC, DROP, MACHINE, MESSAGE_PLAYED, WITHDRAWN ->
                facts.state().answeredAt() == null && told != EndCause.NO_ANSWER && told != EndCause.BUSY
                        ? EndCause.CANCELED
                        : facts.state().answeredAt() == null ? told : EndCause.HANGUP_SYSTEM;
        };
    }

    private static boolean isMachine(@Nullable AnswerType type) {
        return type != null && type.isMachine();
    }
}
