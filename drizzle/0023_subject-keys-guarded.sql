-- What a lender may read of a natural person it must be able to open: that one subject's key, under the same condition as its rows.
GRANT SELECT (subject_id, wrapped_key, pseudonym, created_at, destroyed_at) ON subject_keys TO suixin_lender;
--> statement-breakpoint
ALTER TABLE subject_keys ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE subject_keys FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY subject_keys_lender ON subject_keys FOR SELECT TO suixin_lender USING (subject_id = (SELECT suixin_open_subject()));
--> statement-breakpoint
CREATE POLICY subject_keys_house ON subject_keys TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
-- A tombstone stays: whose key was destroyed gets none again, and no row is taken away.
CREATE FUNCTION keep_tombstone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (OLD.destroyed_at IS NOT NULL AND NEW IS DISTINCT FROM OLD) OR NEW.subject_id <> OLD.subject_id THEN
    RAISE EXCEPTION 'a key that was destroyed is not brought back, and no row of subject_keys is deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER subject_keys_tombstones BEFORE UPDATE OR DELETE ON subject_keys FOR EACH ROW EXECUTE FUNCTION keep_tombstone();
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_app') THEN
    GRANT SELECT, INSERT, UPDATE ON subject_keys TO suixin_app;
    CREATE POLICY subject_keys_app ON subject_keys TO suixin_app USING (true) WITH CHECK (true);
  END IF;
END
$$;
