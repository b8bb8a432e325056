import type { Context } from '../platform/context.ts'
import { Fault } from '../platform/kernel/fault.ts'
import { type CivilDate, civilDateOf } from '../platform/kernel/time.ts'
import { addWorkingDays } from '../platform/kernel/working-day.ts'
import type { Fact } from '../profiles/model.ts'
import {
  type Batch,
  feedsHeardSince,
  markChecked,
  markNoticed,
  quarantinedRowsOf,
  readBatch,
  receivedOn,
  rowsOfBatch,
  type SourceRegister,
  uncheckedBatches,
  wholeRecordsOf,
} from '../sources/index.ts'
import { findSubjects, namesOf } from '../subjects/index.ts'
import { checkDeadline, type Deadline, NOTICE_WORKING_DAYS, noticeDeadline } from './clock.ts'
import { dossierOf, type KnownRecord } from './dossier.ts'
import { importantCells } from './important-columns.ts'
import { type NoticeSection, noticeSections } from './notice.ts'
import type { Finding } from './rule.ts'
import { findingsOf, ruleOf } from './rules.ts'
import { CONSISTENCY_RULES, type DayCounts, type Score, scoreOf, TIMELINESS_RULES } from './score.ts'
import * as store from './store.ts'

export type { FindingFilter, KeptFinding, RuleCount } from './store.ts'

/** Rows looked at in one transaction. */
export const STEP = 500

type Register = SourceRegister<Fact>

/** Looks at every record of a batch, step by step, each in its own transaction. Doing it again finds the same. */
export async function checkBatch(ctx: Context, register: Register, batchId: string): Promise<void> {
  const step = <T>(work: (inner: Context) => Promise<T>) => ctx.db.transaction((tx) => work({ ...ctx, db: tx }))
  await step((inner) => beginCheck(inner, batchId))
  for (let at: number | null = 0; at !== null; ) {
    const from: number = at
    at = await step((inner) => checkStep(inner, register, batchId, from))
  }
}

/**
 * Begins a batch's check anew.
 * @throws Fault not_found
 */
export async function beginCheck(ctx: Context, batchId: string): Promise<void> {
  const { source, record, createdAt, noticedAt } = await readBatch(ctx, batchId)
  await store.lockChecking(ctx.db)
  await store.beginCheck(ctx.db, { batchId, source, record, receivedOn: civilDateOf(createdAt), noticed: noticedAt !== null })
}

/**
 * Looks at the next rows of a batch, in the caller's transaction. All records of their subjects are judged, not these
 * alone, so that what is found does not depend on which file came first.
 * @returns the row to go on from; null when the batch is done, or somebody else has gone on from here
 */
export async function checkStep(ctx: Context, register: Register, batchId: string, afterRow: number): Promise<number | null> {
  await store.lockChecking(ctx.db)
  const check = await store.findCheck(ctx.db, batchId)
  if (check === null || check.done || check.afterRow !== afterRow) return null
  const rows = await rowsOfBatch(ctx, batchId, afterRow, STEP)
  // A subject was judged with all its rows where it first came up.
  await judgeSubjects(ctx, register, [...new Set(rows.filter(({ isFirst }) => isFirst).map(({ subjectId }) => subjectId))])
  const cells = rows.flatMap(({ row }) => importantCells({ ...check, row }) ?? [])
  const last = rows.at(-1)?.rowNo ?? afterRow
  await store.updateCheck(ctx.db, batchId, {
    afterRow: last,
    checked: check.checked + rows.length,
    importantCells: check.importantCells + cells.reduce((sum, { all }) => sum + all, 0),
    filledCells: check.filledCells + cells.reduce((sum, { filled }) => sum + filled, 0),
  })
  if (rows.length === STEP) return last
  await finishCheck(ctx, register, batchId, check.receivedOn)
  return null
}

/** Runs every rule over everything known of these subjects and keeps what it finds. */
async function judgeSubjects(ctx: Context, register: Register, subjectIds: readonly string[]): Promise<void> {
  if (subjectIds.length === 0) return
  const subjects = await findSubjects(ctx, subjectIds)
  const names = await namesOf(ctx, subjectIds)
  const heardSince = await feedsHeardSince(ctx)
  const today = civilDateOf(ctx.clock.now())
  const records = new Map<string, KnownRecord[]>(subjectIds.map((id) => [id, []]))
  for (const { subjectId, ...record } of await wholeRecordsOf<Fact>(ctx, subjectIds))
    records.get(subjectId)!.push({ ...record, recordedOn: civilDateOf(new Date(record.recordedAt)) })
  const findings: Finding[] = subjects.flatMap((subject) =>
    findingsOf(dossierOf(register, { subject, names: names.get(subject.id) ?? new Set(), records: records.get(subject.id)!, heardSince, today })),
  )
  await store.replaceFindings(ctx.db, subjectIds, findings, ctx.clock.now())
}

