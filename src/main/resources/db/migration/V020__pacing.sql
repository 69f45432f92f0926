-- What predictive pacing learns from and keeps. The events are a log in commit order by xid, like the change log: every
-- node that paces a campaign folds them into its own copy of the laws.
CREATE TABLE pacing_event (
  organization_id uuid NOT NULL,
  campaign_id     uuid NOT NULL,
  seq             bigint GENERATED ALWAYS AS IDENTITY,
  xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at              timestamptz NOT NULL DEFAULT app_now(),
  kind            text NOT NULL CHECK (kind IN ('resolved', 'talk-ended', 'wrap-ended', 'abandoned', 'placed')),
  -- resolved: how a ringing call came to its end; after so many seconds of the wall clock.
  outcome         text CHECK (outcome IN ('HUMAN', 'MACHINE', 'BUSY', 'INVALID', 'NOANSWER', 'CANCELLED')),
  seconds         double precision,
  -- resolved: the answer score the call was placed with, and the traits behind it.
  score           double precision,
  traits          text[],
  -- wrap-ended: whether the agent stays for the next call.
  stays           boolean,
  -- placed: what the deciding node foresaw for the calls it placed.
  answers         double precision,
  risk            double precision,
  price           double precision,
  PRIMARY KEY (organization_id, campaign_id, seq),
  FOREIGN KEY (organization_id, campaign_id) REFERENCES campaign ON DELETE CASCADE
);
CREATE INDEX pacing_event_fold ON pacing_event (organization_id, campaign_id, xid, seq);
CREATE INDEX pacing_event_age ON pacing_event (organization_id, at);

-- One row a campaign: the learnt laws, how far the events are folded into them, and the last decision as it is shown.
CREATE TABLE pacing_state (
  organization_id uuid NOT NULL,
  campaign_id     uuid NOT NULL,
  laws            text NOT NULL,
  scores          text NOT NULL,
  folded_to       xid8 NOT NULL,
  decision        jsonb NOT NULL,
  decided_at      timestamptz NOT NULL,
  PRIMARY KEY (organization_id, campaign_id),
  FOREIGN KEY (organization_id, campaign_id) REFERENCES campaign ON DELETE CASCADE
);

-- What a chart of the last hours needs, a row every few seconds.
CREATE TABLE pacing_point (
  organization_id uuid NOT NULL,
  campaign_id     uuid NOT NULL,
  at              timestamptz NOT NULL,
  id              uuid NOT NULL DEFAULT uuidv7(),
  launched        integer NOT NULL,
  dial_level      double precision NOT NULL,
  abandon_rate    double precision,
  -- Share of the logged-in agents' time in talk and wrap-up since the point before.
  occupancy       double precision,
  sentence        text NOT NULL,
  PRIMARY KEY (organization_id, campaign_id, at, id),
  FOREIGN KEY (organization_id, campaign_id) REFERENCES campaign ON DELETE CASCADE
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['pacing_event', 'pacing_state', 'pacing_point'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_organization ON %I TO trunkline_runtime USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO trunkline_runtime', t);
  END LOOP;
END $$;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO trunkline_runtime;
