-- What it was, in plpgsql: a function in SQL is planned anew by each query that calls it, and a read calls it twice.
CREATE OR REPLACE FUNCTION suixin_open_subject() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN (
    SELECT c.subject_id FROM public.consents c
    WHERE c.subject_id = nullif(current_setting('suixin.subject', true), '')
      AND c.id = nullif(current_setting('suixin.consent', true), '')
      AND c.lender_id = nullif(current_setting('suixin.lender', true), '')
      AND c.application_id = nullif(current_setting('suixin.application', true), '')
      AND c.status = 'granted'
      AND c.valid_to > nullif(current_setting('suixin.at', true), '')::timestamptz
  );
END
$$;
