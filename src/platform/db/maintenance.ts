import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import journal from '../../../drizzle/meta/_journal.json' with { type: 'json' }
import { type Db, rowsOf } from './client.ts'

/** @throws Error `migrations pending` while the database is behind this build */
export async function checkMigrations(db: Db): Promise<void> {
  const [row] = await rowsOf<{ n: number | string }>(db, sql`select count(*) as n from drizzle.__drizzle_migrations`)
  if (Number(row?.n ?? 0) < journal.entries.length) throw new Error('migrations pending')
}

async function tables(db: Db): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(db, sql`select tablename as name from pg_tables where schemaname = 'public' order by tablename`)
  return rows.map((r) => r.name)
}

/** Empties every table: test mode only. The triggers that refuse it are the owner's to still, for this one transaction. */
export async function emptyDatabase(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    const kept = await rowsOf<{ name: string; trigger: string }>(
      tx,
      // 32 is the bit of TRUNCATE.
      sql`select tgrelid::regclass::text as name, quote_ident(tgname) as trigger from pg_trigger where not tgisinternal and (tgtype & 32) <> 0 order by 1, 2`,
    )
    for (const { name, trigger } of kept) await tx.execute(sql.raw(`alter table ${name} disable trigger ${trigger}`))
    await tx.execute(sql.raw(`truncate ${(await tables(tx)).map((t) => `"${t}"`).join(', ')} restart identity cascade`))
    for (const { name, trigger } of kept) await tx.execute(sql.raw(`alter table ${name} enable trigger ${trigger}`))
  })
}

/** Chance, housekeeping, the list of what was turned away, and how the log was sealed: what the same requests need not repeat. */
const NOT_BUSINESS = new Set([
  ...['ceremonies', 'invitations', 'totp_keys', 'passkeys', 'recovery_codes'],
  ...['sessions', 'idempotency', 'throttle', 'intake_refusals', 'used_proofs', 'token_refusals'],
  ...['log_leaves', 'log_tiles', 'log_checkpoints', 'log_cosignatures', 'log_keys', 'log_sweeps'],
])

/** SHA-256 over the ordered business state: same seed and same requests, same digest. */
export async function stateDigest(db: Db): Promise<string> {
  const hash = createHash('sha256')
  for (const table of await tables(db)) {
    if (NOT_BUSINESS.has(table)) continue
    const row = table === 'users' ? `to_jsonb(t) - 'password_hash'` : 'to_jsonb(t)'
    const [digest] = await rowsOf<{ d: string }>(
      db,
      sql.raw(`select coalesce(md5(string_agg(r, '|' order by r)), '') as d from (select (${row})::text as r from "${table}" t) s`),
    )
    hash.update(`${table} ${digest?.d}\n`)
  }
  return hash.digest('hex')
}
