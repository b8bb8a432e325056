-- An entry's number is drawn behind the fence and by nobody's choice: one beyond the last that was sealed would hide what comes before it
-- from the sealer, one below the first would never be sealed. Who appends may name every column but this one.
-- And a read is of a consent that has not run out at its instant, and has that read left.
DO $$
DECLARE
  keeper text;
BEGIN
  FOREACH keeper IN ARRAY ARRAY['suixin_app', 'suixin_sealer'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = keeper) THEN
      EXECUTE format('REVOKE INSERT ON access_log FROM %I', keeper);
      EXECUTE format('GRANT INSERT (subject_id, kind, consent_id, lender_id, actor_id, leaf, at) ON access_log TO %I', keeper);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_app') THEN
    ALTER POLICY access_log_app_writes ON access_log WITH CHECK (
      kind <> 'key.rotated' AND leaf::jsonb @> jsonb_build_object('t', kind, 'cid', consent_id, 'ac', lender_id)
      AND (kind <> 'read.released' OR (
        SELECT c.lender_id = access_log.lender_id AND c.status = 'granted' AND c.hash = access_log.leaf::jsonb ->> 'ah' AND c.valid_to > access_log.at
          AND (c.artefact #>> '{access,total}' IS NULL
            OR (access_log.leaf::jsonb ->> 'n')::bigint BETWEEN c.reads_used + 1 AND (c.artefact #>> '{access,total}')::bigint)
        FROM consents c WHERE c.subject_id = access_log.subject_id AND c.id = access_log.consent_id)));
  END IF;
END
$$;
