package dev.trunkline.dialing;

import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What a call that a person asks for needs to know: who is behind the number, and the lead's place in a queue.
@Repository
public class PlaceRepository {

    private final JdbcClient jdbc;

    PlaceRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// What a user decided for their own sittings.
    ///
    /// @param mockConfig JSON, what the user set of it
    public record Own(
            boolean useMockDialer,
            @Nullable String mockConfig,
            @Nullable Boolean recordingEnabled) {}

    public Own own(OrganizationId organization, UserId user) {
        return jdbc.sql("""
                        SELECT use_mock_dialer, mock_config::text AS mock_config, recording_enabled
                          FROM app_user WHERE organization_id = :org AND id = :user""")
                .param("org", organization.value())
                .param("user", user.value())
                .query(Rows.of(Own.class))
                .single();
    }

    /// A number to call, and whose it is.
    ///
    /// @param region ISO country, type the word of `lead_phone.type`, windowKey the zones that bind it
    /// @param callCount how often the lead was called before
    public record Callee(
            @Nullable LeadId lead, String e164, String region, String type, String windowKey, int callCount) {}

    private static final String CALLEE = """
            SELECT p.lead_id AS lead, p.e164, p.region, p.type, p.window_key, l.call_count
              FROM lead_phone p JOIN lead l ON l.organization_id = p.organization_id AND l.id = p.lead_id
            """;

    /// Whose number this is; of several leads that share it, the one of this campaign, else the one called last.
    public Optional<Callee> byNumber(
            OrganizationId organization, String e164, @Nullable LeadId lead, @Nullable CampaignId campaign) {
        return jdbc.sql(CALLEE + """
                         WHERE p.organization_id = :org AND p.e164 = :e164
                           AND (CAST(:lead AS uuid) IS NULL OR p.lead_id = CAST(:lead AS uuid))
                         ORDER BY EXISTS (SELECT FROM queue_entry e WHERE e.organization_id = p.organization_id
                                             AND e.campaign_id = CAST(:campaign AS uuid) AND e.lead_id = p.lead_id) DESC,
                                  l.last_called_at DESC NULLS LAST, l.id LIMIT 1""")
                .param("org", organization.value())
                .param("e164", e164)
                .param("lead", Sql.id(lead))
                .param("campaign", Sql.id(campaign))
                .query(Rows.of(Callee.class))
                .optional();
    }

    /// The lead's number at a position, or its first one where there is none.
    public Optional<Callee> byLead(OrganizationId organization, LeadId lead, int position) {
        return jdbc.sql(CALLEE + """
                         WHERE p.organization_id = :org AND p.lead_id = :lead
                         ORDER BY p.position = :position DESC, p.position LIMIT 1""")
                .param("org", organization.value())
                .param("lead", lead.value())
                .param("position", position)
                .query(Rows.of(Callee.class))
                .optional();
    }

    /// What is known of a lead apart from its numbers.
    public record Known(int callCount, @Nullable String timeZone) {}

    public Optional<Known> lead(OrganizationId organization, LeadId lead) {
        return jdbc.sql("SELECT call_count, time_zone FROM lead WHERE organization_id = :org AND id = :lead")
                .param("org", organization.value())
                .param("lead", lead.value())
                .query(Rows.of(Known.class))
                .optional();
    }

    /// A lead's place in a campaign.
    ///
    /// @param callbackUserId whose appointment it is
    public record Place(
            EntryId id,
            String status,
            int phonePosition,
            int attemptCount,
            int maxAttempts,
            @Nullable String lastOutcome,
            @Nullable SessionId heldBy,
            @Nullable UserId callbackUserId) {

        boolean isPending() {
            return status.equals("PENDING");
        }

        /// Whether a person may take it up: it waits, or was only passed over.
        boolean mayBeCalled() {
            return attemptCount < maxAttempts
                    && (isPending() || (status.equals("COMPLETED") && "skipped".equals(lastOutcome)));
        }
    }

