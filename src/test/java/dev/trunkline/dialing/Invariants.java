package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What must never happen, one query a line; each answers no row. They read nothing but rows and the carrier's own
/// book, and know nothing of the engine. A settled floor has to hold all of them; some hold at any moment.
final class Invariants {

    private static final String TERMINAL = "('COMPLETED', 'BUSY', 'NO_ANSWER', 'CANCELED', 'FAILED')";

    /// Lines of the log that tell of a step of the call itself.
    private static final String STEPS = """
            ('DIALING', 'RINGING', 'ANSWERED', 'HUMAN_DETECTED', 'MACHINE_DETECTED', 'GREETING_ENDED', 'CONNECTED',
             'MESSAGE_STARTED', 'MESSAGE_ENDED', 'COMPLETED', 'BUSY', 'NO_ANSWER', 'CANCELED', 'FAILED')""";

    /// Calls that the carrier really placed.
    private static final String PLACED = "(SELECT * FROM simulator_call WHERE status NOT IN ('refused', 'lost'))";

    private static final String TALLY = """
            SELECT g.id, to_jsonb(kept) AS kept, to_jsonb(entries) || to_jsonb(calls) AS counted FROM campaign g
             CROSS JOIN LATERAL (SELECT
                 coalesce(sum(leads), 0) AS leads, coalesce(sum(leads_pending), 0) AS leads_pending,
                 coalesce(sum(leads_calling), 0) AS leads_calling,
                 coalesce(sum(leads_completed), 0) AS leads_completed, coalesce(sum(leads_failed), 0) AS leads_failed,
                 coalesce(sum(leads_contacted), 0) AS leads_contacted,
                 coalesce(sum(leads_answered), 0) AS leads_answered, coalesce(sum(calls_made), 0) AS calls_made,
                 coalesce(sum(calls_live), 0) AS calls_live, coalesce(sum(answered), 0) AS answered,
                 coalesce(sum(human_answered), 0) AS human_answered, coalesce(sum(no_answer), 0) AS no_answer,
                 coalesce(sum(busy), 0) AS busy, coalesce(sum(failed), 0) AS failed,
                 coalesce(sum(canceled), 0) AS canceled, coalesce(sum(voicemail), 0) AS voicemail,
                 coalesce(sum(dropped), 0) AS dropped, coalesce(sum(successful), 0) AS successful,
                 coalesce(sum(missed), 0) AS missed, coalesce(sum(connected), 0) AS connected,
                 coalesce(sum(pickups), 0) AS pickups, coalesce(sum(talk_ms), 0) AS talk_ms
                 FROM campaign_tally WHERE campaign_id = g.id) kept
             CROSS JOIN LATERAL (SELECT
                 count(*) AS leads, count(*) FILTER (WHERE status = 'PENDING') AS leads_pending,
                 count(*) FILTER (WHERE status = 'CALLING') AS leads_calling,
                 count(*) FILTER (WHERE status = 'COMPLETED') AS leads_completed,
                 count(*) FILTER (WHERE status = 'FAILED') AS leads_failed,
                 count(*) FILTER (WHERE was_contacted) AS leads_contacted,
                 count(*) FILTER (WHERE was_answered) AS leads_answered
                 FROM queue_entry WHERE campaign_id = g.id) entries
             CROSS JOIN LATERAL (SELECT
                 coalesce(sum((k).calls_made), 0) AS calls_made, coalesce(sum((k).calls_live), 0) AS calls_live,
                 coalesce(sum((k).answered), 0) AS answered, coalesce(sum((k).human_answered), 0) AS human_answered,
                 coalesce(sum((k).no_answer), 0) AS no_answer, coalesce(sum((k).busy), 0) AS busy,
                 coalesce(sum((k).failed), 0) AS failed, coalesce(sum((k).canceled), 0) AS canceled,
                 coalesce(sum((k).voicemail), 0) AS voicemail, coalesce(sum((k).dropped), 0) AS dropped,
                 coalesce(sum((k).successful), 0) AS successful, coalesce(sum((k).missed), 0) AS missed,
                 coalesce(sum((k).connected), 0) AS connected, coalesce(sum((k).pickups), 0) AS pickups,
                 coalesce(sum((k).talk_ms), 0) AS talk_ms
                 FROM (SELECT count_call(c) AS k FROM call c WHERE campaign_id = g.id) counts) calls
             WHERE to_jsonb(kept) <> to_jsonb(entries) || to_jsonb(calls)""";

