-- Plans are kept from the first connection on, when the tables are empty. What PostgreSQL assumes of a table that it has
-- never looked at makes any index that begins with the organization look as good as the key: each step of a call then
-- read all calls so far, until autovacuum came by. What it finds out then is said at once: the rows are of one
-- organization, and a key that has one more column tells them apart by that. Its own findings replace it.
DO $$
DECLARE known record;
BEGIN
  FOR known IN
    SELECT c.relname::text AS relation, a.attname::text AS column, CASE a.attname WHEN 'organization_id' THEN 1 ELSE -1 END::real AS n_distinct
      FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      JOIN pg_attribute a ON a.attrelid = c.oid
       AND (a.attname = 'organization_id' OR (i.indnkeyatts = 2 AND a.attnum = i.indkey[1]))
     WHERE c.relnamespace = 'public'::regnamespace AND c.reltuples <= 0
       AND EXISTS (SELECT FROM pg_attribute o WHERE o.attrelid = c.oid AND o.attname = 'organization_id')
  LOOP
    PERFORM pg_restore_attribute_stats('schemaname', 'public', 'relname', known.relation, 'attname', known.column,
      'inherited', false, 'null_frac', 0::real, 'n_distinct', known.n_distinct);
  END LOOP;
END $$;
