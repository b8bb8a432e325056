-- When the oldest entry that no checkpoint with so many cosignatures covers was written; as `oldest_unsealed`, and as closed about what it reads.
CREATE FUNCTION oldest_unwitnessed(quorum integer) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT at FROM public.access_log
  WHERE log_index > coalesce((
    SELECT l.log_index FROM public.log_leaves l WHERE l.seq = -1 + (
      SELECT c.size FROM (SELECT size FROM public.log_checkpoints ORDER BY size DESC LIMIT 1000) c
      WHERE (SELECT count(*) FROM public.log_cosignatures s WHERE s.size = c.size) >= quorum
      ORDER BY c.size DESC LIMIT 1)), 0)
  ORDER BY log_index LIMIT 1
$$;
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_sealer') THEN
    ALTER FUNCTION oldest_unwitnessed(integer) OWNER TO suixin_sealer;
  END IF;
EXCEPTION
  WHEN insufficient_privilege THEN NULL;
END
$$;
