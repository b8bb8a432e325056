CREATE TABLE "guarantors" (
	"subject_id" text NOT NULL,
	"id" text NOT NULL,
	"application_id" text NOT NULL,
	"lender_id" text NOT NULL,
	"guarantor_id" text NOT NULL,
	"named_by" text NOT NULL,
	"named_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "guarantors_subject_id_id_pk" PRIMARY KEY("subject_id","id")
);
--> statement-breakpoint
ALTER TABLE "guarantors" ADD CONSTRAINT "guarantors_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guarantors" ADD CONSTRAINT "guarantors_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guarantors" ADD CONSTRAINT "guarantors_guarantor_id_subjects_id_fk" FOREIGN KEY ("guarantor_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "guarantors_once" ON "guarantors" USING btree ("subject_id","application_id","guarantor_id") WHERE "guarantors"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "guarantors_lender" ON "guarantors" USING btree ("lender_id","application_id");--> statement-breakpoint
CREATE INDEX "guarantors_of" ON "guarantors" USING btree ("guarantor_id","application_id");