    public Optional<Place> lockPlace(OrganizationId organization, CampaignId campaign, LeadId lead) {
        return jdbc.sql("""
                        SELECT id, status, phone_position, attempt_count, max_attempts, last_outcome, held_by, callback_user_id
                          FROM queue_entry WHERE organization_id = :org AND campaign_id = :campaign AND lead_id = :lead
                           FOR NO KEY UPDATE""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("lead", lead.value())
                .query(Rows.of(Place.class))
                .optional();
    }

    /// The running campaign in which the lead has an appointment about now, with this agent or with anyone.
    public Optional<CampaignId> appointment(OrganizationId organization, LeadId lead, UserId user) {
        return jdbc.sql("""
                        SELECT c.campaign_id FROM callback c
                          JOIN campaign g ON g.organization_id = c.organization_id AND g.id = c.campaign_id AND g.status = 'RUNNING'
                         WHERE c.organization_id = :org AND c.lead_id = :lead AND c.status = 'PENDING'
                           AND c.due_at <= app_now() + interval '30 minutes' AND (c.user_id IS NULL OR c.user_id = :user)
                           AND (NOT g.ad_hoc OR g.created_by = :user)
                           AND (NOT EXISTS (SELECT FROM campaign_agent a
                                             WHERE a.organization_id = g.organization_id AND a.campaign_id = g.id)
                             OR EXISTS (SELECT FROM campaign_agent a WHERE a.organization_id = g.organization_id
                                           AND a.campaign_id = g.id AND a.user_id = :user))
                         ORDER BY c.due_at LIMIT 1""")
                .param("org", organization.value())
                .param("lead", lead.value())
                .param("user", user.value())
                .query(Sql.as(CampaignId::new))
                .optional();
    }

    /// The facts that the gate asks for.
    ///
    /// @param entry null: outside of any queue, and the attempt is the lead's next one of all
    public Candidate candidate(OrganizationId organization, @Nullable EntryId entry, Callee callee, boolean simulated) {
        return jdbc.sql("""
                        SELECT uuidv7() AS call_id, e.id AS entry_id, l.id AS lead_id, :e164 AS e164, :region AS region,
                               :type AS number_type, :window AS window_key, coalesce(e.attempt_count, :before) AS attempt_count,
                               coalesce(e.max_attempts, :before + 1) AS max_attempts,
                               coalesce(e.agent_guaranteed, false) AS agent_guaranteed, coalesce(e.was_answered, false) AS was_answered,
                               CAST(NULL AS uuid) AS list_id, coalesce(l.do_not_call, false) AS do_not_call,
                               n.dnc_at IS NOT NULL AS on_dnc,
                               n.live_call_id IS NOT NULL OR EXISTS (
                                 SELECT FROM call c WHERE c.organization_id = :org AND c.lead_id = l.id AND c.ended_at IS NULL)
                                 AS is_live,
                               n.drop_lockout_until, k.attempts_day, k.attempts_week, k.oldest_day, k.oldest_week
                          FROM (VALUES (true)) one
                          LEFT JOIN lead l ON l.organization_id = :org AND l.id = CAST(:lead AS uuid)
                          LEFT JOIN queue_entry e ON e.organization_id = :org AND e.id = CAST(:entry AS uuid)
                          LEFT JOIN number_state n ON n.organization_id = :org AND n.e164 = :e164
                          CROSS JOIN LATERAL (
                            SELECT count(*) FILTER (WHERE queued_at > app_now() - interval '1 day')::int AS attempts_day,
                                   count(*)::int AS attempts_week,
                                   min(queued_at) FILTER (WHERE queued_at > app_now() - interval '1 day') AS oldest_day,
                                   min(queued_at) AS oldest_week
                              FROM call c
                             WHERE c.organization_id = :org AND c.lead_id = l.id AND NOT :simulated
                               AND NOT c.is_mock AND c.attempt_counted AND c.queued_at > app_now() - interval '7 days') k""")
                .param("org", organization.value())
                .param("entry", Sql.id(entry))
                .param("lead", Sql.id(callee.lead()))
                .param("e164", callee.e164())
                .param("region", callee.region())
                .param("type", callee.type())
                .param("window", callee.windowKey())
                .param("before", callee.callCount())
                .param("simulated", simulated)
                .query(Rows.of(Candidate.class))
                .single();
    }
}
