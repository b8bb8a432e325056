CREATE TABLE "consent_requests" (
	"subject_id" text NOT NULL,
	"id" text NOT NULL,
	"lender_id" text NOT NULL,
	"asked_by" text NOT NULL,
	"purpose" text NOT NULL,
	"product_id" text NOT NULL,
	"product_version" integer NOT NULL,
	"application_id" text NOT NULL,
	"asked" jsonb NOT NULL,
	"hash" text NOT NULL,
	"status" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"answer_by" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"reason" text,
	CONSTRAINT "consent_requests_subject_id_id_pk" PRIMARY KEY("subject_id","id"),
	CONSTRAINT "consent_requests_status" CHECK ("consent_requests"."status" in ('requested', 'provisional', 'granted', 'denied', 'lapsed'))
);
--> statement-breakpoint
CREATE TABLE "grantors" (
	"subject_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"mandate" jsonb,
	"evidence" jsonb NOT NULL,
	"checked_by" text NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "grantors_subject_id_user_id_pk" PRIMARY KEY("subject_id","user_id"),
	CONSTRAINT "grantors_role" CHECK ("grantors"."role" in ('self', 'legal_rep', 'agent', 'guardian'))
);
--> statement-breakpoint
CREATE TABLE "village_stations" (
	"institution_id" text PRIMARY KEY NOT NULL,
	"village" text NOT NULL
);
--> statement-breakpoint
DROP INDEX "consents_application";--> statement-breakpoint
ALTER TABLE "consents" ALTER COLUMN "application_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ALTER COLUMN "granted_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "purpose" text DEFAULT 'UNDERWRITE' NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "signatures" jsonb;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "answer_by" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "paused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "bundle_id" text;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "bundle_settles" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "village" text;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "confirmation" jsonb;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "replaced_by" text;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "accepted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "consent_requests" ADD CONSTRAINT "consent_requests_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_requests" ADD CONSTRAINT "consent_requests_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grantors" ADD CONSTRAINT "grantors_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grantors" ADD CONSTRAINT "grantors_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "village_stations" ADD CONSTRAINT "village_stations_institution_id_institutions_id_fk" FOREIGN KEY ("institution_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "consent_requests_open" ON "consent_requests" USING btree ("subject_id","lender_id","application_id","purpose") WHERE "consent_requests"."status" = 'requested';--> statement-breakpoint
CREATE INDEX "consent_requests_lender" ON "consent_requests" USING btree ("lender_id","id");--> statement-breakpoint
CREATE INDEX "consent_requests_waiting" ON "consent_requests" USING btree ("answer_by") WHERE "consent_requests"."status" = 'requested';--> statement-breakpoint
CREATE UNIQUE INDEX "consents_live" ON "consents" USING btree ("subject_id","application_id","purpose") WHERE "consents"."status" in ('provisional', 'granted', 'paused');--> statement-breakpoint
CREATE INDEX "consents_lender" ON "consents" USING btree ("lender_id","id");--> statement-breakpoint
CREATE INDEX "consents_village" ON "consents" USING btree ("village","id") WHERE "consents"."village" is not null;--> statement-breakpoint
CREATE INDEX "consents_bundle" ON "consents" USING btree ("subject_id","bundle_id") WHERE "consents"."bundle_id" is not null;--> statement-breakpoint
CREATE INDEX "consents_ending" ON "consents" USING btree ("valid_to") WHERE "consents"."status" in ('provisional', 'granted', 'paused');--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_status" CHECK ("status" in ('denied', 'lapsed', 'provisional', 'granted', 'paused', 'revoked', 'expired', 'consumed', 'superseded'));--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_bound" CHECK ("consents"."application_id" is not null or "consents"."purpose" = 'PRECHECK');--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_answer" CHECK ("consents"."status" <> 'provisional' or ("consents"."answer_by" is not null and "consents"."granted_at" is null));