package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.calls.CallState;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.CancelReason;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.RetryRules;
import dev.trunkline.campaigns.RetryRules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the end of a call, and the word of an agent, mean for the lead.
class AfterCallTest {

    private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // status, cause, attempt of 3, another number: what is next, in minutes
        "busy, busy, 1, false, retry 10",
        "busy, busy, 3, false, failed",
        "busy, busy, 1, true, retry 10",
        "no-answer, no-answer, 2, true, retry 120",
        "failed, unreachable, 1, true, retry 30",
        "failed, rejected, 1, true, retry 30",
        "failed, invalid-number, 1, true, other-number",
        "failed, invalid-number, 2, true, other-number",
        "failed, invalid-number, 3, true, failed",
        "failed, invalid-number, 1, false, retry 30",
        "failed, invalid-number, 3, false, failed",
    })
    void a_call_that_nobody_answered(String status, String cause, int attempt, boolean otherNumber, String next) {
        var settled =
                AfterCall.settle(facts(ended(status, cause), null, attempt, Map.of(), otherNumber, RetryRules.DEFAULT));
        assertThat(settled.outcome()).isEqualTo(status);
        assertThat(settled.attemptCounted()).isTrue();
        assertThat(word(settled.next())).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        // outcome, follow-up, its minutes, attempt of 3, another number: what is next
        "connected, done, , 1, false, completed",
        "connected, done, , 3, true, completed",
        "not-interested, done, , 1, true, completed",
        "dnc, dnc, , 1, true, completed",
        "wrong-number, try-next-number, , 1, true, other-number",
        "wrong-number, try-next-number, , 3, true, completed",
        "wrong-number, try-next-number, , 1, false, completed",
        "gatekeeper, try-next-number, , 1, true, other-number",
        "busy, retry, 99, 1, true, retry 10",
        "voicemail, retry, , 1, false, retry 240",
        "voicemail, retry, , 3, false, failed",
        "in-a-meeting, retry, 45, 1, false, retry 45",
        "in-a-meeting, retry, 45, 3, false, failed",
        "in-a-meeting, retry, , 1, false, retry 120",
    })
    void an_agents_word(
            String outcome, String followUp, Integer minutes, int attempt, boolean otherNumber, String next) {
        var facts =
                facts(ended("completed", "hangup-customer"), null, attempt, Map.of(), otherNumber, RetryRules.DEFAULT);
        assertThat(word(AfterCall.said(facts, outcome, followUp, minutes))).isEqualTo(next);
    }

    @Test
    void what_the_campaign_says_of_an_outcome_goes_before_what_the_disposition_says() {
        var rules = rules(Map.of("connected", new Rule(60, null, false), "in-a-meeting", new Rule(null, null, true)));
        var facts = facts(ended("completed", "hangup-customer"), null, 1, Map.of(), false, rules);
        assertThat(word(AfterCall.said(facts, "connected", "done", null))).isEqualTo("retry 60");
        assertThat(word(AfterCall.said(facts, "in-a-meeting", "retry", 45))).isEqualTo("completed");
    }

    @ParameterizedTest
    @CsvSource({"0, retry 10", "1, failed", "2, failed"})
    void a_rule_counts_the_attempts_that_ended_its_way(int busyBefore, String next) {
        var rules = rules(Map.of("busy", new Rule(10, 2, false)));
        var facts = facts(ended("busy", "busy"), null, 3, 9, Map.of("busy", busyBefore, "no-answer", 7), false, rules);
        assertThat(word(AfterCall.settle(facts).next())).isEqualTo(next);
    }

    @Test
    void who_gives_up_ringing_has_reached_nobody() {
        var settled = AfterCall.settle(
                facts(ended("canceled", "canceled"), CancelReason.AGENT, 1, Map.of(), false, RetryRules.DEFAULT));
        assertThat(settled.outcome()).isEqualTo("canceled");
        assertThat(word(settled.next())).isEqualTo("retry 120");
    }

    @Test
    void a_line_given_up_for_another_leaves_the_lead_as_it_was() {
        var settled = AfterCall.settle(
                facts(ended("canceled", "canceled"), CancelReason.BUSY_LINE, 3, Map.of(), true, RetryRules.DEFAULT));
        assertThat(settled.attemptCounted()).isFalse();
        assertThat(settled.next()).isInstanceOf(AfterCall.Unharmed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "busy, busy, busy",
        "no-answer, no-answer, no-answer",
        "failed, invalid-number, failed",
        "failed, unreachable, failed",
        "failed, rejected, failed",
        "failed, blocked, failed",
        "failed, provider-error, ",
        "failed, unknown, ",
        "canceled, canceled, "
    })
    void what_the_network_said_at_the_moment_a_line_was_given_up_was_an_attempt(
            String status, String cause, String outcome) {
        var settled = AfterCall.settle(
                facts(ended(status, cause), CancelReason.BUSY_LINE, 1, Map.of(), false, RetryRules.DEFAULT));
        assertThat(settled.attemptCounted()).isEqualTo(outcome != null);
        assertThat(settled.outcome()).isEqualTo(outcome);
    }

    private static RetryRules rules(Map<String, Rule> own) {
        var all = new HashMap<>(RetryRules.DEFAULT.byOutcome());
        all.putAll(own);
        return new RetryRules(all);
    }

    private static AfterCall.Facts facts(
            CallState state,
            CancelReason cancel,
            int attempt,
            Map<String, Integer> earlier,
            boolean otherNumber,
            RetryRules rules) {
        return facts(state, cancel, attempt, 3, earlier, otherNumber, rules);
    }

    private static AfterCall.Facts facts(
            CallState state,
            CancelReason cancel,
            int attempt,
            int max,
            Map<String, Integer> earlier,
            boolean otherNumber,
            RetryRules rules) {
        return new AfterCall.Facts(
                CampaignMode.POWER, state, cancel, false, false, attempt, max, earlier, otherNumber, rules, null, NOW);
    }

    private static CallState ended(String status, String cause) {
        CallState dialing = moved(CallState.queued(NOW.minusSeconds(60)), new Signal.Dialing(NOW.minusSeconds(59)));
        CallStatus last =
                CallStatus.valueOf(status.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        EndCause why = EndCause.valueOf(cause.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        return moved(dialing, new Signal.Ended(NOW, last, why, null, ""));
    }

    private static CallState moved(CallState from, Signal signal) {
        return ((CallState.Moved) from.after(signal)).to();
    }

    private static String word(AfterCall.LeadNext next) {
        return switch (next) {
            case AfterCall.Retry retry ->
                "retry " + Duration.between(NOW, retry.at()).toMinutes();
            case AfterCall.OtherNumber _ -> "other-number";
            case AfterCall.Completed _ -> "completed";
            case AfterCall.Failed _ -> "failed";
            case AfterCall.Unharmed _ -> "unharmed";
        };
    }
}
