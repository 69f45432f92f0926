-- The core model. Rules that hold in every migration (docs/decisions, research behind them in ARCHITECTURE):
--  * organization_id comes first in every primary, unique and foreign key; row-level security is forced on it.
--    Written exceptions: directory, agenda, the migration history.
--  * SQL never calls now(): it calls app_now(), which tests may move.
--  * State words are the words of the API; a CHECK lists them.
--  * What must never happen is a constraint, not a hope.

-- The role that serves requests owns nothing, so row-level security binds it; the log reader may only read
-- the change log, but of every organization.
DO $$
BEGIN
  CREATE ROLE trunkline_runtime NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  CREATE ROLE trunkline_log_reader NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  EXECUTE format('GRANT trunkline_runtime, trunkline_log_reader TO %I', current_user);
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'the roles trunkline_runtime and trunkline_log_reader must be granted to %: %', current_user, SQLERRM;
END $$;

GRANT USAGE ON SCHEMA public TO trunkline_runtime, trunkline_log_reader;

CREATE FUNCTION app_now() RETURNS timestamptz
  LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT now() $$;

-- No organization set is an error: an unset setting raises, an emptied one is no uuid.
CREATE FUNCTION current_organization() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT current_setting('trunkline.organization_id')::uuid $$;

------------------------------------------------------------------------------------------------- across organizations

-- What must be found before an organization is known: organizations, sign-in names, token hashes, provider accounts.
CREATE TABLE directory (
  kind            text NOT NULL CHECK (kind IN ('organization', 'email', 'token', 'provider-account')),
  key             text NOT NULL,
  organization_id uuid NOT NULL,
  ref             uuid NOT NULL,
  PRIMARY KEY (kind, key)
);
CREATE INDEX directory_ref ON directory (organization_id, kind, ref);

-- Due work of any kind. A row is claimed by pushing due_at ahead (a lease), so a node that dies gives it back.
CREATE TABLE agenda (
  organization_id uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('campaign', 'reconcile', 'simulator', 'sweep', 'wrap-up', 'callback', 'import')),
  ref             uuid NOT NULL,
  due_at          timestamptz NOT NULL,
  failures        integer NOT NULL DEFAULT 0,
  last_error      text,
  PRIMARY KEY (organization_id, kind, ref)
);
CREATE INDEX agenda_due ON agenda (due_at);

------------------------------------------------------------------------------------------------------- organization

CREATE TABLE organization (
  organization_id      uuid PRIMARY KEY,
  name                 text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  country              text NOT NULL DEFAULT 'US' CHECK (country ~ '^[A-Z]{2}$'),
  time_zone            text NOT NULL DEFAULT 'America/New_York',
  provider             text NOT NULL DEFAULT 'simulator'
                         CHECK (provider IN ('simulator', 'twilio', 'telnyx', 'aircall', 'pbx', 'sip')),
  -- What an agent's audio begins with: none where there is none to carry, pending until a leg is confirmed.
  agent_audio          text NOT NULL DEFAULT 'none' CHECK (agent_audio IN ('none', 'pending')),
  mock_config          jsonb NOT NULL DEFAULT '{}',
  recording_enabled    boolean NOT NULL DEFAULT false,
  max_calls_per_second numeric NOT NULL DEFAULT 20 CHECK (max_calls_per_second > 0 AND max_calls_per_second <= 1000),
  max_concurrent_calls integer NOT NULL DEFAULT 500 CHECK (max_concurrent_calls BETWEEN 1 AND 10000),
  max_attempts_per_day  integer NOT NULL DEFAULT 3 CHECK (max_attempts_per_day BETWEEN 1 AND 100),
  max_attempts_per_week integer NOT NULL DEFAULT 7 CHECK (max_attempts_per_week BETWEEN 1 AND 500),
  allowed_countries    text[] NOT NULL DEFAULT '{}',
  preset               text NOT NULL DEFAULT 'us-consumer' CHECK (preset IN ('us-consumer', 'b2b')),
  session_timeout_seconds integer NOT NULL DEFAULT 1800 CHECK (session_timeout_seconds BETWEEN 60 AND 86400),
  -- When people may be called by hand outside any campaign; a campaign has its own.
  calling_window       jsonb NOT NULL DEFAULT '{"days": {"mon": ["08:00-21:00"], "tue": ["08:00-21:00"], "wed": ["08:00-21:00"], "thu": ["08:00-21:00"], "fri": ["08:00-21:00"], "sat": ["08:00-21:00"], "sun": ["08:00-21:00"]}, "alwaysOpen": false}',
  created_at           timestamptz NOT NULL DEFAULT app_now(),
  version              bigint NOT NULL DEFAULT 1
);

CREATE TABLE app_user (
  organization_id   uuid NOT NULL REFERENCES organization,
  id                uuid NOT NULL DEFAULT uuidv7(),
  email             text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
  name              text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  role              text NOT NULL CHECK (role IN ('owner', 'admin', 'supervisor', 'agent')),
  status            text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
  password_hash     text,
  use_mock_dialer   boolean NOT NULL DEFAULT false,
  mock_config       jsonb,
  recording_enabled boolean,
  -- A demo agent is a scripted person of the simulator; it can't sign in.
  demo              boolean NOT NULL DEFAULT false,
  created_at        timestamptz NOT NULL DEFAULT app_now(),
  version           bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, email)
);

CREATE TABLE token (
  organization_id uuid NOT NULL,
  id              uuid NOT NULL DEFAULT uuidv7(),
  user_id         uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('session', 'api', 'sign-in-link')),
  name            text NOT NULL DEFAULT '',
  hash            text NOT NULL,
  scopes          text[] NOT NULL DEFAULT '{}',
  created_at      timestamptz NOT NULL DEFAULT app_now(),
  expires_at      timestamptz,
  last_used_at    timestamptz,
  revoked_at      timestamptz,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, hash),
  FOREIGN KEY (organization_id, user_id) REFERENCES app_user ON DELETE CASCADE
);
CREATE INDEX token_user ON token (organization_id, user_id);

CREATE TABLE login_throttle (
  organization_id uuid NOT NULL REFERENCES organization,
  email           text NOT NULL,
  failures        integer NOT NULL DEFAULT 0,
  blocked_until   timestamptz,
  PRIMARY KEY (organization_id, email)
);

CREATE TABLE provider_account (
  organization_id      uuid NOT NULL REFERENCES organization,
  id                   uuid NOT NULL DEFAULT uuidv7(),
  provider             text NOT NULL,
  account_key          text NOT NULL DEFAULT '',
  secrets              bytea,
  settings             jsonb NOT NULL DEFAULT '{}',
  status               text NOT NULL DEFAULT 'ok' CHECK (status IN ('ok', 'down', 'closed')),
  status_reason        text,
  -- Launch permits, a token bucket that all nodes share: one guarded UPDATE takes them.
  permits              double precision NOT NULL DEFAULT 0,
  permits_at           timestamptz NOT NULL DEFAULT app_now(),
  version              bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, provider, account_key)
);

