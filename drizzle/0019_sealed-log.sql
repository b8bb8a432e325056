CREATE TABLE "log_checkpoints" (
	"size" bigint PRIMARY KEY NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"sealed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_cosignatures" (
	"size" bigint NOT NULL,
	"witness" text NOT NULL,
	"line" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "log_cosignatures_size_witness_pk" PRIMARY KEY("size","witness")
);
--> statement-breakpoint
CREATE TABLE "log_keys" (
	"vkey" text PRIMARY KEY NOT NULL,
	"from_size" bigint NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_leaves" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"log_index" bigint NOT NULL,
	"leaf_hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_tiles" (
	"level" smallint NOT NULL,
	"index" bigint NOT NULL,
	"hashes" "bytea" NOT NULL,
	CONSTRAINT "log_tiles_level_index_pk" PRIMARY KEY("level","index")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "log_leaves_index" ON "log_leaves" USING btree ("log_index");--> statement-breakpoint
CREATE INDEX "log_leaves_hash" ON "log_leaves" USING btree ("leaf_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "access_log_index" ON "access_log" USING btree ("log_index");
--> statement-breakpoint
-- Whoever writes an entry holds the fence, shared, until their transaction ends. It is taken by a statement trigger, which fires
-- before the first row is made and so before a number is drawn: whoever then takes the fence alone knows that every number
-- that was ever drawn is committed or will never be.
CREATE FUNCTION fence_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('suixin log fence', 0));
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER access_log_fence BEFORE INSERT ON access_log FOR EACH STATEMENT EXECUTE FUNCTION fence_log();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER access_log_not_emptied BEFORE TRUNCATE ON access_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
CREATE TRIGGER log_leaves_append_only BEFORE UPDATE OR DELETE ON log_leaves FOR EACH ROW EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
CREATE TRIGGER log_leaves_not_emptied BEFORE TRUNCATE ON log_leaves FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
CREATE TRIGGER log_checkpoints_append_only BEFORE UPDATE OR DELETE ON log_checkpoints FOR EACH ROW EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
CREATE TRIGGER log_checkpoints_not_emptied BEFORE TRUNCATE ON log_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
CREATE TRIGGER log_cosignatures_append_only BEFORE UPDATE OR DELETE ON log_cosignatures FOR EACH ROW EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
CREATE TRIGGER log_cosignatures_not_emptied BEFORE TRUNCATE ON log_cosignatures FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
CREATE TRIGGER log_keys_append_only BEFORE UPDATE OR DELETE ON log_keys FOR EACH ROW EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
CREATE TRIGGER log_keys_not_emptied BEFORE TRUNCATE ON log_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
-- The last tile of a level is written again as it fills: what stood in it stays in front.
CREATE FUNCTION tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.level <> OLD.level OR NEW.index <> OLD.index OR substring(NEW.hashes FROM 1 FOR length(OLD.hashes)) <> OLD.hashes THEN
    RAISE EXCEPTION 'log_tiles only grow: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER log_tiles_grow BEFORE UPDATE ON log_tiles FOR EACH ROW EXECUTE FUNCTION tile_grows();
--> statement-breakpoint
CREATE TRIGGER log_tiles_kept BEFORE DELETE ON log_tiles FOR EACH ROW EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
CREATE TRIGGER log_tiles_not_emptied BEFORE TRUNCATE ON log_tiles FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();
--> statement-breakpoint
-- Hashes do not compress.
ALTER TABLE log_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;
--> statement-breakpoint
-- When the oldest entry that no checkpoint covers was written; nothing where all are covered. Whoever may ask needs to see no entry for it.
CREATE FUNCTION oldest_unsealed() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT at FROM public.access_log
  WHERE log_index > coalesce((SELECT log_index FROM public.log_leaves ORDER BY seq DESC LIMIT 1), 0)
  ORDER BY log_index LIMIT 1
$$;
--> statement-breakpoint
-- Roles belong to the whole server: another database of it may have made them, or be making them at this moment.
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['suixin_app', 'suixin_sealer', 'suixin_auditor'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL;
        WHEN insufficient_privilege THEN
          RAISE WARNING 'role % is missing and may not be made here; create it and grant it as in this migration', wanted;
      END;
    END IF;
  END LOOP;
END
$$;
--> statement-breakpoint
REVOKE ALL ON access_log, log_leaves, log_tiles, log_checkpoints, log_cosignatures, log_keys FROM PUBLIC;
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_app') THEN
    GRANT SELECT, INSERT ON access_log TO suixin_app;
    GRANT SELECT ON log_leaves, log_tiles, log_checkpoints, log_cosignatures, log_keys TO suixin_app;
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_sealer') THEN
    GRANT SELECT, INSERT ON access_log TO suixin_sealer;
    GRANT SELECT, INSERT ON log_leaves, log_checkpoints, log_cosignatures, log_keys TO suixin_sealer;
    GRANT SELECT, INSERT, UPDATE ON log_tiles TO suixin_sealer;
    -- Says nothing until row-level security is switched on for the table.
    CREATE POLICY access_log_sealer_reads ON access_log FOR SELECT TO suixin_sealer USING (true);
    CREATE POLICY access_log_sealer_writes ON access_log FOR INSERT TO suixin_sealer WITH CHECK (kind = 'key.rotated');
    BEGIN
      ALTER FUNCTION oldest_unsealed() OWNER TO suixin_sealer;
    EXCEPTION
      -- Then it works with the rights of whoever migrates, who owns the table.
      WHEN insufficient_privilege THEN NULL;
    END;
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'suixin_auditor') THEN
    GRANT SELECT ON access_log, log_leaves, log_tiles, log_checkpoints, log_cosignatures, log_keys TO suixin_auditor;
  END IF;
END
$$;
