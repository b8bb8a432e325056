ALTER TABLE "opening_rounds" ADD COLUMN "is_nightly" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "opening_rounds" ADD COLUMN "tells_since" timestamp (3) with time zone;