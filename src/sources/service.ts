import { createHash } from 'node:crypto'
import type { Context } from '../platform/context.ts'
import { Fault, notFound } from '../platform/kernel/fault.ts'
import { type CivilDate, civilDateOf } from '../platform/kernel/time.ts'
import { ensureSubjects, type Subject } from '../subjects/index.ts'
import { readTable } from './file.ts'
import { bindHeader, contentHash, takeRow } from './intake.ts'
import type { RecordKind, Row, Translated } from './record-kind.ts'
import {
  type Batch,
  findBatch,
  findKeepingBatch,
  insertBatch,
  insertQuarantine,
  insertRecords,
  listBatches,
  listCoverage,
  listQuarantine,
  lockIntake,
  markReceived,
  type QuarantinedRow,
} from './store.ts'

/** What came with a fact from its record. */
export interface TakenRecord<F> {
  subjectId: string
  source: string
  record: string
  recordKey: string
  contentHash: string
  facts: F[]
}

/** The record kinds in use and where their facts go: both belong to slices this one does not know. */
export interface Intake<F> {
  kinds: readonly RecordKind<F>[]
  record(ctx: Context, taken: readonly TakenRecord<F>[]): Promise<void>
}

export interface Upload {
  source: string
  record: string
  bytes: Uint8Array
  contentType: string | undefined
  fileName: string | undefined
  actorId: string
}

const CHUNK = 500

/**
 * Takes one file in, in the caller's transaction: every row becomes facts, is known already, or goes to
 * quarantine with its reason, and `received = accepted + duplicate + quarantined`.
 *
 * @throws Fault invalid `unknown_source` | `missing_columns` …, unsupported_media, too_large: see file.ts, intake.ts
 */
export async function importFile<F>(ctx: Context, intake: Intake<F>, upload: Upload): Promise<Batch> {
  const kind = intake.kinds.find((k) => k.source === upload.source && k.record === upload.record)
  if (!kind) throw unknownKind(intake, upload)
  const table = await readTable(upload.bytes, upload.contentType, upload.fileName)
  const binding = bindHeader(table.header, kind.columns)
  await lockIntake(ctx.db)
  const now = ctx.clock.now()
  const today = civilDateOf(now)
  const batchId = ctx.ids.next('batch')

  const quarantined: QuarantinedRow[] = []
  let chunk: { rowNo: number; row: Row; translated: Translated<F> }[] = []
  let received = 0
  let accepted = 0
  let duplicate = 0

  const flush = async () => {
    const fresh = await recordChunk(ctx, intake, kind, batchId, chunk)
    accepted += fresh
    duplicate += chunk.length - fresh
    chunk = []
  }
  for (const tableRow of table.rows) {
    received++
    const taken = takeRow(kind, binding, tableRow, today)
    if (taken.ok) chunk.push({ rowNo: tableRow.rowNo, row: taken.row, translated: taken.record })
    else quarantined.push({ rowNo: tableRow.rowNo, issues: taken.issues, row: taken.keptRow })
    if (chunk.length === CHUNK) await flush()
  }
  if (chunk.length > 0) await flush()

  const batch: Batch = {
    id: batchId,
    source: kind.source,
    record: kind.record,
    fileName: upload.fileName ?? null,
    format: table.format,
    encoding: table.encoding,
    sha256: createHash('sha256').update(upload.bytes).digest('hex'),
    received,
    accepted,
    duplicate,
    quarantined: quarantined.length,
    ignoredColumns: binding.ignored,
    createdBy: upload.actorId,
    createdAt: now,
  }
  if (accepted + duplicate + quarantined.length !== received) throw new Error(`batch ${batchId} does not add up`)
  const sentBefore = (await findKeepingBatch(ctx.db, batch)) !== null
  await insertBatch(ctx.db, batch)
  if (!sentBefore) await insertQuarantine(ctx.db, batchId, quarantined)
  // A feed without a single good row says nothing about anybody.
  if (accepted + duplicate > 0) await markReceived(ctx.db, kind.source, kind.record, today)
  return batch
}

async function recordChunk<F>(
  ctx: Context,
  intake: Intake<F>,
  kind: RecordKind<F>,
  batchId: string,
  chunk: readonly { rowNo: number; row: Row; translated: Translated<F> }[],
): Promise<number> {
  const subjectIds = await ensureSubjects(
    ctx,
    chunk.map((c) => c.translated.subject),
  )
  const recordedAt = ctx.clock.now()
  const rows = chunk.map(({ rowNo, row, translated }) => ({
    subjectId: subjectIds.get(translated.subject.code)!,
    source: kind.source,
    record: kind.record,
    recordKey: translated.key,
    contentHash: contentHash(row),
    asOf: translated.asOf,
    body: row,
    batchId,
    rowNo,
    recordedAt,
  }))
  const fresh = new Set((await insertRecords(ctx.db, rows)).map((r) => `${r.subjectId}\u0001${r.recordKey}\u0001${r.contentHash}`))
  const inserted = fresh.size
  const taken: TakenRecord<F>[] = []
  rows.forEach(({ subjectId, source, record, recordKey, contentHash: hash }, i) => {
    // The first of equal rows in one file is the one that counts.
    if (fresh.delete(`${subjectId}\u0001${recordKey}\u0001${hash}`))
      taken.push({ subjectId, source, record, recordKey, contentHash: hash, facts: chunk[i]!.translated.facts })
  })
  await intake.record(ctx, taken)
  return inserted
}

function unknownKind<F>(intake: Intake<F>, { source }: Upload): Fault {
  const ofSource = intake.kinds.filter((k) => k.source === source)
  const [pointer, code, known] =
    ofSource.length > 0
      ? ['?record', 'unknown_record', ofSource.map((k) => k.record)]
      : ['?source', 'unknown_source', [...new Set(intake.kinds.map((k) => k.source))]]
  const detail = `不在目录内，不予归集。可选：${known.join('、')}。 Not in the catalogue; choose one of: ${known.join(', ')}.`
  return new Fault('invalid', code as string, detail, { errors: [{ pointer: pointer as string, code: code as string, detail }] })
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

/** A file sent again shows the rows kept when it came first. */
export async function quarantineOf(ctx: Context, batch: Batch, limit: number, afterRow: number): Promise<QuarantinedRow[]> {
  return listQuarantine(ctx.db, (await findKeepingBatch(ctx.db, batch)) ?? batch.id, limit, afterRow)
}

/**
 * Which feeds speak for this subject, and up to which day. The city's licence and penalty feeds cover firms,
 * not households: for those their silence stays unknown.
 */
export async function coverageOfFeeds(ctx: Context, subject: Pick<Subject, 'kind'>): Promise<Record<string, CivilDate>> {
  if (subject.kind === 'household') return {}
  return Object.fromEntries((await listCoverage(ctx.db)).map((c) => [`${c.source}/${c.record}`, c.receivedOn]))
}