    private static final Map<String, String> ALWAYS = always();
    /// On a machine that is busy with many tests, a node may be held up between its last look and its request.
    private static final Map<String, String> HELD_UP = prompt("5 seconds");
    private static final Map<String, String> PROMPT = prompt("1 second");
    private static final Map<String, String> SETTLED = settled();

    private Invariants() {}

    private static Map<String, String> always() {
        var all = new LinkedHashMap<String, String>();
        all.put("a lead has two live calls", """
                SELECT lead_id, array_agg(id) AS calls FROM call WHERE ended_at IS NULL AND lead_id IS NOT NULL
                 GROUP BY lead_id HAVING count(*) > 1""");
        all.put("a number has two live calls", """
                SELECT to_e164, array_agg(id) AS calls FROM call WHERE ended_at IS NULL
                 GROUP BY to_e164 HAVING count(*) > 1""");
        all.put("the carrier was asked twice for a call", """
                SELECT call_id, count(*) FROM simulator_call GROUP BY call_id HAVING count(*) > 1""");
        all.put("the carrier was asked before there was a call", """
                SELECT s.call_id, s.placed_at, c.queued_at FROM simulator_call s LEFT JOIN call c ON c.id = s.call_id
                 WHERE c.id IS NULL OR s.placed_at < c.queued_at - interval '1 ms'
                    OR (s.to_e164, s.from_e164) <> (c.to_e164, c.from_e164)""");
        all.put("two calls have one provider id", """
                SELECT provider_call_id, count(*) FROM call WHERE provider_call_id IS NOT NULL
                 GROUP BY provider, provider_call_id HAVING count(*) > 1""");
        all.put("attempts of an entry are not 1..n, or more than allowed", """
                SELECT e.id, e.status, e.attempt_count, e.max_attempts, a.attempts FROM queue_entry e
                 CROSS JOIN LATERAL (SELECT coalesce(array_agg(attempt ORDER BY attempt), '{}') AS attempts, count(*) AS n
                                       FROM call c WHERE c.queue_entry_id = e.id AND attempt_counted) a
                 WHERE a.attempts <> coalesce((SELECT array_agg(i::int) FROM generate_series(1, a.n) i), '{}')
                    OR a.n <> e.attempt_count OR a.n > e.max_attempts""");
        all.put("a call has not exactly one terminal transition when it is over, and none before", """
                SELECT c.id, c.status, c.ended_at, n FROM call c CROSS JOIN LATERAL (
                         SELECT count(*) AS n FROM call_event e WHERE e.call_id = c.id AND applied AND event IN %s) e
                 WHERE n <> (c.ended_at IS NOT NULL)::int
                    OR (c.status IN ('completed', 'busy', 'no-answer', 'canceled', 'failed')) <> (c.ended_at IS NOT NULL)""".formatted(
                        TERMINAL));
        all.put("a call took a step after its end", """
                SELECT l.call_id, l.event AS last, e.event FROM call_event l JOIN call_event e ON e.call_id = l.call_id
                   AND e.id > l.id AND e.applied AND e.event IN %s
                 WHERE l.applied AND l.event IN %s""".formatted(STEPS, TERMINAL));
        all.put("a message of the provider was taken twice", """
                SELECT call_id, dedupe_key, count(*) FROM call_event WHERE dedupe_key IS NOT NULL
                 GROUP BY call_id, provider, dedupe_key HAVING count(*) > 1""");
        all.put("the clocks of a call are out of order", """
                SELECT id, queued_at, started_at, ringing_at, answered_at, connected_at, ended_at FROM call
                 WHERE queued_at > started_at OR started_at > least(ringing_at, answered_at, ended_at)
                    OR ringing_at > least(answered_at, ended_at) OR answered_at > least(connected_at, message_started_at, greeting_ended_at)
                    OR ended_at < greatest(queued_at, answered_at, connected_at, message_started_at, greeting_ended_at)""");
        // A machine that was taken from its agent goes on without them, and so does who was transferred.
        all.put("talks of an agent overlap", """
                SELECT a.user_id, a.id AS one, b.id AS other FROM call a JOIN call b ON a.user_id = b.user_id AND a.id < b.id
                 WHERE a.connected_at < coalesce(b.ended_at, 'infinity') AND b.connected_at < coalesce(a.ended_at, 'infinity')
                   AND 'transferred' NOT IN (a.transfer_state, b.transfer_state)
                   AND coalesce(a.answer_type, '') NOT IN ('machine', 'fax') AND coalesce(b.answer_type, '') NOT IN ('machine', 'fax')""");
        all.put("two agents have one call", """
                SELECT call_id, count(*) FROM agent WHERE call_id IS NOT NULL GROUP BY call_id HAVING count(*) > 1""");
        all.put("a user has two open sessions", """
                SELECT user_id, count(*) FROM session WHERE status <> 'ENDED' GROUP BY user_id HAVING count(*) > 1""");
        all.put("the intervals of an agent do not tile the time", """
                SELECT * FROM (
                  SELECT user_id, status, began_at, ended_at, lead(began_at) OVER times AS next_began,
                         count(*) FILTER (WHERE ended_at IS NULL) OVER (PARTITION BY user_id) AS open
                    FROM agent_state WINDOW times AS (PARTITION BY user_id ORDER BY began_at, id)) s
                 WHERE (next_began IS NOT NULL AND ended_at IS DISTINCT FROM next_began) OR open <> 1 OR ended_at < began_at""");
        all.put("an agent is not what the last interval says", """
                SELECT a.user_id, a.status, s.status AS interval FROM agent a
                  JOIN agent_state s ON s.user_id = a.user_id AND s.ended_at IS NULL
                 WHERE a.status <> s.status OR a.call_id IS DISTINCT FROM s.call_id""");
        all.put("an answer of a person is not in the ledger, or something else is", """
                SELECT coalesce(c.id, l.call_id) AS call, c.answered_at, c.answer_type, l.verdict
                  FROM (SELECT * FROM call WHERE answered_at IS NOT NULL
                           AND (connected_at IS NOT NULL OR message_started_at IS NOT NULL OR ended_at IS NOT NULL)) c
                  FULL JOIN abandon_ledger l ON l.call_id = c.id
                 WHERE c.id IS NULL OR (l.call_id IS NULL AND coalesce(c.answer_type, '') NOT IN ('machine', 'fax'))""");
        all.put("a verdict contradicts its call", """
                SELECT c.id, l.verdict, c.answer_type, c.dropped, c.connected_at, c.message_started_at FROM abandon_ledger l
                  JOIN call c ON c.id = l.call_id
                 WHERE CASE l.verdict
                         WHEN 'connected' THEN c.dropped
                              OR (c.connected_at IS NULL AND NOT (c.mode = 'unattended' AND c.message_started_at IS NOT NULL))
                         WHEN 'dropped' THEN NOT c.dropped OR c.message_started_at IS NULL
                         WHEN 'machine' THEN coalesce(c.answer_type, '') NOT IN ('machine', 'fax')
                         WHEN 'abandoned' THEN false
                         ELSE c.ended_at IS NOT NULL END
                    OR ((l.verdict = 'machine') <> coalesce(c.answer_type IN ('machine', 'fax'), false) AND l.verdict IS NOT NULL)""");
        all.put("the abandon figures are not what the ledger says", """
                SELECT * FROM (
                  SELECT campaign_id, is_mock, day, sum(human_answered) AS h, sum(abandoned) AS a FROM abandon_day GROUP BY 1, 2, 3) kept
                  FULL JOIN (
                  SELECT campaign_id, is_mock, day, count(*) FILTER (WHERE verdict IS DISTINCT FROM 'machine') AS h,
                         count(*) FILTER (WHERE verdict IN ('dropped', 'abandoned')) AS a
                    FROM abandon_ledger WHERE campaign_id IS NOT NULL GROUP BY 1, 2, 3) counted USING (campaign_id, is_mock, day)
                 WHERE (coalesce(kept.h, 0), coalesce(kept.a, 0)) <> (coalesce(counted.h, 0), coalesce(counted.a, 0))""");
        all.put("the figures of a campaign are not what a count says", TALLY);
        all.put("a lead was called more or less often than it says", """
                SELECT l.id, l.call_count, count(c.id) FROM lead l LEFT JOIN call c ON c.lead_id = l.id
                 GROUP BY l.id, l.call_count HAVING l.call_count <> count(c.id)""");
        all.put("a number is held by no live call, or not by its own", """
                SELECT coalesce(n.e164, c.to_e164) AS e164, n.live_call_id, c.id
                  FROM (SELECT * FROM number_state WHERE live_call_id IS NOT NULL) n
                  FULL JOIN (SELECT * FROM call WHERE ended_at IS NULL AND direction = 'outbound') c
                    ON c.to_e164 = n.e164 AND c.id = n.live_call_id
                 WHERE n.e164 IS NULL OR c.id IS NULL""");
        all.put("a number is blocked in one place only", """
                SELECT coalesce(d.e164, n.e164) AS e164 FROM dnc d
                  FULL JOIN (SELECT * FROM number_state WHERE dnc_at IS NOT NULL) n USING (e164)
                 WHERE d.e164 IS NULL OR n.e164 IS NULL""");
        // Simulated calls may be told to ignore the clock; real ones never.
        all.put("somebody was called outside the calling window", """
                SELECT c.id, c.to_e164, c.queued_at, p.window_key FROM call c
                  JOIN lead_phone p ON p.lead_id = c.lead_id AND p.e164 = c.to_e164
                 WHERE NOT c.is_mock AND c.mode <> 'manual' AND (p.window_key = '' OR EXISTS (
                   SELECT FROM string_to_table(p.window_key, ',') zone
                    WHERE (c.queued_at AT TIME ZONE zone)::time NOT BETWEEN '08:00' AND '21:00'))""");
        // By the clock of a tick's beginning; it may have waited for its campaign while the first agent sat down.
        all.put("a pool dialed without anybody in it", """
                SELECT c.id, c.queued_at FROM call c LEFT JOIN (
                         SELECT campaign_id, range_agg(tstzrange(began_at, ended_at, '[]')) AS times FROM agent_state
                          WHERE status NOT IN ('offline', 'break') GROUP BY campaign_id) staffed USING (campaign_id)
                 WHERE c.mode = 'predictive' AND NOT coalesce(
                         tstzrange(c.queued_at, c.queued_at + interval '250 milliseconds', '[]') && staffed.times, false)""");
        all.put("more calls at a time than allowed", """
                SELECT o.name AS whose, count(*) FROM organization o JOIN call c ON c.ended_at IS NULL
                 GROUP BY o.organization_id, o.name, o.max_concurrent_calls HAVING count(*) > o.max_concurrent_calls
                 UNION ALL
                SELECT g.name, count(*) FROM campaign g JOIN call c ON c.campaign_id = g.id AND c.ended_at IS NULL
                 WHERE g.mode = 'unattended' GROUP BY g.id, g.name, g.max_concurrent_calls HAVING count(*) > g.max_concurrent_calls""");
        // Simulated calls are no attempts as far as people are concerned.
        all.put("a lead was called more often than a day allows", """
                SELECT a.lead_id, a.id, n FROM call a CROSS JOIN organization o CROSS JOIN LATERAL (
                         SELECT count(*) AS n FROM call b WHERE b.lead_id = a.lead_id AND b.attempt_counted AND NOT b.is_mock
                            AND b.mode <> 'manual' AND b.queued_at > a.queued_at - interval '1 day' AND b.queued_at <= a.queued_at) b
                 WHERE NOT a.is_mock AND a.mode <> 'manual' AND a.attempt_counted AND n > o.max_attempts_per_day""");
        all.put("a call went to a country that is not allowed", """
                SELECT c.id, p.region FROM call c JOIN lead_phone p ON p.lead_id = c.lead_id AND p.e164 = c.to_e164
                  CROSS JOIN organization o WHERE p.region <> o.country AND p.region <> ALL (o.allowed_countries)""");
        all.put("a call showed a number that is not ours", """
                SELECT c.id, c.from_e164 FROM call c LEFT JOIN number n ON n.id = c.number_id
                 WHERE c.direction = 'outbound' AND n.e164 IS DISTINCT FROM c.from_e164""");
        all.put("an outcome is not what was said of the call last", """
                SELECT c.id, c.outcome, d.outcome AS said FROM call c CROSS JOIN LATERAL (
                         SELECT outcome FROM disposition d WHERE d.call_id = c.id ORDER BY d.id DESC LIMIT 1) d
                 WHERE c.outcome IS DISTINCT FROM d.outcome""");
        all.put("somebody asked not to be called and is not blocked", """
                SELECT c.id, c.to_e164 FROM disposition d JOIN call c ON c.id = d.call_id
                 WHERE d.outcome = 'dnc' AND d.source <> 'rule' AND NOT EXISTS (SELECT FROM dnc WHERE dnc.e164 = c.to_e164)""");
        all.put("a table is not closed to other organizations", """
                SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                   AND relname NOT IN ('directory', 'agenda', 'migration')
                   AND NOT (relrowsecurity AND relforcerowsecurity
                            AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))""");
        all.put("a row of another organization is readable", """
                SELECT 'lead' AS kind, id FROM lead WHERE organization_id <> current_organization()
                 UNION ALL SELECT 'call', id FROM call WHERE organization_id <> current_organization()
                 UNION ALL SELECT 'event', id FROM call_event WHERE organization_id <> current_organization()
                 UNION ALL SELECT 'recording', id FROM recording WHERE organization_id <> current_organization()""");
        return all;
    }

