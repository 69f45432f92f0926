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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Calls as people look at them: in lists, with their leads and recordings, as a log, as figures.
@Repository
public class CallViewRepository {

    private final JdbcClient jdbc;

    CallViewRepository(Store store) {
        this.jdbc = store.jdbc();
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
}