CREATE TABLE audit_log (
  organization_id uuid NOT NULL,
  id              uuid NOT NULL DEFAULT uuidv7(),
  at              timestamptz NOT NULL DEFAULT app_now(),
  user_id         uuid,
  action          text NOT NULL,
  object_kind     text NOT NULL,
  object_id       text,
  detail          jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE idempotency_key (
  organization_id uuid NOT NULL,
  user_id         uuid NOT NULL,
  key             text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  body_hash       text NOT NULL,
  status          integer,
  content_type    text,
  body            bytea,
  created_at      timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (organization_id, user_id, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (organization_id, created_at);

------------------------------------------------------------------------------------------------------- lists and leads

CREATE TABLE list (
  organization_id uuid NOT NULL REFERENCES organization,
  id              uuid NOT NULL DEFAULT uuidv7(),
  name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  region          text NOT NULL CHECK (region ~ '^[A-Z]{2}$'),
  -- Kept by the triggers on list_lead in the transaction that changes it.
  lead_count      bigint NOT NULL DEFAULT 0 CHECK (lead_count >= 0),
  created_at      timestamptz NOT NULL DEFAULT app_now(),
  version         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE lead (
  -- Organizations stay, and a lead of no organization cannot be written: the policy below sees to it. A foreign key
  -- would cost each imported lead 7 µs to say so.
  organization_id uuid NOT NULL,
  id              uuid NOT NULL DEFAULT uuidv7(),
  first_name      text NOT NULL DEFAULT '',
  last_name       text NOT NULL DEFAULT '',
  company         text NOT NULL DEFAULT '',
  email           text NOT NULL DEFAULT '',
  address         text NOT NULL DEFAULT '',
  city            text NOT NULL DEFAULT '',
  state           text NOT NULL DEFAULT '',
  postcode        text NOT NULL DEFAULT '',
  country         text NOT NULL DEFAULT '',
  notes           text NOT NULL DEFAULT '',
  custom_fields   jsonb NOT NULL DEFAULT '{}',
  -- The words of lead_word and the digits of the numbers, with and without country code, each between blanks: what a
  -- search for several words looks up, and what is deleted with the lead.
  words           text NOT NULL DEFAULT ' ',
  -- The zone to show; the zones that bind are in window_key.
  time_zone       text,
  status          text NOT NULL DEFAULT 'NEW'
                    CHECK (status IN ('NEW', 'IN_PROGRESS', 'CONTACTED', 'CALLBACK', 'DONE', 'INVALID', 'DNC')),
  do_not_call     boolean NOT NULL DEFAULT false,
  last_called_at  timestamptz,
  call_count      integer NOT NULL DEFAULT 0 CHECK (call_count >= 0),
  import_id       uuid,
  created_at      timestamptz NOT NULL DEFAULT app_now(),
  updated_at      timestamptz NOT NULL DEFAULT app_now(),
  version         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id)
);
-- Most leads are NEW, and every imported one: those are found by the primary key.
CREATE INDEX lead_status ON lead (organization_id, status, id) WHERE status <> 'NEW';
CREATE INDEX lead_name ON lead (organization_id, last_name, first_name, id);
CREATE INDEX lead_do_not_call ON lead (organization_id, id) WHERE do_not_call;
CREATE INDEX lead_last_called ON lead (organization_id, last_called_at, id) WHERE last_called_at IS NOT NULL;

-- Position 0 is the primary number. window_key: the sorted zones any hint allows (number, address, stated zone),
-- joined by commas; empty when no zone is known, and then nothing dials it by itself.
CREATE TABLE lead_phone (
  organization_id uuid NOT NULL,
  lead_id         uuid NOT NULL,
  position        smallint NOT NULL CHECK (position BETWEEN 0 AND 99),
  e164            text NOT NULL CHECK (e164 ~ '^\+[1-9][0-9]{1,14}$'),
  type            text NOT NULL DEFAULT 'unknown'
                    CHECK (type IN ('mobile', 'fixed', 'fixed-or-mobile', 'toll-free', 'premium', 'shared-cost', 'voip', 'pager', 'other', 'unknown')),
  label           text NOT NULL DEFAULT '',
  region          text NOT NULL DEFAULT '',
  window_key      text NOT NULL DEFAULT '',
  -- Somebody who searches a number may know its last digits only.
  reversed        text COLLATE "C" NOT NULL GENERATED ALWAYS AS (reverse(e164)) STORED,
  PRIMARY KEY (organization_id, lead_id, position),
  FOREIGN KEY (organization_id, lead_id) REFERENCES lead ON DELETE CASCADE
);
CREATE UNIQUE INDEX lead_phone_e164 ON lead_phone (organization_id, e164, lead_id);
CREATE INDEX lead_phone_reversed ON lead_phone (organization_id, reversed, lead_id);

CREATE TABLE list_lead (
  organization_id uuid NOT NULL,
  list_id         uuid NOT NULL,
  lead_id         uuid NOT NULL,
  PRIMARY KEY (organization_id, list_id, lead_id),
  FOREIGN KEY (organization_id, lead_id) REFERENCES lead ON DELETE CASCADE
);
CREATE INDEX list_lead_lead ON list_lead (organization_id, lead_id);

-- One statement is one update of each list it touches, however many leads it moves. The update locks the list and
-- finds out whether it is there: what a foreign key would do for each row.
CREATE FUNCTION count_list_leads() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lists bigint;
  found bigint;
BEGIN
  SELECT count(DISTINCT (organization_id, list_id)) INTO lists FROM changed;
  UPDATE list SET lead_count = lead_count + n * CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END
    FROM (SELECT organization_id, list_id, count(*) AS n FROM changed GROUP BY 1, 2 ORDER BY 1, 2) c
   WHERE list.organization_id = c.organization_id AND list.id = c.list_id;
  GET DIAGNOSTICS found = ROW_COUNT;
  IF TG_OP = 'INSERT' AND found < lists THEN
    RAISE foreign_key_violation USING MESSAGE = 'leads cannot come into a list that is not there';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION forget_list_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM list_lead WHERE organization_id = OLD.organization_id AND list_id = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER list_forgotten AFTER DELETE ON list FOR EACH ROW EXECUTE FUNCTION forget_list_leads();
CREATE TRIGGER list_lead_inserted AFTER INSERT ON list_lead REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_leads();
CREATE TRIGGER list_lead_deleted AFTER DELETE ON list_lead REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_leads();

-- Search as you type is a plain range over lower-cased words: LIKE and lower() are not leakproof, so under row-level
-- security a trigram index would not be used. Digits are looked for in lead_phone.
CREATE TABLE lead_word (
  organization_id uuid NOT NULL,
  word            text COLLATE "C" NOT NULL,
  lead_id         uuid NOT NULL,
  -- Written with its lead and deleted by the trigger below. Neither a foreign key nor a second index: six words a
  -- lead make each of them a fifth of an import's time.
  PRIMARY KEY (organization_id, word, lead_id)
);
CREATE FUNCTION forget_lead_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM lead_word USING gone, string_to_table(gone.words, ' ') AS w(word)
   WHERE lead_word.organization_id = gone.organization_id AND lead_word.word = w.word AND lead_word.lead_id = gone.id;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_forgotten AFTER DELETE ON lead REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION forget_lead_words();

CREATE TABLE activity (
  organization_id uuid NOT NULL,
  id              uuid NOT NULL DEFAULT uuidv7(),
  lead_id         uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('note', 'call', 'disposition', 'callback', 'import', 'dnc', 'edit')),
  at              timestamptz NOT NULL DEFAULT app_now(),
  user_id         uuid,
  call_id         uuid,
  text            text NOT NULL DEFAULT '',
  data            jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, lead_id) REFERENCES lead ON DELETE CASCADE
);
CREATE INDEX activity_lead ON activity (organization_id, lead_id, id DESC);

CREATE TABLE import (
  organization_id uuid NOT NULL REFERENCES organization,
  id              uuid NOT NULL DEFAULT uuidv7(),
  kind            text NOT NULL DEFAULT 'leads' CHECK (kind IN ('leads', 'dnc')),
  list_id         uuid,
  user_id         uuid,
  file_name       text NOT NULL DEFAULT '',
  file_hash       text NOT NULL DEFAULT '',
  mapping         jsonb NOT NULL DEFAULT '{}',
  region          text NOT NULL DEFAULT 'US',
  on_duplicate    text NOT NULL DEFAULT 'skip' CHECK (on_duplicate IN ('skip', 'update', 'add')),
  status          text NOT NULL DEFAULT 'PENDING'
                    CHECK (status IN ('PENDING', 'RUNNING', 'COMPLETED', 'CANCELED', 'FAILED')),
  status_reason   text,
  bytes_total     bigint NOT NULL DEFAULT 0,
  bytes_read      bigint NOT NULL DEFAULT 0,
  total_rows      bigint NOT NULL DEFAULT 0,
  imported_rows   bigint NOT NULL DEFAULT 0,
  updated_rows    bigint NOT NULL DEFAULT 0,
  duplicate_rows  bigint NOT NULL DEFAULT 0,
  rejected_rows   bigint NOT NULL DEFAULT 0,
  created_at      timestamptz NOT NULL DEFAULT app_now(),
  started_at      timestamptz,
  completed_at    timestamptz,
  version         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX import_recent ON import (organization_id, created_at DESC);

CREATE TABLE import_reject (
  organization_id uuid NOT NULL,
  import_id       uuid NOT NULL,
  row_number      bigint NOT NULL,
  reason          text NOT NULL,
  cells           text[] NOT NULL,
  PRIMARY KEY (organization_id, import_id, row_number),
  FOREIGN KEY (organization_id, import_id) REFERENCES import ON DELETE CASCADE
);

------------------------------------------------------------------------------------------------------- caller IDs, DNC

CREATE TABLE number (
  organization_id uuid NOT NULL REFERENCES organization,
  id              uuid NOT NULL DEFAULT uuidv7(),
  e164            text NOT NULL CHECK (e164 ~ '^\+[1-9][0-9]{1,14}$'),
  label           text NOT NULL DEFAULT '',
  status          text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
  daily_cap       integer CHECK (daily_cap > 0),
  created_at      timestamptz NOT NULL DEFAULT app_now(),
  version         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, e164)
);

-- One row for each called number: every launch, DNC entry and cap goes through a guarded UPDATE of it, in e164
-- order. It is what makes "no number with two live calls" and "no launch after a DNC entry" true.
CREATE TABLE number_state (
  organization_id    uuid NOT NULL,
  e164               text NOT NULL,
  dnc_at             timestamptz,
  live_call_id       uuid,
  drop_lockout_until timestamptz,
  PRIMARY KEY (organization_id, e164)
);

CREATE TABLE dnc (
  organization_id uuid NOT NULL REFERENCES organization,
  e164            text NOT NULL CHECK (e164 ~ '^\+[1-9][0-9]{1,14}$'),
  reason          text NOT NULL DEFAULT '',
  source          text NOT NULL DEFAULT 'manual' CHECK (source IN ('manual', 'disposition', 'import', 'api')),
  user_id         uuid,
  call_id         uuid,
  created_at      timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (organization_id, e164)
);

------------------------------------------------------------------------------------------------------- campaigns

CREATE TABLE disposition_type (
  organization_id uuid NOT NULL REFERENCES organization,
  outcome         text NOT NULL CHECK (outcome ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  label           text NOT NULL,
  hint            text NOT NULL DEFAULT '',
  colour          text NOT NULL,
  key             text,
  position        integer NOT NULL,
  built_in        boolean NOT NULL DEFAULT false,
  follow_up       text NOT NULL CHECK (follow_up IN ('done', 'retry', 'callback', 'dnc', 'try-next-number')),
  retry_minutes   integer CHECK (retry_minutes > 0),
  active          boolean NOT NULL DEFAULT true,
  PRIMARY KEY (organization_id, outcome)
);

CREATE TABLE campaign (
  organization_id      uuid NOT NULL REFERENCES organization,
  id                   uuid NOT NULL DEFAULT uuidv7(),
  name                 text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  mode                 text NOT NULL CHECK (mode IN ('manual', 'preview', 'power', 'predictive', 'unattended')),
  status               text NOT NULL DEFAULT 'PENDING'
                         CHECK (status IN ('PENDING', 'RUNNING', 'PAUSED', 'COMPLETED', 'STOPPED', 'FAILED')),
  status_reason        text,
  -- An ad-hoc campaign belongs to one session over hand-picked leads and is not listed.
  ad_hoc               boolean NOT NULL DEFAULT false,
  created_by           uuid,
  lines                integer CHECK (lines BETWEEN 1 AND 100),
  max_concurrent_calls integer NOT NULL DEFAULT 5 CHECK (max_concurrent_calls BETWEEN 1 AND 10000),
  ring_timeout_seconds integer NOT NULL DEFAULT 30 CHECK (ring_timeout_seconds BETWEEN 15 AND 120),
  max_attempts         integer NOT NULL DEFAULT 3 CHECK (max_attempts BETWEEN 1 AND 20),
  retry_rules          jsonb NOT NULL,
  busy_line_policy     text NOT NULL DEFAULT 'CANCEL_RINGING'
                         CHECK (busy_line_policy IN ('CANCEL_RINGING', 'KEEP_RINGING', 'KEEP_DIALING')),
  calling_window       jsonb NOT NULL,
  amd                  text NOT NULL DEFAULT 'off' CHECK (amd IN ('off', 'beside', 'before')),
  machine_action       text NOT NULL DEFAULT 'hang-up' CHECK (machine_action IN ('hang-up', 'message')),
  recording_enabled    boolean,
  max_abandon_rate     numeric NOT NULL DEFAULT 0.03 CHECK (max_abandon_rate BETWEEN 0 AND 0.03),
  wrap_up_seconds      integer CHECK (wrap_up_seconds BETWEEN 1 AND 3600),
  default_disposition  text NOT NULL DEFAULT 'connected',
  script               text NOT NULL DEFAULT '',
  unattended           jsonb,
  created_at           timestamptz NOT NULL DEFAULT app_now(),
  started_at           timestamptz,
  paused_at            timestamptz,
  completed_at         timestamptz,
  version              bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  CHECK ((status IN ('COMPLETED', 'STOPPED', 'FAILED')) = (completed_at IS NOT NULL))
);
CREATE INDEX campaign_listed ON campaign (organization_id, status, id) WHERE NOT ad_hoc;

CREATE TABLE campaign_list (
  organization_id uuid NOT NULL,
  campaign_id     uuid NOT NULL,
  list_id         uuid NOT NULL,
  -- The queue is filled from the list in batches, in lead order: up to here; null with filled false is the beginning.
  filled_to       uuid,
  filled          boolean NOT NULL DEFAULT false,
  PRIMARY KEY (organization_id, campaign_id, list_id),
  FOREIGN KEY (organization_id, campaign_id) REFERENCES campaign ON DELETE CASCADE,
  FOREIGN KEY (organization_id, list_id) REFERENCES list ON DELETE CASCADE
);

CREATE TABLE campaign_agent (
  organization_id uuid NOT NULL,
  campaign_id     uuid NOT NULL,
  user_id         uuid NOT NULL,
  PRIMARY KEY (organization_id, campaign_id, user_id),
  FOREIGN KEY (organization_id, campaign_id) REFERENCES campaign ON DELETE CASCADE,
  FOREIGN KEY (organization_id, user_id) REFERENCES app_user ON DELETE CASCADE
);

CREATE TABLE campaign_number (
  organization_id uuid NOT NULL,
  campaign_id     uuid NOT NULL,
  number_id       uuid NOT NULL,
  position        integer NOT NULL,
  PRIMARY KEY (organization_id, campaign_id, number_id),
  FOREIGN KEY (organization_id, campaign_id) REFERENCES campaign ON DELETE CASCADE,
  FOREIGN KEY (organization_id, number_id) REFERENCES number ON DELETE CASCADE
);

------------------------------------------------------------------------------------------------------- sessions, agents

CREATE TABLE session (
  organization_id  uuid NOT NULL,
  id               uuid NOT NULL DEFAULT uuidv7(),
  user_id          uuid NOT NULL,
  campaign_id      uuid NOT NULL,
  list_id          uuid,
  mode             text NOT NULL CHECK (mode IN ('preview', 'power', 'predictive')),
  status           text NOT NULL DEFAULT 'READY' CHECK (status IN ('READY', 'ACTIVE', 'PAUSED', 'ENDED')),
  end_reason       text CHECK (end_reason IN ('stopped', 'completed', 'timed-out')),
  lines            integer NOT NULL CHECK (lines BETWEEN 1 AND 100),
  number_ids       uuid[] NOT NULL,
  current_lead_id  uuid,
  current_entry_id uuid,
  current_index    integer NOT NULL DEFAULT 0,
  hidden           boolean NOT NULL DEFAULT false,
  created_at       timestamptz NOT NULL DEFAULT app_now(),
  started_at       timestamptz,
  paused_at        timestamptz,
  ended_at         timestamptz,
  last_activity_at timestamptz NOT NULL DEFAULT app_now(),
  version          bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, user_id) REFERENCES app_user,
  FOREIGN KEY (organization_id, campaign_id) REFERENCES campaign,
  CHECK ((status = 'ENDED') = (ended_at IS NOT NULL)),
  CHECK ((status = 'ENDED') = (end_reason IS NOT NULL))
);
CREATE UNIQUE INDEX session_one_open_per_user ON session (organization_id, user_id) WHERE status <> 'ENDED';
CREATE INDEX session_campaign_open ON session (organization_id, campaign_id) WHERE status <> 'ENDED';
CREATE INDEX session_history ON session (organization_id, user_id, created_at DESC);

CREATE TABLE session_attempt (
  organization_id uuid NOT NULL,
  session_id      uuid NOT NULL,
  lead_id         uuid NOT NULL,
  attempted_at    timestamptz NOT NULL,
  outcome         text,
  skip_reason     text,
  PRIMARY KEY (organization_id, session_id, lead_id),
  FOREIGN KEY (organization_id, session_id) REFERENCES session ON DELETE CASCADE
);

CREATE TABLE agent (
  organization_id uuid NOT NULL,
  user_id         uuid NOT NULL,
  status          text NOT NULL DEFAULT 'offline'
                    CHECK (status IN ('offline', 'available', 'dialing', 'ringing', 'on-call', 'wrap-up', 'break')),
  reason          text,
  since           timestamptz NOT NULL DEFAULT app_now(),
  campaign_id     uuid,
  session_id      uuid,
  -- The call this agent talks on or wraps up.
  call_id         uuid,
  audio           text NOT NULL DEFAULT 'none' CHECK (audio IN ('none', 'pending', 'live')),
  -- The provider's name of the leg that carries it, and of the one opened last, which will when it is confirmed.
  audio_leg_id    text,
  audio_opened_leg_id text,
  -- When the provider is asked about the leg, should nothing be heard of it.
  audio_check_at  timestamptz,
  wrap_up_until   timestamptz,
  -- The break this agent goes on when the call at hand is over; null: none is wished for.
  break_wish      text,
  -- No sign of life for longer than the lease: keeps the call at hand, gets no new one.
  disconnected    boolean NOT NULL DEFAULT false,
  version         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, user_id),
  FOREIGN KEY (organization_id, user_id) REFERENCES app_user,
  CHECK (status NOT IN ('on-call', 'wrap-up') OR call_id IS NOT NULL)
);
CREATE INDEX agent_pool ON agent (organization_id, campaign_id, since) WHERE status <> 'offline';
CREATE UNIQUE INDEX agent_one_call ON agent (organization_id, call_id) WHERE call_id IS NOT NULL;

