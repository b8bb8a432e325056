CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"lender_id" text NOT NULL,
	"event_id" text NOT NULL,
	"webhook_id" text NOT NULL,
	"status" text NOT NULL,
	"tried" integer NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"next_at" timestamp (3) with time zone,
	"leased_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"delivery_id" text NOT NULL,
	"n" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"status" integer,
	"failure" text,
	"detail" text NOT NULL,
	CONSTRAINT "delivery_attempts_delivery_id_n_pk" PRIMARY KEY("delivery_id","n")
);
--> statement-breakpoint
CREATE TABLE "lender_events" (
	"id" text PRIMARY KEY NOT NULL,
	"lender_id" text NOT NULL,
	"place" bigint NOT NULL,
	"type" text NOT NULL,
	"ids" jsonb NOT NULL,
	"body" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" text PRIMARY KEY NOT NULL,
	"lender_id" text NOT NULL,
	"client_id" text NOT NULL,
	"url" text NOT NULL,
	"types" jsonb NOT NULL,
	"secrets" jsonb NOT NULL,
	"status" text NOT NULL,
	"disabled_why" text,
	"breaker" jsonb NOT NULL,
	"not_before" timestamp (3) with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_event_id_lender_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."lender_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_attempts" ADD CONSTRAINT "delivery_attempts_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lender_events" ADD CONSTRAINT "lender_events_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_client_id_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("webhook_id","next_at","id") WHERE "deliveries"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "deliveries_lender" ON "deliveries" USING btree ("lender_id","id");--> statement-breakpoint
CREATE INDEX "deliveries_event" ON "deliveries" USING btree ("event_id");--> statement-breakpoint
CREATE UNIQUE INDEX "lender_events_place" ON "lender_events" USING btree ("lender_id","place");--> statement-breakpoint
CREATE INDEX "lender_events_at" ON "lender_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "webhooks_lender" ON "webhooks" USING btree ("lender_id","id");