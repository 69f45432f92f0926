-- The roll-ups and the change log took a chain of triggers: a step of a call fired about a dozen functions. Now each
-- changed table has one that writes both; what they write is the same.

-- As one expression it is computed in place instead of being called, in reports as in the trigger.
CREATE OR REPLACE FUNCTION count_call(c call) RETURNS call_counts LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ROW(
         (c.started_at IS NOT NULL)::int,
         (c.ended_at IS NULL)::int,
         (c.answered_at IS NOT NULL)::int,
         (c.answered_at IS NOT NULL AND coalesce(c.answer_type, 'unknown') IN ('human', 'unknown'))::int,
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

DROP TRIGGER campaign_tally_version ON campaign_tally;
DROP TRIGGER campaign_tally_inserted ON campaign_tally;
DROP TRIGGER campaign_tally_updated ON campaign_tally;
DROP FUNCTION log_tally_change();

DROP TRIGGER call_tally ON call;
DROP TRIGGER call_updated ON call;
DROP FUNCTION tally_call();
CREATE FUNCTION call_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before call_counts := count_call(OLD);
  after  call_counts := count_call(NEW);
BEGIN
  IF NEW.campaign_id IS NULL OR after = before THEN
    INSERT INTO change_log (organization_id, kind, ref) VALUES (NEW.organization_id, 'call', NEW.id);
    RETURN NULL;
  END IF;
  INSERT INTO campaign_tally AS t (organization_id, campaign_id, shard, calls_made, calls_live, answered, human_answered,
      no_answer, busy, failed, canceled, voicemail, dropped, successful, missed, connected, pickups, talk_ms)
  VALUES (NEW.organization_id, NEW.campaign_id, pg_backend_pid() % 32, after.calls_made - before.calls_made,
      after.calls_live - before.calls_live, after.answered - before.answered, after.human_answered - before.human_answered,
      after.no_answer - before.no_answer, after.busy - before.busy, after.failed - before.failed, after.canceled - before.canceled,
      after.voicemail - before.voicemail, after.dropped - before.dropped, after.successful - before.successful, after.missed - before.missed,
      after.connected - before.connected, after.pickups - before.pickups, after.talk_ms - before.talk_ms)
  ON CONFLICT (organization_id, campaign_id, shard) DO UPDATE SET
      calls_made = t.calls_made + EXCLUDED.calls_made, calls_live = t.calls_live + EXCLUDED.calls_live,
      answered = t.answered + EXCLUDED.answered, human_answered = t.human_answered + EXCLUDED.human_answered,
      no_answer = t.no_answer + EXCLUDED.no_answer, busy = t.busy + EXCLUDED.busy, failed = t.failed + EXCLUDED.failed,
      canceled = t.canceled + EXCLUDED.canceled, voicemail = t.voicemail + EXCLUDED.voicemail,
      dropped = t.dropped + EXCLUDED.dropped, successful = t.successful + EXCLUDED.successful,
      missed = t.missed + EXCLUDED.missed, connected = t.connected + EXCLUDED.connected,
      pickups = t.pickups + EXCLUDED.pickups, talk_ms = t.talk_ms + EXCLUDED.talk_ms, version = t.version + 1;
  INSERT INTO change_log (organization_id, kind, ref)
  VALUES (NEW.organization_id, 'call', NEW.id), (NEW.organization_id, 'campaign', NEW.campaign_id);
  RETURN NULL;
END $$;
CREATE TRIGGER call_changed AFTER UPDATE ON call FOR EACH ROW EXECUTE FUNCTION call_changed();

DROP TRIGGER call_tally_new ON call;
DROP TRIGGER call_inserted ON call;
DROP FUNCTION tally_new_calls();
CREATE FUNCTION calls_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO campaign_tally AS t (organization_id, campaign_id, shard, calls_made, calls_live)
  SELECT n.organization_id, n.campaign_id, pg_backend_pid() % 32, sum((count_call(n)).calls_made), sum((count_call(n)).calls_live)
    FROM changed n WHERE n.campaign_id IS NOT NULL GROUP BY n.organization_id, n.campaign_id
  ON CONFLICT (organization_id, campaign_id, shard) DO UPDATE SET
      calls_made = t.calls_made + EXCLUDED.calls_made, calls_live = t.calls_live + EXCLUDED.calls_live, version = t.version + 1;
  INSERT INTO change_log (organization_id, kind, ref)
  SELECT organization_id, 'call', id FROM changed
  UNION ALL
  SELECT DISTINCT organization_id, 'campaign', campaign_id FROM changed WHERE campaign_id IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER calls_added AFTER INSERT ON call REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION calls_added();

-- A claim changes as many entries as it finds lines, so these are summed.
DROP TRIGGER queue_entry_tally ON queue_entry;
DROP TRIGGER queue_entry_updated ON queue_entry;
DROP FUNCTION tally_entries();
CREATE FUNCTION entries_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH tallied AS (
    INSERT INTO campaign_tally AS t (organization_id, campaign_id, shard, leads_pending, leads_calling, leads_completed,
        leads_failed, leads_contacted, leads_answered)
    SELECT organization_id, campaign_id, pg_backend_pid() % 32,
           sum(sign * (status = 'PENDING')::int), sum(sign * (status = 'CALLING')::int), sum(sign * (status = 'COMPLETED')::int),
           sum(sign * (status = 'FAILED')::int), sum(sign * was_contacted::int), sum(sign * was_answered::int)
      FROM (SELECT 1 AS sign, organization_id, campaign_id, status, was_contacted, was_answered FROM changed
            UNION ALL
            SELECT -1, organization_id, campaign_id, status, was_contacted, was_answered FROM replaced) d
     GROUP BY organization_id, campaign_id
    HAVING (sum(sign * (status = 'PENDING')::int), sum(sign * (status = 'CALLING')::int), sum(sign * (status = 'COMPLETED')::int),
            sum(sign * (status = 'FAILED')::int), sum(sign * was_contacted::int), sum(sign * was_answered::int)) <> (0, 0, 0, 0, 0, 0)
    ON CONFLICT (organization_id, campaign_id, shard) DO UPDATE SET
        leads_pending = t.leads_pending + EXCLUDED.leads_pending, leads_calling = t.leads_calling + EXCLUDED.leads_calling,
        leads_completed = t.leads_completed + EXCLUDED.leads_completed, leads_failed = t.leads_failed + EXCLUDED.leads_failed,
        leads_contacted = t.leads_contacted + EXCLUDED.leads_contacted, leads_answered = t.leads_answered + EXCLUDED.leads_answered,
        version = t.version + 1
    RETURNING organization_id, campaign_id)
  INSERT INTO change_log (organization_id, kind, ref)
  SELECT organization_id, 'queue', id FROM changed
  UNION ALL
  SELECT organization_id, 'campaign', campaign_id FROM tallied;
  RETURN NULL;
END $$;
CREATE TRIGGER entries_changed AFTER UPDATE ON queue_entry REFERENCING NEW TABLE AS changed OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION entries_changed();

DROP TRIGGER queue_entry_tally_new ON queue_entry;
DROP FUNCTION tally_new_entries();
CREATE FUNCTION entries_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH tallied AS (
    INSERT INTO campaign_tally AS t (organization_id, campaign_id, shard, leads, leads_pending)
    SELECT organization_id, campaign_id, pg_backend_pid() % 32, count(*), count(*) FILTER (WHERE status = 'PENDING')
      FROM changed GROUP BY organization_id, campaign_id
    ON CONFLICT (organization_id, campaign_id, shard) DO UPDATE SET
        leads = t.leads + EXCLUDED.leads, leads_pending = t.leads_pending + EXCLUDED.leads_pending, version = t.version + 1
    RETURNING organization_id, campaign_id)
  INSERT INTO change_log (organization_id, kind, ref) SELECT organization_id, 'campaign', campaign_id FROM tallied;
  RETURN NULL;
END $$;
CREATE TRIGGER entries_added AFTER INSERT ON queue_entry REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION entries_added();
