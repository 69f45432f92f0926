-- Each ANALYZE and VACUUM of a table throws away every kept plan that names it, and to plan a step of a call takes several
-- times as long as to carry it out. By default the tables below were due each time that autovacuum looked, four times a
-- minute, since the same rows change all the time. What a plan depends on is their size: they are looked at soon after
-- their first rows (without statistics any index that begins with the organization looks as good as the key), and then
-- each time they have grown by about half.
DO $$
DECLARE t text;
BEGIN
  -- A call changes its rows there several times.
  FOREACH t IN ARRAY ARRAY['call', 'queue_entry', 'number_state', 'simulator_call', 'callback', 'recording'] LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_threshold = 2000, autovacuum_analyze_threshold = 100,
      autovacuum_analyze_scale_factor = 3)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['call_event', 'disposition', 'abandon_ledger', 'lead', 'activity', 'agent_state', 'session_attempt',
                           'pacing_event', 'pacing_point'] LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = 10000,
      autovacuum_analyze_threshold = 100, autovacuum_analyze_scale_factor = 0.5)', t);
  END LOOP;
  -- A few rows that change all the time. Those of the first two leave dead entries at the very front of the index that
  -- finds the next one, so these are cleared away before they are many.
  FOREACH t IN ARRAY ARRAY['agenda', 'agent'] LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 200,
      autovacuum_analyze_scale_factor = 100)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['presence', 'session', 'campaign', 'number', 'provider_account', 'abandon_day',
                           'campaign_tally', 'pacing_state', 'import'] LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_threshold = 10000, autovacuum_analyze_threshold = 200,
      autovacuum_analyze_scale_factor = 100)', t);
  END LOOP;
END $$;
ALTER TABLE change_log SET (autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.5);
