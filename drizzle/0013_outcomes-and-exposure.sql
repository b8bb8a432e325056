CREATE TABLE "exposure_daily" (
	"day" date NOT NULL,
	"lender_id" text NOT NULL,
	"appearances" integer NOT NULL,
	"shown_places" integer NOT NULL,
	"fair_places_bp" integer NOT NULL,
	CONSTRAINT "exposure_daily_day_lender_id_pk" PRIMARY KEY("day","lender_id")
);
--> statement-breakpoint
CREATE TABLE "outcome_counts" (
	"lender_id" text NOT NULL,
	"product_id" text NOT NULL,
	"segment" text NOT NULL,
	"month" date NOT NULL,
	"approved" integer NOT NULL,
	"declined" integer NOT NULL,
	"late" integer NOT NULL,
	"lapsed" integer NOT NULL,
	CONSTRAINT "outcome_counts_lender_id_product_id_segment_month_pk" PRIMARY KEY("lender_id","product_id","segment","month")
);
--> statement-breakpoint
CREATE TABLE "outcome_models" (
	"id" text PRIMARY KEY NOT NULL,
	"fitted_on" date NOT NULL,
	"model" json NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outcomes" (
	"subject_id" text NOT NULL,
	"application_id" text NOT NULL,
	"lender_id" text NOT NULL,
	"product_id" text NOT NULL,
	"segment" text NOT NULL,
	"approved" boolean,
	"late" boolean NOT NULL,
	"ended_on" date NOT NULL,
	"predicted_bp" integer NOT NULL,
	CONSTRAINT "outcomes_subject_id_application_id_pk" PRIMARY KEY("subject_id","application_id")
);
--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "outcome_models_day" ON "outcome_models" USING btree ("fitted_on","created_at");--> statement-breakpoint
CREATE INDEX "outcomes_ended" ON "outcomes" USING btree ("ended_on");