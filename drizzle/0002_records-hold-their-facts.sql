CREATE TABLE "intake_refusals" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"record" text NOT NULL,
	"way" text NOT NULL,
	"code" text NOT NULL,
	"detail" text NOT NULL,
	"sha256" text,
	"actor_id" text,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subject_aliases" (
	"subject_id" text NOT NULL,
	"scheme" text NOT NULL,
	"value" text NOT NULL,
	"shown" text NOT NULL,
	"as_of" date NOT NULL,
	CONSTRAINT "subject_aliases_subject_id_scheme_value_pk" PRIMARY KEY("subject_id","scheme","value")
);
--> statement-breakpoint
ALTER TABLE "feed_coverage" DROP CONSTRAINT "feed_coverage_source_record_pk";
--> statement-breakpoint
ALTER TABLE "records" DROP CONSTRAINT "records_subject_id_source_record_record_key_content_hash_pk";
--> statement-breakpoint
ALTER TABLE "import_batches" ALTER COLUMN "created_by" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "feed_coverage" ADD CONSTRAINT "feed_coverage_source_record_received_on_pk" PRIMARY KEY("source","record","received_on");
--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "way" text DEFAULT 'upload' NOT NULL;
--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "status" text DEFAULT 'done' NOT NULL;
--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "bytes_done" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "bytes_total" bigint;
--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "finished_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "checked_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "noticed_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "status" text DEFAULT 'open' NOT NULL;
--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "fix" jsonb;
--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "fixed_by" text;
--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "fixed_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "record_id" text;
--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "candidates" jsonb;
--> statement-breakpoint
ALTER TABLE "records" ADD COLUMN "id" text;
--> statement-breakpoint
ALTER TABLE "records" ADD COLUMN "version" text;
--> statement-breakpoint
ALTER TABLE "records" ADD COLUMN "retracts" boolean;
--> statement-breakpoint
ALTER TABLE "records" ADD COLUMN "facts" jsonb;
--> statement-breakpoint
ALTER TABLE "subject_aliases" ADD CONSTRAINT "subject_aliases_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "intake_refusals_at" ON "intake_refusals" USING btree ("at");
--> statement-breakpoint
CREATE INDEX "subject_aliases_value" ON "subject_aliases" USING btree ("scheme","value");
--> statement-breakpoint
ALTER TABLE "quarantine" ADD CONSTRAINT "quarantine_fixed_by_users_id_fk" FOREIGN KEY ("fixed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "import_batches_feed" ON "import_batches" USING btree ("source","record","created_at");
--> statement-breakpoint
CREATE INDEX "quarantine_open" ON "quarantine" USING btree ("batch_id") WHERE "quarantine"."status" = 'open';
--> statement-breakpoint
CREATE INDEX "subjects_org_code" ON "subjects" USING btree (substr("code", 9, 9));
--> statement-breakpoint
-- The facts move into the record that said them; the version of what came before was its day.
UPDATE "records" r SET "version" = r."as_of"::text, "retracts" = false, "facts" = coalesce((
  SELECT jsonb_agg(jsonb_build_object('attribute', f."attribute", 'item', f."item", 'value', f."value", 'scheme', f."scheme", 'asOf', f."as_of"::text, 'validUntil', f."valid_until"::text) ORDER BY f."attribute" COLLATE "C", f."item" COLLATE "C")
  FROM "facts" f
  WHERE f."subject_id" = r."subject_id" AND f."source" = r."source" AND f."record" = r."record" AND f."record_key" = r."record_key" AND f."content_hash" = r."content_hash"), '[]'::jsonb);
--> statement-breakpoint
-- Content addresses as src/sources/record-address.ts makes them, so that a file sent again is still known.
UPDATE "records" r SET "id" = left(encode(sha256(convert_to(r."source" || E'\x01' || r."record" || E'\x01' || r."record_key" || E'\x01' || r."version" || coalesce((
  SELECT string_agg(E'\x01' || c.key || E'\x02' || c.value, '' ORDER BY c.key COLLATE "C") FROM jsonb_each_text(r."body") c WHERE c.value <> ''), ''), 'UTF8')), 'hex'), 32);
--> statement-breakpoint
ALTER TABLE "records" ALTER COLUMN "id" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "records" ALTER COLUMN "version" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "records" ALTER COLUMN "retracts" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "records" ALTER COLUMN "facts" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "records" DROP COLUMN "content_hash";
--> statement-breakpoint
ALTER TABLE "records" ADD CONSTRAINT "records_subject_id_id_pk" PRIMARY KEY("subject_id","id");
--> statement-breakpoint
DROP TABLE "facts";
--> statement-breakpoint
ALTER TABLE "feed_coverage" ADD COLUMN "recorded_at" timestamp (3) with time zone;
--> statement-breakpoint
-- Nobody wrote down when it was learnt: the end of the day it was received on is the earliest that is certain.
UPDATE "feed_coverage" SET "recorded_at" = ("received_on" + 1)::timestamp AT TIME ZONE 'Asia/Shanghai';
--> statement-breakpoint
ALTER TABLE "feed_coverage" ALTER COLUMN "recorded_at" SET NOT NULL;
--> statement-breakpoint
-- What the register called them so far is a name they go by.
INSERT INTO "subject_aliases" ("subject_id", "scheme", "value", "shown", "as_of")
  SELECT "id", 'name', upper(translate(normalize(regexp_replace("name", '[[:space:]·•]', '', 'g'), NFKC), '〔【[{〕】]}', '(((())))')), "name", "name_as_of" FROM "subjects" WHERE "name_as_of" IS NOT NULL;
--> statement-breakpoint
UPDATE "import_batches" SET "finished_at" = "created_at";
