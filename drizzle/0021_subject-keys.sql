CREATE TABLE "subject_keys" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"wrapped_key" text,
	"pseudonym" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"destroyed_at" timestamp (3) with time zone
);
