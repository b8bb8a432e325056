CREATE TABLE "match_inputs" (
	"hash" text PRIMARY KEY NOT NULL,
	"body" json NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "match_runs" ADD COLUMN "as_of" date;--> statement-breakpoint
ALTER TABLE "match_runs" ADD COLUMN "catalogue_hash" text;--> statement-breakpoint
ALTER TABLE "match_runs" ADD COLUMN "standings_hash" text;--> statement-breakpoint
ALTER TABLE "match_runs" ADD COLUMN "result_hash" text;--> statement-breakpoint
ALTER TABLE "match_runs" ADD CONSTRAINT "match_runs_catalogue_hash_match_inputs_hash_fk" FOREIGN KEY ("catalogue_hash") REFERENCES "public"."match_inputs"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_runs" ADD CONSTRAINT "match_runs_standings_hash_match_inputs_hash_fk" FOREIGN KEY ("standings_hash") REFERENCES "public"."match_inputs"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "match_runs_id" ON "match_runs" USING btree ("id");