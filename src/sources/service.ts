import { createHash } from 'node:crypto'
import type { Context } from '../platform/context.ts'
import { emit } from '../platform/jobs/service.ts'
import { Fault, notFound } from '../platform/kernel/fault.ts'
import { formatId } from '../platform/kernel/id.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Subject } from '../subjects/index.ts'
import { itemFor } from './catalogue.ts'
import type { ChannelWay } from './channel.ts'
import { noteRound } from './channels/store.ts'
import { takeRecords } from './chunk/service.ts'
import { momentOf } from './envelope.ts'
import { readTable } from './files/file.ts'
import type { Table } from './files/table.ts'
import { bindHeader, takeRow } from './intake.ts'
import type { RecordKind } from './record-kind.ts'
import { openRows } from './sealed/service.ts'
import type { SourceRegister } from './source.ts'
import {
  type Batch,
  countRefusal,
  findBatch,
  findKeepingBatch,
  insertBatch,
  insertQuarantine,
  insertRefusal,
  type KeptRow,
  type LyingRecord,
  listBatches,
  listCoverage,
  listQuarantine,
  listRecords,
  listRecordsOfMany,
  listRefusals,
  lockIntake,
  markReceived,
  type QuarantinedRow,
  type RecordQuery,
  type StoredRecord,
} from './store.ts'

export type { Batch } from './store.ts'

export interface Upload {
  source: string
  record: string
  bytes: Uint8Array
  contentType: string | undefined
  fileName: string | undefined
  actorId: string | null
  /** How it came; uploaded unless told. */
  way?: ChannelWay
  /**
   * The file holds all there is, or all that changed since the last: only then does its silence about somebody say
   * anything. What a system lays into the drop folder is taken for whole, what a person uploads only if declared so.
   */
  whole?: boolean
}

/** What came in by any channel, as a table: how it came and what to call it. */
export interface Delivery {
  way: ChannelWay
  table: Table
  sha256: string
  bytes: number
  fileName: string | null
  actorId: string | null
  /** A page of a list, one event, one subject's answer, a file nobody declared whole: it says nothing about those it does not name. */
  partial?: true
}

/** Rows that go to the database at once. */
export const CHUNK = 500

/**
 * Takes one file in, in the caller's transaction.
 * @throws Fault invalid `unknown_source` | `not_in_catalogue` | `missing_columns` …, unsupported_media, too_large: see files/file.ts, intake.ts
 */
export async function importFile<F>(ctx: Context, register: SourceRegister<F>, upload: Upload): Promise<Batch> {
  const kind = kindIn(ctx, register, upload.source, upload.record)
  const way = upload.way ?? 'upload'
  checkWay(register, kind, way)
  const table = readTable(upload.bytes, upload.contentType, upload.fileName)
  const sha256 = createHash('sha256').update(upload.bytes).digest('hex')
  return takeDelivery(ctx, kind, {
    way,
    table,
    sha256,
    bytes: upload.bytes.length,
    fileName: upload.fileName ?? null,
    actorId: upload.actorId,
    ...((upload.whole ?? way === 'drop') ? {} : { partial: true as const }),
  })
}

/**
 * Every row becomes a record, is known already, or goes to quarantine with its reason: `received = accepted + duplicate +
 * quarantined`. The catalogue was asked before.
 * @throws Fault invalid `missing_columns`, `duplicate_header`
 */
