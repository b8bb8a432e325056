-- The same promise, planned otherwise: a scalar subquery is looked up by the consent's key for each row, where EXISTS may be
-- planned as a hash of every consent there is; and a leaf is read once for its three members.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_app') THEN
    ALTER POLICY access_log_app_writes ON access_log WITH CHECK (
      kind <> 'key.rotated' AND leaf::jsonb @> jsonb_build_object('t', kind, 'cid', consent_id, 'ac', lender_id)
      AND (kind <> 'read.released' OR (
        SELECT c.lender_id = access_log.lender_id AND c.status = 'granted' AND c.hash = access_log.leaf::jsonb ->> 'ah'
        FROM consents c WHERE c.subject_id = access_log.subject_id AND c.id = access_log.consent_id)));
  END IF;
END
$$;
