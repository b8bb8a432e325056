CREATE TABLE "break_glass" (
	"id" text PRIMARY KEY NOT NULL,
	"subject_id" text NOT NULL,
	"basis" text NOT NULL,
	"document_no" text NOT NULL,
	"document_sha256" text NOT NULL,
	"status" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"answered_by" text,
	"answered_at" timestamp (3) with time zone,
	"read_until" timestamp (3) with time zone,
	"reads" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "break_glass_two_persons" CHECK ("break_glass"."answered_by" is null or "break_glass"."answered_by" <> "break_glass"."requested_by"),
	CONSTRAINT "break_glass_window" CHECK ("break_glass"."status" <> 'approved' or ("break_glass"."read_until" is not null and "break_glass"."read_until" <= "break_glass"."answered_at" + interval '30 minutes'))
);
--> statement-breakpoint
CREATE TABLE "deletion_duties" (
	"subject_id" text NOT NULL,
	"id" text NOT NULL,
	"lender_id" text NOT NULL,
	"consent_id" text NOT NULL,
	"application_id" text,
	"artefact_hash" text NOT NULL,
	"cause" text NOT NULL,
	"fields" jsonb NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"due_on" date NOT NULL,
	"answer" text,
	"legal_ground" text,
	"answered_by" text,
	"answered_at" timestamp (3) with time zone,
	"overdue_at" timestamp (3) with time zone,
	CONSTRAINT "deletion_duties_subject_id_id_pk" PRIMARY KEY("subject_id","id")
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"requested_by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"demands" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "break_glass" ADD CONSTRAINT "break_glass_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "break_glass" ADD CONSTRAINT "break_glass_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "break_glass" ADD CONSTRAINT "break_glass_answered_by_users_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deletion_duties" ADD CONSTRAINT "deletion_duties_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deletion_duties" ADD CONSTRAINT "deletion_duties_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "break_glass_subject" ON "break_glass" USING btree ("subject_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "deletion_duties_once" ON "deletion_duties" USING btree ("subject_id","consent_id");--> statement-breakpoint
CREATE INDEX "deletion_duties_lender" ON "deletion_duties" USING btree ("lender_id","id");--> statement-breakpoint
CREATE INDEX "deletion_duties_open" ON "deletion_duties" USING btree ("due_on","id") WHERE "deletion_duties"."answer" is null;