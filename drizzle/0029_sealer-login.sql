-- An owner who is no superuser may step down into the sealer and the auditor, as into the app's role (migration `second-wall`).
DO $$
DECLARE
  wanted text;
BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    FOREACH wanted IN ARRAY ARRAY['suixin_sealer', 'suixin_auditor'] LOOP
      IF EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
        BEGIN
          EXECUTE format('GRANT %I TO %I', wanted, current_user);
        EXCEPTION
          WHEN insufficient_privilege THEN
            RAISE WARNING 'role % may not be granted here: an administrator has to grant it to the login of the app', wanted;
        END;
      END IF;
    END LOOP;
  END IF;
END
$$;
