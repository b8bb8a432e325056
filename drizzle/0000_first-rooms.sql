CREATE TABLE "idempotency" (
	"principal" text NOT NULL,
	"operation" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"status" integer NOT NULL,
	"body" text NOT NULL,
	"headers" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_principal_operation_key_pk" PRIMARY KEY("principal","operation","key")
);
--> statement-breakpoint
CREATE TABLE "throttle" (
	"key" text PRIMARY KEY NOT NULL,
	"window_start" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"run_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	"dead_at" timestamp (3) with time zone,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "access_log" (
	"subject_id" text NOT NULL,
	"log_index" bigint GENERATED ALWAYS AS IDENTITY (sequence name "access_log_log_index_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"consent_id" text NOT NULL,
	"lender_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"leaf" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "access_log_subject_id_log_index_pk" PRIMARY KEY("subject_id","log_index")
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"subject_id" text NOT NULL,
	"id" text NOT NULL,
	"lender_id" text NOT NULL,
	"application_id" text NOT NULL,
	"status" text NOT NULL,
	"artefact" jsonb NOT NULL,
	"hash" text NOT NULL,
	"reads_used" integer NOT NULL,
	"valid_to" timestamp (3) with time zone NOT NULL,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"end_reason" text,
	CONSTRAINT "consents_subject_id_id_pk" PRIMARY KEY("subject_id","id")
);
--> statement-breakpoint
CREATE TABLE "institutions" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "institutions_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"username" text NOT NULL,
	"password_hash" text NOT NULL,
	"display_name" text NOT NULL,
	"role" text NOT NULL,
	"institution_id" text,
	"subject_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_username_unique" UNIQUE("username")
);
--> statement-breakpoint
CREATE TABLE "applications" (
	"subject_id" text NOT NULL,
	"id" text NOT NULL,
	"lender_id" text NOT NULL,
	"product_id" text NOT NULL,
	"product_version" integer NOT NULL,
	"consent_id" text NOT NULL,
	"status" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"term_months" integer NOT NULL,
	"purpose" text NOT NULL,
	"submitted_at" timestamp (3) with time zone NOT NULL,
	"answer_due" date NOT NULL,
	"decision" jsonb,
	"decided_by" text,
	"ended_at" timestamp (3) with time zone,
	"revision" integer NOT NULL,
	CONSTRAINT "applications_subject_id_id_pk" PRIMARY KEY("subject_id","id")
);
--> statement-breakpoint
CREATE TABLE "lender_queue" (
	"lender_id" text NOT NULL,
	"application_id" text NOT NULL,
	"subject_id" text NOT NULL,
	"product_id" text NOT NULL,
	"product_name" text NOT NULL,
	"status" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"term_months" integer NOT NULL,
	"purpose" text NOT NULL,
	"submitted_at" timestamp (3) with time zone NOT NULL,
	"answer_due" date NOT NULL,
	"revision" integer NOT NULL,
	CONSTRAINT "lender_queue_lender_id_application_id_pk" PRIMARY KEY("lender_id","application_id")
);
--> statement-breakpoint
CREATE TABLE "match_runs" (
	"subject_id" text NOT NULL,
	"id" text NOT NULL,
	"profile_hash" text NOT NULL,
	"policy_version" text NOT NULL,
	"result" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "match_runs_subject_id_id_pk" PRIMARY KEY("subject_id","id")
);
--> statement-breakpoint
CREATE TABLE "product_versions" (
	"product_id" text NOT NULL,
	"version" integer NOT NULL,
	"status" text NOT NULL,
	"terms" jsonb NOT NULL,
	"drafted_by" text NOT NULL,
	"submitted_by" text,
	"published_by" text,
	"published_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "product_versions_product_id_version_pk" PRIMARY KEY("product_id","version")
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" text PRIMARY KEY NOT NULL,
	"lender_id" text NOT NULL,
	"published_version" integer,
	"latest_version" integer NOT NULL,
	"revision" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "facts" (
	"subject_id" text NOT NULL,
	"attribute" text NOT NULL,
	"item" text NOT NULL,
	"source" text NOT NULL,
	"record" text NOT NULL,
	"record_key" text NOT NULL,
	"content_hash" text NOT NULL,
	"value" jsonb NOT NULL,
	"scheme" text,
	"as_of" date NOT NULL,
	"valid_until" date,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "facts_subject_id_attribute_item_source_record_record_key_content_hash_pk" PRIMARY KEY("subject_id","attribute","item","source","record","record_key","content_hash")
);
--> statement-breakpoint
CREATE TABLE "feed_coverage" (
	"source" text NOT NULL,
	"record" text NOT NULL,
	"received_on" date NOT NULL,
	CONSTRAINT "feed_coverage_source_record_pk" PRIMARY KEY("source","record")
);
--> statement-breakpoint
CREATE TABLE "import_batches" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"record" text NOT NULL,
	"file_name" text,
	"format" text NOT NULL,
	"encoding" text NOT NULL,
	"sha256" text NOT NULL,
	"received" integer NOT NULL,
	"accepted" integer NOT NULL,
	"duplicate" integer NOT NULL,
	"quarantined" integer NOT NULL,
	"ignored_columns" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"batch_id" text NOT NULL,
	"row_no" integer NOT NULL,
	"issues" jsonb NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "quarantine_batch_id_row_no_pk" PRIMARY KEY("batch_id","row_no")
);
--> statement-breakpoint
CREATE TABLE "records" (
	"subject_id" text NOT NULL,
	"source" text NOT NULL,
	"record" text NOT NULL,
	"record_key" text NOT NULL,
	"content_hash" text NOT NULL,
	"as_of" date NOT NULL,
	"body" jsonb NOT NULL,
	"batch_id" text NOT NULL,
	"row_no" integer NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "records_subject_id_source_record_record_key_content_hash_pk" PRIMARY KEY("subject_id","source","record","record_key","content_hash")
);
--> statement-breakpoint
CREATE TABLE "subjects" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"name_as_of" date,
	"synthetic" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "subjects_code_unique" UNIQUE("code")
);
--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_institution_id_institutions_id_fk" FOREIGN KEY ("institution_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_runs" ADD CONSTRAINT "match_runs_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_versions" ADD CONSTRAINT "product_versions_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_versions" ADD CONSTRAINT "product_versions_drafted_by_users_id_fk" FOREIGN KEY ("drafted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_versions" ADD CONSTRAINT "product_versions_submitted_by_users_id_fk" FOREIGN KEY ("submitted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_versions" ADD CONSTRAINT "product_versions_published_by_users_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "products" ADD CONSTRAINT "products_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "facts" ADD CONSTRAINT "facts_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_batches" ADD CONSTRAINT "import_batches_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quarantine" ADD CONSTRAINT "quarantine_batch_id_import_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."import_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "records" ADD CONSTRAINT "records_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("run_at","id") WHERE "jobs"."done_at" is null and "jobs"."dead_at" is null;--> statement-breakpoint
CREATE INDEX "access_log_consent" ON "access_log" USING btree ("subject_id","consent_id");--> statement-breakpoint
CREATE UNIQUE INDEX "consents_application" ON "consents" USING btree ("subject_id","application_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "applications_live" ON "applications" USING btree ("subject_id","product_id") WHERE "applications"."status" = 'submitted';--> statement-breakpoint
CREATE INDEX "lender_queue_order" ON "lender_queue" USING btree ("lender_id","submitted_at","application_id");--> statement-breakpoint
CREATE INDEX "records_batch" ON "records" USING btree ("batch_id","row_no");