CREATE TABLE "proofs" (
	"subject_id" text NOT NULL,
	"id" text NOT NULL,
	"product_id" text NOT NULL,
	"product_version" integer NOT NULL,
	"terms_hash" text NOT NULL,
	"lender_id" text NOT NULL,
	"facts_as_of" date NOT NULL,
	"jws" text NOT NULL,
	"salt" text,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "proofs_subject_id_id_pk" PRIMARY KEY("subject_id","id")
);
--> statement-breakpoint
ALTER TABLE "proofs" ADD CONSTRAINT "proofs_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "proofs_id" ON "proofs" USING btree ("id");