CREATE TABLE "row_layouts" (
	"id" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "lines_done" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "records" DROP CONSTRAINT "records_subject_id_subjects_id_fk";
--> statement-breakpoint
ALTER TABLE "records" ALTER COLUMN "facts" SET DATA TYPE json USING "facts"::json;
--> statement-breakpoint
ALTER TABLE "records" ADD COLUMN "layout" text;
--> statement-breakpoint
-- The names leave the rows: each becomes its cells under the layout of its own columns, as src/sources/row-layout.ts makes it.
CREATE TEMP TABLE "laid_out" AS
  SELECT r."subject_id", r."id", jsonb_agg(c."key" ORDER BY c."key" COLLATE "C") AS "names", json_agg(c."value" ORDER BY c."key" COLLATE "C") AS "cells",
    left(encode(sha256(convert_to(string_agg(c."key", E'\x01' ORDER BY c."key" COLLATE "C"), 'UTF8')), 'hex'), 16) AS "layout"
  FROM "records" r, jsonb_each_text(r."body") c GROUP BY r."subject_id", r."id";
--> statement-breakpoint
INSERT INTO "row_layouts" ("id", "names") SELECT DISTINCT ON ("layout") "layout", "names" FROM "laid_out" ORDER BY "layout";
--> statement-breakpoint
ALTER TABLE "records" ALTER COLUMN "body" SET DATA TYPE json USING '[]'::json;
--> statement-breakpoint
UPDATE "records" r SET "body" = l."cells", "layout" = l."layout" FROM "laid_out" l WHERE l."subject_id" = r."subject_id" AND l."id" = r."id";
--> statement-breakpoint
-- A record of nothing but a key has no cells.
UPDATE "records" SET "layout" = left(encode(sha256(''), 'hex'), 16) WHERE "layout" IS NULL;
--> statement-breakpoint
INSERT INTO "row_layouts" ("id", "names") SELECT left(encode(sha256(''), 'hex'), 16), '[]' WHERE EXISTS (SELECT FROM "records" WHERE "layout" = left(encode(sha256(''), 'hex'), 16)) ON CONFLICT DO NOTHING;
--> statement-breakpoint
DROP TABLE "laid_out";
--> statement-breakpoint
ALTER TABLE "records" ALTER COLUMN "layout" SET NOT NULL;
