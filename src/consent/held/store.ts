import { createHash } from 'node:crypto'
import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../platform/db/client.ts'
import type { Consent, ShownItem } from '../model.ts'
import { consents } from '../tables.ts'

/** Under whose eyes a read happens: what the second wall (migration `second-wall`) is told. */
export interface Wall {
  subjectId: string
  consentId: string
  lenderId: string
  /** Null for a look before any application, of a precheck. */
  applicationId: string | null
  at: Date
}

/** A consent as its row has it under the lock. */
export type LockedConsent = Consent & { shownDigest: string | null }

/**
 * The consent under its row lock, which no other read and no step of the lifecycle shares: what a read counts, and whether it is
 * the last, is known by its holder alone. Those of one process that wait for it go together (decision 0024).
 */
export async function lockForRead(db: Db, { subjectId, consentId }: Pick<Wall, 'subjectId' | 'consentId'>): Promise<LockedConsent | null> {
  const [row] = await rowsOf<Record<string, unknown>>(db, sql`${lock(subjectId, consentId)} select held.* from held`)
  return row ? consentOf(row) : null
}

/**
 * As `lockForRead`; from then on, until `leaveWall`, this transaction is the role of a lender and sees what that consent
 * opens, by the database's own judgement. The settings are the transaction's and go with it.
 */
export async function lockBehindWall(db: Db, wall: Wall): Promise<LockedConsent | null> {
  const [row] = await rowsOf<Record<string, unknown>>(db, sql`${lock(wall.subjectId, wall.consentId)} select held.*, ${entering(wall)} from held`)
  return row ? consentOf(row) : null
}

/** Goes behind the wall without a lock: for what is worked out before the read and handed to nobody. */
export async function enterWall(db: Db, wall: Wall): Promise<void> {
  await db.execute(sql`select ${entering(wall)}`)
}

/** The app's own role again, once the statement is answered in whose target list this stands. */
export const leavingWall: SQL = sql`set_config('role', current_setting('suixin.house'), true)`

/** The app's own role again. */
export async function leaveWall(db: Db): Promise<void> {
  await db.execute(sql`select ${leavingWall} as role_now`)
}

/**
 * The one statement that appends the entries of reads, counts them where they are counted, and keeps which facts they show: those
 * not shown before, told to be gone since, or shown of an earlier day. Most reads show what the last one did, which the consent's
 * own row says: then nothing more is asked or written.
 *
 * What was shown before keeps its first read, unless its reader has been told since that it does not stand. Its day is the
 * latest that was shown: a register's entry says the same of a later one.
 * @param consent under its row lock
 * @param entries the statement that appends them
 * @param readsUsed how many there are with these; 0 where reads are not counted
 * @returns rows of `log_index`, in the order of the entries
 */
export function writingReads({ subjectId, id, shownDigest }: LockedConsent, entries: SQL, readsUsed: number, shown: readonly ShownItem[]): SQL {
  const digest = shown.length === 0 ? shownDigest : digestOf(shown)
  const changes = [...(readsUsed === 0 ? [] : [sql`reads_used = ${readsUsed}`]), ...(digest === shownDigest ? [] : [sql`shown_digest = ${digest}`])]
  const counted =
    changes.length === 0 ? sql`` : sql`, counted as (update consents set ${sql.join(changes, sql`, `)} where subject_id = ${subjectId} and id = ${id})`
  return sql`with entry as (${entries})${counted}${digest === shownDigest ? sql`` : keeping(subjectId, id, shown)} select log_index from entry order by log_index`
}

/** Of everything by which a fact is known to have been shown. */
function digestOf(shown: readonly ShownItem[]): string {
  let told = ''
  for (const { attribute, item, hash, asOf } of shown) told += `${attribute} ${item} ${hash} ${asOf}\n`
  return createHash('sha256').update(told).digest('hex')
}

/** Always in one order: of two that keep the same, one waits for the other and none for both. */
function keeping(subjectId: string, consentId: string, shown: readonly ShownItem[]): SQL {
  const told = JSON.stringify(
    shown.map(({ attribute, item, hash, documentNo, asOf, fields, lastShownOn }) => ({
      attribute,
      item,
      hash,
      no: documentNo,
      day: asOf,
      fields,
      last: lastShownOn,
    })),
  )
  return sql`, kept as (
    insert into shown_items as s (subject_id, consent_id, attribute, item, hash, log_index, document_no, as_of, fields, last_shown_on)
    select ${subjectId}::text, ${consentId}::text, i.attribute, i.item, i.hash, (select min(log_index) from entry), i.no, i.day, i.fields, i.last
    from json_to_recordset(${told}::json) as i(attribute text, item text, hash text, no text, day date, fields json, last date)
    where not exists (
      select from shown_items k
      where k.subject_id = ${subjectId} and k.consent_id = ${consentId} and k.attribute = i.attribute and k.item = i.item and k.hash = i.hash
        and k.recalled_at is null and k.corrected_at is null and k.as_of is not null and (i.day is null or k.as_of >= i.day))
    order by i.attribute, i.item, i.hash
    on conflict (subject_id, consent_id, attribute, item, hash) do update set
      log_index = case when s.recalled_at is null and s.corrected_at is null then s.log_index else excluded.log_index end,
      fields = case when s.recalled_at is null and s.corrected_at is null then s.fields else excluded.fields end,
      as_of = greatest(s.as_of, excluded.as_of), last_shown_on = excluded.last_shown_on, recalled_at = null, corrected_at = null
    where s.recalled_at is not null or s.corrected_at is not null or s.as_of is null or excluded.as_of > s.as_of)`
}

/** How many reads a consent has released since. Exact under its row lock. */
export async function countReleases(db: Db, subjectId: string, consentId: string, since: Date): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    db,
    sql`
      select count(*)::int as n from access_log
      where subject_id = ${subjectId} and consent_id = ${consentId} and kind = 'read.released' and at >= ${since.toISOString()}::timestamptz`,
  )
  return row!.n
}

function lock(subjectId: string, consentId: string): SQL {
  return sql`with held as (select c.* from consents c where c.subject_id = ${subjectId} and c.id = ${consentId} for no key update)`
}

/** The target list is worked out from left to right: the role in force is kept before it is changed. */
function entering({ subjectId, consentId, lenderId, applicationId, at }: Wall): SQL {
  return sql`
    set_config('suixin.subject', ${subjectId}, true) as w1, set_config('suixin.consent', ${consentId}, true) as w2,
    set_config('suixin.lender', ${lenderId}, true) as w3, set_config('suixin.application', ${applicationId ?? 'precheck'}, true) as w4,
    set_config('suixin.at', ${at.toISOString()}, true) as w5, set_config('suixin.house', current_setting('role'), true) as w6,
    set_config('role', 'suixin_lender', true) as w7`
}

const COLUMNS = Object.entries(getTableColumns(consents)).map(([key, { dataType }]) => ({
  key,
  name: key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  isInstant: dataType === 'date',
}))

/** Raw queries give an instant as text on one driver and as a Date on the other. */
function consentOf(row: Record<string, unknown>): LockedConsent {
  return Object.fromEntries(
    COLUMNS.map(({ key, name, isInstant }) => [key, isInstant && row[name] !== null ? new Date(row[name] as string) : row[name]]),
  ) as unknown as LockedConsent
}
