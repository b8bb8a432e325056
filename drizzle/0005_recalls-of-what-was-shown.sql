CREATE TABLE "shown_items" (
	"subject_id" text NOT NULL,
	"consent_id" text NOT NULL,
	"list" text NOT NULL,
	"item" text NOT NULL,
	"log_index" bigint NOT NULL,
	"document_no" text NOT NULL,
	"fields" jsonb NOT NULL,
	"hash" text NOT NULL,
	"last_shown_on" date,
	"recalled_at" timestamp (3) with time zone,
	CONSTRAINT "shown_items_subject_id_consent_id_list_item_pk" PRIMARY KEY("subject_id","consent_id","list","item")
);
--> statement-breakpoint
CREATE TABLE "recalls" (
	"subject_id" text NOT NULL,
	"id" text NOT NULL,
	"lender_id" text NOT NULL,
	"application_id" text NOT NULL,
	"consent_id" text NOT NULL,
	"log_index" bigint NOT NULL,
	"list" text NOT NULL,
	"item" text NOT NULL,
	"document_no" text NOT NULL,
	"reason" text NOT NULL,
	"fields" jsonb NOT NULL,
	"status" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"due_on" date NOT NULL,
	"answer" text,
	"legal_ground" text,
	"answered_by" text,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "recalls_subject_id_id_pk" PRIMARY KEY("subject_id","id")
);
--> statement-breakpoint
ALTER TABLE "shown_items" ADD CONSTRAINT "shown_items_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recalls" ADD CONSTRAINT "recalls_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recalls" ADD CONSTRAINT "recalls_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shown_items_ending" ON "shown_items" USING btree ("last_shown_on") WHERE "shown_items"."recalled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "recalls_once" ON "recalls" USING btree ("subject_id","lender_id","application_id","list","item","reason","log_index");--> statement-breakpoint
CREATE INDEX "recalls_lender" ON "recalls" USING btree ("lender_id","due_on","id");--> statement-breakpoint
CREATE INDEX "recalls_open" ON "recalls" USING btree ("due_on","id") WHERE "recalls"."status" <> 'answered';