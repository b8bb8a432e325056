-- Whose entries they may be, row by row. Whoever migrates keeps house; the app, the sealer and the auditor read all of it; a lender's role
-- has no right here at all: the entry of a read is written by the app, on this side of the wall.
ALTER TABLE access_log ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE access_log FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY access_log_house ON access_log TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_app') THEN
    CREATE POLICY access_log_app_reads ON access_log FOR SELECT TO suixin_app USING (true);
    -- What stands beside a leaf is what the leaf says. A read is of a consent that this lender has and that runs at this moment.
    CREATE POLICY access_log_app_writes ON access_log FOR INSERT TO suixin_app WITH CHECK (
      kind <> 'key.rotated' AND leaf::jsonb ->> 't' = kind AND leaf::jsonb ->> 'cid' = consent_id AND leaf::jsonb ->> 'ac' = lender_id
      AND (kind <> 'read.released' OR EXISTS (
        SELECT FROM consents c
        WHERE c.subject_id = access_log.subject_id AND c.id = access_log.consent_id AND c.lender_id = access_log.lender_id
          AND c.status = 'granted' AND c.hash = access_log.leaf::jsonb ->> 'ah')));
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_sealer') THEN
    DROP POLICY IF EXISTS access_log_sealer_reads ON access_log;
    DROP POLICY IF EXISTS access_log_sealer_writes ON access_log;
    CREATE POLICY access_log_sealer_reads ON access_log FOR SELECT TO suixin_sealer USING (true);
    CREATE POLICY access_log_sealer_writes ON access_log FOR INSERT TO suixin_sealer WITH CHECK (kind = 'key.rotated' AND leaf::jsonb ->> 't' = kind);
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_auditor') THEN
    CREATE POLICY access_log_auditor_reads ON access_log FOR SELECT TO suixin_auditor USING (true);
  END IF;
END
$$;
