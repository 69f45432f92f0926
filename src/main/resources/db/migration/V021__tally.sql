-- Every event of every call changes its row: the roll-up of calls compares the row before and after instead of summing
-- over transition tables, and writes nothing when it counts the same.
DROP TRIGGER call_tally ON call;
DROP FUNCTION tally_calls();
CREATE FUNCTION tally_call() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before call_counts := count_call(OLD);
  after  call_counts := count_call(NEW);
BEGIN
  IF after = before THEN RETURN NULL; END IF;
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
      pickups = t.pickups + EXCLUDED.pickups, talk_ms = t.talk_ms + EXCLUDED.talk_ms;
  RETURN NULL;
END $$;
CREATE TRIGGER call_tally AFTER UPDATE ON call FOR EACH ROW WHEN (NEW.campaign_id IS NOT NULL) EXECUTE FUNCTION tally_call();

-- The primary key has the same columns, and each change of a call writes to every index of it.
DROP INDEX call_recent;