export async function takeDelivery<F>(ctx: Context, kind: RecordKind<F>, delivery: Delivery): Promise<Batch> {
  const { table } = delivery
  const binding = bindHeader(table.header, kind.columns)
  const now = ctx.clock.now()
  // A pull notes its own rounds, over all their pages; of a whole file this is the round.
  if (!delivery.partial && (delivery.way === 'upload' || delivery.way === 'drop')) await noteRound(ctx.db, kind, table.rows.length, now)
  await lockIntake(ctx.db)
  const moment = momentOf(now)
  const batchId = ctx.ids.next('batch')
  const quarantined: QuarantinedRow[] = []
  let accepted = 0
  let duplicate = 0
  for (let at = 0; at < table.rows.length; at += CHUNK) {
    const good: Parameters<typeof takeRecords<F>>[3][number][] = []
    for (const found of table.rows.slice(at, at + CHUNK)) {
      const taken = takeRow(kind, binding, found, moment)
      if (taken.ok) good.push({ rowNo: found.rowNo, row: taken.row, record: taken.record, envelope: taken.envelope })
      else quarantined.push({ rowNo: found.rowNo, issues: taken.issues, row: taken.keptRow })
    }
    const count = await takeRecords(ctx, kind, batchId, good, binding.names)
    accepted += count.accepted
    duplicate += count.duplicate
    quarantined.push(...count.held)
  }
  const received = table.rows.length
  if (accepted + duplicate + quarantined.length !== received) throw new Error(`batch ${batchId} does not add up`)
  const batch: Batch = {
    id: batchId,
    source: kind.source,
    record: kind.record,
    way: delivery.way,
    status: 'done',
    fileName: delivery.fileName,
    format: table.format,
    encoding: table.encoding,
    sha256: delivery.sha256,
    received,
    accepted,
    duplicate,
    quarantined: quarantined.length,
    ignoredColumns: binding.ignored,
    bytesDone: delivery.bytes,
    bytesTotal: delivery.bytes,
    linesDone: table.rows.at(-1)?.rowNo ?? 0,
    createdBy: delivery.actorId,
    createdAt: now,
    finishedAt: now,
    checkedAt: null,
    noticedAt: null,
  }
  const sentBefore = (await findKeepingBatch(ctx.db, batch)) !== null
  await insertBatch(ctx.db, batch)
  if (!sentBefore)
    await insertQuarantine(
      ctx.db,
      batchId,
      quarantined.sort((a, b) => a.rowNo - b.rowNo),
    )
  // A feed without a single good row says nothing about anybody.
  if (accepted + duplicate > 0 && !delivery.partial) await markReceived(ctx.db, kind.source, kind.record, moment.today, now)
  await emit(ctx, 'records.taken', { batchId, source: kind.source, record: kind.record })
  return batch
}

/**
 * The kind a delivery names, if the catalogue lets it in today.
 * @throws Fault invalid `unknown_source`, `unknown_record`, `not_in_catalogue`
 */
export function kindIn<F>(ctx: Context, register: SourceRegister<F>, source: string, record: string): RecordKind<F> {
  const kind = register.kindOf(source, record)
  if (!kind) throw unknownKind(register, source)
  if (itemFor(register.catalogue, source, record, momentOf(ctx.clock.now()).today) === null)
    throw refused(
      '?record',
      'not_in_catalogue',
      `“${kind.titleZh}”今天不在公共信用信息目录内，不予归集。 No item of the catalogue in force covers this record.`,
    )
  return kind
}

/** What must be asked for with consent, or shown with a signature, does not come in as somebody's file. */
export function checkWay<F>(register: SourceRegister<F>, kind: RecordKind<F>, way: ChannelWay): void {
  if (register.isOpen(kind.source, kind.record, way)) return
  throw refused('?record', 'way_not_open', `“${kind.titleZh}”不收文件：只能由主体授权查询，或由主体出示。 This record does not come in as a file.`)
}

function unknownKind<F>({ kinds }: SourceRegister<F>, source: string): Fault {
  const ofSource = kinds.filter((k) => k.source === source)
  const [pointer, code, known] =
    ofSource.length > 0
      ? (['?record', 'unknown_record', ofSource.map((k) => k.record)] as const)
      : (['?source', 'unknown_source', [...new Set(kinds.map((k) => k.source))]] as const)
  return refused(pointer, code, `不在目录内，不予归集。可选：${known.join('、')}。 Not in the catalogue; choose one of: ${known.join(', ')}.`)
}

function refused(pointer: string, code: string, detail: string): Fault {
  return new Fault('invalid', code, detail, { errors: [{ pointer, code, detail }] })
}

/** Writes down that something was turned away as a whole; its content is not kept. */
export async function logRefusal(
  ctx: Context,
  refusal: { source: string; record: string; way: ChannelWay; code: string; detail: string; sha256?: string; actorId?: string },
): Promise<void> {
  const cut = { ...refusal, source: named(refusal.source), record: named(refusal.record), detail: refusal.detail.slice(0, 500) }
  await insertRefusal(ctx.db, { ...cut, id: ctx.ids.next('refusal'), at: ctx.clock.now() })
}

