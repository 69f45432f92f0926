package dev.trunkline.dialing;

import dev.trunkline.compliance.Gate;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What of a queue may be called now: claiming it for a launch, and putting aside what the gate turns away.
@Repository
public class ClaimRepository {

    private final JdbcClient jdbc;
    private final SettleRepository settle;

    ClaimRepository(Store store, SettleRepository settle) {
        this.jdbc = store.jdbc();
        this.settle = settle;
    }

    public List<String> windowKeys(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql(
                        "SELECT window_key FROM campaign_window WHERE organization_id = :org AND campaign_id = :campaign")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(String.class)
                .list();
    }

    /// Claims up to `limit` due entries in open windows: highest priority first, then longest due, then first come.
    ///
    /// Its plan is kept for every limit, and PostgreSQL takes an unknown one for a tenth of the queue.
    /// What is looked up for each entry says `LIMIT 1`, so that it is found by its key: a join would
    /// read all leads.
    ///
    /// @param guaranteed true: only leads that were promised an agent; false: only the others
    /// @param agent for whom: their own appointments are theirs alone; null: for nobody in particular
    public List<Candidate> claim(
            OrganizationId organization,
            CampaignId campaign,
            List<String> openWindows,
            boolean guaranteed,
            @Nullable UserId agent,
            boolean simulated,
            boolean paced,
            int limit) {
        return jdbc.sql("""
                        WITH due AS MATERIALIZED (
                          SELECT e.* FROM unnest(CAST(:windows AS text[])) w(key)
                            CROSS JOIN LATERAL (
                              SELECT id, lead_id, priority, next_attempt_at, position, phone_position, window_key,
                                     attempt_count, max_attempts, agent_guaranteed, was_answered
                                FROM queue_entry q
                               WHERE organization_id = :org AND campaign_id = :campaign AND status = 'PENDING'
                                 AND window_key = w.key AND next_attempt_at <= app_now() AND held_by IS NULL
                                 AND agent_guaranteed = :guaranteed
                                 AND (callback_user_id IS NULL OR callback_user_id = CAST(:agent AS uuid))
                               ORDER BY priority DESC, next_attempt_at, position
                               LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED) e
                           ORDER BY e.priority DESC, e.next_attempt_at, e.position LIMIT :limit
                        )
                        SELECT uuidv7() AS call_id, d.id AS entry_id, d.lead_id, p.e164, p.region, p.type AS number_type,
                               d.window_key, d.attempt_count, d.max_attempts, d.agent_guaranteed, d.was_answered, p.do_not_call,
                               CASE WHEN :paced THEN (SELECT cl.list_id FROM campaign_list cl
                                 JOIN list_lead ll ON ll.organization_id = cl.organization_id AND ll.list_id = cl.list_id AND ll.lead_id = d.lead_id
                                WHERE cl.organization_id = :org AND cl.campaign_id = :campaign ORDER BY cl.list_id LIMIT 1) END AS list_id,
                               n.dnc_at IS NOT NULL AS on_dnc,
                               n.live_call_id IS NOT NULL OR (
                                 SELECT true FROM call c WHERE c.organization_id = :org AND c.lead_id = d.lead_id
                                    AND c.ended_at IS NULL LIMIT 1) IS NOT NULL AS is_live,
                               n.drop_lockout_until, k.attempts_day, k.attempts_week, k.oldest_day, k.oldest_week
                          FROM due d
                          CROSS JOIN LATERAL (
                            SELECT p.e164, p.region, p.type, l.do_not_call
                              FROM lead_phone p JOIN lead l ON l.organization_id = p.organization_id AND l.id = p.lead_id
                             WHERE p.organization_id = :org AND p.lead_id = d.lead_id AND p.position = d.phone_position LIMIT 1) p
                          LEFT JOIN LATERAL (
                            SELECT dnc_at, live_call_id, drop_lockout_until FROM number_state
                             WHERE organization_id = :org AND e164 = p.e164 LIMIT 1) n ON true
                          CROSS JOIN LATERAL (
                            SELECT count(*) FILTER (WHERE queued_at > app_now() - interval '1 day')::int AS attempts_day,
                                   count(*)::int AS attempts_week,
                                   min(queued_at) FILTER (WHERE queued_at > app_now() - interval '1 day') AS oldest_day,
                                   min(queued_at) AS oldest_week
                              FROM call c
                             WHERE c.organization_id = :org AND c.lead_id = d.lead_id AND NOT :simulated
                               AND NOT c.is_mock AND c.attempt_counted AND c.queued_at > app_now() - interval '7 days') k
                         ORDER BY d.priority DESC, d.next_attempt_at, d.position""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("windows", openWindows.toArray(String[]::new))
                .param("guaranteed", guaranteed)
                .param("agent", Sql.id(agent))
                .param("simulated", simulated)
                .param("paced", paced)
                .param("limit", limit)
                .query(Rows.of(Candidate.class))
                .list();
    }

    /// Those who were promised an agent and are due: by anyone, or by one agent each.
    ///
    /// @param anyone how many any agent may keep; counts no further than a hundred
    /// @param own the agents whose own appointments are due
    public record Promises(int anyone, Set<UserId> own) {

        boolean waitFor(UserId agent) {
            return anyone > 0 || own.contains(agent);
        }

        /// One promise is kept by one agent; a second one waits for the next.
        Promises keptBy(UserId agent) {
            return own.contains(agent) ? this : new Promises(0, own);
        }
    }

    public Promises promises(OrganizationId organization, CampaignId campaign) {
        List<Optional<UserId>> due = jdbc.sql("""
                        SELECT callback_user_id FROM queue_entry
                         WHERE organization_id = :org AND campaign_id = :campaign AND agent_guaranteed AND status = 'PENDING'
                           AND next_attempt_at <= app_now() AND held_by IS NULL
                         ORDER BY next_attempt_at LIMIT 100""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query((rs, _) ->
                        Optional.ofNullable(rs.getObject(1, UUID.class)).map(UserId::new))
                .list();
        Set<UserId> own = new HashSet<>();
        due.forEach(user -> user.ifPresent(own::add));
        return new Promises((int) due.stream().filter(Optional::isEmpty).count(), own);
    }

    /// What the gate's no means for the queue: the lead's next number is tried, or the entry waits, or is out of it.
    public void turnAway(OrganizationId organization, EntryId entry, Gate.Refused refused) {
        String rule = refused.rule().toString();
        if (NextNumber.after(refused.rule()) && settle.nextPhone(organization, entry)) {
            return;
        }
        if (refused.until() == null) {
            exclude(organization, entry, rule);
        } else {
            postpone(organization, entry, refused.until(), rule);
        }
    }

    /// Refused for now: due again when the gate says.
    public void postpone(OrganizationId organization, EntryId entry, Instant until, String waitsFor) {
        jdbc.sql("""
                        UPDATE queue_entry SET next_attempt_at = :until, held_by = NULL,
                               waits_for = CASE WHEN waits_for = 'callback' THEN waits_for ELSE :why END
                         WHERE organization_id = :org AND id = :entry""")
                .param("org", organization.value())
                .param("entry", entry.value())
                .param("until", Sql.time(until))
                .param("why", waitsFor)
                .update();
    }

    /// Refused for good: out of the queue, with the rule as its outcome.
    public void exclude(OrganizationId organization, EntryId entry, String rule) {
        jdbc.sql("""
                        UPDATE queue_entry SET status = 'COMPLETED', last_outcome = 'excluded-' || :rule, agent_guaranteed = false,
                               held_by = NULL
                         WHERE organization_id = :org AND id = :entry""")
                .param("org", organization.value())
                .param("entry", entry.value())
                .param("rule", rule)
                .update();
    }

    /// Excludes pending entries of windows that will never open, a bounded number at a time.
    public int excludeWindow(OrganizationId organization, CampaignId campaign, String windowKey, String rule) {
        return jdbc.sql("""
                        UPDATE queue_entry SET status = 'COMPLETED', last_outcome = 'excluded-' || :rule
                         WHERE organization_id = :org AND id IN (
                           SELECT id FROM queue_entry WHERE organization_id = :org AND campaign_id = :campaign
                              AND status = 'PENDING' AND window_key = :window LIMIT 500 FOR UPDATE SKIP LOCKED)""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("window", windowKey)
                .param("rule", rule)
                .update();
    }

    /// How much of the queue can still be called.
    public record Remaining(
            boolean anyPending,
            boolean anyCalling,
            @Nullable Instant nextDue) {

        boolean isEmpty() {
            return !anyPending && !anyCalling;
        }
    }

    /// An order that an index has makes PostgreSQL use it: where it takes many entries for pending, it would read all
    /// until it meets one, and at the end of a campaign there is none.
    public Remaining remaining(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("""
                        SELECT (SELECT true FROM queue_entry WHERE organization_id = :org AND campaign_id = :campaign
                                   AND status = 'PENDING' ORDER BY next_attempt_at LIMIT 1) IS NOT NULL AS any_pending,
                               (SELECT true FROM queue_entry WHERE organization_id = :org AND campaign_id = :campaign
                                   AND status = 'CALLING' ORDER BY priority DESC LIMIT 1) IS NOT NULL AS any_calling,
                               (SELECT min(next_attempt_at) FROM queue_entry WHERE organization_id = :org
                                   AND campaign_id = :campaign AND status = 'PENDING' AND next_attempt_at > app_now()) AS next_due""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(Remaining.class))
                .single();
    }
}
