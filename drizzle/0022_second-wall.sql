-- The second wall. A lender's read runs as a role that owns nothing, may do nothing but read the few tables a profile is merged
-- from, and sees rows of one subject only: the one whose live consent the transaction's own settings name.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_lender') THEN
    BEGIN
      CREATE ROLE suixin_lender NOLOGIN NOINHERIT;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'role suixin_lender is missing and may not be made here: have an administrator run CREATE ROLE suixin_lender NOLOGIN NOINHERIT, then migrate again';
    END;
  END IF;
END
$$;
--> statement-breakpoint
-- The subject of the consent under which this transaction reads; NULL, which equals nothing, where a setting is missing or empty,
-- where the consent is another lender's or another application's, and where it is not, or no longer, granted.
CREATE FUNCTION suixin_open_subject() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT c.subject_id FROM public.consents c
  WHERE c.subject_id = nullif(current_setting('suixin.subject', true), '')
    AND c.id = nullif(current_setting('suixin.consent', true), '')
    AND c.lender_id = nullif(current_setting('suixin.lender', true), '')
    AND c.application_id = nullif(current_setting('suixin.application', true), '')
    AND c.status = 'granted'
    AND c.valid_to > nullif(current_setting('suixin.at', true), '')::timestamptz
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION suixin_open_subject() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION suixin_open_subject() TO suixin_lender;
--> statement-breakpoint
-- Columns, too: the row as it was taken in is no part of a profile.
GRANT SELECT (subject_id, id, source, record, record_key, version, retracts, facts, recorded_at) ON records TO suixin_lender;
--> statement-breakpoint
GRANT SELECT (id, kind, code, name, synthetic) ON subjects TO suixin_lender;
--> statement-breakpoint
GRANT SELECT ON feed_coverage TO suixin_lender;
--> statement-breakpoint
ALTER TABLE records ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE records FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE subjects ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE subjects FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Worked out once a query, and then a condition of the index like any other.
CREATE POLICY records_lender ON records FOR SELECT TO suixin_lender USING (subject_id = (SELECT suixin_open_subject()));
--> statement-breakpoint
CREATE POLICY subjects_lender ON subjects FOR SELECT TO suixin_lender USING (id = (SELECT suixin_open_subject()));
--> statement-breakpoint
-- Whoever migrates keeps house: imports, merges for the subject itself, backups.
CREATE POLICY records_house ON records TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY subjects_house ON subjects TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
-- The app's own role: everything the app writes but the log, of which it appends entries and changes none (migration `sealed-log`).
DO $$
DECLARE
  found record;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_app') THEN
    RAISE WARNING 'role suixin_app is missing: the app can only run as the owner of its tables';
  ELSE
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'access_log' AND tablename NOT LIKE 'log\_%' LOOP
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO suixin_app', found.tablename);
    END LOOP;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO suixin_app;
    IF to_regclass('drizzle.__drizzle_migrations') IS NOT NULL THEN
      GRANT USAGE ON SCHEMA drizzle TO suixin_app;
      GRANT SELECT ON drizzle.__drizzle_migrations TO suixin_app;
    END IF;
    GRANT suixin_lender TO suixin_app;
    CREATE POLICY records_app ON records TO suixin_app USING (true) WITH CHECK (true);
    CREATE POLICY subjects_app ON subjects TO suixin_app USING (true) WITH CHECK (true);
  END IF;
  -- An owner who is no superuser may step down into either.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT suixin_lender TO %I', current_user);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_app') THEN
      EXECUTE format('GRANT suixin_app TO %I', current_user);
    END IF;
  END IF;
END
$$;
