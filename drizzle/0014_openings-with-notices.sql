CREATE TABLE "opening_catalogues" (
	"hash" text PRIMARY KEY NOT NULL,
	"members" json NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "opening_notices" (
	"subject_id" text NOT NULL,
	"product_id" text NOT NULL,
	"version" integer NOT NULL,
	"product_name" text NOT NULL,
	"lender_id" text NOT NULL,
	"lender_name" text NOT NULL,
	"cause" text NOT NULL,
	"sentence" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone,
	CONSTRAINT "opening_notices_subject_id_product_id_pk" PRIMARY KEY("subject_id","product_id")
);
--> statement-breakpoint
CREATE TABLE "opening_rounds" (
	"name" text PRIMARY KEY NOT NULL,
	"round" integer NOT NULL,
	"catalogue_hash" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "openings" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"catalogue_hash" text NOT NULL,
	"open" "bytea" NOT NULL,
	"facts" json NOT NULL,
	"day" date NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	"closures" json NOT NULL
);
--> statement-breakpoint
ALTER TABLE "opening_notices" ADD CONSTRAINT "opening_notices_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "openings" ADD CONSTRAINT "openings_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "openings" ADD CONSTRAINT "openings_catalogue_hash_opening_catalogues_hash_fk" FOREIGN KEY ("catalogue_hash") REFERENCES "public"."opening_catalogues"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "openings_catalogue" ON "openings" USING btree ("catalogue_hash");