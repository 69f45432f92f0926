package dev.trunkline.campaigns;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens to a lead after an outcome: outcome → rule. An outcome without a rule stops the lead.
public record RetryRules(Map<String, Rule> byOutcome) {

    /// @param delayMinutes how long until the next attempt; 0 is at once; null with `stop`
    /// @param attempts how many attempts may end with this outcome; null: as many as `maxAttempts` allows
    /// @param stop the lead is done
    public record Rule(
            @Nullable Integer delayMinutes, @Nullable Integer attempts, boolean stop) {

        static final Rule STOP = new Rule(null, null, true);

        public Rule {
            if (!stop && (delayMinutes == null || delayMinutes < 0 || delayMinutes > 60 * 24 * 90)) {
                throw new IllegalArgumentException("A retry rule needs delayMinutes from 0 to 129600, or stop.");
            }
            if (attempts != null && (attempts < 1 || attempts > 20)) {
                throw new IllegalArgumentException("A retry rule allows 1 to 20 attempts.");
            }
        }
    }

    /// SPEC §3: busy 10 min, no answer 2 h, voicemail 4 h, failed 30 min, dropped at once.
    public static final RetryRules DEFAULT = new RetryRules(defaults());

    /// What the queue does with the lead.
    public sealed interface Next {}

    /// `priorityRaised`: to the head of the queue, for the very next round.
    public record Again(Instant at, boolean priorityRaised) implements Next {}

    /// A stop rule was reached.
    public record Done() implements Next {}

    /// The attempts are used up.
    public record UsedUp() implements Next {}

    public RetryRules {
        byOutcome = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byOutcome));
    }

    /// Decides after an attempt that ended with `outcome`.
    ///
    /// @param sameOutcome real attempts that ended with this outcome, this one included
    /// @param attempts real attempts so far, this one included
    public Next after(String outcome, int sameOutcome, int attempts, int maxAttempts, Instant now) {
        // An agent who gave up ringing has reached nobody.
        Rule unnamed = outcome.equals("canceled") ? byOutcome.getOrDefault("no-answer", Rule.STOP) : Rule.STOP;
        Rule rule = byOutcome.getOrDefault(outcome, unnamed);
        Integer delay = rule.delayMinutes();
        if (rule.stop() || delay == null) {
            return new Done();
        }
        boolean outcomeUsedUp = rule.attempts() != null && sameOutcome >= rule.attempts();
        if (outcomeUsedUp || attempts >= maxAttempts) {
            return new UsedUp();
        }
        return new Again(now.plus(Duration.ofMinutes(delay)), outcome.equals("dropped"));
    }

    /// Whether the campaign says itself what follows this outcome.
    public boolean names(String outcome) {
        return byOutcome.containsKey(outcome);
    }

    /// Whether it matters how often each outcome came up.
    public boolean countOutcomes() {
        return byOutcome.values().stream().anyMatch(rule -> rule.attempts() != null);
    }

    /// These rules over the defaults: an outcome that is not named keeps its default.
    public RetryRules overDefaults() {
        var all = defaults();
        all.putAll(byOutcome);
        return new RetryRules(all);
    }

    private static Map<String, Rule> defaults() {
        var rules = new LinkedHashMap<String, Rule>();
        rules.put("busy", new Rule(10, null, false));
        rules.put("no-answer", new Rule(120, null, false));
        rules.put("voicemail", new Rule(240, null, false));
        rules.put("failed", new Rule(30, null, false));
        rules.put("dropped", new Rule(0, null, false));
        return rules;
    }
}
