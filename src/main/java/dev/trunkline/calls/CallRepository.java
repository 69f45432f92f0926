package dev.trunkline.calls;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Calls and their log in SQL. Launching is in `dialing`; here a call is read, moved on and written about.
@Repository
public class CallRepository {

    private final JdbcClient jdbc;

    CallRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    public Optional<Call> find(OrganizationId organization, CallId id) {
        return jdbc.sql("SELECT * FROM call WHERE organization_id = :org AND id = :id")
                .param("org", organization.value())
                .param("id", id.value())
                .query(CallRow::call)
                .optional();
    }

    public Optional<Call> lock(OrganizationId organization, CallId id) {
        return jdbc.sql("SELECT * FROM call WHERE organization_id = :org AND id = :id FOR NO KEY UPDATE")
                .param("org", organization.value())
                .param("id", id.value())
                .query(CallRow::call)
                .optional();
    }

    /// Writes where the call stands. `was` must be the locked row: if it is not what the database has, nothing is
    /// written and this is a bug.
    public void move(
            OrganizationId organization, Call was, CallState to, EventSource source, @Nullable Instant checkAt) {
        int moved = jdbc.sql("""
                        UPDATE call SET status = :status, status_source = :source, started_at = :started,
                            ringing_at = :ringing, answered_at = :answered, greeting_ended_at = :greetingEnded,
                            connected_at = :connected, message_started_at = :message, ended_at = :ended,
                            answer_type = :answerType, end_cause = :endCause, last_event_at = app_now(), check_at = :check
                         WHERE organization_id = :org AND id = :id AND version = :version AND status = :was""")
                .param("org", organization.value())
                .param("id", was.id().value())
                .param("version", was.version())
                .param("was", was.status().toString())
                .param("status", to.status().toString())
                .param("source", source.toString())
                .param("started", Sql.time(to.startedAt()))
                .param("ringing", Sql.time(to.ringingAt()))
                .param("answered", Sql.time(to.answeredAt()))
                .param("greetingEnded", Sql.time(to.greetingEndedAt()))
                .param("connected", Sql.time(to.connectedAt()))
                .param("message", Sql.time(to.messageStartedAt()))
                .param("ended", Sql.time(to.endedAt()))
                .param(
                        "answerType",
                        to.answerType() == null ? null : to.answerType().toString())
                .param("endCause", to.endCause() == null ? null : to.endCause().toString())
                .param("check", Sql.time(checkAt))
                .update();
        if (moved != 1) {
            throw new IllegalStateException("call " + was.id() + " was not " + was.status() + " as its lock said");
        }
    }

    /// Appends a line to the call's log. False when the provider's message with this key is in it already.
    public boolean log(OrganizationId organization, Call call, CallLine line) {
        Instant began = call.state().startedAt() == null
                ? call.state().queuedAt()
                : call.state().startedAt();
        double age = Math.max(0, (line.at().toEpochMilli() - began.toEpochMilli()) / 1000.0);
        return jdbc.sql("""
                        INSERT INTO call_event (organization_id, call_id, campaign_id, lead_id, event, at, source, provider,
                            details, data, applied, duration_seconds, dedupe_key)
                        VALUES (:org, :call, :campaign, :lead, :event, :at, :source, :provider, :details,
                            CAST(:data AS jsonb), :applied, :age, :dedupe)
                        ON CONFLICT (organization_id, provider, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING""")
                        .param("org", organization.value())
                        .param("call", call.id().value())
                        .param("campaign", Sql.id(call.campaignId()))
                        .param("lead", Sql.id(call.leadId()))
                        .param("event", line.event().name())
                        .param("at", Sql.time(line.at()))
                        .param("source", line.source().toString())
                        .param("provider", call.provider())
                        .param("details", line.details())
                        .param("data", line.raw())
                        .param("applied", line.applied())
                        .param("age", age)
                        .param("dedupe", line.dedupeKey())
                        .update()
                == 1;
    }

