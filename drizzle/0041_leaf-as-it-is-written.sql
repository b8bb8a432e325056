-- The canonical bytes (RFC 8785) of an entry with these members and no others, in their one order; null where one of those that every
-- entry has is missing. `jsonb` keeps the last of two members of one name, orders them its own way and sets spaces: what an entry's
-- leaf parses to must write itself again as the very same bytes, or one leaf would say two things to two readers.
CREATE FUNCTION suixin_leaf(told jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '{"ac":' || (told -> 'ac')::text || ',"ah":' || (told -> 'ah')::text || ',"at":' || (told -> 'at')::text || ',"cid":' || (told -> 'cid')::text
    || ',"f":' || replace((told -> 'f')::text, '", "', '","') || coalesce(',"gw":' || (told -> 'gw')::text, '') || ',"n":' || (told -> 'n')::text
    || ',"op":' || (told -> 'op')::text || coalesce(',"pr":' || (told -> 'pr')::text, '') || coalesce(',"pv":' || (told -> 'pv')::text, '')
    || coalesce(',"rd":' || (told -> 'rd')::text, '') || ',"rid":' || (told -> 'rid')::text || ',"sp":' || (told -> 'sp')::text
    || ',"t":' || (told -> 't')::text || ',"why":' || (told -> 'why')::text || '}'
$$;
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_app') THEN
    -- The promise of migration 0038 and this one, of a leaf that is read once.
    ALTER POLICY access_log_app_writes ON access_log WITH CHECK (
      kind <> 'key.rotated' AND (
        SELECT leaf = suixin_leaf(e.told) AND e.told ->> 't' = kind AND e.told ->> 'cid' = consent_id AND e.told ->> 'ac' = lender_id
          AND (kind <> 'read.released' OR (
            SELECT c.lender_id = access_log.lender_id AND c.status = 'granted' AND c.hash = e.told ->> 'ah' AND c.valid_to > access_log.at
              AND (c.artefact #>> '{access,total}' IS NULL
                OR (e.told ->> 'n')::bigint BETWEEN c.reads_used + 1 AND (c.artefact #>> '{access,total}')::bigint)
            FROM consents c WHERE c.subject_id = access_log.subject_id AND c.id = access_log.consent_id))
        FROM (SELECT access_log.leaf::jsonb AS told OFFSET 0) e));
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_sealer') THEN
    ALTER POLICY access_log_sealer_writes ON access_log WITH CHECK (
      kind = 'key.rotated' AND (SELECT leaf = suixin_leaf(e.told) AND e.told ->> 't' = kind FROM (SELECT access_log.leaf::jsonb AS told OFFSET 0) e));
  END IF;
END
$$;
