-- The stream of somebody whose access changed must end: it was opened under another role, or with a token or
-- password that no longer counts. Every node reads this in the change log, as it reads everything else.
CREATE FUNCTION log_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'token' THEN
    INSERT INTO change_log (organization_id, kind, ref) VALUES (OLD.organization_id, 'access', OLD.user_id);
  ELSE
    INSERT INTO change_log (organization_id, kind, ref) VALUES (OLD.organization_id, 'access', OLD.id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER app_user_access AFTER UPDATE ON app_user FOR EACH ROW
  WHEN ((OLD.role, OLD.status, OLD.password_hash) IS DISTINCT FROM (NEW.role, NEW.status, NEW.password_hash))
  EXECUTE FUNCTION log_access_change();
CREATE TRIGGER token_revoked AFTER UPDATE ON token FOR EACH ROW
  WHEN (OLD.kind <> 'sign-in-link' AND OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
  EXECUTE FUNCTION log_access_change();
CREATE TRIGGER token_deleted AFTER DELETE ON token FOR EACH ROW
  WHEN (OLD.kind <> 'sign-in-link' AND OLD.revoked_at IS NULL)
  EXECUTE FUNCTION log_access_change();

-- Old rows are found by the primary key, oldest first; an index on their age would only cost each change a write.
DROP INDEX change_log_age;
ALTER TABLE change_log SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
