package dev.trunkline.dialing;

import dev.trunkline.agents.SessionRepository;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallLineSql;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Launch;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.Announcement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.stereotype.Repository;

/// A step in a call's life, written in one statement: its line in the log, its row, its lead's first touches, the
/// appointments it keeps, the ledger row of a person who answers or hears a message, and of a call that ends what it
/// leaves behind. Every event of every call comes through here, so round trips count.
///
/// PostgreSQL carries out the parts of such a statement that no other part reads from the last to the first, so they
/// are listed against the order of locks.
@Repository
public class StepRepository {

    /// What a step writes into the call's row, up to the condition.
    static final String SET = """
            UPDATE call SET status = :status, status_source = :source, started_at = :started, ringing_at = :ringing,
                  answered_at = :answered, greeting_ended_at = :greetingEnded, connected_at = :connected,
                  message_started_at = :message, ended_at = :ended, answer_type = :answerType, end_cause = :endCause,
                  outcome = coalesce(:outcome, outcome), attempt_counted = :counted, last_event_at = app_now(),
                  recording_state = CASE WHEN :records THEN 'recording' ELSE recording_state END,
                  check_at = app_now() + make_interval(secs => :silence),
                  launch = CASE WHEN :adopted THEN 'accepted' ELSE launch END,
                  provider_call_id = CASE WHEN :adopted THEN coalesce(:providerCallId, provider_call_id) ELSE provider_call_id END,
                  accepted_at = CASE WHEN :adopted THEN coalesce(accepted_at, app_now()) ELSE accepted_at END""";

    /// The row is as `was` has it.
    static final String AS_KNOWN =
            " WHERE organization_id = :org AND id = :call AND version = :version AND status = :was";

    private static final String MOVE = SET + AS_KNOWN;

    /// The provider's message comes first: what is in the log already changes nothing.
    private static final String LINE_THEN_MOVE =
            """
            WITH line AS (
              %s
              VALUES (%s)
              %s RETURNING 1
            ), moved AS (
              %s AND EXISTS (SELECT FROM line)
              RETURNING 1)""".formatted(CallLineSql.INSERT, CallLineSql.VALUES, CallLineSql.ONCE, MOVE);

    /// The row comes first: one that is not as we know it stays as it is, and so does the log.
    private static final String MOVE_THEN_LINE = """
            WITH moved AS (
              %s
                 AND EXISTS (SELECT FROM campaign k WHERE k.organization_id = :org AND k.id = :campaign
                                AND k.unattended ->> 'messageId' IS NOT DISTINCT FROM CAST(:messageId AS text)
                                AND k.unattended ->> 'endpoint' IS NOT DISTINCT FROM CAST(:endpoint AS text))
              RETURNING 1
            ), line AS (
              %s
              SELECT %s FROM moved
              RETURNING 1)""".formatted(MOVE, CallLineSql.INSERT, CallLineSql.VALUES);

    /// Waits for whoever is changing the row: what came too early for the row as it was may be just right for the next.
    private static final String LINE_ALONE = """
            WITH known AS (
              SELECT FROM call WHERE organization_id = :org AND id = :call AND version = :version FOR NO KEY UPDATE
            ), line AS (
              %s
              SELECT %s FROM known
              %s RETURNING 1)
            SELECT EXISTS (SELECT FROM line)""".formatted(CallLineSql.INSERT, CallLineSql.VALUES, CallLineSql.ONCE);

    /// The lead is called: what was due about now, in that campaign or, when a person calls, anywhere, is done.
    private static final String KEPT = """
            , kept AS (
              UPDATE callback SET status = 'DONE'
               WHERE organization_id = :org AND lead_id = :lead AND status = 'PENDING'
                 AND due_at <= app_now() + interval '30 minutes'
                 AND (:byHand OR campaign_id IS NOT DISTINCT FROM CAST(:campaign AS uuid))
                 AND EXISTS (SELECT FROM line))""";

    /// For counting distinct leads.
    private static final String TOUCHED = """
            , touched AS (
              UPDATE queue_entry SET was_contacted = true, was_answered = was_answered OR :nowAnswered
               WHERE organization_id = :org AND id = :entry AND NOT (was_contacted AND (was_answered OR NOT :nowAnswered))
                 AND EXISTS (SELECT FROM line))""";

    /// What becomes of the place in the queue of a call that ends, its first touches included: one statement can't
    /// write a row twice.
    private static final String MOVED_ON =
            ", moved_on AS (" + SettleRepository.ENTRY + " AND EXISTS (SELECT FROM line))";

