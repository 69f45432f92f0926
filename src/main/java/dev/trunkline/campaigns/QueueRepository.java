package dev.trunkline.campaigns;

import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The queue in SQL: filling it, looking at it, changing it by hand. Claiming for a launch is in `dialing`.
@Repository
public class QueueRepository {

    /// Leads put in a queue by one statement, so that a commit stays within 100 ms.
    public static final int FILL_BATCH = 1000;

    private final JdbcClient jdbc;

    QueueRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// Puts one batch of a campaign's lists into its queue; answers how many are new, empty when the lists are all in.
    public OptionalInt fill(OrganizationId organization, CampaignId campaign) {
        record Open(ListId list, @Nullable UUID after) {}
        Optional<Open> open = jdbc.sql("""
                        SELECT list_id AS list, filled_to AS after FROM campaign_list
                         WHERE organization_id = :org AND campaign_id = :campaign AND NOT filled
                         ORDER BY list_id LIMIT 1 FOR UPDATE""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(Open.class))
                .optional();
        if (open.isEmpty()) {
            return OptionalInt.empty();
        }
        List<LeadId> leads = jdbc.sql("""
                        SELECT lead_id FROM list_lead
                         WHERE organization_id = :org AND list_id = :list
                           AND (CAST(:after AS uuid) IS NULL OR lead_id > CAST(:after AS uuid))
                         ORDER BY lead_id LIMIT :limit""")
                .param("org", organization.value())
                .param("list", open.get().list().value())
                .param("after", open.get().after())
                .param("limit", FILL_BATCH)
                .query(Sql.as(LeadId::new))
                .list();
        int added = add(organization, campaign, leads, null, null);
        jdbc.sql("""
                        UPDATE campaign_list SET filled = :filled, filled_to = coalesce(CAST(:to AS uuid), filled_to)
                         WHERE organization_id = :org AND campaign_id = :campaign AND list_id = :list""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("list", open.get().list().value())
                .param("filled", leads.size() < FILL_BATCH)
                .param("to", leads.isEmpty() ? null : leads.getLast().value())
                .update();
        return OptionalInt.of(added);
    }

    public boolean isFilled(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("""
                        SELECT NOT EXISTS (SELECT FROM campaign_list
                         WHERE organization_id = :org AND campaign_id = :campaign AND NOT filled)""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Boolean.class)
                .single();
    }

    /// Puts leads in the queue, in the order given; leads that are in it already stay as they are. Answers how many
    /// are new. Leads without a phone number are passed over.
    public int add(
            OrganizationId organization,
            CampaignId campaign,
            List<LeadId> leads,
            @Nullable Integer priority,
            @Nullable Instant nextAttemptAt) {
        if (leads.isEmpty()) {
            return 0;
        }
        int added = jdbc.sql("""
                        WITH wanted AS (
                          SELECT p.lead_id, p.window_key, w.place
                            FROM unnest(:leads) WITH ORDINALITY w(lead_id, place)
                            JOIN lead_phone p ON p.organization_id = :org AND p.lead_id = w.lead_id AND p.position = 0
                        ), windows AS (
                          INSERT INTO campaign_window (organization_id, campaign_id, window_key)
                          SELECT DISTINCT :org, :campaign, window_key FROM wanted ON CONFLICT DO NOTHING
                        )
                        INSERT INTO queue_entry (organization_id, campaign_id, lead_id, window_key, priority, next_attempt_at,
                            waits_for, max_attempts)
                        SELECT :org, c.id, w.lead_id, w.window_key, coalesce(CAST(:priority AS int), 5),
                               coalesce(:at, app_now()), CASE WHEN :at > app_now() THEN 'schedule' END, c.max_attempts
                          FROM wanted w JOIN campaign c ON c.organization_id = :org AND c.id = :campaign
                         ORDER BY w.place
                        ON CONFLICT (organization_id, campaign_id, lead_id) DO NOTHING""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("leads", Sql.ids(leads))
                .param("priority", priority)
                .param("at", Sql.time(nextAttemptAt), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        if (added > 0) {
            said(organization, campaign);
        }
        return added;
    }

    /// Filling a queue is one change of its campaign.
    private void said(OrganizationId organization, CampaignId campaign) {
        jdbc.sql("INSERT INTO change_log (organization_id, kind, ref) VALUES (:org, 'campaign', :campaign)")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .update();
    }

    private static final String VIEW = """
            SELECT e.*, l.first_name, l.last_name, l.company, l.time_zone, p.e164,
                   (SELECT s.id FROM session s WHERE s.organization_id = e.organization_id AND s.campaign_id = e.campaign_id
                      AND (SELECT c.ad_hoc FROM campaign c WHERE c.organization_id = e.organization_id AND c.id = e.campaign_id)
                    LIMIT 1) AS session_id
              FROM queue_entry e
              JOIN lead l ON l.organization_id = e.organization_id AND l.id = e.lead_id
              LEFT JOIN lead_phone p ON p.organization_id = e.organization_id AND p.lead_id = e.lead_id
                AND p.position = e.phone_position
            """;

    /// A stretch of the queue: leads being called first, then the pending in the order they will be dialed, then the
    /// finished ones.
    public List<QueueEntry> page(
            OrganizationId organization, CampaignId campaign, @Nullable EntryStatus status, long offset, int limit) {
        return jdbc.sql(VIEW + """
                         WHERE e.organization_id = :org AND e.campaign_id = :campaign
                           AND (CAST(:status AS text) IS NULL OR e.status = :status)
                         ORDER BY CASE e.status WHEN 'CALLING' THEN 0 WHEN 'PENDING' THEN 1 ELSE 2 END,
                                  e.priority DESC, e.next_attempt_at, e.position
                         OFFSET :offset LIMIT :limit""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("status", status == null ? null : status.toString())
                .param("offset", offset)
                .param("limit", limit + 1)
                .query(QueueRepository::view)
                .list();
    }

    public Map<EntryId, QueueEntry> views(OrganizationId organization, Collection<EntryId> ids) {
        var views = new HashMap<EntryId, QueueEntry>();
        jdbc.sql(VIEW + " WHERE e.organization_id = :org AND e.id = ANY (:ids)")
                .param("org", organization.value())
                .param("ids", Sql.ids(ids))
                .query(QueueRepository::view)
                .list()
                .forEach(entry -> views.put(entry.id(), entry));
        return views;
    }

    /// Locks an entry for a change by hand.
    public Optional<QueueEntry> lock(OrganizationId organization, CampaignId campaign, EntryId id) {
        boolean there = jdbc.sql("""
                        SELECT id FROM queue_entry
                         WHERE organization_id = :org AND campaign_id = :campaign AND id = :id FOR NO KEY UPDATE""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("id", id.value())
                .query(UUID.class)
                .optional()
                .isPresent();
        return there ? Optional.ofNullable(views(organization, List.of(id)).get(id)) : Optional.empty();
    }

    /// Writes what a person may change; null leaves a field as it is.
    public void change(
            OrganizationId organization,
            EntryId id,
            @Nullable EntryStatus status,
            @Nullable String outcome,
            @Nullable Integer priority,
            @Nullable Instant nextAttemptAt,
            @Nullable Integer maxAttempts) {
        jdbc.sql("""
                        UPDATE queue_entry SET
                            status = coalesce(CAST(:status AS text), status),
                            last_outcome = coalesce(CAST(:outcome AS text), last_outcome),
                            priority = coalesce(CAST(:priority AS smallint), priority),
                            next_attempt_at = coalesce(:at, next_attempt_at),
                            waits_for = CASE WHEN :at > app_now() THEN 'schedule' WHEN :at IS NOT NULL THEN NULL ELSE waits_for END,
                            max_attempts = coalesce(CAST(:maxAttempts AS int), max_attempts),
                            agent_guaranteed = agent_guaranteed AND CAST(:status AS text) IS DISTINCT FROM 'COMPLETED',
                            callback_user_id = CASE WHEN CAST(:status AS text) IS DISTINCT FROM 'COMPLETED' THEN callback_user_id END,
                            held_by = CASE WHEN CAST(:status AS text) IS DISTINCT FROM 'COMPLETED' THEN held_by END
                         WHERE organization_id = :org AND id = :id""")
                .param("org", organization.value())
                .param("id", id.value())
                .param("status", status == null ? null : status.toString())
                .param("outcome", outcome)
                .param("priority", priority)
                .param("at", Sql.time(nextAttemptAt), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("maxAttempts", maxAttempts)
                .update();
    }

    private static QueueEntry view(ResultSet rs, int row) throws SQLException {
        var lead = new LeadId(rs.getObject("lead_id", UUID.class));
        UUID session = rs.getObject("session_id", UUID.class);
        String phone = rs.getString("e164");
        return new QueueEntry(
                new EntryId(rs.getObject("id", UUID.class)),
                new CampaignId(rs.getObject("campaign_id", UUID.class)),
                session == null ? null : new SessionId(session),
                lead,
                new QueueEntry.Lead(
                        lead,
                        (rs.getString("first_name") + " " + rs.getString("last_name")).strip(),
                        rs.getString("company"),
                        phone == null ? "" : phone,
                        rs.getString("time_zone")),
                EntryStatus.valueOf(rs.getString("status")),
                rs.getLong("position"),
                rs.getInt("priority"),
                rs.getInt("attempt_count"),
                rs.getInt("max_attempts"),
                rs.getTimestamp("next_attempt_at").toInstant(),
                rs.getString("waits_for"),
                rs.getBoolean("was_contacted"),
                rs.getBoolean("was_answered"),
                rs.getString("last_outcome"),
                rs.getLong("version"));
    }
}