const MINUTE_MS = 60_000
const ID_RANDOM_BYTES = 10

/**
 * Writes down that an event was turned away: one row for its source, record, reason and minute, which counts them. What
 * anybody may send fills no table, then.
 */
export async function countEventRefusal(
  ctx: Context,
  refusal: { source: string; record: string; code: string; detail: string; sha256?: string },
): Promise<void> {
  const at = ctx.clock.now()
  const minuteMs = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS
  const [source, record] = [named(refusal.source), named(refusal.record)]
  const what = createHash('sha256').update([source, record, refusal.code].join('\u0001')).digest()
  const id = formatId('refusal', minuteMs, what.subarray(0, ID_RANDOM_BYTES))
  await countRefusal(ctx.db, { ...refusal, source, record, way: 'push', detail: refusal.detail.slice(0, 500), id, at })
}

/** As source and record ids are written; anything else could be anything, and is not kept. */
function named(id: string): string {
  return /^[a-z][a-z0-9_-]{0,39}$/.test(id) && !/\d{6}/.test(id) ? id : '?'
}

/** @throws Fault not_found */
export async function readBatch(ctx: Context, id: string): Promise<Batch> {
  const batch = await findBatch(ctx.db, id)
  if (!batch) throw notFound()
  return batch
}

export async function batches(ctx: Context, limit: number, before: string | null): Promise<Batch[]> {
  return listBatches(ctx.db, limit, before)
}

/** Newest first. */
export async function refusals(ctx: Context, limit: number, before: string | null): ReturnType<typeof listRefusals> {
  return listRefusals(ctx.db, limit, before)
}

/** A file sent again shows the rows kept when it came first. */
export async function quarantineOf(ctx: Context, batch: Batch, limit: number, afterRow: number): Promise<KeptRow[]> {
  return listQuarantine(ctx.db, (await findKeepingBatch(ctx.db, batch)) ?? batch.id, limit, afterRow)
}

/** Every known version of every record of a subject. */
export async function recordsOf<F extends { attribute: string }>(ctx: Context, subjectId: string, query: RecordQuery = {}): Promise<StoredRecord<F>[]> {
  return openRecords(ctx, await listRecords<F>(ctx.db, subjectId, query), query.attributes)
}

/** As they come out of the table: what lay sealed is opened, and no fact is handed on but those that were asked for. */
export async function openRecords<F extends { attribute: string }>(
  ctx: Context,
  lying: readonly LyingRecord<F>[],
  attributes?: readonly string[],
): Promise<StoredRecord<F>[]> {
  const records = await openRows<F, LyingRecord<F>>(ctx, lying)
  if (attributes === undefined || records === (lying as readonly unknown[])) return records
  // What lay sealed could not be sifted where it lay: what was not asked for goes no further than this line.
  return records.map((record) => ({ ...record, facts: record.facts.filter(({ attribute }) => attributes.includes(attribute)) }))
}

/** The same for many subjects at once; who has none is not in it. */
export async function recordsBySubject<F>(ctx: Context, subjectIds: readonly string[]): Promise<Map<string, StoredRecord<F>[]>> {
  const bySubject = new Map<string, StoredRecord<F>[]>()
  if (subjectIds.length === 0) return bySubject
  for (const record of await openRows<F, LyingRecord<F>>(ctx, await listRecordsOfMany<F>(ctx.db, subjectIds))) {
    const records = bySubject.get(record.subjectId)
    if (records) records.push(record)
    else bySubject.set(record.subjectId, [record])
  }
  return bySubject
}

/**
 * Which feeds speak for this subject, and up to which day. The city's licence and penalty feeds cover firms,
 * not households: for those their silence stays unknown.
 */
export async function coverageOfFeeds(ctx: Context, subject: Pick<Subject, 'kind'>, knownAt?: Date): Promise<Record<string, CivilDate>> {
  if (subject.kind === 'household') return {}
  return Object.fromEntries((await listCoverage(ctx.db, knownAt)).map((c) => [`${c.source}/${c.record}`, c.receivedOn]))
}