    /// Open until it is known what came of the answer; it counts on the day that the organization's clocks show.
    private static final String LEDGER = """
            , ledger AS (
              INSERT INTO abandon_ledger AS l (organization_id, call_id, campaign_id, is_mock, day, answered_at,
                     greeting_ended_at, connected_at, message_at, ended_at, verdict)
              SELECT :org, :call, :campaign, :mock, CAST(:answered AT TIME ZONE o.time_zone AS date), :answered,
                     :greetingEnded, :connected, :message, CASE WHEN :isOver THEN app_now() END, :verdict FROM organization o
               WHERE o.organization_id = :org AND EXISTS (SELECT FROM line)
              ON CONFLICT (organization_id, call_id) DO UPDATE
                 SET connected_at = EXCLUDED.connected_at, message_at = EXCLUDED.message_at, ended_at = EXCLUDED.ended_at, verdict = coalesce(l.verdict, EXCLUDED.verdict))""";

    /// Somebody hears a message; a verdict that was reached stays.
    private static final String HEARD = """
            , heard AS (
              UPDATE abandon_ledger SET message_at = :message, verdict = coalesce(verdict, :verdict)
               WHERE organization_id = :org AND call_id = :call AND EXISTS (SELECT FROM line))""";

    /// The outcome that the rules gave, in the history of dispositions.
    private static final String RULED = """
            , ruled AS (
              INSERT INTO disposition (organization_id, call_id, outcome, source)
              SELECT :org, :call, :outcome, 'rule' FROM line)""";

    /// The called number may be called again.
    private static final String FREED = """
            , freed AS (
              UPDATE number_state SET live_call_id = NULL, drop_lockout_until = coalesce(:lockedOut, drop_lockout_until)
               WHERE organization_id = :org AND e164 = :number AND live_call_id = :call AND EXISTS (SELECT FROM line))""";

    /// A verdict that was reached stays.
    private static final String JUDGED = """
            , judged AS (
              UPDATE abandon_ledger SET ended_at = app_now(), verdict = coalesce(verdict, :verdict)
               WHERE organization_id = :org AND call_id = :call AND EXISTS (SELECT FROM line))""";

    private static final String LEAD = ", of_lead AS (" + SettleRepository.LEAD + " AND EXISTS (SELECT FROM line))";

    /// The provider records from the answer on.
    private static final String RECORDED = ", recorded AS (" + CallLineSql.INSERT + """
             SELECT :org, :call, :campaign, :lead, 'RECORDING_STARTED', :answered, 'system', :provider, 'from the answer',
                    CAST(NULL AS jsonb), true, :answeredAge, NULL FROM line)""";

    /// The session whose line it was is in use.
    private static final String IN_USE = ", in_use AS (" + SessionRepository.ACTIVE + " AND EXISTS (SELECT FROM line))";

    /// In the session whose line it is, the lead is tried; later, what came of it.
    private static final String ATTEMPTED =
            ", attempted AS (" + SessionRepository.ATTEMPTED.formatted(" FROM line") + ")";

    private static final String DONE =
            " SELECT EXISTS (SELECT FROM line) AS logged, EXISTS (SELECT FROM moved) AS moved";

    /// An agent must be heard within this of the end of the greeting, or the call counts as abandoned:
    /// 47 CFR 64.1200(a)(7).
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    private final Store store;

    StepRepository(Store store) {
        this.store = store;
    }