-- The state intervals of an agent tile the time: one open row, each closed where the next begins.
CREATE TABLE agent_state (
  organization_id uuid NOT NULL,
  user_id         uuid NOT NULL,
  began_at        timestamptz NOT NULL,
  ended_at        timestamptz CHECK (ended_at >= began_at),
  id              uuid NOT NULL DEFAULT uuidv7(),
  status          text NOT NULL,
  reason          text,
  campaign_id     uuid,
  session_id      uuid,
  call_id         uuid,
  PRIMARY KEY (organization_id, user_id, began_at, id)
);
CREATE UNIQUE INDEX agent_state_one_open ON agent_state (organization_id, user_id) WHERE ended_at IS NULL;

-- Presence lives beside the agent's row: a heartbeat on that row would make SKIP LOCKED pass over a free agent.
CREATE TABLE presence (
  organization_id uuid NOT NULL,
  user_id         uuid NOT NULL,
  seen_at         timestamptz NOT NULL,
  PRIMARY KEY (organization_id, user_id)
);

------------------------------------------------------------------------------------------------------- the queue

CREATE TABLE queue_entry (
  organization_id  uuid NOT NULL,
  id               uuid NOT NULL DEFAULT uuidv7(),
  campaign_id      uuid NOT NULL,
  lead_id          uuid NOT NULL,
  status           text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'CALLING', 'COMPLETED', 'FAILED')),
  priority         smallint NOT NULL DEFAULT 5 CHECK (priority BETWEEN 0 AND 9),
  position         bigint GENERATED ALWAYS AS IDENTITY,
  next_attempt_at  timestamptz NOT NULL DEFAULT app_now(),
  -- Why a pending entry waits, when it does: retry, callback, window, cap, drop-lockout.
  waits_for        text,
  -- The number that is dialed next, and the zones that bind it; '' = zone unknown.
  phone_position   smallint NOT NULL DEFAULT 0,
  window_key       text NOT NULL DEFAULT '',
  attempt_count    integer NOT NULL DEFAULT 0 CHECK (attempt_count >= 0),
  max_attempts     integer NOT NULL CHECK (max_attempts >= 1),
  was_contacted    boolean NOT NULL DEFAULT false,
  was_answered     boolean NOT NULL DEFAULT false,
  last_outcome     text,
  -- After a drop: dialed alone, with an agent reserved for it.
  agent_guaranteed boolean NOT NULL DEFAULT false,
  -- A preview session that has this entry in front of its agent.
  held_by          uuid,
  -- An appointment with one agent: only their session takes the entry.
  callback_user_id uuid,
  version          bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, campaign_id, lead_id),
  FOREIGN KEY (organization_id, campaign_id) REFERENCES campaign,
  FOREIGN KEY (organization_id, lead_id) REFERENCES lead,
  CHECK (attempt_count <= max_attempts OR status <> 'PENDING')
);
CREATE INDEX queue_entry_due ON queue_entry
  (organization_id, campaign_id, window_key, priority DESC, next_attempt_at, position) WHERE status = 'PENDING';
