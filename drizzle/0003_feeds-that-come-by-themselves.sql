CREATE TABLE "feed_breakers" (
	"source" text PRIMARY KEY NOT NULL,
	"state" jsonb NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed_events" (
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"body_sha256" text NOT NULL,
	"outcome" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "feed_events_source_event_id_pk" PRIMARY KEY("source","event_id")
);
--> statement-breakpoint
CREATE TABLE "feed_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"record" text NOT NULL,
	"way" text NOT NULL,
	"subject_id" text,
	"actor_id" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"outcome" text,
	"rows" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"duplicate" integer DEFAULT 0 NOT NULL,
	"quarantined" integer DEFAULT 0 NOT NULL,
	"pages" integer DEFAULT 0 NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"detail" text,
	"batch_ids" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed_states" (
	"source" text NOT NULL,
	"record" text NOT NULL,
	"cursor" text,
	"leased_by" text,
	"leased_until" timestamp (3) with time zone,
	"first_try_at" timestamp (3) with time zone NOT NULL,
	"last_try_at" timestamp (3) with time zone NOT NULL,
	"last_ok_at" timestamp (3) with time zone,
	"last_outcome" text,
	"last_failure" text,
	"rows_so_far" integer DEFAULT 0 NOT NULL,
	"last_rows" integer,
	"usual_rows" integer,
	CONSTRAINT "feed_states_source_record_pk" PRIMARY KEY("source","record")
);
--> statement-breakpoint
ALTER TABLE "feed_runs" ADD CONSTRAINT "feed_runs_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "feed_runs_source" ON "feed_runs" USING btree ("source","id");
