CREATE TABLE "log_sweeps" (
	"began_at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"damaged" jsonb NOT NULL,
	"finished_at" timestamp (3) with time zone
);