CREATE INDEX queue_entry_wait ON queue_entry (organization_id, campaign_id, next_attempt_at) WHERE status = 'PENDING';
CREATE INDEX queue_entry_order ON queue_entry (organization_id, campaign_id, status, priority DESC, next_attempt_at, position);
CREATE INDEX queue_entry_lead ON queue_entry (organization_id, lead_id);
CREATE INDEX queue_entry_held ON queue_entry (organization_id, held_by) WHERE held_by IS NOT NULL;
CREATE INDEX queue_entry_guaranteed ON queue_entry (organization_id, campaign_id) WHERE agent_guaranteed AND status = 'PENDING';
ALTER TABLE queue_entry SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 1, fillfactor = 85);

-- The windows that occur in a campaign's queue, so that a claim visits only the open ones.
CREATE TABLE campaign_window (
  organization_id uuid NOT NULL,
  campaign_id     uuid NOT NULL,
  window_key      text NOT NULL,
  PRIMARY KEY (organization_id, campaign_id, window_key),
  FOREIGN KEY (organization_id, campaign_id) REFERENCES campaign ON DELETE CASCADE
);

------------------------------------------------------------------------------------------------------- calls

CREATE TABLE call (
  organization_id     uuid NOT NULL,
  id                  uuid NOT NULL DEFAULT uuidv7(),
  campaign_id         uuid,
  session_id          uuid,
  queue_entry_id      uuid,
  lead_id             uuid,
  -- The agent the call is for (a session's line) or who took it.
  user_id             uuid,
  direction           text NOT NULL DEFAULT 'outbound' CHECK (direction IN ('outbound', 'inbound')),
  mode                text NOT NULL CHECK (mode IN ('manual', 'preview', 'power', 'predictive', 'unattended')),
  number_id           uuid,
  from_e164           text NOT NULL,
  to_e164             text NOT NULL,
  line_number         integer,
  provider            text NOT NULL,
  is_mock             boolean NOT NULL,
  provider_call_id    text,
  agent_leg_id        text,
  -- What is known of the request to the provider; unknown is a state, never a reason to ask again.
  launch              text NOT NULL DEFAULT 'intent' CHECK (launch IN ('intent', 'accepted', 'refused', 'unknown')),
  status              text NOT NULL DEFAULT 'queued'
                        CHECK (status IN ('queued', 'dialing', 'ringing', 'in-progress', 'voicemail-detected',
                                          'completed', 'busy', 'no-answer', 'canceled', 'failed')),
  status_source       text NOT NULL DEFAULT 'system' CHECK (status_source IN ('simulator', 'system', 'webhook', 'poll', 'manual')),
  answer_type         text CHECK (answer_type IN ('human', 'machine', 'fax', 'screened', 'unknown')),
  end_cause           text CHECK (end_cause IN ('busy', 'no-answer', 'rejected', 'invalid-number', 'unreachable', 'blocked',
                                                'provider-error', 'canceled', 'hangup-customer', 'hangup-agent', 'hangup-system', 'unknown')),
  outcome             text,
  dropped             boolean NOT NULL DEFAULT false,
  drop_reason         text CHECK (drop_reason IN ('agent-busy', 'no-agent-in-time')),
  attempt             integer NOT NULL DEFAULT 1 CHECK (attempt >= 1),
  -- False once it is known that nobody was rung: a refused order, a line cancelled unharmed.
  attempt_counted     boolean NOT NULL DEFAULT true,
  ring_timeout_seconds integer NOT NULL DEFAULT 30,
  amd                 text NOT NULL DEFAULT 'off' CHECK (amd IN ('off', 'beside', 'before')),
  recording_enabled   boolean NOT NULL DEFAULT false,
  cancel_asked_at     timestamptz,
  -- What our own hang-up was for; decides cause, attempt and requeue when the line ends.
  cancel_reason       text CHECK (cancel_reason IN ('busy-line', 'stopped', 'agent', 'dnc', 'drop', 'machine', 'message-played', 'withdrawn')),
  queued_at           timestamptz NOT NULL DEFAULT app_now(),
  started_at          timestamptz,
  accepted_at         timestamptz,
  ringing_at          timestamptz,
  answered_at         timestamptz,
  greeting_started_at timestamptz,
  greeting_ended_at   timestamptz,
  connected_at        timestamptz,
  message_started_at  timestamptz,
  ended_at            timestamptz,
  last_event_at       timestamptz NOT NULL DEFAULT app_now(),
  -- When the provider is asked about this call if it stays silent.
  check_at            timestamptz,
  last_error          text,
  notes               text NOT NULL DEFAULT '',
  held                boolean NOT NULL DEFAULT false,
  muted               boolean NOT NULL DEFAULT false,
  recording_state     text NOT NULL DEFAULT 'none' CHECK (recording_state IN ('none', 'recording', 'paused', 'stopped')),
  -- Once transferred the customer talks to somebody else; the agent is free of the call.
  transfer_state      text NOT NULL DEFAULT 'none' CHECK (transfer_state IN ('none', 'consulting', 'transferred')),
  transfer_to         text,
  allowed_by          jsonb NOT NULL DEFAULT '[]',
  -- What was known of this lead's chance to pick up: the traits, and how many times the average lead's chance.
  answer_traits       text[] NOT NULL DEFAULT '{}',
  answer_score        double precision NOT NULL DEFAULT 1,
  version             bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, campaign_id) REFERENCES campaign,
  FOREIGN KEY (organization_id, session_id) REFERENCES session,
  FOREIGN KEY (organization_id, queue_entry_id) REFERENCES queue_entry,
  FOREIGN KEY (organization_id, lead_id) REFERENCES lead,
  FOREIGN KEY (organization_id, number_id) REFERENCES number,
  CHECK ((status IN ('completed', 'busy', 'no-answer', 'canceled', 'failed')) = (ended_at IS NOT NULL)),
  CHECK (status NOT IN ('busy', 'no-answer', 'canceled') OR answered_at IS NULL),
  CHECK (status NOT IN ('in-progress', 'voicemail-detected', 'completed') OR answered_at IS NOT NULL),
  CHECK (status IN ('queued', 'failed', 'canceled') OR started_at IS NOT NULL),
  CHECK (answered_at IS NULL OR started_at <= answered_at),
  CHECK (ended_at IS NULL OR ended_at >= coalesce(connected_at, answered_at, started_at, queued_at)),
  CHECK (dropped = (drop_reason IS NOT NULL))
);
CREATE UNIQUE INDEX call_one_live_per_lead ON call (organization_id, lead_id) WHERE ended_at IS NULL AND lead_id IS NOT NULL;
CREATE UNIQUE INDEX call_one_live_per_number ON call (organization_id, to_e164) WHERE ended_at IS NULL;
-- A machine that was taken from its agent hears its message without them.
CREATE UNIQUE INDEX call_one_live_per_agent ON call (organization_id, user_id)
  WHERE ended_at IS NULL AND connected_at IS NOT NULL AND status = 'in-progress' AND user_id IS NOT NULL
    AND transfer_state <> 'transferred';