async function finishCheck(ctx: Context, register: Register, batchId: string, received: CivilDate): Promise<void> {
  const batch = await readBatch(ctx, batchId)
  const findings = await store.listBatchFindings(ctx.db, batchId)
  const isToldOf = batch.quarantined > 0 || findings.some(({ rule }) => ruleOf(rule)?.severity !== 'hint')
  await store.updateCheck(ctx.db, batchId, { done: true, noticeDueOn: isToldOf ? addWorkingDays(received, NOTICE_WORKING_DAYS) : null })
  await markChecked(ctx, batchId)
  await keepDaily(ctx, register, received)
}

export interface FeedReport extends DayCounts {
  source: string
  record: string
  batches: number
  quarantineByCode: Record<string, number>
  findingsByRule: Record<string, number>
  /** null on a day without a row. */
  score: Score | null
  /** The feed's last day before this one. */
  previous: { day: CivilDate; scoreBp: number } | null
}

/** A batch with a duty still open; what is done and in time is not listed. */
export interface OpenClock {
  batchId: string
  source: string
  record: string
  receivedOn: CivilDate
  duty: 'check' | 'notice'
  deadline: Deadline
}

export interface DailyReport {
  day: CivilDate
  feeds: FeedReport[]
  clocks: OpenClock[]
}

const CLOCKS_AT_MOST = 200

/** One day by feed, every registered one also when nothing came, and the duties open at the end of it. */
export async function dailyReport(ctx: Context, register: Register, day: CivilDate): Promise<DailyReport> {
  const received = await receivedOn(ctx, day)
  const checks = byFeed(await store.sumChecks(ctx.db, day))
  const faulty = byFeed(await store.countObjected(ctx.db, day, CONSISTENCY_RULES))
  const late = byFeed(await store.countObjected(ctx.db, day, TIMELINESS_RULES))
  const before = byFeed(await store.listBefore(ctx.db, day))
  const found = await store.countFindings(ctx.db, { recordedOn: day })
  const counted = byFeed(received.feeds)
  const feeds = new Set([...register.kinds.map(feedOf), ...counted.keys()])
  const reports = [...feeds].map((feed): FeedReport => {
    const [source, record] = feed.split('/') as [string, string]
    const { batches = 0, received: rows = 0, accepted = 0, duplicate = 0, quarantined = 0 } = counted.get(feed) ?? {}
    const { checked = 0, importantCells: cells = 0, filledCells = 0 } = checks.get(feed) ?? {}
    const objected = { faultyRecords: faulty.get(feed)?.records ?? 0, lateRecords: late.get(feed)?.records ?? 0 }
    const counts: DayCounts = { received: rows, accepted, duplicate, quarantined, checked, importantCells: cells, filledCells, ...objected }
    const last = before.get(feed)
    return {
      source,
      record,
      batches,
      ...counts,
      quarantineByCode: Object.fromEntries(received.quarantine.filter((q) => feedOf(q) === feed).map(({ code, rows: n }) => [code, n])),
      findingsByRule: Object.fromEntries(found.filter((f) => feedOf(f) === feed).map(({ rule, count }) => [rule, count])),
      score: scoreOf(counts, day),
      previous: last ? { day: last.day, scoreBp: last.scoreBp } : null,
    }
  })
  return { day, feeds: reports, clocks: await openClocks(ctx, day) }
}

