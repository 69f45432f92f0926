-- Whoever answers waits in silence until an agent or a message is heard. So the answer is counted with that, or with the
-- end of the call if it comes first, in every mode: the answer itself writes less, and both together write once.
CREATE OR REPLACE FUNCTION count_call(c call) RETURNS call_counts LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ROW(
         (c.started_at IS NOT NULL)::int,
         (c.ended_at IS NULL)::int,
         (c.answered_at IS NOT NULL
            AND (c.connected_at IS NOT NULL OR c.message_started_at IS NOT NULL OR c.answer_type IS NOT NULL OR c.ended_at IS NOT NULL))::int,
         (c.answered_at IS NOT NULL AND coalesce(c.answer_type, 'unknown') IN ('human', 'unknown')
            AND (c.connected_at IS NOT NULL OR c.message_started_at IS NOT NULL OR c.answer_type IS NOT NULL OR c.ended_at IS NOT NULL))::int,
         (c.status = 'no-answer')::int,
         (c.status = 'busy')::int,
         (c.status = 'failed')::int,
         (c.status = 'canceled')::int,
         (c.answered_at IS NOT NULL AND coalesce(c.answer_type, 'unknown') IN ('machine', 'fax'))::int,
         c.dropped::int,
         (c.direction = 'outbound' AND (c.connected_at IS NOT NULL OR (c.mode = 'unattended' AND c.message_started_at IS NOT NULL))
            AND coalesce(c.answer_type, 'unknown') IN ('human', 'unknown'))::int,
         (c.direction = 'inbound' AND c.ended_at IS NOT NULL AND c.connected_at IS NULL)::int,
         coalesce(c.outcome = 'connected', false)::int,
         coalesce(c.outcome IN ('connected', 'voicemail'), false)::int,
         CASE WHEN c.ended_at IS NOT NULL AND c.answered_at IS NOT NULL
              THEN (extract(epoch FROM c.ended_at - c.answered_at) * 1000)::bigint ELSE 0 END)::call_counts
$$;

-- Calls that wait for an agent right now were counted by the old rule, and will be by the new one; an unattended call
-- that has an agent and no message was not.
DO $$
DECLARE o uuid;
BEGIN
  FOR o IN SELECT organization_id FROM directory WHERE kind = 'organization' LOOP
    PERFORM set_config('trunkline.organization_id', o::text, true);
    UPDATE campaign_tally t
       SET answered = t.answered + live.more, human_answered = t.human_answered + live.more, version = t.version + 1
      FROM (SELECT c.campaign_id, sum(CASE WHEN c.mode <> 'unattended' AND c.connected_at IS NULL THEN -1
                                           WHEN c.mode = 'unattended' AND c.connected_at IS NOT NULL THEN 1 ELSE 0 END) AS more
              FROM call c
             WHERE c.organization_id = o AND c.ended_at IS NULL AND c.answered_at IS NOT NULL
               AND c.message_started_at IS NULL AND c.answer_type IS NULL AND c.campaign_id IS NOT NULL
             GROUP BY c.campaign_id) live
     WHERE t.organization_id = o AND t.campaign_id = live.campaign_id AND live.more <> 0
       AND t.shard = (SELECT min(s.shard) FROM campaign_tally s WHERE s.organization_id = o AND s.campaign_id = t.campaign_id);
  END LOOP;
END $$;
