DROP INDEX "recalls_once";--> statement-breakpoint
ALTER TABLE "recalls" ALTER COLUMN "application_id" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "consents_prechecks" ON "consents" USING btree ("lender_id","id") WHERE "consents"."purpose" = 'PRECHECK';--> statement-breakpoint
CREATE UNIQUE INDEX "recalls_once" ON "recalls" USING btree ("subject_id","lender_id","consent_id","attribute","item","reason","log_index") WHERE "recalls"."restated_at" is null;
--> statement-breakpoint
-- A precheck comes before any application: its reads say so by a word of their own, since a missing or empty setting opens nothing.
CREATE OR REPLACE FUNCTION suixin_open_subject() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN (
    SELECT c.subject_id FROM public.consents c
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
