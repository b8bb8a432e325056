ALTER TABLE "subjects" ADD COLUMN "code_mark" text;--> statement-breakpoint
ALTER TABLE "subjects" ADD CONSTRAINT "subjects_codeMark_unique" UNIQUE("code_mark");