    /// @param grace within which a request may still leave that is on its way when the word comes; its line is cut
    private static Map<String, String> prompt(String grace) {
        var all = new LinkedHashMap<String, String>();
        all.put("a number was called after it was blocked", """
                SELECT s.call_id, s.to_e164, s.placed_at, n.dnc_at FROM simulator_call s
                  JOIN number_state n ON n.e164 = s.to_e164 AND s.placed_at > n.dnc_at + interval '%1$s'""".formatted(grace));
        all.put("a campaign that is paused or over called somebody", """
                SELECT g.id, g.status, s.call_id, s.placed_at FROM campaign g JOIN call c ON c.campaign_id = g.id
                  JOIN simulator_call s ON s.call_id = c.id
                 WHERE (g.status = 'PAUSED' AND s.placed_at > g.paused_at + interval '%1$s')
                    OR s.placed_at > g.completed_at + interval '%1$s'""".formatted(grace));
        all.put("a session dialed without its agent", """
                SELECT c.id, c.session_id, c.user_id FROM call c JOIN session s ON s.id = c.session_id
                 WHERE c.user_id IS NULL OR s.user_id <> c.user_id OR c.queued_at > s.ended_at + interval '%1$s'""".formatted(grace));
        return all;
    }

    private static Map<String, String> settled() {
        var all = new LinkedHashMap<String, String>();
        // The book of a carrier whose node died is filled in when another takes its calls over.
        all.put("the carrier had two calls to a number at a time", """
                SELECT a.to_e164, a.call_id AS one, b.call_id AS other FROM %1$s a JOIN %1$s b
                    ON a.to_e164 = b.to_e164 AND a.id < b.id
                   AND a.placed_at < coalesce(b.ended_at, 'infinity') AND b.placed_at < coalesce(a.ended_at, 'infinity')""".formatted(PLACED));
        all.put("a call that is over at the carrier goes on here, or the other way round", """
                SELECT c.id, c.status, s.status AS truth FROM call c JOIN %s s ON s.call_id = c.id
                 WHERE (c.ended_at IS NULL) <> (s.ended_at IS NULL)""".formatted(PLACED));
        all.put("a call is not what the carrier says", """
                SELECT c.id, c.mode, c.dropped, c.cancel_reason, c.status, s.status AS truth, c.end_cause, s.end_cause AS true_cause,
                       c.answered_at, s.answered_at AS true_answer, c.connected_at, s.agent_joined_at, c.ended_at, s.ended_at AS true_end
                  FROM call c JOIN %s s ON s.call_id = c.id
                 WHERE c.ended_at IS NOT NULL AND s.ended_at IS NOT NULL
                   AND (c.status <> s.status OR (c.answered_at IS NULL) <> (s.answered_at IS NULL)
                     OR abs(extract(epoch FROM c.answered_at - s.answered_at)) > 1
                     OR abs(extract(epoch FROM c.ended_at - s.ended_at)) > 1
                     OR ((c.connected_at IS NULL) <> (s.agent_joined_at IS NULL) AND coalesce(c.answer_type, '') NOT IN ('machine', 'fax'))
                     OR (c.cancel_reason IS NULL AND c.end_cause <> s.end_cause))""".formatted(PLACED));
        all.put("a call was launched that the carrier does not know", """
                SELECT c.id, c.launch, c.status FROM call c WHERE c.launch = 'accepted'
                   AND NOT EXISTS (SELECT FROM %s s WHERE s.call_id = c.id)""".formatted(PLACED));
        all.put("a call has no settled launch", """
                SELECT id, launch, status FROM call WHERE ended_at IS NOT NULL AND launch IN ('intent', 'unknown')""");
        all.put("a lead is stuck in a call that is over", """
                SELECT e.id, e.lead_id FROM queue_entry e WHERE e.status = 'CALLING' AND NOT EXISTS (
                   SELECT FROM call c WHERE c.queue_entry_id = e.id AND (c.ended_at IS NULL
                      OR EXISTS (SELECT FROM agent a WHERE a.call_id = c.id)))""");
        all.put("a campaign is over before its leads are", """
                SELECT g.id, e.id, e.status FROM campaign g JOIN queue_entry e ON e.campaign_id = g.id
                 WHERE g.status = 'COMPLETED' AND e.status IN ('PENDING', 'CALLING')""");
        all.put("somebody is not connected, dropped or abandoned", """
                SELECT call_id FROM abandon_ledger l JOIN call c ON c.id = l.call_id WHERE c.ended_at IS NOT NULL AND l.verdict IS NULL""");
        all.put("a call that is over has no outcome", """
                SELECT c.id, c.status FROM call c WHERE c.ended_at IS NOT NULL AND c.outcome IS NULL AND c.attempt_counted
                   AND NOT EXISTS (SELECT FROM agent a WHERE a.call_id = c.id)""");
        return all;
    }

