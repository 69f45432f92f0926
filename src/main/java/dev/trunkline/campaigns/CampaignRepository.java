package dev.trunkline.campaigns;

import dev.trunkline.calls.Metrics;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Json;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Campaigns in SQL. Every method runs inside a transaction of the store that the caller opened.
@Repository
public class CampaignRepository {

    private final JdbcClient jdbc;

    CampaignRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    public CampaignId create(OrganizationId organization, Campaign c) {
        return jdbc.sql("""
                        INSERT INTO campaign (organization_id, name, mode, ad_hoc, created_by, lines, max_concurrent_calls,
                            ring_timeout_seconds, max_attempts, retry_rules, busy_line_policy, calling_window, amd,
                            machine_action, recording_enabled, max_abandon_rate, wrap_up_seconds, default_disposition,
                            script, unattended)
                        VALUES (:org, :name, :mode, :adHoc, :createdBy, :lines, :maxConcurrent, :ring, :maxAttempts,
                            CAST(:retryRules AS jsonb), :busyLine, CAST(:window AS jsonb), :amd, :machineAction, :recording,
                            :maxAbandon, :wrapUp, :defaultDisposition, :script, CAST(:unattended AS jsonb))
                        RETURNING id""")
                .param("org", organization.value())
                .param("createdBy", c.createdBy() == null ? null : c.createdBy().value())
                .param("adHoc", c.adHoc())
                .param("mode", c.mode().toString())
                .params(settings(c))
                .query(Sql.as(CampaignId::new))
                .single();
    }

    /// Writes the settings that may change while a campaign lives.
    public void update(OrganizationId organization, Campaign c) {
        jdbc.sql("""
                        UPDATE campaign SET name = :name, lines = :lines, max_concurrent_calls = :maxConcurrent,
                            ring_timeout_seconds = :ring, max_attempts = :maxAttempts,
                            retry_rules = CAST(:retryRules AS jsonb), busy_line_policy = :busyLine,
                            calling_window = CAST(:window AS jsonb), amd = :amd, machine_action = :machineAction,
                            recording_enabled = :recording, max_abandon_rate = :maxAbandon, wrap_up_seconds = :wrapUp,
                            default_disposition = :defaultDisposition, script = :script,
                            unattended = CAST(:unattended AS jsonb)
                         WHERE organization_id = :org AND id = :id""")
                .param("org", organization.value())
                .param("id", c.id().value())
                .params(settings(c))
                .update();
    }

