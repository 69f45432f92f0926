package dev.trunkline.dialing;

import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// A predictive campaign's pool in SQL: its agents, its calls in flight, and who waits for whom.
@Repository
public class PoolRepository {

    private final JdbcClient jdbc;

    PoolRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// An agent of the pool.
    ///
    /// @param seconds in this status, wall clock
    /// @param reachable present, with audio
    public record PoolAgent(AgentStatus status, double seconds, boolean reachable) {}

    public List<PoolAgent> agents(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("""
                        SELECT status, greatest(0, extract(epoch FROM app_now() - since))::float8 AS seconds,
                               NOT disconnected AND audio <> 'pending' AS reachable
                          FROM agent WHERE organization_id = :org AND campaign_id = :campaign AND status <> 'offline'
                         ORDER BY since, user_id""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(PoolAgent.class))
                .list();
    }

    /// A live call of the campaign, as far as pacing needs it.
    ///
    /// @param seconds since it was placed, wall clock
    /// @param reserved an agent was set apart for it before it was placed
    /// @param given an agent has it, or it was given up
    public record PoolCall(
            CallId id,
            CallStatus status,
            @Nullable Integer lineNumber,
            double seconds,
            double score,
            boolean reserved,
            boolean given) {

        boolean rings() {
            return !status.isAnswered() && !reserved;
        }

        boolean waits() {
            return status == CallStatus.IN_PROGRESS && !given;
        }
    }

    public List<PoolCall> calls(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("""
                        SELECT id, status, line_number,
                               greatest(0, extract(epoch FROM app_now() - coalesce(started_at, queued_at)))::float8 AS seconds,
                               answer_score AS score, user_id IS NOT NULL AND answered_at IS NULL AS reserved,
                               user_id IS NOT NULL OR dropped OR cancel_reason IS NOT NULL AS given
                          FROM call WHERE organization_id = :org AND campaign_id = :campaign AND ended_at IS NULL
                         ORDER BY id""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(PoolCall.class))
                .list();
    }

    /// What is known of a lead that is next in line.
    public record NextLead(
            String windowKey,
            String numberType,
            int attemptCount,
            boolean wasAnswered,
            @Nullable UUID listId) {}

    /// The leads that the next claim will find, in its order; locks nothing. Planned as [ClaimRepository#claim] is.
    public List<NextLead> next(OrganizationId organization, CampaignId campaign, List<String> openWindows, int limit) {
        return jdbc.sql("""
                        SELECT e.window_key, p.type AS number_type, e.attempt_count, e.was_answered,
                               (SELECT cl.list_id FROM campaign_list cl
                                  JOIN list_lead ll ON ll.organization_id = cl.organization_id AND ll.list_id = cl.list_id AND ll.lead_id = e.lead_id
                                 WHERE cl.organization_id = :org AND cl.campaign_id = :campaign ORDER BY cl.list_id LIMIT 1) AS list_id
                          FROM (SELECT e.* FROM unnest(CAST(:windows AS text[])) w(key)
                            CROSS JOIN LATERAL (
                              SELECT lead_id, priority, next_attempt_at, position, phone_position, window_key, attempt_count, was_answered
                                FROM queue_entry q
                               WHERE organization_id = :org AND campaign_id = :campaign AND status = 'PENDING'
                                 AND window_key = w.key AND next_attempt_at <= app_now() AND held_by IS NULL
                                 AND NOT agent_guaranteed
                               ORDER BY priority DESC, next_attempt_at, position LIMIT :limit) e
                           ORDER BY e.priority DESC, e.next_attempt_at, e.position LIMIT :limit) e
                         CROSS JOIN LATERAL (
                           SELECT type FROM lead_phone
                            WHERE organization_id = :org AND lead_id = e.lead_id AND position = e.phone_position LIMIT 1) p
                         ORDER BY e.priority DESC, e.next_attempt_at, e.position""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("windows", openWindows.toArray(String[]::new))
                .param("limit", limit)
                .query(Rows.of(NextLead.class))
                .list();
    }

    /// The agents of the pool who have been free longest, locked; passes over those whom another transaction holds.
    ///
    /// @param among only these; null: all
    public List<UserId> takeAgents(
            OrganizationId organization, CampaignId campaign, @Nullable Collection<UserId> among, int atMost) {
        return jdbc.sql("""
                        SELECT user_id FROM agent
                         WHERE organization_id = :org AND campaign_id = :campaign AND %s
                           AND (CAST(:among AS uuid[]) IS NULL OR user_id = ANY (CAST(:among AS uuid[])))
                         ORDER BY since, user_id LIMIT :atMost FOR NO KEY UPDATE SKIP LOCKED""".formatted(AgentRepository.IS_FREE))
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("among", among == null ? null : Sql.ids(among), among == null ? Types.NULL : Types.ARRAY)
                .param("atMost", atMost)
                .query(Sql.as(UserId::new))
                .list();
    }

    /// Share of the time of the campaign's agents, breaks apart, that was talk and wrap-up; null: nobody was there.
    public @Nullable Double occupancy(OrganizationId organization, CampaignId campaign, Duration last) {
        record Share(@Nullable Double share) {}
        return jdbc.sql("""
                        SELECT sum(lasted) FILTER (WHERE status IN ('on-call', 'wrap-up')) / nullif(sum(lasted), 0) AS share
                          FROM (SELECT status, extract(epoch FROM coalesce(ended_at, app_now())
                                       - greatest(began_at, app_now() - make_interval(secs => :secs)))::float8 AS lasted
                                  FROM agent_state
                                 WHERE organization_id = :org AND campaign_id = :campaign AND status NOT IN ('offline', 'break')
                                   AND coalesce(ended_at, 'infinity') > app_now() - make_interval(secs => :secs)) s""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("secs", (double) last.toSeconds())
                .query(Rows.of(Share.class))
                .single()
                .share();
    }

    private static final String WAITING = """
            organization_id = :org AND campaign_id = :campaign AND mode = 'predictive' AND ended_at IS NULL AND status = 'in-progress'
              AND user_id IS NULL AND NOT dropped AND cancel_reason IS NULL
              AND (amd <> 'before' OR answer_type IS NOT NULL)""";

    /// The person who has waited longest, locked.
    public Optional<CallId> takeWaiting(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("SELECT id FROM call WHERE " + WAITING
                        + " ORDER BY answered_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Sql.as(CallId::new))
                .optional();
    }

    public boolean anyoneWaits(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM call WHERE " + WAITING + ")")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Boolean.class)
                .single();
    }
}