    /// @param was the row before it
    /// @param line what the log gets
    /// @param silence how long it may last from here before it is suspicious
    /// @param adopted whether this word of the provider settles an order whose answer was not heard
    /// @param providerCallId how the provider calls the line, if it is told now
    /// @param closing of a call that ends
    record Step(
            Call was,
            CallState to,
            CallLine line,
            @Nullable Duration silence,
            boolean adopted,
            @Nullable String providerCallId,
            @Nullable Closing closing) {

        boolean starts() {
            return was.state().startedAt() == null && to.startedAt() != null;
        }

        boolean answers() {
            return was.state().answeredAt() == null && to.answeredAt() != null;
        }

        boolean records() {
            return answers() && was.recordingEnabled() && to.status().isLive();
        }

        /// How long the line was in use until the answer, in seconds.
        private double answeredAge() {
            Instant began = to.startedAt() == null ? to.queuedAt() : to.startedAt();
            Instant answered = to.answeredAt() == null ? began : to.answeredAt();
            return Math.max(0, Duration.between(began, answered).toMillis() / 1000.0);
        }

        /// The row after it, if nothing else of it changed.
        ///
        /// @param now when the provider's first word came; null: left open, as no step is decided by it
        Call left(@Nullable Instant now) {
            return was.movedOn(
                    to,
                    line.source(),
                    adopted ? Launch.ACCEPTED : was.launch(),
                    adopted && providerCallId != null ? providerCallId : was.providerCallId(),
                    adopted && was.acceptedAt() == null ? now : was.acceptedAt());
        }

        /// Whether the answer is written down beside the call now: in the ledger, and at the lead's place
        /// in the queue. That waits until an agent or a message is heard, or until the end: meanwhile
        /// somebody listens to silence, which the answer's own writing makes longer.
        private boolean counts() {
            return isCounted(to) && !isCounted(was.state());
        }

        private static boolean isCounted(CallState state) {
            return state.answeredAt() != null
                    && (state.connectedAt() != null || state.messageStartedAt() != null || state.endedAt() != null);
        }

        /// Whether the lead's place in the queue is to be marked.
        boolean touches() {
            return was.queueEntryId() != null && (starts() || counts());
        }

        /// By the rules, of an attempt that is over; null: it is not, was none, or a person says.
        @Nullable
        String attemptOutcome() {
            return closing != null && closing.attemptCounted() ? closing.outcome() : null;
        }

        /// Whether it begins or ends an attempt at the lead.
        boolean attempts() {
            return was.leadId() != null && (starts() || attemptOutcome() != null);
        }

        /// What the end says about the lead; null: nothing.
        @Nullable
        String leadStatus() {
            String outcome = attemptOutcome();
            return outcome == null || was.leadId() == null ? null : SettleRepository.leadStatus(outcome);
        }

        boolean isHeard() {
            return was.state().messageStartedAt() == null && to.messageStartedAt() != null;
        }

        /// Whether the abandon ledger gets its row now.
        boolean opensLedger() {
            return counts() && !CallDesk.isMachine(to.answerType());
        }

        boolean connects() {
            return was.state().connectedAt() == null && to.connectedAt() != null;
        }

        /// Whether the agent was there within the time the law allows. The US counts from the end of the
        /// greeting; where that is unknown, from the answer, which is stricter.
        private boolean isInTime() {
            Instant from = to.greetingEndedAt() == null ? to.answeredAt() : to.greetingEndedAt();
            return to.connectedAt() != null && from != null && !to.connectedAt().isAfter(from.plus(CONNECT_LIMIT));
        }

        /// On whoever answered, if this step is one; null: it is still open, or nobody did.
        @Nullable
        String verdict() {
            if (closing != null) {
                return closing.verdict();
            }
            if (connects()) {
                return isInTime() ? "connected" : "abandoned";
            }
            return isHeard() ? was.dropped() ? "dropped" : "connected" : null;
        }
    }

    /// What became of a call that ended: its cause in our words, its outcome, and whether the attempt counts; and what
    /// it leaves behind.
    ///
    /// @param next of its place in the queue; null: that stays as it is
    /// @param lockedOut until when nobody calls the number; null: as it is
    /// @param verdict on whoever answered, if none was reached before; null: nobody did
    /// @param now the clock of the transaction
    record Closing(
            EndCause cause,
            @Nullable String outcome,
            boolean attemptCounted,
            AfterCall.@Nullable LeadNext next,
            @Nullable Instant lockedOut,
            @Nullable String verdict,
            Instant now) {

        /// A real attempt with an outcome by rule.
        boolean isAttempt() {
            return outcome != null && attemptCounted;
        }
    }

    /// False: the provider's message is in the log already, and nothing was written.
    ///
    /// @throws IllegalStateException if the step is not from the row as it was locked, which is a bug
    boolean write(OrganizationId organization, Step step) {
        record Written(boolean logged, boolean moved) {}
        Written written = store.jdbc()
                .sql(LINE_THEN_MOVE + parts(step) + DONE)
                .paramSource(values(organization, step))
                .query(Rows.of(Written.class))
                .single();
        if (written.logged() && !written.moved()) {
            Call was = step.was();
            throw new IllegalStateException("call " + was.id() + " was not " + was.status() + " as its lock said");
        }
        return written.logged();
    }

