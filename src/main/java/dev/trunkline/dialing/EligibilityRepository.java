package dev.trunkline.dialing;

import dev.trunkline.compliance.Gate;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Reads a campaign's whole queue at once: leads whose facts are alike are one row, so that a million of them are some
/// hundred decisions.
@Repository
public class EligibilityRepository {

    private final JdbcClient jdbc;

    EligibilityRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// Entries that don't wait in the queue any more.
    ///
    /// @param excluded the rule that took them out; null: called to an end
    public record Settled(String status, @Nullable String excluded, long count, List<UUID> samples) {}

    public List<Settled> settled(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("""
                        SELECT status, CASE WHEN status = 'COMPLETED' AND last_outcome LIKE 'excluded-%' THEN substr(last_outcome, 10) END
                                 AS excluded, count(*) AS count, (array_agg(lead_id))[1\\:5] AS samples
                          FROM queue_entry
                         WHERE organization_id = :org AND campaign_id = :campaign AND status IN ('CALLING', 'COMPLETED', 'FAILED')
                         GROUP BY 1, 2""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(Settled.class))
                .list();
    }

    /// Pending entries whose facts are alike.
    ///
    /// @param phone whether they have the number they are to be called on
    /// @param dayCapped called as often as allowed within a day; weekCapped likewise
    /// @param locked left alone after a drop
    /// @param readySoon ready at an instant of the next hour at which their window is open
    public record Pending(
            String windowKey,
            boolean phone,
            String region,
            String numberType,
            boolean doNotCall,
            boolean onDnc,
            boolean isLive,
            boolean dayCapped,
            boolean weekCapped,
            boolean locked,
            boolean agentGuaranteed,
            boolean held,
            @Nullable String waitsFor,
            boolean due,
            boolean ready,
            boolean readySoon,
            Instant readyAt,
            long count,
            List<UUID> samples) {}

    /// @param lastOpen by window key, the last instant of the next hour at which it is open
    public List<Pending> pending(
            OrganizationId organization,
            CampaignId campaign,
            Map<String, Instant> lastOpen,
            DialingFacts limits,
            boolean simulated) {
        List<String> keys = List.copyOf(lastOpen.keySet());
        // A million rows are hashed rather than sorted, which the planner does not believe, and by more than one
        // process. Of a campaign that is younger than the statistics it expects no row at all, and would look at every
        // lead anew for each of them: that took more than half a minute for 50,000.
        jdbc.sql("""
                        SELECT set_config('work_mem', '96MB', true), set_config('enable_sort', 'off', true),
                               set_config('enable_nestloop', 'off', true),
                               set_config('parallel_setup_cost', '100', true), set_config('parallel_tuple_cost', '0', true)""").query((_, _) -> "").single();
        return jdbc.sql(PENDING)
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("simulated", simulated)
                .param("perDay", limits.maxAttemptsPerDay())
                .param("perWeek", limits.maxAttemptsPerWeek())
                .param("country", limits.country())
                .param("countries", limits.countries().toArray(String[]::new))
                .param("special", Gate.SPECIAL_TYPES.toArray(String[]::new))
                .param("keys", keys.toArray(String[]::new))
                .param(
                        "last",
                        keys.stream()
                                .map(key -> String.valueOf(lastOpen.get(key)))
                                .toArray(String[]::new))
                .query((row, _) -> pending(row))
                .list();
    }

    private static Pending pending(ResultSet row) throws SQLException {
        int flags = row.getInt("flags");
        return new Pending(
                row.getString("window_key"),
                (flags & 1) != 0,
                row.getString("region"),
                row.getString("number_type"),
                (flags & 2) != 0,
                (flags & 4) != 0,
                (flags & 8) != 0,
                (flags & 16) != 0,
                (flags & 32) != 0,
                (flags & 64) != 0,
                (flags & 128) != 0,
                (flags & 256) != 0,
                row.getString("waits_for"),
                (flags & 512) != 0,
                (flags & 1024) != 0,
                (flags & 2048) != 0,
                row.getObject("ready_at", OffsetDateTime.class).toInstant(),
                row.getLong("count"),
                List.of(row.getObject("sample", UUID.class)));
    }

    /// What the claim of a tick asks of a few entries, asked of all. An entry is ready when its own time has come, and
    /// the time of every rule that only puts it off. Few leads are blocked, odd, marked, live or tried; the others
    /// are alike, and their numbers need not be looked at: the first one is always there. Each group is
    /// eight, by the last bits of the lead's ID: one of each is samples enough, and no million of IDs is collected.
    private static final String PENDING = """
            WITH blocked AS (
              SELECT id FROM lead WHERE organization_id = :org AND do_not_call
            ), odd AS (
              SELECT lead_id, position, region, type FROM lead_phone
               WHERE organization_id = :org AND (type = ANY (:special) OR NOT region = ANY (:countries))
            ), marked AS (
              SELECT p.lead_id, p.position, n.dnc_at, n.live_call_id, n.drop_lockout_until
                FROM number_state n JOIN lead_phone p ON p.organization_id = :org AND p.e164 = n.e164
               WHERE n.organization_id = :org
                 AND (n.dnc_at IS NOT NULL OR n.live_call_id IS NOT NULL OR n.drop_lockout_until > app_now())
            ), live AS (
              SELECT DISTINCT lead_id FROM call WHERE organization_id = :org AND ended_at IS NULL AND lead_id IS NOT NULL
            ), tried AS (
              SELECT lead_id, count(*) FILTER (WHERE queued_at > app_now() - interval '1 day') >= :perDay AS day_capped,
                     count(*) >= :perWeek AS week_capped,
                     min(queued_at) FILTER (WHERE queued_at > app_now() - interval '1 day') + interval '1 day' AS day_until,
                     min(queued_at) + interval '7 days' AS week_until
                FROM call
               WHERE organization_id = :org AND NOT :simulated AND NOT is_mock AND attempt_counted AND lead_id IS NOT NULL
                 AND queued_at > app_now() - interval '7 days'
               GROUP BY lead_id
            ), fact AS (
              SELECT e.lead_id, e.window_key, coalesce(o.region, :country) AS region, coalesce(o.type, 'unknown') AS number_type,
                     CASE WHEN e.phone_position = 0 THEN true
                          ELSE EXISTS (SELECT FROM lead_phone p WHERE p.organization_id = :org AND p.lead_id = e.lead_id
                                          AND p.position = e.phone_position) END AS phone,
                     b.id IS NOT NULL AS do_not_call, n.dnc_at IS NOT NULL AS on_dnc,
                     n.live_call_id IS NOT NULL OR v.lead_id IS NOT NULL AS is_live,
                     coalesce(t.day_capped, false) AS day_capped, coalesce(t.week_capped, false) AS week_capped,
                     coalesce(n.drop_lockout_until > app_now(), false) AS locked, e.agent_guaranteed,
                     e.held_by IS NOT NULL AS held, e.next_attempt_at <= app_now() AS due,
                     CASE WHEN e.next_attempt_at > app_now() THEN coalesce(e.waits_for, 'retry') END AS waits_for,
                     greatest(e.next_attempt_at, CASE WHEN t.day_capped THEN t.day_until END,
                              CASE WHEN t.week_capped THEN t.week_until END,
                              CASE WHEN NOT e.agent_guaranteed THEN n.drop_lockout_until END,
                              CASE WHEN n.live_call_id IS NOT NULL OR v.lead_id IS NOT NULL
                                   THEN app_now() + interval '60 seconds' END) AS ready_at,
                     w.last AS last_open
                FROM queue_entry e
                LEFT JOIN blocked b ON b.id = e.lead_id
                LEFT JOIN odd o ON o.lead_id = e.lead_id AND o.position = e.phone_position
                LEFT JOIN marked n ON n.lead_id = e.lead_id AND n.position = e.phone_position
                LEFT JOIN live v ON v.lead_id = e.lead_id
                LEFT JOIN tried t ON t.lead_id = e.lead_id
                LEFT JOIN unnest(CAST(:keys AS text[]), CAST(CAST(:last AS text[]) AS timestamptz[])) AS w(key, last)
                  ON w.key = e.window_key
               WHERE e.organization_id = :org AND e.campaign_id = :campaign AND e.status = 'PENDING'
            )
            SELECT window_key, region, number_type, waits_for,
                   phone::int + 2 * do_not_call::int + 4 * on_dnc::int + 8 * is_live::int + 16 * day_capped::int
                     + 32 * week_capped::int + 64 * locked::int + 128 * agent_guaranteed::int + 256 * held::int
                     + 512 * due::int + 1024 * (ready_at <= app_now())::int
                     + 2048 * coalesce(ready_at <= last_open, false)::int AS flags,
                   min(ready_at) AS ready_at, count(*) AS count, any_value(lead_id) AS sample
              FROM fact
             GROUP BY 1, 2, 3, 4, 5, get_byte(uuid_send(lead_id), 15) & 7""";

    /// The names of leads, by ID.
    public Map<LeadId, String> names(OrganizationId organization, Collection<UUID> leads) {
        record Named(LeadId id, String name) {}
        return jdbc
                .sql("""
                        SELECT id, coalesce(nullif(trim(first_name || ' ' || last_name), ''), nullif(company, ''),
                                 (SELECT e164 FROM lead_phone p WHERE p.organization_id = lead.organization_id
                                     AND p.lead_id = lead.id ORDER BY position LIMIT 1), '') AS name
                          FROM lead WHERE organization_id = :org AND id = ANY (:ids)""")
                .param("org", organization.value())
                .param("ids", leads.toArray(UUID[]::new))
                .query(Rows.of(Named.class))
                .stream()
                .collect(Collectors.toMap(Named::id, Named::name));
    }

    /// Who is there to take calls.
    ///
    /// @param atWork signed in to the campaign, present and not on a break
    /// @param free of those, how many could take a call now
    /// @param sessions sittings of agents that dial
    public record Desk(long atWork, long free, long sessions) {}

    public Desk desk(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("""
                        WITH sitting AS (
                          SELECT id FROM session WHERE organization_id = :org AND campaign_id = :campaign AND status = 'ACTIVE')
                        SELECT count(*) AS at_work,
                               count(*) FILTER (WHERE status = 'available' AND call_id IS NULL AND audio <> 'pending') AS free,
                               (SELECT count(*) FROM sitting) AS sessions
                          FROM agent
                         WHERE organization_id = :org AND (campaign_id = :campaign OR session_id IN (SELECT id FROM sitting))
                           AND status NOT IN ('offline', 'break') AND NOT disconnected""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(Desk.class))
                .single();
    }

    public int liveCalls(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql(
                        "SELECT count(*) FROM call WHERE organization_id = :org AND campaign_id = :campaign AND ended_at IS NULL")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Integer.class)
                .single();
    }

    /// How the provider's account stands.
    ///
    /// @param permits launches that may be asked for at this moment
    public record Account(String status, @Nullable String statusReason, double permits) {}

    public Optional<Account> account(OrganizationId organization, String provider, double perSecond) {
        return jdbc.sql("""
                        SELECT status, status_reason,
                               least(greatest(:rate, 1), permits
                                 + greatest(0, extract(epoch FROM app_now() - permits_at)::float8) * :rate) AS permits
                          FROM provider_account
                         WHERE organization_id = :org AND provider = :provider AND account_key = ''""")
                .param("org", organization.value())
                .param("provider", provider)
                .param("rate", perSecond)
                .query(Rows.of(Account.class))
                .optional();
    }
}