    /// Whether the provider's message with this key was taken already.
    public boolean isKnown(OrganizationId organization, String provider, String dedupeKey) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM call_event
                         WHERE organization_id = :org AND provider = :provider AND dedupe_key = :key)""")
                .param("org", organization.value())
                .param("provider", provider)
                .param("key", dedupeKey)
                .query(Boolean.class)
                .single();
    }

    /// The live calls of a campaign, in lock order.
    public List<Call> live(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql(
                        "SELECT * FROM call WHERE organization_id = :org AND campaign_id = :campaign AND ended_at IS NULL ORDER BY id")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(CallRow::call)
                .list();
    }

    /// Live calls to these numbers that nobody has answered, in lock order.
    public List<CallId> unanswered(OrganizationId organization, List<String> numbers) {
        return jdbc.sql("""
                        SELECT id FROM call WHERE organization_id = :org AND to_e164 = ANY (:numbers)
                           AND ended_at IS NULL AND answered_at IS NULL ORDER BY id""")
                .param("org", organization.value())
                .param("numbers", numbers.toArray(String[]::new))
                .query(Sql.as(CallId::new))
                .list();
    }

    /// Numbers that are on the do-not-call list and to which a call is on its way that nobody gave up.
    public List<String> blocked(OrganizationId organization) {
        return jdbc.sql("""
                        SELECT c.to_e164 FROM call c
                          JOIN number_state n ON n.organization_id = c.organization_id AND n.e164 = c.to_e164 AND n.dnc_at IS NOT NULL
                         WHERE c.organization_id = :org AND c.ended_at IS NULL AND c.answered_at IS NULL
                           AND c.cancel_reason IS NULL""")
                .param("org", organization.value())
                .query(String.class)
                .list();
    }

    /// Saves the notes typed so far; the lead's activity is written when the call is dispositioned.
    public void notes(OrganizationId organization, CallId call, String notes) {
        jdbc.sql("UPDATE call SET notes = :notes WHERE organization_id = :org AND id = :call")
                .param("org", organization.value())
                .param("call", call.value())
                .param("notes", notes)
                .update();
    }

    /// Notes that we want the line to end, and why. The first reason stays.
    public boolean askCancel(OrganizationId organization, CallId call, CancelReason reason, @Nullable Instant checkAt) {
        return jdbc.sql("""
                        UPDATE call SET cancel_reason = :reason, cancel_asked_at = app_now(), check_at = coalesce(:check, check_at)
                         WHERE organization_id = :org AND id = :call AND ended_at IS NULL AND cancel_reason IS NULL""")
                        .param("org", organization.value())
                        .param("call", call.value())
                        .param("reason", reason.toString())
                        .param("check", Sql.time(checkAt), Types.TIMESTAMP_WITH_TIMEZONE)
                        .update()
                == 1;
    }

    /// What the provider said to the order.
    public void launched(
            OrganizationId organization,
            CallId call,
            Launch launch,
            @Nullable String providerCallId,
            @Nullable String error) {
        jdbc.sql("""
                        UPDATE call SET launch = :launch, provider_call_id = coalesce(:providerCallId, provider_call_id),
                            accepted_at = CASE WHEN :launch = 'accepted' THEN coalesce(accepted_at, app_now()) ELSE accepted_at END,
                            last_error = coalesce(:error, last_error)
                         WHERE organization_id = :org AND id = :call AND launch IN ('intent', 'unknown')""")
                .param("org", organization.value())
                .param("call", call.value())
                .param("launch", launch.toString())
                .param("providerCallId", providerCallId)
                .param("error", error)
                .update();
    }

    /// The agent who takes the call, in their session.
    public void assign(
            OrganizationId organization,
            CallId call,
            UserId agent,
            @Nullable SessionId session,
            @Nullable Instant checkAt) {
        jdbc.sql("""
                        UPDATE call SET user_id = :agent, session_id = coalesce(session_id, :session), check_at = :check
                         WHERE organization_id = :org AND id = :call""")
                .param("org", organization.value())
                .param("call", call.value())
                .param("agent", agent.value())
                .param("session", Sql.id(session), Types.OTHER)
                .param("check", Sql.time(checkAt))
                .update();
    }

    /// A human answered and no agent takes the call.
    public void drop(OrganizationId organization, CallId call, String reason) {
        jdbc.sql("""
                        UPDATE call SET dropped = true, drop_reason = :reason, cancel_reason = coalesce(cancel_reason, 'drop')
                         WHERE organization_id = :org AND id = :call""")
                .param("org", organization.value())
                .param("call", call.value())
                .param("reason", reason)
                .update();
    }

    /// Sets the outcome and keeps it in the history of dispositions.
    public void disposition(
            OrganizationId organization,
            CallId call,
            String outcome,
            String source,
            @Nullable UserId user,
            @Nullable String notes,
            @Nullable Instant callbackAt) {
        jdbc.sql("""
                        INSERT INTO disposition (organization_id, call_id, outcome, source, user_id, notes, callback_at)
                        VALUES (:org, :call, :outcome, :source, :user, :notes, :callbackAt)""")
                .param("org", organization.value())
                .param("call", call.value())
                .param("outcome", outcome)
                .param("source", source)
                .param("user", Sql.id(user))
                .param("notes", notes)
                .param("callbackAt", Sql.time(callbackAt), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        jdbc.sql(
                        "UPDATE call SET outcome = :outcome, notes = coalesce(:notes, notes) WHERE organization_id = :org AND id = :call")
                .param("org", organization.value())
                .param("call", call.value())
                .param("outcome", outcome)
                .param("notes", notes)
                .update();
    }

    /// Live calls whose silence has lasted as long as their state allows.
    public List<CallId> toCheck(OrganizationId organization, Instant now, int limit) {
        return jdbc.sql("""
                        SELECT id FROM call WHERE organization_id = :org AND ended_at IS NULL AND check_at <= :now
                         ORDER BY check_at LIMIT :limit""")
                .param("org", organization.value())
                .param("now", Sql.time(now))
                .param("limit", limit)
                .query(Sql.as(CallId::new))
                .list();
    }

    /// Puts off the next look at a call.
    public void checkLater(OrganizationId organization, CallId call, @Nullable Instant at) {
        jdbc.sql("UPDATE call SET check_at = :at WHERE organization_id = :org AND id = :call AND ended_at IS NULL")
                .param("org", organization.value())
                .param("call", call.value())
                .param("at", Sql.time(at))
                .update();
    }

    static <E extends Enum<E>> @Nullable E word(Class<E> type, @Nullable String word) {
        return word == null
                ? null
                : Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.toString().equals(word))
                        .findFirst()
                        .orElseThrow();
    }
}
