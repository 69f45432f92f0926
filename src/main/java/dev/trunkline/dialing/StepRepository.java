package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.EndCause;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// A step in a call's life, written in one statement: its line in the log, its row, its lead's first touches and the
/// ledger row of a person who answered. Every event of every call comes through here, so round trips count.
@Repository
public class StepRepository {

    private static final String LINE = """
            WITH line AS (
              INSERT INTO call_event (organization_id, call_id, campaign_id, lead_id, event, at, source, provider, details, data,
                  applied, duration_seconds, dedupe_key)
              VALUES (:org, :call, :campaign, :lead, :event, :at, :source, :provider, :details, CAST(:data AS jsonb), true, :age,
                  :dedupe)
              ON CONFLICT (organization_id, provider, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING RETURNING 1)""";

    private static final String MOVED = """
            , moved AS (
              UPDATE call SET status = :status, status_source = :source, started_at = :started, ringing_at = :ringing,
                  answered_at = :answered, greeting_ended_at = :greetingEnded, connected_at = :connected,
                  message_started_at = :message, ended_at = :ended, answer_type = :answerType, end_cause = :endCause,
                  outcome = coalesce(:outcome, outcome), attempt_counted = :counted, last_event_at = app_now(), check_at = :check,
                  launch = CASE WHEN :adopted THEN 'accepted' ELSE launch END,
                  provider_call_id = CASE WHEN :adopted THEN coalesce(:providerCallId, provider_call_id) ELSE provider_call_id END,
                  accepted_at = CASE WHEN :adopted THEN coalesce(accepted_at, app_now()) ELSE accepted_at END
               WHERE organization_id = :org AND id = :call AND version = :version AND status = :was AND EXISTS (SELECT FROM line)
              RETURNING 1)""";

    /// For counting distinct leads.
    private static final String TOUCHED = """
            , touched AS (
              UPDATE queue_entry SET was_contacted = true, was_answered = was_answered OR :nowAnswered
               WHERE organization_id = :org AND id = :entry AND NOT (was_contacted AND (was_answered OR NOT :nowAnswered))
                 AND EXISTS (SELECT FROM line))""";

    /// Open until it is known what came of the answer; it counts on the day that the organization's clocks show.
    private static final String LEDGER = """
            , ledger AS (
              INSERT INTO abandon_ledger (organization_id, call_id, campaign_id, is_mock, day, answered_at)
              SELECT :org, :call, :campaign, :mock, CAST(:answered AT TIME ZONE o.time_zone AS date), :answered FROM organization o
               WHERE o.organization_id = :org AND EXISTS (SELECT FROM line)
              ON CONFLICT DO NOTHING)""";

    private static final String DONE =
            " SELECT EXISTS (SELECT FROM line) AS logged, EXISTS (SELECT FROM moved) AS moved";

    private final JdbcClient jdbc;

    StepRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// @param was the locked row: if it is not what the database has, nothing is written and this is a bug
    /// @param line what the log gets
    /// @param checkAt when silence is suspicious
    /// @param adopted whether this word of the provider settles an order whose answer was not heard
    /// @param providerCallId how the provider calls the line, if it is told now
    /// @param closing of a call that ends
    record Step(
            Call was,
            CallState to,
            CallLine line,
            @Nullable Instant checkAt,
            boolean adopted,
            @Nullable String providerCallId,
            @Nullable Closing closing) {

        boolean starts() {
            return was.state().startedAt() == null && to.startedAt() != null;
        }

        boolean answers() {
            return was.state().answeredAt() == null && to.answeredAt() != null;
        }
    }

    /// What became of a call that ended: its cause in our words, its outcome, and whether the attempt counts.
    record Closing(EndCause cause, @Nullable String outcome, boolean attemptCounted) {}

    /// False: the provider's message is in the log already, and nothing was written.
    boolean write(OrganizationId organization, Step step) {
        record Written(boolean logged, boolean moved) {}
        Call was = step.was();
        CallState to = step.to();
        CallLine line = step.line();
        boolean touches = was.queueEntryId() != null && (step.starts() || step.answers());
        boolean opensLedger = step.answers() && !CallDesk.isMachine(to.answerType());
        EndCause cause = step.closing() == null ? to.endCause() : step.closing().cause();
        Written written = jdbc.sql(LINE + MOVED + (touches ? TOUCHED : "") + (opensLedger ? LEDGER : "") + DONE)
                .param("org", organization.value())
                .param("call", was.id().value())
                .param("campaign", Sql.id(was.campaignId()), Types.OTHER)
                .param("lead", Sql.id(was.leadId()))
                .param("event", line.event().name())
                .param("at", Sql.time(line.at()))
                .param("source", line.source().toString())
                .param("provider", was.provider())
                .param("details", line.details())
                .param("data", line.raw())
                .param("age", line.age(was.state()))
                .param("dedupe", line.dedupeKey())
                .param("version", was.version())
                .param("was", was.status().toString())
                .param("status", to.status().toString())
                .param("started", Sql.time(to.startedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("ringing", Sql.time(to.ringingAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("answered", Sql.time(to.answeredAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("greetingEnded", Sql.time(to.greetingEndedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("connected", Sql.time(to.connectedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("message", Sql.time(to.messageStartedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("ended", Sql.time(to.endedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param(
                        "answerType",
                        to.answerType() == null ? null : to.answerType().toString())
                .param("endCause", cause == null ? null : cause.toString())
                .param("outcome", step.closing() == null ? null : step.closing().outcome(), Types.VARCHAR)
                .param(
                        "counted",
                        step.closing() == null
                                ? was.attemptCounted()
                                : step.closing().attemptCounted())
                .param("check", Sql.time(step.checkAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("adopted", step.adopted())
                .param("providerCallId", step.providerCallId(), Types.VARCHAR)
                .param("nowAnswered", step.answers())
                .param("entry", Sql.id(was.queueEntryId()))
                .param("mock", was.isMock())
                .query(Rows.of(Written.class))
                .single();
        if (written.logged() && !written.moved()) {
            throw new IllegalStateException("call " + was.id() + " was not " + was.status() + " as its lock said");
        }
        return written.logged();
    }
}
