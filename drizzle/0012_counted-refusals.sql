ALTER TABLE "intake_refusals" ADD COLUMN "times" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "intake_refusals" ADD COLUMN "last_at" timestamp (3) with time zone;