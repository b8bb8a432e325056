CREATE TABLE "quality_checks" (
	"batch_id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"record" text NOT NULL,
	"received_on" date NOT NULL,
	"after_row" integer NOT NULL,
	"checked" integer NOT NULL,
	"important_cells" integer NOT NULL,
	"filled_cells" integer NOT NULL,
	"done" boolean NOT NULL,
	"notice_due_on" date,
	"noticed" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quality_daily" (
	"source" text NOT NULL,
	"record" text NOT NULL,
	"day" date NOT NULL,
	"received" integer NOT NULL,
	"accepted" integer NOT NULL,
	"duplicate" integer NOT NULL,
	"quarantined" integer NOT NULL,
	"checked" integer NOT NULL,
	"quarantine_by_code" jsonb NOT NULL,
	"findings_by_rule" jsonb NOT NULL,
	"findings_by_kind" jsonb NOT NULL,
	"completeness_bp" integer NOT NULL,
	"validity_bp" integer NOT NULL,
	"consistency_bp" integer NOT NULL,
	"timeliness_bp" integer NOT NULL,
	"score_bp" integer NOT NULL,
	"counted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quality_daily_source_record_day_pk" PRIMARY KEY("source","record","day")
);
--> statement-breakpoint
CREATE TABLE "quality_findings" (
	"subject_id" text NOT NULL,
	"id" text NOT NULL,
	"rule" text NOT NULL,
	"source" text NOT NULL,
	"record" text NOT NULL,
	"record_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"row_no" integer NOT NULL,
	"field" text NOT NULL,
	"detail" text NOT NULL,
	"recorded_on" date NOT NULL,
	"found_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quality_findings_subject_id_id_pk" PRIMARY KEY("subject_id","id")
);
--> statement-breakpoint
ALTER TABLE "quality_checks" ADD CONSTRAINT "quality_checks_batch_id_import_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."import_batches"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "quality_findings" ADD CONSTRAINT "quality_findings_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "quality_checks_day" ON "quality_checks" USING btree ("received_on","source","record");
--> statement-breakpoint
CREATE INDEX "quality_findings_batch" ON "quality_findings" USING btree ("batch_id","row_no");
--> statement-breakpoint
CREATE INDEX "quality_findings_feed" ON "quality_findings" USING btree ("recorded_on","source","record","rule");