    private static Map<String, @Nullable Object> settings(Campaign c) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("name", c.name());
        values.put("lines", c.lines());
        values.put("maxConcurrent", c.maxConcurrentCalls());
        values.put("ring", c.ringTimeoutSeconds());
        values.put("maxAttempts", c.maxAttempts());
        values.put("retryRules", Json.write(c.retryRules()));
        values.put("busyLine", c.busyLinePolicy().toString());
        values.put("window", Json.write(c.callingWindow()));
        values.put("amd", c.amd().toString());
        values.put("machineAction", c.machineAction());
        values.put("recording", c.recordingEnabled());
        values.put("maxAbandon", c.maxAbandonRate());
        values.put("wrapUp", c.wrapUpSeconds());
        values.put("defaultDisposition", c.defaultDisposition());
        values.put("script", c.script());
        values.put("unattended", Json.write(c.unattended()));
        return values;
    }

    /// Replaces the links that are given; null leaves them as they are.
    public void link(
            OrganizationId organization,
            CampaignId campaign,
            @Nullable List<ListId> lists,
            @Nullable List<NumberId> numbers,
            @Nullable List<UserId> agents) {
        if (lists != null) {
            relink(
                    organization,
                    campaign,
                    "campaign_list",
                    "list_id",
                    lists.stream().map(ListId::value).toList());
        }
        if (numbers != null) {
            relink(
                    organization,
                    campaign,
                    "campaign_number",
                    "number_id",
                    numbers.stream().map(NumberId::value).toList());
        }
        if (agents != null) {
            relink(
                    organization,
                    campaign,
                    "campaign_agent",
                    "user_id",
                    agents.stream().map(UserId::value).toList());
        }
    }

    private void relink(
            OrganizationId organization, CampaignId campaign, String table, String column, List<UUID> refs) {
        String position = table.equals("campaign_number") ? ", position" : "";
        String ordinal = table.equals("campaign_number") ? ", r.ordinality" : "";
        jdbc.sql("DELETE FROM " + table + " WHERE organization_id = :org AND campaign_id = :campaign AND NOT " + column
                        + " = ANY (:refs)")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("refs", refs.toArray(UUID[]::new))
                .update();
        jdbc.sql("INSERT INTO " + table + " (organization_id, campaign_id, " + column + position
                        + ") SELECT :org, :campaign, r.ref" + ordinal
                        + " FROM unnest(:refs) WITH ORDINALITY r(ref) ON CONFLICT DO NOTHING")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("refs", refs.toArray(UUID[]::new))
                .update();
    }

    public Optional<Campaign> find(OrganizationId organization, CampaignId id) {
        return jdbc.sql("SELECT * FROM campaign WHERE organization_id = :org AND id = :id")
                .param("org", organization.value())
                .param("id", id.value())
                .query(Rows.of(Campaign.class))
                .optional();
    }

    /// Takes the campaign for a tick or a change of its status. FOR NO KEY UPDATE: rows that refer to it can still be
    /// added meanwhile.
    public Optional<Campaign> lock(OrganizationId organization, CampaignId id) {
        return jdbc.sql("SELECT * FROM campaign WHERE organization_id = :org AND id = :id FOR NO KEY UPDATE")
                .param("org", organization.value())
                .param("id", id.value())
                .query(Rows.of(Campaign.class))
                .optional();
    }

    /// Listed campaigns, newest first.
    public List<Campaign> page(
            OrganizationId organization, @Nullable CampaignStatus status, @Nullable String before, int limit) {
        return jdbc.sql("""
                        SELECT * FROM campaign
                         WHERE organization_id = :org AND NOT ad_hoc
                           AND (CAST(:status AS text) IS NULL OR status = :status)
                           AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))
                         ORDER BY id DESC LIMIT :limit""")
                .param("org", organization.value())
                .param("status", status == null ? null : status.toString())
                .param("before", before)
                .param("limit", limit + 1)
                .query(Rows.of(Campaign.class))
                .list();
    }

    /// Moves the campaign on; the clocks follow the status.
    public void status(OrganizationId organization, CampaignId id, CampaignStatus status, @Nullable String reason) {
        jdbc.sql("""
                        UPDATE campaign SET status = :status, status_reason = :reason,
                            started_at = CASE WHEN :status = 'RUNNING' THEN coalesce(started_at, app_now()) ELSE started_at END,
                            paused_at = CASE WHEN :status = 'PAUSED' THEN app_now() ELSE paused_at END,
                            completed_at = CASE WHEN :status IN ('COMPLETED', 'STOPPED', 'FAILED') THEN app_now() END
                         WHERE organization_id = :org AND id = :id""")
                .param("org", organization.value())
                .param("id", id.value())
                .param("status", status.toString())
                .param("reason", reason)
                .update();
    }

    /// The numbers a campaign calls from, "Line 1" first; empty: all active ones.
    public List<NumberId> numbers(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("""
                        SELECT number_id FROM campaign_number
                         WHERE organization_id = :org AND campaign_id = :campaign ORDER BY position""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Sql.as(NumberId::new))
                .list();
    }

    public List<CampaignId> running(OrganizationId organization) {
        return jdbc.sql("SELECT id FROM campaign WHERE organization_id = :org AND status = 'RUNNING'")
                .param("org", organization.value())
                .query(Sql.as(CampaignId::new))
                .list();
    }

    /// Campaigns that still take leads from this list.
    public List<CampaignId> fedBy(OrganizationId organization, ListId list) {
        return jdbc.sql("""
                        UPDATE campaign_list l SET filled = false, filled_to = NULL
                          FROM campaign c
                         WHERE l.organization_id = :org AND l.list_id = :list AND c.organization_id = l.organization_id
                           AND c.id = l.campaign_id AND c.status IN ('PENDING', 'RUNNING', 'PAUSED')
                        RETURNING c.id""")
                .param("org", organization.value())
                .param("list", list.value())
                .query(Sql.as(CampaignId::new))
                .list();
    }

    /// The campaigns as the API shows them, each figure from the roll-ups.
    public Map<CampaignId, CampaignView> views(OrganizationId organization, Collection<CampaignId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        UUID[] refs = ids.stream().map(CampaignId::value).toArray(UUID[]::new);
        Map<CampaignId, CampaignView.Links> links = links(organization, refs);
        Map<CampaignId, Figures> figures = figures(organization, refs);
        var views = new HashMap<CampaignId, CampaignView>();
        for (Campaign c : jdbc.sql("SELECT * FROM campaign WHERE organization_id = :org AND id = ANY (:ids)")
                .param("org", organization.value())
                .param("ids", refs)
                .query(Rows.of(Campaign.class))
                .list()) {
            Figures f = figures.getOrDefault(c.id(), Figures.none(c.id()));
            List<CampaignView.Waiting> waiting =
                    c.status() == CampaignStatus.RUNNING ? waiting(organization, c.id()) : List.of();
            views.put(c.id(), CampaignView.of(c, links.getOrDefault(c.id(), NO_LINKS), f.leads(), f.counts(), waiting));
        }
        return views;
    }

    /// Leads that can still be called; from the roll-up, so it costs the same for any queue.
    public long pendingLeads(OrganizationId organization, CampaignId id) {
        return jdbc.sql("""
                        SELECT coalesce(sum(leads_pending), 0) FROM campaign_tally
                         WHERE organization_id = :org AND campaign_id = :id""")
                .param("org", organization.value())
                .param("id", id.value())
                .query(Long.class)
                .single();
    }

    public Optional<CampaignView> view(OrganizationId organization, CampaignId id) {
        return Optional.ofNullable(views(organization, List.of(id)).get(id));
    }

    private static final CampaignView.Links NO_LINKS = new CampaignView.Links(List.of(), List.of(), List.of());

    private Map<CampaignId, CampaignView.Links> links(OrganizationId organization, UUID[] campaigns) {
        record Row(CampaignId id, List<UUID> agents, List<UUID> lists, List<UUID> numbers) {}
        var links = new HashMap<CampaignId, CampaignView.Links>();
        jdbc.sql("""
                        SELECT c.id,
                               ARRAY(SELECT user_id FROM campaign_agent a WHERE a.organization_id = :org AND a.campaign_id = c.id) AS agents,
                               ARRAY(SELECT list_id FROM campaign_list l WHERE l.organization_id = :org AND l.campaign_id = c.id) AS lists,
                               ARRAY(SELECT number_id FROM campaign_number n WHERE n.organization_id = :org AND n.campaign_id = c.id
                                      ORDER BY n.position) AS numbers
                          FROM unnest(:ids) c(id)""")
                .param("org", organization.value())
                .param("ids", campaigns)
                .query(Rows.of(Row.class))
                .list()
                .forEach(row -> links.put(
                        row.id(),
                        new CampaignView.Links(
                                row.agents().stream().map(UserId::new).toList(),
                                row.lists().stream().map(ListId::new).toList(),
                                row.numbers().stream().map(NumberId::new).toList())));
        return links;
    }

    private record Figures(CampaignId campaign, CampaignView.Leads leads, Metrics.Counts counts) {
        static Figures none(CampaignId campaign) {
            return new Figures(campaign, CampaignView.Leads.NONE, Metrics.Counts.NONE);
        }
    }

    private Map<CampaignId, Figures> figures(OrganizationId organization, UUID[] campaigns) {
        var figures = new HashMap<CampaignId, Figures>();
        jdbc.sql("""
                        SELECT campaign_id, sum(leads) AS leads, sum(leads_pending) AS pending, sum(leads_calling) AS calling,
                               sum(leads_completed) AS completed, sum(leads_failed) AS leads_failed,
                               sum(calls_made) AS calls_made, sum(calls_live) AS calls_live, sum(answered) AS answered,
                               sum(human_answered) AS human_answered, sum(no_answer) AS no_answer, sum(busy) AS busy,
                               sum(failed) AS failed, sum(canceled) AS canceled, sum(voicemail) AS voicemail,
                               sum(dropped) AS dropped, sum(successful) AS successful, sum(missed) AS missed,
                               sum(connected) AS connected, sum(pickups) AS pickups, sum(talk_ms) AS talk_ms,
                               sum(leads_contacted) AS leads_contacted, sum(leads_answered) AS leads_answered, sum(version) AS version
                          FROM campaign_tally WHERE organization_id = :org AND campaign_id = ANY (:ids) GROUP BY campaign_id""")
                .param("org", organization.value())
                .param("ids", campaigns)
                .query((rs, _) -> new Figures(
                        new CampaignId(rs.getObject("campaign_id", UUID.class)),
                        new CampaignView.Leads(
                                rs.getLong("leads"),
                                rs.getLong("pending"),
                                rs.getLong("calling"),
                                rs.getLong("completed"),
                                rs.getLong("leads_failed"),
                                rs.getLong("version")),
                        new Metrics.Counts(
                                rs.getLong("calls_made"),
                                rs.getLong("calls_live"),
                                rs.getLong("answered"),
                                rs.getLong("human_answered"),
                                rs.getLong("no_answer"),
                                rs.getLong("busy"),
                                rs.getLong("failed"),
                                rs.getLong("canceled"),
                                rs.getLong("voicemail"),
                                rs.getLong("dropped"),
                                rs.getLong("successful"),
                                rs.getLong("missed"),
                                rs.getLong("connected"),
                                rs.getLong("pickups"),
                                rs.getLong("talk_ms"),
                                rs.getLong("leads_contacted"),
                                rs.getLong("leads_answered"))))
                .list()
                .forEach(row -> figures.put(row.campaign(), row));
        return figures;
    }

    /// Pending leads that wait for a time, by what they wait for. Bounded: counts stop at 10,000 for each reason.
    private List<CampaignView.Waiting> waiting(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("""
                        SELECT reason, count(*) AS count, min(next_attempt_at) AS until FROM (
                            SELECT coalesce(waits_for, 'retry') AS reason, next_attempt_at FROM queue_entry
                             WHERE organization_id = :org AND campaign_id = :campaign AND status = 'PENDING'
                               AND next_attempt_at > app_now()
                             ORDER BY next_attempt_at LIMIT 10000) w
                         GROUP BY reason ORDER BY min(next_attempt_at)""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(CampaignView.Waiting.class))
                .list();
    }
}
