CREATE TABLE "precheck_answers" (
	"subject_id" text NOT NULL,
	"consent_id" text NOT NULL,
	"lender_id" text NOT NULL,
	"outcome" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"note" text NOT NULL,
	"answered_by" text NOT NULL,
	"answered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "precheck_answers_subject_id_consent_id_pk" PRIMARY KEY("subject_id","consent_id"),
	CONSTRAINT "precheck_answers_outcome" CHECK ("precheck_answers"."outcome" in ('possible', 'not_now'))
);
--> statement-breakpoint
ALTER TABLE "precheck_answers" ADD CONSTRAINT "precheck_answers_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "precheck_answers" ADD CONSTRAINT "precheck_answers_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "precheck_answers_lender" ON "precheck_answers" USING btree ("lender_id","consent_id");