    /// Everything, once the carrier has nothing left to tell.
    static void assertSettled(Store store, OrganizationId organization) {
        assertThat(broken(store, organization, all())).isEmpty();
    }

    /// And no request left later than a second after the word that spoke against it.
    static void assertPrompt(Store store, OrganizationId organization) {
        assertThat(broken(store, organization, PROMPT)).isEmpty();
    }

    private static Map<String, String> all() {
        var all = new LinkedHashMap<>(ALWAYS);
        all.putAll(HELD_UP);
        all.putAll(SETTLED);
        return all;
    }

    /// What holds at any moment, in the middle of everything.
    static void assertAlways(Store store, OrganizationId organization) {
        var always = new LinkedHashMap<>(ALWAYS);
        always.putAll(HELD_UP);
        assertThat(broken(store, organization, always)).isEmpty();
    }

    /// The names of the invariants that do not hold.
    static List<String> brokenNames(Store store, OrganizationId organization) {
        return List.copyOf(broken(store, organization, all()).keySet());
    }

    static List<String> names() {
        return List.copyOf(all().keySet());
    }

    /// One statement, so that all of them see the same moment.
    private static Map<String, List<String>> broken(
            Store store, OrganizationId organization, Map<String, String> invariants) {
        record Row(String name, String row) {}
        String all = invariants.entrySet().stream()
                .map(one -> "SELECT * FROM (SELECT '%s' AS name, to_jsonb(x)::text AS row FROM (%s) x LIMIT 10)"
                        .formatted(one.getKey(), one.getValue()))
                .collect(Collectors.joining(" UNION ALL "));
        return store
                .engine(
                        organization,
                        () -> store.jdbc().sql(all).query(Rows.of(Row.class)).list())
                .stream()
                .collect(Collectors.groupingBy(
                        Row::name, LinkedHashMap::new, Collectors.mapping(Row::row, Collectors.toList())));
    }
}
