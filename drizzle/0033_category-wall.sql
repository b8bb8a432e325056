CREATE TABLE "wall_feeds" (
	"category" text NOT NULL,
	"source" text NOT NULL,
	"record" text NOT NULL,
	CONSTRAINT "wall_feeds_category_source_record_pk" PRIMARY KEY("category","source","record")
);

--> statement-breakpoint
-- The app reads which records a category opens and may not say so itself.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_app') THEN
    REVOKE ALL ON wall_feeds FROM suixin_app;
    GRANT SELECT ON wall_feeds TO suixin_app;
  END IF;
END
$$;
--> statement-breakpoint
-- The records, as `source/record`, that the consent opens under which this transaction reads, by the categories of its own artefact;
-- NULL, in which nothing is found, wherever `suixin_open_subject` opens nobody.
CREATE FUNCTION suixin_open_feeds() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN (
    SELECT array_agg(w.source || '/' || w.record)
    FROM public.consents c
    CROSS JOIN LATERAL jsonb_array_elements(c.artefact -> 'data') granted
    JOIN public.wall_feeds w ON w.category = granted ->> 'category'
    WHERE c.subject_id = public.suixin_open_subject() AND c.id = current_setting('suixin.consent', true)
  );
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION suixin_open_feeds() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION suixin_open_feeds() TO suixin_lender;
--> statement-breakpoint
-- Of the one subject, only what was granted. Both sides are worked out once a query; the first is a condition of the index.
ALTER POLICY records_lender ON records
  USING (subject_id = (SELECT nullif(current_setting('suixin.subject', true), '')) AND source || '/' || record = ANY ((SELECT suixin_open_feeds())::text[]));