/** Duties whose day has come and gone stand first. */
async function openClocks(ctx: Context, day: CivilDate): Promise<OpenClock[]> {
  const today = civilDateOf(ctx.clock.now())
  const checks = (await uncheckedBatches(ctx, day)).map(({ id, source, record, createdAt }): OpenClock => {
    const received = civilDateOf(createdAt)
    return { batchId: id, source, record, receivedOn: received, duty: 'check', deadline: checkDeadline(received, null, today) }
  })
  const notices = (await store.listNoticesDue(ctx.db, day, CLOCKS_AT_MOST)).map(
    ({ batchId, source, record, receivedOn: received }): OpenClock => ({
      batchId,
      source,
      record,
      receivedOn: received,
      duty: 'notice',
      deadline: noticeDeadline(received, null, today),
    }),
  )
  return [...checks, ...notices]
    .sort((a, b) => (a.deadline.dueOn < b.deadline.dueOn ? -1 : a.deadline.dueOn > b.deadline.dueOn ? 1 : a.batchId < b.batchId ? -1 : 1))
    .slice(0, CLOCKS_AT_MOST)
}

/** Keeps a day's figures as they stand now, for the next day to be compared with. */
export async function keepDaily(ctx: Context, register: Register, day: CivilDate): Promise<void> {
  const { feeds } = await dailyReport(ctx, register, day)
  const countedAt = ctx.clock.now()
  const rows = feeds.flatMap(
    ({ score, batches: _, previous: __, faultyRecords: ___, lateRecords: ____, importantCells: _____, filledCells: ______, ...figures }) =>
      score === null ? [] : [{ ...figures, ...score, day, findingsByKind: byKind(figures.findingsByRule), countedAt }],
  )
  await store.upsertDaily(ctx.db, rows)
}

function byKind(findingsByRule: Readonly<Record<string, number>>): Record<string, number> {
  const kinds: Record<string, number> = {}
  for (const [rule, n] of Object.entries(findingsByRule)) {
    const kind = ruleOf(rule)?.kind
    if (kind !== undefined) kinds[kind] = (kinds[kind] ?? 0) + n
  }
  return kinds
}

/** What the sending office is told of one batch: counts by reason and row numbers, nothing of the rows. */
export interface ErrorNotice {
  batch: Batch
  check: Deadline
  /** null where nothing is wrong that the office would have to put right. */
  notice: Deadline | null
  sections: NoticeSection[]
}

/** @throws Fault not_found */
export async function readNotice(ctx: Context, batchId: string): Promise<ErrorNotice> {
  const batch = await readBatch(ctx, batchId)
  const findings = await store.listBatchFindings(ctx.db, batchId)
  const sections = noticeSections(await quarantinedRowsOf(ctx, batch), findings)
  const received = civilDateOf(batch.createdAt)
  const today = civilDateOf(ctx.clock.now())
  const dayOf = (at: Date | null) => (at === null ? null : civilDateOf(at))
  const isToldOf = sections.some(({ kind, code }) => kind === 'quarantine' || ruleOf(code)?.severity !== 'hint')
  return {
    batch,
    check: checkDeadline(received, dayOf(batch.checkedAt), today),
    notice: isToldOf || batch.noticedAt !== null ? noticeDeadline(received, dayOf(batch.noticedAt), today) : null,
    sections,
  }
}

/**
 * The operator sends the notice: its clock stops. A batch without errors may be confirmed to its office in the same way.
 * @throws Fault not_found; conflict `not_checked`, `notice_issued`
 */
export async function issueNotice(ctx: Context, batchId: string): Promise<ErrorNotice> {
  const { checkedAt } = await readBatch(ctx, batchId)
  if (checkedAt === null)
    throw new Fault('conflict', 'not_checked', '这一批还没有核查完，请稍后再发。 This batch is not checked yet; try again shortly.', { retryAfterSeconds: 5 })
  if (!(await markNoticed(ctx, batchId))) throw new Fault('conflict', 'notice_issued', '这一批的通知已经发过。 The notice of this batch was issued before.')
  await store.updateCheck(ctx.db, batchId, { noticed: true })
  return readNotice(ctx, batchId)
}

export async function findings(
  ctx: Context,
  filter: store.FindingFilter,
  limit: number,
  after: { subjectId: string; id: string } | null,
): Promise<store.KeptFinding[]> {
  return store.listFindings(ctx.db, filter, limit, after)
}

export async function findingCounts(ctx: Context, filter: store.FindingFilter): Promise<store.RuleCount[]> {
  return store.countFindings(ctx.db, filter)
}

function feedOf({ source, record }: { source: string; record: string }): string {
  return `${source}/${record}`
}

function byFeed<T extends { source: string; record: string }>(rows: readonly T[]): ReadonlyMap<string, T> {
  return new Map(rows.map((row) => [feedOf(row), row]))
}
