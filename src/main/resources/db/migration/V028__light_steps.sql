-- PostgreSQL reads the text of every CHECK of a table anew in each statement that writes to it: the twenty of a call, which
-- a call writes seven times in its life, took half the time of a step. One trigger holds what they held, as an expression
-- that each connection reads once, and counts the version too.
DROP TRIGGER call_version ON call;
DO $$
DECLARE rule text;
BEGIN
  FOR rule IN SELECT conname FROM pg_constraint WHERE conrelid = 'call'::regclass AND contype = 'c' LOOP
    EXECUTE format('ALTER TABLE call DROP CONSTRAINT %I', rule);
  END LOOP;
END $$;
CREATE FUNCTION call_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- As with a CHECK, what is unknown is allowed.
  IF (   NEW.direction IN ('outbound', 'inbound')
     AND NEW.mode IN ('manual', 'preview', 'power', 'predictive', 'unattended')
     AND NEW.launch IN ('intent', 'accepted', 'refused', 'unknown')
     AND NEW.status IN ('queued', 'dialing', 'ringing', 'in-progress', 'voicemail-detected',
                        'completed', 'busy', 'no-answer', 'canceled', 'failed')
     AND NEW.status_source IN ('simulator', 'system', 'webhook', 'poll', 'manual')
     AND (NEW.answer_type IS NULL OR NEW.answer_type IN ('human', 'machine', 'fax', 'screened', 'unknown'))
     AND (NEW.end_cause IS NULL
          OR NEW.end_cause IN ('busy', 'no-answer', 'rejected', 'invalid-number', 'unreachable', 'blocked', 'provider-error',
                               'canceled', 'hangup-customer', 'hangup-agent', 'hangup-system', 'unknown'))
     AND (NEW.drop_reason IS NULL OR NEW.drop_reason IN ('agent-busy', 'no-agent-in-time'))
     AND NEW.attempt >= 1
     AND NEW.amd IN ('off', 'beside', 'before')
     AND (NEW.cancel_reason IS NULL
          OR NEW.cancel_reason IN ('busy-line', 'stopped', 'agent', 'dnc', 'drop', 'machine', 'message-played', 'withdrawn'))
     AND NEW.recording_state IN ('none', 'recording', 'paused', 'stopped')
     AND NEW.transfer_state IN ('none', 'consulting', 'transferred')
     AND (NEW.status IN ('completed', 'busy', 'no-answer', 'canceled', 'failed')) = (NEW.ended_at IS NOT NULL)
     AND (NEW.status NOT IN ('busy', 'no-answer', 'canceled') OR NEW.answered_at IS NULL)
     AND (NEW.status NOT IN ('in-progress', 'voicemail-detected', 'completed') OR NEW.answered_at IS NOT NULL)
     AND (NEW.status IN ('queued', 'failed', 'canceled') OR NEW.started_at IS NOT NULL)
     AND (NEW.answered_at IS NULL OR NEW.started_at <= NEW.answered_at)
     AND (NEW.ended_at IS NULL OR NEW.ended_at >= coalesce(NEW.connected_at, NEW.answered_at, NEW.started_at, NEW.queued_at))
     AND NEW.dropped = (NEW.drop_reason IS NOT NULL)) IS FALSE THEN
    RAISE EXCEPTION 'call % can''t be % like this', NEW.id, NEW.status
      USING ERRCODE = 'check_violation', TABLE = 'call', CONSTRAINT = 'call_guarded',
            HINT = 'A value is not one of its words, or the clocks don''t fit each other or the status: see call_guarded().';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    NEW.version := OLD.version + 1;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER call_guarded BEFORE INSERT OR UPDATE ON call FOR EACH ROW EXECUTE FUNCTION call_guarded();

-- Most steps change nothing that is counted. That shows in fewer columns than the counts are made of: an answer counts
-- with what is heard after it, and no other clock or word is counted alone.
CREATE OR REPLACE FUNCTION call_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before call_counts;
  after  call_counts;
BEGIN
  IF NEW.campaign_id IS NOT NULL
     AND (NEW.started_at, NEW.connected_at, NEW.message_started_at, NEW.ended_at, NEW.answer_type, NEW.outcome, NEW.dropped)
         IS DISTINCT FROM
         (OLD.started_at, OLD.connected_at, OLD.message_started_at, OLD.ended_at, OLD.answer_type, OLD.outcome, OLD.dropped) THEN
    before := count_call(OLD);
    after := count_call(NEW);
  END IF;
  IF after IS NOT DISTINCT FROM before THEN
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

-- A new call is counted by what a call can be when it is new.
CREATE OR REPLACE FUNCTION calls_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH tallied AS (
    INSERT INTO campaign_tally AS t (organization_id, campaign_id, shard, calls_made, calls_live)
    SELECT organization_id, campaign_id, pg_backend_pid() % 32, count(started_at), count(*) - count(ended_at)
      FROM changed WHERE campaign_id IS NOT NULL GROUP BY organization_id, campaign_id
    ON CONFLICT (organization_id, campaign_id, shard) DO UPDATE SET
        calls_made = t.calls_made + EXCLUDED.calls_made, calls_live = t.calls_live + EXCLUDED.calls_live, version = t.version + 1
    RETURNING organization_id, campaign_id)
  INSERT INTO change_log (organization_id, kind, ref)
  SELECT organization_id, 'call', id FROM changed
  UNION ALL
  SELECT organization_id, 'campaign', campaign_id FROM tallied;
  RETURN NULL;
END $$;

-- Nobody asks for a line of a log but by its call: the key finds it so, and a line is in one index less.
ALTER TABLE call_event DROP CONSTRAINT call_event_pkey;
DROP INDEX call_event_call;
ALTER TABLE call_event ADD PRIMARY KEY (organization_id, call_id, id);
ALTER TABLE disposition DROP CONSTRAINT disposition_pkey;
DROP INDEX disposition_call;
ALTER TABLE disposition ADD PRIMARY KEY (organization_id, call_id, id);

-- An ANALYZE makes every connection plan its statements anew, and the engine's need none while tables are small: what is
-- asked for by a key is found by it (V027), whatever is known of the table. So they are looked at when they have grown, and
-- the ones that stay small, but change with each call, hardly ever.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['call', 'queue_entry', 'number_state', 'simulator_call', 'callback', 'recording', 'call_event',
                           'disposition', 'abandon_ledger', 'lead', 'lead_phone', 'lead_word', 'list_lead', 'activity',
                           'agent_state', 'session_attempt', 'pacing_event', 'pacing_point'] LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_analyze_threshold = 5000)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['agenda', 'agent', 'presence', 'session', 'campaign', 'number', 'provider_account', 'abandon_day',
                           'campaign_tally', 'pacing_state', 'import', 'change_log'] LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_analyze_threshold = 100000)', t);
  END LOOP;
END $$;
