-- What was shown and is recalled may be any attribute, not only an adverse list: the columns get the wider name.
ALTER TABLE "shown_items" RENAME COLUMN "list" TO "attribute";--> statement-breakpoint
ALTER TABLE "recalls" RENAME COLUMN "list" TO "attribute";--> statement-breakpoint
ALTER TABLE "shown_items" ADD COLUMN "as_of" date;--> statement-breakpoint
ALTER TABLE "shown_items" ADD COLUMN "corrected_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "recalls" ADD COLUMN "as_of" date;--> statement-breakpoint
ALTER TABLE "recalls" ADD COLUMN "restated_at" timestamp (3) with time zone;--> statement-breakpoint
-- Until now a told correction wrote the new words' hash over the one that was shown, which is lost: no record says '' again,
-- so the row stays corrected and its recall is not taken for one of a fact that stands.
UPDATE "shown_items" s SET "corrected_at" = r."issued_at", "hash" = ''
FROM "recalls" r
WHERE r."reason" = 'corrected' AND r."subject_id" = s."subject_id" AND r."consent_id" = s."consent_id"
  AND r."attribute" = s."attribute" AND r."item" = s."item" AND r."log_index" = s."log_index";--> statement-breakpoint
ALTER TABLE "shown_items" DROP CONSTRAINT "shown_items_subject_id_consent_id_list_item_pk";--> statement-breakpoint
ALTER TABLE "shown_items" ADD CONSTRAINT "shown_items_subject_id_consent_id_attribute_item_hash_pk" PRIMARY KEY("subject_id","consent_id","attribute","item","hash");--> statement-breakpoint
DROP INDEX "recalls_once";--> statement-breakpoint
CREATE UNIQUE INDEX "recalls_once" ON "recalls" USING btree ("subject_id","lender_id","application_id","attribute","item","reason","log_index") WHERE "recalls"."restated_at" is null;--> statement-breakpoint
DROP INDEX "recalls_open";--> statement-breakpoint
CREATE INDEX "recalls_open" ON "recalls" USING btree ("due_on","id") WHERE "recalls"."status" in ('issued', 'acknowledged');