CREATE UNIQUE INDEX call_attempts_without_repeat ON call (organization_id, queue_entry_id, attempt)
  WHERE attempt_counted AND queue_entry_id IS NOT NULL;
CREATE UNIQUE INDEX call_provider_id ON call (organization_id, provider, provider_call_id) WHERE provider_call_id IS NOT NULL;
CREATE INDEX call_live ON call (organization_id, campaign_id, session_id) WHERE ended_at IS NULL;
CREATE INDEX call_check ON call (organization_id, check_at) WHERE ended_at IS NULL;
-- People who answered and wait for an agent of the pool.
CREATE INDEX call_waiting ON call (organization_id, campaign_id, answered_at)
  WHERE mode = 'predictive' AND status = 'in-progress' AND user_id IS NULL AND NOT dropped;
CREATE INDEX call_campaign ON call (organization_id, campaign_id, id DESC);
CREATE INDEX call_session ON call (organization_id, session_id, id DESC) WHERE session_id IS NOT NULL;
CREATE INDEX call_lead ON call (organization_id, lead_id, queued_at DESC);
CREATE INDEX call_user ON call (organization_id, user_id, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX call_recent ON call (organization_id, id DESC);
CREATE INDEX call_from_day ON call (organization_id, number_id, queued_at);
ALTER TABLE call SET (autovacuum_vacuum_scale_factor = 0.02, fillfactor = 80);

CREATE TABLE call_event (
  organization_id uuid NOT NULL,
  id              uuid NOT NULL DEFAULT uuidv7(),
  call_id         uuid NOT NULL,
  campaign_id     uuid,
  lead_id         uuid,
  event           text NOT NULL,
  at              timestamptz NOT NULL,
  source          text NOT NULL CHECK (source IN ('simulator', 'system', 'webhook', 'poll', 'manual')),
  provider        text,
  details         text NOT NULL DEFAULT '',
  data            jsonb,
  -- False when the event came too late, twice or out of order, and changed nothing.
  applied         boolean NOT NULL DEFAULT true,
  duration_seconds double precision,
  dedupe_key      text,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, call_id) REFERENCES call ON DELETE CASCADE
);
CREATE INDEX call_event_call ON call_event (organization_id, call_id, id);
CREATE INDEX call_event_campaign ON call_event (organization_id, campaign_id, id DESC) WHERE campaign_id IS NOT NULL;
CREATE UNIQUE INDEX call_event_once ON call_event (organization_id, provider, dedupe_key) WHERE dedupe_key IS NOT NULL;

