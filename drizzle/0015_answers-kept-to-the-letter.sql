ALTER TABLE "match_runs" ALTER COLUMN "result" SET DATA TYPE json;--> statement-breakpoint
CREATE INDEX "match_runs_created" ON "match_runs" USING btree ("created_at");