-- Each event of a call changes its row. PostgreSQL leaves the indexes of the row alone ("heap-only tuples") as long as no
-- column has changed that one of them or its condition names. Status and check_at change every time, so none names them:
-- what these indexes found is found among the live calls of the organization or the campaign.
DROP INDEX call_check;
DROP INDEX call_waiting;
DROP INDEX call_one_live_per_agent;
-- A machine that was taken from its agent hears its message without them.
CREATE UNIQUE INDEX call_one_live_per_agent ON call (organization_id, user_id)
  WHERE ended_at IS NULL AND connected_at IS NOT NULL AND user_id IS NOT NULL
    AND coalesce(answer_type, 'unknown') NOT IN ('machine', 'fax') AND transfer_state <> 'transferred';
ALTER TABLE call SET (fillfactor = 70);
