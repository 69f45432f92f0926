package dev.trunkline.calls;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.RecordingId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

    /// What a list of calls is narrowed to; null: not by this.
    public record Filter(
            @Nullable CampaignId campaign,
            @Nullable SessionId session,
            @Nullable LeadId lead,
            @Nullable UserId user,
            @Nullable CallStatus status,
            @Nullable Instant from,
            @Nullable Instant to,
            boolean liveOnly) {}

    /// Newest first.
    public List<CallView> page(OrganizationId organization, Filter filter, @Nullable String before, int limit) {
        List<Call> calls = jdbc.sql("""
                        SELECT * FROM call
                         WHERE organization_id = :org
                           AND (CAST(:campaign AS uuid) IS NULL OR campaign_id = :campaign)
                           AND (CAST(:session AS uuid) IS NULL OR session_id = :session)
                           AND (CAST(:lead AS uuid) IS NULL OR lead_id = :lead)
                           AND (CAST(:user AS uuid) IS NULL OR user_id = :user)
                           AND (CAST(:status AS text) IS NULL OR status = :status)
                           AND (CAST(:from AS timestamptz) IS NULL OR queued_at >= :from)
                           AND (CAST(:to AS timestamptz) IS NULL OR queued_at < :to)
                           AND (NOT :live OR ended_at IS NULL)
                           AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))
                         ORDER BY id DESC LIMIT :limit""")
                .param("org", organization.value())
                .param("campaign", Sql.id(filter.campaign()))
                .param("session", Sql.id(filter.session()))
                .param("lead", Sql.id(filter.lead()))
                .param("user", Sql.id(filter.user()))
                .param(
                        "status",
                        filter.status() == null ? null : filter.status().toString())
                .param("from", Sql.time(filter.from()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("to", Sql.time(filter.to()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("live", filter.liveOnly())
                .param("before", before)
                .param("limit", limit + 1)
                .query(CallRow::call)
                .list();
        return withLeads(organization, calls);
    }

    /// Calls as the API shows them, by ID; those that are not there are left out.
    public Map<CallId, CallView> views(OrganizationId organization, Collection<CallId> ids) {
        List<Call> calls = jdbc.sql("SELECT * FROM call WHERE organization_id = :org AND id = ANY (:ids)")
                .param("org", organization.value())
                .param("ids", Sql.ids(ids))
                .query(CallRow::call)
                .list();
        var views = new LinkedHashMap<CallId, CallView>();
        withLeads(organization, calls).forEach(view -> views.put(view.id(), view));
        return views;
    }

    public Optional<CallView> view(OrganizationId organization, CallId id) {
        return Optional.ofNullable(views(organization, List.of(id)).get(id));
    }

    private List<CallView> withLeads(OrganizationId organization, List<Call> calls) {
        record LeadRow(
                LeadId id,
                String firstName,
                String lastName,
                String company,
                @Nullable String timeZone) {}
        record RecordingRow(CallId callId, List<UUID> ids) {}
        if (calls.isEmpty()) {
            return List.of();
        }
        var leads = new LinkedHashMap<LeadId, CallView.Lead>();
        jdbc.sql(
                        "SELECT id, first_name, last_name, company, time_zone FROM lead WHERE organization_id = :org AND id = ANY (:ids)")
                .param("org", organization.value())
                .param("ids", calls.stream().map(c -> Sql.id(c.leadId())).toArray(UUID[]::new))
                .query(Rows.of(LeadRow.class))
                .list()
                .forEach(l -> leads.put(
                        l.id(),
                        new CallView.Lead(
                                l.id(), (l.firstName() + " " + l.lastName()).strip(), l.company(), l.timeZone())));
        var recordings = new LinkedHashMap<CallId, List<RecordingId>>();
        jdbc.sql("""
                        SELECT call_id, array_agg(id ORDER BY id) AS ids FROM recording
                         WHERE organization_id = :org AND call_id = ANY (:ids) GROUP BY call_id""")
                .param("org", organization.value())
                .param("ids", Sql.ids(calls.stream().map(Call::id).toList()))
                .query(Rows.of(RecordingRow.class))
                .list()
                .forEach(r -> recordings.put(
                        r.callId(), r.ids().stream().map(RecordingId::new).toList()));
        return calls.stream()
                .map(c -> CallView.of(
                        c,
                        c.leadId() == null ? null : leads.get(c.leadId()),
                        recordings.getOrDefault(c.id(), List.of())))
                .toList();
    }

    private static final String EVENT = """
            SELECT e.id, e.call_id, e.campaign_id, e.lead_id,
                   nullif(trim(l.first_name || ' ' || l.last_name), '') AS lead_name, c.to_e164 AS phone_number,
                   e.event, e.at, e.source, e.provider, e.details, e.data, e.applied, e.duration_seconds
              FROM call_event e
              JOIN call c ON c.organization_id = e.organization_id AND c.id = e.call_id
              LEFT JOIN lead l ON l.organization_id = e.organization_id AND l.id = e.lead_id
            """;

    /// The whole log of one call, oldest first; a call's log is short by nature.
    public List<CallEvent> events(OrganizationId organization, CallId call) {
        return jdbc.sql(EVENT + " WHERE e.organization_id = :org AND e.call_id = :call ORDER BY e.id LIMIT 1000")
                .param("org", organization.value())
                .param("call", call.value())
                .query(Rows.of(CallEvent.class))
                .list();
    }

    /// A campaign's log, newest first.
    public List<CallEvent> log(OrganizationId organization, CampaignId campaign, @Nullable String before, int limit) {
        return jdbc.sql(EVENT + """
                         WHERE e.organization_id = :org AND e.campaign_id = :campaign
                           AND (CAST(:before AS uuid) IS NULL OR e.id < CAST(:before AS uuid))
                         ORDER BY e.id DESC LIMIT :limit""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("before", before)
                .param("limit", limit + 1)
                .query(Rows.of(CallEvent.class))
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

    /// The metrics of any set of calls, counted from the calls themselves.
    public Metrics count(OrganizationId organization, Filter filter) {
        return jdbc
                .sql("""
                        SELECT coalesce(sum((k).calls_made), 0) AS calls_made, coalesce(sum((k).calls_live), 0) AS calls_live,
                               coalesce(sum((k).answered), 0) AS answered, coalesce(sum((k).human_answered), 0) AS human_answered,
                               coalesce(sum((k).no_answer), 0) AS no_answer, coalesce(sum((k).busy), 0) AS busy,
                               coalesce(sum((k).failed), 0) AS failed, coalesce(sum((k).canceled), 0) AS canceled,
                               coalesce(sum((k).voicemail), 0) AS voicemail, coalesce(sum((k).dropped), 0) AS dropped,
                               coalesce(sum((k).successful), 0) AS successful, coalesce(sum((k).missed), 0) AS missed,
                               coalesce(sum((k).connected), 0) AS connected, coalesce(sum((k).pickups), 0) AS pickups,
                               coalesce(sum((k).talk_ms), 0) AS talk_ms,
                               count(DISTINCT lead_id) FILTER (WHERE (k).calls_made = 1) AS leads_contacted,
                               count(DISTINCT lead_id) FILTER (WHERE (k).answered = 1) AS leads_answered
                          FROM (SELECT lead_id, count_call(c) AS k FROM call c
                                 WHERE organization_id = :org
                                   AND (CAST(:campaign AS uuid) IS NULL OR campaign_id = :campaign)
                                   AND (CAST(:session AS uuid) IS NULL OR session_id = :session)
                                   AND (CAST(:user AS uuid) IS NULL OR user_id = :user)
                                   AND (CAST(:from AS timestamptz) IS NULL OR queued_at >= :from)
                                   AND (CAST(:to AS timestamptz) IS NULL OR queued_at < :to)) x""")
                .param("org", organization.value())
                .param("campaign", Sql.id(filter.campaign()))
                .param("session", Sql.id(filter.session()))
                .param("user", Sql.id(filter.user()))
                .param("from", Sql.time(filter.from()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("to", Sql.time(filter.to()), Types.TIMESTAMP_WITH_TIMEZONE)
                .query(Rows.of(Metrics.Counts.class))
                .list()
                .stream()
                .map(Metrics::of)
                .findFirst()
                .orElseThrow();
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