-- Every outcome a call was given, by rule or by an agent; the latest is also on the call.
CREATE TABLE disposition (
  organization_id uuid NOT NULL,
  id              uuid NOT NULL DEFAULT uuidv7(),
  call_id         uuid NOT NULL,
  outcome         text NOT NULL,
  source          text NOT NULL CHECK (source IN ('rule', 'agent', 'wrap-up-limit')),
  user_id         uuid,
  notes           text,
  callback_at     timestamptz,
  at              timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, call_id) REFERENCES call ON DELETE CASCADE
);
CREATE INDEX disposition_call ON disposition (organization_id, call_id, id);

CREATE TABLE callback (
  organization_id uuid NOT NULL,
  id              uuid NOT NULL DEFAULT uuidv7(),
  lead_id         uuid NOT NULL,
  campaign_id     uuid,
  call_id         uuid,
  -- Null: for anyone.
  user_id         uuid,
  due_at          timestamptz NOT NULL,
  status          text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DONE', 'CANCELED')),
  notes           text NOT NULL DEFAULT '',
  -- When it was said that it is due.
  told_at         timestamptz,
  created_at      timestamptz NOT NULL DEFAULT app_now(),
  version         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, lead_id) REFERENCES lead ON DELETE CASCADE
);
-- A lead has one appointment at a time in a campaign, and one outside of any.
CREATE UNIQUE INDEX callback_one_pending ON callback (organization_id, lead_id, campaign_id) NULLS NOT DISTINCT WHERE status = 'PENDING';
CREATE INDEX callback_agenda ON callback (organization_id, due_at, id);
CREATE INDEX callback_lead ON callback (organization_id, lead_id);

CREATE TABLE recording (
  organization_id       uuid NOT NULL,
  id                    uuid NOT NULL DEFAULT uuidv7(),
  call_id               uuid NOT NULL,
  lead_id               uuid,
  user_id               uuid,
  provider              text NOT NULL,
  provider_recording_id text NOT NULL,
  source_url            text,
  storage_key           text,
  duration_seconds      double precision,
  status                text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'available', 'failed', 'deleted')),
  media_type            text NOT NULL DEFAULT 'audio/wav',
  -- Fetching the audio from the provider: how often it was tried, and when it is tried again.
  tries                 integer NOT NULL DEFAULT 0,
  next_try_at           timestamptz DEFAULT app_now(),
  created_at            timestamptz NOT NULL DEFAULT app_now(),
  version               bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, provider, provider_recording_id),
  FOREIGN KEY (organization_id, call_id) REFERENCES call
);
CREATE INDEX recording_call ON recording (organization_id, call_id);
CREATE INDEX recording_to_fetch ON recording (organization_id, next_try_at) WHERE status = 'pending';
CREATE INDEX recording_lead ON recording (organization_id, lead_id, id DESC);

