import { and, asc, eq, gt, isNotNull, or, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Finding } from './rule.ts'
import { findingAddress } from './rules.ts'
import { qualityChecks, qualityDaily, qualityFindings } from './tables.ts'

export type Check = typeof qualityChecks.$inferSelect
export type DailyRow = typeof qualityDaily.$inferSelect
export type KeptFinding = typeof qualityFindings.$inferSelect

/** Subjects are looked at one after the other: of two looks at once the older could write last. Goes with the transaction. */
export async function lockChecking(db: Db): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('suixin quality', 0))`)
}

/** Begins a batch's check, or begins it anew. */
export async function beginCheck(db: Db, check: Pick<Check, 'batchId' | 'source' | 'record' | 'receivedOn' | 'noticed'>): Promise<void> {
  const blank = { afterRow: 0, checked: 0, importantCells: 0, filledCells: 0, done: false }
  await db
    .insert(qualityChecks)
    .values({ ...check, ...blank, noticeDueOn: null })
    .onConflictDoUpdate({ target: qualityChecks.batchId, set: blank })
}

export async function findCheck(db: Db, batchId: string): Promise<Check | null> {
  const [row] = await db.select().from(qualityChecks).where(eq(qualityChecks.batchId, batchId))
  return row ?? null
}

export async function updateCheck(db: Db, batchId: string, change: Partial<Check>): Promise<void> {
  await db.update(qualityChecks).set(change).where(eq(qualityChecks.batchId, batchId))
}

/** What is found of these subjects takes the place of what was found of them before; a finding that stays keeps its day. */
export async function replaceFindings(db: Db, subjectIds: readonly string[], findings: readonly Finding[], foundAt: Date): Promise<void> {
  const rows = findings.map((finding) => ({ ...finding, id: findingAddress(finding) }))
  await db.execute(sql`
    delete from quality_findings f
    where f.subject_id in (select jsonb_array_elements_text(${JSON.stringify(subjectIds)}::jsonb))
      and not exists (
        select from jsonb_to_recordset(${JSON.stringify(rows.map(({ subjectId, id }) => ({ subjectId, id })))}::jsonb) as x("subjectId" text, id text)
        where x."subjectId" = f.subject_id and x.id = f.id)`)
  if (rows.length === 0) return
  await db.execute(sql`
    insert into quality_findings (subject_id, id, rule, source, record, record_id, batch_id, row_no, field, detail, recorded_on, found_at)
    select x."subjectId", x.id, x.rule, x.source, x.record, x."recordId", x."batchId", x."rowNo", x.field, x.detail, x."recordedOn", ${foundAt.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x("subjectId" text, id text, rule text, source text, record text, "recordId" text, "batchId" text, "rowNo" integer, field text, detail text, "recordedOn" date)
    on conflict (subject_id, id) do update set detail = excluded.detail`)
}

/** Rows of one batch that a rule objects to. */
export async function listBatchFindings(db: Db, batchId: string): Promise<{ rule: string; rowNo: number }[]> {
  return db
    .select({ rule: qualityFindings.rule, rowNo: qualityFindings.rowNo })
    .from(qualityFindings)
    .where(eq(qualityFindings.batchId, batchId))
    .orderBy(asc(qualityFindings.rowNo), asc(qualityFindings.rule))
}

export interface FindingFilter {
  source?: string | undefined
  rule?: string | undefined
}

function chosen({ source, rule }: FindingFilter) {
  return and(source === undefined ? undefined : eq(qualityFindings.source, source), rule === undefined ? undefined : eq(qualityFindings.rule, rule))
}

/** A page of findings, subject by subject. */
export async function listFindings(db: Db, filter: FindingFilter, limit: number, after: { subjectId: string; id: string } | null): Promise<KeptFinding[]> {
  const beyond =
    after === null
      ? undefined
      : or(gt(qualityFindings.subjectId, after.subjectId), and(eq(qualityFindings.subjectId, after.subjectId), gt(qualityFindings.id, after.id)))
  return db
    .select()
    .from(qualityFindings)
    .where(and(chosen(filter), beyond))
    .orderBy(asc(qualityFindings.subjectId), asc(qualityFindings.id))
    .limit(limit)
}

export interface RuleCount {
  source: string
  record: string
  rule: string
  count: number
}

/** Findings by feed and rule, the most frequent first; of one day where it is given. */
export async function countFindings(db: Db, filter: FindingFilter & { recordedOn?: CivilDate }): Promise<RuleCount[]> {
  const count = sql<number>`count(*)::int`
  return db
    .select({ source: qualityFindings.source, record: qualityFindings.record, rule: qualityFindings.rule, count })
    .from(qualityFindings)
    .where(and(chosen(filter), filter.recordedOn === undefined ? undefined : eq(qualityFindings.recordedOn, filter.recordedOn)))
    .groupBy(qualityFindings.source, qualityFindings.record, qualityFindings.rule)
    .orderBy(sql`count(*) desc`, asc(qualityFindings.source), asc(qualityFindings.record), asc(qualityFindings.rule))
}

/** Records of one day that one of these rules objects to, by feed. */
export async function countObjected(db: Db, day: CivilDate, rules: readonly string[]): Promise<{ source: string; record: string; records: number }[]> {
  return rowsOf(
    db,
    sql`
      select source, record, count(distinct record_id)::int as records from quality_findings
      where recorded_on = ${day} and rule in (select jsonb_array_elements_text(${JSON.stringify(rules)}::jsonb))
      group by source, record`,
  )
}

/** What the checks of one day's batches have counted so far, by feed. */
export async function sumChecks(
  db: Db,
  day: CivilDate,
): Promise<{ source: string; record: string; checked: number; importantCells: number; filledCells: number }[]> {
  return rowsOf(
    db,
    sql`
      select source, record, sum(checked)::int as checked, sum(important_cells)::int as "importantCells", sum(filled_cells)::int as "filledCells"
      from quality_checks where received_on = ${day} group by source, record`,
  )
}

/** Batches whose office has to be told and was not, oldest first. */
export async function listNoticesDue(db: Db, upTo: CivilDate, limit: number): Promise<Check[]> {
  return db
    .select()
    .from(qualityChecks)
    .where(and(eq(qualityChecks.noticed, false), isNotNull(qualityChecks.noticeDueOn), sql`${qualityChecks.receivedOn} <= ${upTo}`))
    .orderBy(asc(qualityChecks.noticeDueOn), asc(qualityChecks.batchId))
    .limit(limit)
}

export async function upsertDaily(db: Db, rows: readonly DailyRow[]): Promise<void> {
  for (const row of rows) {
    const { source: _, record: __, day: ___, ...figures } = row
    await db
      .insert(qualityDaily)
      .values(row)
      .onConflictDoUpdate({ target: [qualityDaily.source, qualityDaily.record, qualityDaily.day], set: figures })
  }
}

/** Each feed's last kept day before this one. */
export async function listBefore(db: Db, day: CivilDate): Promise<{ source: string; record: string; day: CivilDate; scoreBp: number }[]> {
  return rowsOf(
    db,
    sql`
      select distinct on (source, record) source, record, day::text as day, score_bp as "scoreBp" from quality_daily
      where day < ${day} order by source, record, quality_daily.day desc`,
  )
}