    /// Writes the step in a transaction of its own, without a look before. False, and nothing is written: the row is
    /// not as `step` has it, or its unattended campaign no longer has people hear `message`.
    boolean writeAtOnce(OrganizationId organization, Step step, Announcement message) {
        return store.atOnce(
                        organization,
                        MOVE_THEN_LINE + parts(step) + " SELECT EXISTS (SELECT FROM moved)",
                        values(organization, step)
                                .addValue("messageId", message.messageId())
                                .addValue("endpoint", message.endpoint()),
                        Boolean.class)
                .orElse(false);
    }

    /// Logs what changed nothing, in a transaction of its own. False, and nothing is written: the row is not as `call`
    /// has it, or the provider's message is in the log already.
    boolean logAtOnce(OrganizationId organization, Call call, CallLine line) {
        return store.atOnce(
                        organization,
                        LINE_ALONE,
                        CallLineSql.bind(new MapSqlParameterSource(), organization, call, line)
                                .addValue("version", call.version()),
                        Boolean.class)
                .orElse(false);
    }

    /// What else the step writes, each part under the condition that `line` was.
    static String parts(Step step) {
        Closing closing = step.closing();
        boolean keeps = step.was().leadId() != null && step.starts();
        boolean opensLedger = step.opensLedger();
        boolean movesOn = closing != null && closing.next() != null;
        boolean inSession = step.was().sessionId() != null;
        return (inSession && closing != null ? IN_USE : "")
                + (inSession && step.attempts() ? ATTEMPTED : "")
                + (step.leadStatus() != null ? LEAD : "")
                + (closing != null && closing.verdict() != null && !opensLedger ? JUDGED : "")
                + (closing != null ? FREED : "")
                + (keeps ? KEPT : "")
                + (movesOn ? MOVED_ON : step.touches() ? TOUCHED : "")
                + (opensLedger ? LEDGER : "")
                + (step.isHeard() && !opensLedger ? HEARD : "")
                + (closing != null && closing.isAttempt() ? RULED : "")
                + (step.records() ? RECORDED : "");
    }

    static MapSqlParameterSource values(OrganizationId organization, Step step) {
        Call was = step.was();
        Closing closing = step.closing();
        EndCause cause = closing == null ? step.to().endCause() : closing.cause();
        MapSqlParameterSource values = CallLineSql.bind(clocks(step.to()), organization, was, step.line())
                .addValue("version", was.version())
                .addValue("was", was.status().toString())
                .addValue(
                        "silence",
                        step.silence() == null ? null : step.silence().toMillis() / 1000.0,
                        Types.DOUBLE)
                .addValue("adopted", step.adopted())
                .addValue("providerCallId", step.providerCallId(), Types.VARCHAR)
                .addValue("byHand", CallDesk.mode(was).isByHand())
                .addValue("touched", step.touches())
                .addValue("nowAnswered", step.to().answeredAt() != null)
                .addValue("isOver", closing != null)
                .addValue("entry", Sql.id(was.queueEntryId()))
                .addValue("mock", was.isMock())
                .addValue("endCause", cause == null ? null : cause.toString())
                .addValue("outcome", closing == null ? null : closing.outcome(), Types.VARCHAR)
                .addValue("counted", closing == null ? was.attemptCounted() : closing.attemptCounted())
                .addValue("verdict", step.verdict(), Types.VARCHAR)
                .addValue(
                        "lockedOut",
                        closing == null ? null : Sql.time(closing.lockedOut()),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .addValue("number", was.to())
                .addValue("session", Sql.id(was.sessionId()))
                .addValue("begins", step.starts())
                .addValue("records", step.records())
                .addValue("answeredAge", step.answeredAge())
                .addValue("attemptOutcome", step.attemptOutcome(), Types.VARCHAR)
                .addValue("leadStatus", step.leadStatus());
        return closing == null || closing.next() == null
                ? values
                : SettleRepository.bindEntry(
                        values, closing.next(), closing.outcome(), closing.attemptCounted(), closing.now());
    }

    private static MapSqlParameterSource clocks(CallState to) {
        return new MapSqlParameterSource()
                .addValue("status", to.status().toString())
                .addValue("started", Sql.time(to.startedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .addValue("ringing", Sql.time(to.ringingAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .addValue("answered", Sql.time(to.answeredAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .addValue("greetingEnded", Sql.time(to.greetingEndedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .addValue("connected", Sql.time(to.connectedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .addValue("message", Sql.time(to.messageStartedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .addValue("ended", Sql.time(to.endedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .addValue(
                        "answerType",
                        to.answerType() == null ? null : to.answerType().toString());
    }
}
