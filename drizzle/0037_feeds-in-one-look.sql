-- As before, in one look-up: `suixin_open_subject` is asked for the subject's own row, and asking it again from in here cost each
-- read a second call. Both say the same of when a consent opens; test/consent/second-wall holds them to it case by case.
CREATE OR REPLACE FUNCTION suixin_open_feeds() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN (
    SELECT array_agg(w.source || '/' || w.record)
    FROM public.consents c
    CROSS JOIN LATERAL jsonb_array_elements(c.artefact -> 'data') granted
    JOIN public.wall_feeds w ON w.category = granted ->> 'category'
    WHERE c.subject_id = nullif(current_setting('suixin.subject', true), '')
      AND c.id = nullif(current_setting('suixin.consent', true), '')
      AND c.lender_id = nullif(current_setting('suixin.lender', true), '')
      AND (c.application_id = nullif(current_setting('suixin.application', true), '')
        OR (c.application_id IS NULL AND c.purpose = 'PRECHECK' AND current_setting('suixin.application', true) = 'precheck'))
      AND c.status = 'granted'
      AND c.valid_to > nullif(current_setting('suixin.at', true), '')::timestamptz
  );
END
$$;