-- One row for each human-answered call; every abandon rate is computed from it.
CREATE TABLE abandon_ledger (
  organization_id   uuid NOT NULL,
  call_id           uuid NOT NULL,
  campaign_id       uuid,
  is_mock           boolean NOT NULL,
  -- The calendar day of the answer in the organization's time zone (the UK counts by it).
  day               date NOT NULL,
  answered_at       timestamptz NOT NULL,
  greeting_ended_at timestamptz,
  connected_at      timestamptz,
  message_at        timestamptz,
  ended_at          timestamptz,
  -- connected in time, dropped with a message, abandoned; null while it is open.
  verdict           text CHECK (verdict IN ('connected', 'dropped', 'abandoned', 'machine')),
  PRIMARY KEY (organization_id, call_id),
  FOREIGN KEY (organization_id, call_id) REFERENCES call
);
CREATE INDEX abandon_ledger_window ON abandon_ledger (organization_id, campaign_id, is_mock, answered_at);

-- The ledger by campaign and day, kept by a trigger like the tally: the budget is read at every tick.
CREATE TABLE abandon_day (
  organization_id uuid NOT NULL,
  campaign_id     uuid NOT NULL,
  is_mock         boolean NOT NULL,
  day             date NOT NULL,
  shard           integer NOT NULL,
  human_answered  bigint NOT NULL DEFAULT 0,
  abandoned       bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, campaign_id, is_mock, day, shard)
) WITH (fillfactor = 50);

CREATE FUNCTION tally_abandons() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was_human int := 0; was_abandoned int := 0;
  is_human int := (NEW.verdict IS DISTINCT FROM 'machine')::int;
  is_abandoned int := coalesce(NEW.verdict IN ('dropped', 'abandoned'), false)::int;
BEGIN
  IF NEW.campaign_id IS NULL THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    was_human := (OLD.verdict IS DISTINCT FROM 'machine')::int;
    was_abandoned := coalesce(OLD.verdict IN ('dropped', 'abandoned'), false)::int;
  END IF;
  IF is_human = was_human AND is_abandoned = was_abandoned THEN RETURN NULL; END IF;
  INSERT INTO abandon_day AS d VALUES (NEW.organization_id, NEW.campaign_id, NEW.is_mock, NEW.day, pg_backend_pid() % 32,
      is_human - was_human, is_abandoned - was_abandoned)
  ON CONFLICT (organization_id, campaign_id, is_mock, day, shard) DO UPDATE SET
      human_answered = d.human_answered + EXCLUDED.human_answered, abandoned = d.abandoned + EXCLUDED.abandoned;
  RETURN NULL;
END $$;
CREATE TRIGGER abandon_ledger_tally AFTER INSERT OR UPDATE ON abandon_ledger
  FOR EACH ROW EXECUTE FUNCTION tally_abandons();

-- Roll-ups, kept by triggers in the transaction that changes the calls, so they equal a count by construction. A
-- campaign's figures are spread over 32 shards by database session, so that calls that end together don't wait
-- for each other.
CREATE TABLE campaign_tally (
  organization_id  uuid NOT NULL,
  campaign_id      uuid NOT NULL,
  shard            integer NOT NULL,
  leads            bigint NOT NULL DEFAULT 0,
  leads_pending    bigint NOT NULL DEFAULT 0,
  leads_calling    bigint NOT NULL DEFAULT 0,
  leads_completed  bigint NOT NULL DEFAULT 0,
  leads_failed     bigint NOT NULL DEFAULT 0,
  leads_contacted  bigint NOT NULL DEFAULT 0,
  leads_answered   bigint NOT NULL DEFAULT 0,
  calls_made       bigint NOT NULL DEFAULT 0,
  calls_live       bigint NOT NULL DEFAULT 0,
  answered         bigint NOT NULL DEFAULT 0,
  human_answered   bigint NOT NULL DEFAULT 0,
  no_answer        bigint NOT NULL DEFAULT 0,
  busy             bigint NOT NULL DEFAULT 0,
  failed           bigint NOT NULL DEFAULT 0,
  canceled         bigint NOT NULL DEFAULT 0,
  voicemail        bigint NOT NULL DEFAULT 0,
  dropped          bigint NOT NULL DEFAULT 0,
  successful       bigint NOT NULL DEFAULT 0,
  missed           bigint NOT NULL DEFAULT 0,
  connected        bigint NOT NULL DEFAULT 0,
  pickups          bigint NOT NULL DEFAULT 0,
  talk_ms          bigint NOT NULL DEFAULT 0,
  -- How often this row changed: the figures' part of the campaign's version.
  version          bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, campaign_id, shard)
) WITH (fillfactor = 50);

-- What one call counts as (docs/metrics.md); used by the trigger, by reports over any set of calls, and by checks.
CREATE TYPE call_counts AS (
  calls_made int, calls_live int, answered int, human_answered int, no_answer int, busy int, failed int, canceled int,
  voicemail int, dropped int, successful int, missed int, connected int, pickups int, talk_ms bigint);

CREATE FUNCTION count_call(c call) RETURNS call_counts LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (c.started_at IS NOT NULL)::int,
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
              THEN (extract(epoch FROM c.ended_at - c.answered_at) * 1000)::bigint ELSE 0 END
$$;

CREATE FUNCTION tally_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO campaign_tally AS t (organization_id, campaign_id, shard, calls_made, calls_live, answered, human_answered,
      no_answer, busy, failed, canceled, voicemail, dropped, successful, missed, connected, pickups, talk_ms)
  SELECT d.organization_id, d.campaign_id, pg_backend_pid() % 32, sum(sign * (k).calls_made), sum(sign * (k).calls_live),
         sum(sign * (k).answered), sum(sign * (k).human_answered), sum(sign * (k).no_answer), sum(sign * (k).busy),
         sum(sign * (k).failed), sum(sign * (k).canceled), sum(sign * (k).voicemail), sum(sign * (k).dropped),
         sum(sign * (k).successful), sum(sign * (k).missed), sum(sign * (k).connected), sum(sign * (k).pickups),
         sum(sign * (k).talk_ms)
    FROM (SELECT 1 AS sign, n.organization_id, n.campaign_id, count_call(n) AS k FROM changed n WHERE n.campaign_id IS NOT NULL
          UNION ALL
          SELECT -1, o.organization_id, o.campaign_id, count_call(o) FROM replaced o WHERE o.campaign_id IS NOT NULL) d
   GROUP BY d.organization_id, d.campaign_id
  HAVING (sum(sign * (k).calls_made), sum(sign * (k).calls_live), sum(sign * (k).answered), sum(sign * (k).human_answered),
          sum(sign * (k).voicemail), sum(sign * (k).dropped), sum(sign * (k).successful), sum(sign * (k).connected),
          sum(sign * (k).pickups)) <> (0, 0, 0, 0, 0, 0, 0, 0, 0)
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

