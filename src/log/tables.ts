import { sql } from 'drizzle-orm'
import { bigint, customType, index, pgTable, primaryKey, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant, json } from '../platform/db/columns.ts'
import type { LogKind } from './entry.ts'

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/**
 * Every grant, look, refusal and end, numbered as they were written: for one consent, whose row is locked, that is
 * the order of commit; across consents the sealer fixes it. Append-only: triggers refuse UPDATE, DELETE and TRUNCATE,
 * and one before each INSERT takes the fence that the sealer waits for (migration `sealed-log`).
 * `leaf` is the canonical entry that the Merkle tree hashes: it holds no personal data.
 */
export const accessLog = pgTable(
  'access_log',
  {
    subjectId: text().notNull(),
    logIndex: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    kind: text().$type<LogKind>().notNull(),
    consentId: text().notNull(),
    lenderId: text().notNull(),
    /** Who did it: a user id. The subject sees the display name. */
    actorId: text().notNull(),
    leaf: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.logIndex] }),
    index('access_log_consent').on(t.subjectId, t.consentId),
    uniqueIndex('access_log_index').on(t.logIndex),
    // Who looked at a subject is listed by what is sealed, its pseudonym in the leaf, and not by the column beside it.
    index('access_log_pseudonym').on(sql`((${t.leaf}::jsonb) ->> 'sp')`, t.logIndex),
  ],
)

/** The entries in the order of the tree: `seq` has no gaps, `log_index` may. Written by the sealer, never changed. */
export const logLeaves = pgTable(
  'log_leaves',
  {
    /** Place in the tree, from 0. */
    seq: bigint({ mode: 'number' }).primaryKey(),
    logIndex: bigint({ mode: 'number' }).notNull(),
    leafHash: bytes().notNull(),
  },
  (t) => [uniqueIndex('log_leaves_index').on(t.logIndex), index('log_leaves_hash').on(t.leafHash)],
)

/** Tiles by C2SP tlog-tiles, up to 256 hashes each; the last of a level grows, and a trigger lets it do nothing else. */
export const logTiles = pgTable(
  'log_tiles',
  {
    level: smallint().notNull(),
    index: bigint({ mode: 'number' }).notNull(),
    hashes: bytes().notNull(),
  },
  (t) => [primaryKey({ columns: [t.level, t.index] })],
)

/** Every checkpoint that was ever signed; the last one is the log's head. */
export const logCheckpoints = pgTable('log_checkpoints', {
  /** Leaves under it. */
  size: bigint({ mode: 'number' }).primaryKey(),
  root: bytes().notNull(),
  /** The signed note, without the witnesses' lines. */
  note: text().notNull(),
  sealedAt: instant().notNull(),
})

/** What witnesses said to a checkpoint: signature lines of the note, verified before they are kept. */
export const logCosignatures = pgTable(
  'log_cosignatures',
  {
    size: bigint({ mode: 'number' }).notNull(),
    /** Name of the witness in its verifier key. */
    witness: text().notNull(),
    line: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.size, t.witness] })],
)

/** The keys that have signed, each with the smallest size it may have signed. */
export const logKeys = pgTable('log_keys', {
  vkey: text().primaryKey(),
  fromSize: bigint({ mode: 'number' }).notNull(),
  since: instant().notNull(),
})

/** Each time that what is kept was held against itself, entry by entry and tile by tile; a finding and no proof of anything. */
export const logSweeps = pgTable('log_sweeps', {
  beganAt: instant().primaryKey(),
  /** Leaves of the log that it goes over. */
  size: bigint({ mode: 'number' }).notNull(),
  /** What is not what was sealed: `root`, `tile/0/000`, `entry 17` by its place in the tree, `log_index 9 without a leaf`. The first hundred. */
  damaged: json<string[]>().notNull(),
  /** Null while it goes on. */
  finishedAt: instant(),
})
