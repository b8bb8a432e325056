CREATE TABLE "product_pauses" (
	"product_id" text NOT NULL,
	"no" integer NOT NULL,
	"paused_until" date,
	"reason" text,
	"set_by" text NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "product_pauses_product_id_no_pk" PRIMARY KEY("product_id","no")
);
--> statement-breakpoint
ALTER TABLE "product_versions" ADD COLUMN "test_cases" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "paused_until" date;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "paused_reason" text;--> statement-breakpoint
ALTER TABLE "product_pauses" ADD CONSTRAINT "product_pauses_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_pauses" ADD CONSTRAINT "product_pauses_set_by_users_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;