-- An insert replaces nothing; the same function serves both by an empty transition table of the same shape.
CREATE FUNCTION tally_new_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO campaign_tally AS t (organization_id, campaign_id, shard, calls_made, calls_live)
  SELECT n.organization_id, n.campaign_id, pg_backend_pid() % 32, sum((count_call(n)).calls_made), sum((count_call(n)).calls_live)
    FROM changed n WHERE n.campaign_id IS NOT NULL GROUP BY n.organization_id, n.campaign_id
  ON CONFLICT (organization_id, campaign_id, shard) DO UPDATE SET
      calls_made = t.calls_made + EXCLUDED.calls_made, calls_live = t.calls_live + EXCLUDED.calls_live;
  RETURN NULL;
END $$;
CREATE TRIGGER call_tally_new AFTER INSERT ON call REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new_calls();
CREATE TRIGGER call_tally AFTER UPDATE ON call REFERENCING NEW TABLE AS changed OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION tally_calls();

CREATE FUNCTION tally_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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
      leads_contacted = t.leads_contacted + EXCLUDED.leads_contacted, leads_answered = t.leads_answered + EXCLUDED.leads_answered;
  RETURN NULL;
END $$;

CREATE FUNCTION tally_new_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO campaign_tally AS t (organization_id, campaign_id, shard, leads, leads_pending)
  SELECT organization_id, campaign_id, pg_backend_pid() % 32, count(*), count(*) FILTER (WHERE status = 'PENDING')
    FROM changed GROUP BY organization_id, campaign_id
  ON CONFLICT (organization_id, campaign_id, shard) DO UPDATE SET
      leads = t.leads + EXCLUDED.leads, leads_pending = t.leads_pending + EXCLUDED.leads_pending;
  RETURN NULL;
END $$;
CREATE TRIGGER queue_entry_tally_new AFTER INSERT ON queue_entry REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new_entries();
CREATE TRIGGER queue_entry_tally AFTER UPDATE ON queue_entry REFERENCING NEW TABLE AS changed OLD TABLE AS replaced
  FOR EACH STATEMENT EXECUTE FUNCTION tally_entries();

------------------------------------------------------------------------------------------------------- the simulator

-- The simulated carrier and its ledger: its calls go on whichever node runs, like a carrier's do. One row an order,
-- so that an order given twice is seen.
CREATE TABLE simulator_call (
  organization_id  uuid NOT NULL,
  id               uuid NOT NULL DEFAULT uuidv7(),
  call_id          uuid NOT NULL,
  from_e164        text NOT NULL,
  to_e164          text NOT NULL,
  attempt          integer NOT NULL,
  -- The words of a call; or nobody was rung: the order was refused, or lost on its way.
  status           text NOT NULL CHECK (status IN ('refused', 'lost', 'queued', 'dialing', 'ringing', 'in-progress',
                                                   'completed', 'busy', 'no-answer', 'canceled', 'failed')),
  -- What will happen and when, drawn once from the seed, rewritten when somebody steps in.
  script           jsonb NOT NULL,
  -- When each telling of an event falls due, and how many are done.
  due              timestamptz[] NOT NULL DEFAULT '{}',
  step             integer NOT NULL DEFAULT 0,
  -- The next telling, or until when a node has it in hand; null when nothing is left to tell.
  next_at          timestamptz,
  -- Everything until then has happened and may be on its way to the engine.
  claimed_at       timestamptz NOT NULL,
  placed_at        timestamptz NOT NULL,
  ringing_at       timestamptz,
  answered_at      timestamptz,
  agent_user_id    uuid,
  agent_joined_at  timestamptz,
  ended_at         timestamptz,
  end_cause        text,
  PRIMARY KEY (organization_id, id),
  -- A carrier would ring twice if asked twice; ours keeps both and a test finds them.
  UNIQUE (organization_id, call_id, id)
);
CREATE INDEX simulator_call_due ON simulator_call (organization_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX simulator_call_lost ON simulator_call (organization_id, to_e164) WHERE status = 'lost';
ALTER TABLE simulator_call SET (autovacuum_vacuum_scale_factor = 0.02, fillfactor = 70);

------------------------------------------------------------------------------------------------------- the change log

-- What browsers are shown is read from here: which object changed, in commit order by xid. Rows are pushed as soon
-- as they are visible; the oldest transaction still open at reading time is the resume position.
CREATE TABLE change_log (
  organization_id uuid NOT NULL,
  seq             bigint GENERATED ALWAYS AS IDENTITY,
  xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
  kind            text NOT NULL,
  ref             uuid NOT NULL,
  -- Set for things that are not an object to fetch again, such as notices.
  user_id         uuid,
  data            jsonb,
  at              timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (organization_id, seq)
);
CREATE INDEX change_log_xid ON change_log (xid, seq);
CREATE INDEX change_log_age ON change_log (at);

CREATE FUNCTION bump_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;

CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_log (organization_id, kind, ref) SELECT organization_id, TG_ARGV[0], id FROM changed;
  RETURN NULL;
END $$;

CREATE FUNCTION log_tally_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_log (organization_id, kind, ref) SELECT organization_id, 'campaign', campaign_id FROM changed;
  RETURN NULL;
END $$;

CREATE FUNCTION log_agent_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_log (organization_id, kind, ref) SELECT organization_id, 'agent', user_id FROM changed;
  RETURN NULL;
END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['organization', 'app_user', 'provider_account', 'list', 'lead', 'import', 'number', 'campaign',
                           'session', 'agent', 'queue_entry', 'call', 'callback', 'recording', 'campaign_tally'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION bump_version()', t || '_version', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['call', 'campaign', 'session', 'import', 'recording'] LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change(%L)', t || '_inserted', t, t);
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_change(%L)', t || '_updated', t, t);
  END LOOP;
END $$;
-- Filling a queue is one change of the campaign, said by whoever fills it, not one of a million entries.
CREATE TRIGGER queue_entry_updated AFTER UPDATE ON queue_entry REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION log_change('queue');
CREATE TRIGGER campaign_tally_inserted AFTER INSERT ON campaign_tally REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION log_tally_change();
CREATE TRIGGER campaign_tally_updated AFTER UPDATE ON campaign_tally REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION log_tally_change();
CREATE TRIGGER agent_inserted AFTER INSERT ON agent REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION log_agent_change();
CREATE TRIGGER agent_updated AFTER UPDATE ON agent REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION log_agent_change();

------------------------------------------------------------------------------------------------------- row-level security

DO $$
DECLARE t text;
BEGIN
  FOR t IN
    SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables b USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'organization_id' AND b.table_type = 'BASE TABLE'
       AND c.table_name NOT IN ('directory', 'agenda')
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    -- What is written is checked row by row: a sub-select is computed once a statement.
    EXECUTE format('CREATE POLICY own_organization ON %I TO trunkline_runtime USING (organization_id = current_organization()) WITH CHECK (organization_id = (SELECT current_organization()))', t);
  END LOOP;
END $$;
CREATE POLICY every_organization ON change_log FOR SELECT TO trunkline_log_reader USING (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO trunkline_runtime;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO trunkline_runtime;
GRANT SELECT ON change_log TO trunkline_log_reader;
-- The past is not rewritten.
REVOKE UPDATE, DELETE ON audit_log, call_event, disposition FROM trunkline_runtime;
