/**
 * Large files, block by block. Each block's rows, its share of the counts and the place reached in the file commit
 * together, so that an import that dies at any moment goes on from there without losing or doubling a row, and
 * `received = accepted + duplicate + quarantined` at every commit.
 */
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import type { CopyRows } from '../../platform/db/client.ts'
import { emit } from '../../platform/jobs/service.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { ensureSubjects } from '../../subjects/index.ts'
import type { ChannelWay } from '../channel.ts'
import { noteRound } from '../channels/store.ts'
import { AgreedNames } from '../chunk/agreed-names.ts'
import { takeRecords } from '../chunk/service.ts'
import { momentOf } from '../envelope.ts'
import { type Binding, bindHeader } from '../intake.ts'
import { namesOfOthers } from '../naming/service.ts'
import type { RecordKind } from '../record-kind.ts'
import { checkWay, kindIn } from '../service.ts'
import type { SourceRegister } from '../source.ts'
import {
  type Batch,
  copyRecords,
  findKeepingBatch,
  insertBatch,
  insertQuarantine,
  keepLayout,
  lockIntake,
  markReceived,
  type QuarantinedRow,
  updateBatch,
} from '../store.ts'
import { HEAD_BYTES, lineTooLong, planReading, type ReadingPlan } from './reading-plan.ts'
import { type Place, readBlock } from './row-block.ts'
import { unasked, withoutRows } from './set-aside.ts'
import { findUnfinished, lockBatch, waitForNoFlush } from './store.ts'
import { TranslatedBlock, type WrittenRows } from './translated-block.ts'

export interface StreamedFile {
  source: string
  record: string
  fileName: string
  /** Bytes of the whole file. */
  size: number
  /** Hex SHA-256 of the whole file. Without it the file goes by its name and size. */
  sha256?: string | undefined
  /** The file from a byte on; may be opened more than once. */
  open(offset: number): AsyncIterable<Uint8Array>
  actorId: string | null
  way: ChannelWay
}

export interface StreamMeans {
  /** The driver's COPY (platform/db/client); without it rows go in as JSON. */
  copyRows?: CopyRows | undefined
  /** Told after each commit. */
  onProgress?(batch: Batch): void
  /** True: stop behind the next commit; the batch stays `stopped` and can be resumed. */
  isStopping?(): boolean
  /** Bytes of a block; 1 MiB unless told. */
  blockBytes?: number | undefined
}

const BLOCK_BYTES = 1024 * 1024
/** One record, with its quoted line feeds, is never as long as this. */
const LONGEST_RECORD_BYTES = 16 * 1024 * 1024

/**
 * Takes a large CSV or JSON lines file in. The same file (source, record, SHA-256) not yet finished goes on where it
 * broke off. `ctx.db` is no open transaction: every block commits by itself.
 * @returns the batch as it stands at the end, or where it was stopped
 * @throws Fault invalid `unknown_source` | `not_in_catalogue` | `missing_columns` | `empty_file` …, unsupported_media,
 *   conflict `import_taken_over` where another process imports the same file; invalid `file_changed` where it ended early
 */
export async function importStream<F>(ctx: Context, register: SourceRegister<F>, file: StreamedFile, means: StreamMeans = {}): Promise<Batch> {
  const kind = kindIn(ctx, register, file.source, file.record)
  checkWay(register, kind, file.way)
  const head = await firstBytes(file, HEAD_BYTES)
  const plan = planReading(head, head.length >= file.size, file.fileName)
  // Refused before anything is written: without its columns there is no batch.
  const binding = bindHeader(plan.header, kind.columns)
  let batch = await openBatch(ctx, file, plan, binding.ignored)
  const sentBefore = await keptElsewhere(ctx, batch)
  const carried: Carried = { subjects: new Map(), layouts: new Set(), agreed: new AgreedNames(), copyRows: means.copyRows ?? null, metKnown: false }
  const spare: Buffer[] = []
  const blocks = translatedBlocks(ctx, kind, plan, binding, file, batch, means, spare)
  try {
    // The next block is read and translated while the database works on this one.
    let ahead = blocks.next()
    for (let block = await ahead; !block.done; block = await ahead) {
      ahead = blocks.next()
      // Refused or broken off, it is looked at when its turn comes.
      ahead.catch(() => {})
      batch = await commitBlock(ctx, kind, batch, block.value, carried, sentBefore)
      if (block.value.written) spare.push(block.value.written.writer.buffer)
      means.onProgress?.(batch)
      if (means.isStopping?.()) return await stopBatch(ctx, batch)
    }
    return await finishBatch(ctx, kind, batch)
  } catch (error) {
    // What was committed stays; the rest is taken in when the import is started again.
    if (!(error instanceof Fault && error.code === 'import_taken_over')) await stopBatch(ctx, batch).catch(() => {})
    throw error
  } finally {
    await blocks.return(undefined)
  }
}

/**
 * The rows of the file from where the batch stands, translated as they are read: a piece of some hundred rows at a time
 * becomes bytes at once, so that little of it lives long; a block is as many pieces as commit together.
 */
async function* translatedBlocks<F>(
  ctx: Context,
  kind: RecordKind<F>,
  plan: ReadingPlan,
  first: Binding,
  file: StreamedFile,
  batch: Batch,
  { blockBytes = BLOCK_BYTES, copyRows }: StreamMeans,
  spare: Buffer[],
): AsyncGenerator<TranslatedBlock<F>> {
  const moment = momentOf(ctx.clock.now())
  let place: Place = { bytes: batch.bytesDone, line: batch.linesDone + 1 }
  let read = place.bytes
  let binding = first
  let width = plan.header.length
  const begin = () =>
    new TranslatedBlock(kind, binding, moment, place, copyRows === undefined ? null : { batchId: batch.id, recordedAt: ctx.clock.now() }, spare.pop())
  let block = begin()
  let pending: Uint8Array = new Uint8Array(0)
  for await (const found of file.open(read)) {
    // What was appended since its size was taken belongs to no import.
    const part = found.subarray(0, file.size - read)
    read += part.length
    pending = pending.length === 0 ? part : joined([pending, part], pending.length + part.length)
    const { rows, next } = readBlock(plan, pending, place, read >= file.size)
    if (next.bytes === place.bytes && pending.length > LONGEST_RECORD_BYTES) throw lineTooLong()
    if (plan.header.length > width) {
      // JSON lines with a key not seen before: from here on the rows have another layout.
      if (block.next.bytes > block.from.bytes) yield block
      binding = bindHeader(plan.header, kind.columns)
      width = plan.header.length
      block = begin()
    }
    block.take(rows, next, plan.encoding)
    pending = pending.subarray(next.bytes - place.bytes)
    place = next
    if (place.bytes - block.from.bytes >= blockBytes) {
      yield block
      block = begin()
    } else await othersTurn()
    if (read >= file.size) break
  }
  if (block.next.bytes > block.from.bytes) yield block
  if (place.bytes < file.size) throw new Fault('invalid', 'file_changed', '文件在读取时变短了，请重新发送。 The file ended before its size; send it again.')
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

async function firstBytes(file: StreamedFile, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of file.open(0)) {
    parts.push(part)
    length += part.length
    if (length >= most) break
  }
  return joined(parts, length)
}

/** The unfinished batch of this very file, or a new one. */
async function openBatch(ctx: Context, file: StreamedFile, plan: ReadingPlan, ignoredColumns: string[]): Promise<Batch> {
  const sha256 = file.sha256 ?? createHash('sha256').update(`${file.fileName}\u0001${file.size}`).digest('hex')
  return ctx.db.transaction(async (tx) => {
    const inner = { ...ctx, db: tx }
    await lockIntake(tx)
    const unfinished = await findUnfinished(tx, file.source, file.record, sha256)
    if (unfinished) {
      await updateBatch(tx, unfinished.id, { status: 'running' })
      return { ...unfinished, status: 'running' }
    }
    const batch: Batch = {
      id: inner.ids.next('batch'),
      ...{ source: file.source, record: file.record, way: file.way, status: 'running', fileName: file.fileName, format: plan.format, sha256, ignoredColumns },
      encoding: plan.encoding ?? 'us-ascii',
      ...{ received: 0, accepted: 0, duplicate: 0, quarantined: 0, bytesDone: 0, bytesTotal: file.size, linesDone: 0 },
      ...{ createdBy: file.actorId, createdAt: ctx.clock.now(), finishedAt: null, checkedAt: null, noticedAt: null },
    }
    await insertBatch(tx, batch)
    return batch
  })
}

/** Rows refused when the same file came before are kept there once. */
async function keptElsewhere(ctx: Context, batch: Batch): Promise<boolean> {
  const keeping = await findKeepingBatch(ctx.db, batch)
  return keeping !== null && keeping !== batch.id
}

async function commitBlock<F>(
  ctx: Context,
  kind: RecordKind<F>,
  batch: Batch,
  block: TranslatedBlock<F>,
  carried: Carried,
  sentBefore: boolean,
): Promise<Batch> {
  return ctx.db.transaction(async (tx) => {
    const inner = { ...ctx, db: tx }
    await waitForNoFlush(tx)
    await lockIntake(tx)
    const found = await lockBatch(tx, batch.id)
    if (found?.bytesDone !== batch.bytesDone) throw takenOver()
    const written = await takeWritten(inner, block.written, carried, block.names)
    const { accepted, duplicate, held } = await takeRecords(inner, kind, batch.id, block.rows, block.names)
    const quarantined = [...block.refused, ...held, ...written.held].sort((a, b) => a.rowNo - b.rowNo)
    const counts = { accepted: accepted + written.accepted, duplicate: duplicate + written.duplicate, quarantined: quarantined.length }
    if (counts.accepted + counts.duplicate + counts.quarantined !== block.received) throw new Error(`a block of batch ${batch.id} does not add up`)
    if (!sentBefore) await insertQuarantine(tx, batch.id, quarantined)
    const change = {
      received: batch.received + block.received,
      accepted: batch.accepted + counts.accepted,
      duplicate: batch.duplicate + counts.duplicate,
      quarantined: batch.quarantined + counts.quarantined,
      ignoredColumns: block.ignored,
      encoding: block.encoding ?? 'us-ascii',
      bytesDone: block.next.bytes,
      linesDone: block.next.line - 1,
    }
    await updateBatch(tx, batch.id, change)
    return { ...batch, ...change }
  })
}

/** What an import carries from block to block. */
interface Carried {
  /** Ids of subjects met so far, by code; it dies with the import, as a block's transaction may. */
  subjects: Map<string, string>
  layouts: Set<string>
  agreed: AgreedNames
  copyRows: CopyRows | null
  /** The last block held rows that were known: the next one is likely to. */
  metKnown: boolean
}

/** Some 30 MB of them. */
const SUBJECTS_AT_MOST = 200_000

/** Rows already written as bytes: their subjects are found or registered, then they go in at once. */
async function takeWritten(
  ctx: Context,
  block: WrittenRows | null,
  carried: Carried,
  names: readonly string[],
): Promise<{ accepted: number; duplicate: number; held: QuarantinedRow[] }> {
  if (block === null || block.writer.codes.length === 0) return { accepted: 0, duplicate: block?.repeated ?? 0, held: [] }
  const { subjects, layouts, agreed, copyRows } = carried
  const aside = await namesOfOthers(ctx, unasked(block, agreed), agreed)
  const { written, rows } = aside.size === 0 ? { written: block, rows: [] } : withoutRows(block, new Set(aside.keys()), names)
  const reasons = [...aside].sort(([a], [b]) => a - b)
  const held = rows.map((row, i) => ({ ...row, issues: [reasons[i]![1].issue], candidates: reasons[i]![1].candidates }))
  if (written.writer.codes.length === 0) return { accepted: 0, duplicate: written.repeated, held }
  const fresh = [...written.subjects.values()].filter(({ code }) => !subjects.has(code))
  if (subjects.size + fresh.length > SUBJECTS_AT_MOST) subjects.clear()
  const unknown = [...written.subjects.values()].filter(({ code }) => !subjects.has(code))
  if (unknown.length > 0) for (const [code, id] of await ensureSubjects(ctx, unknown)) subjects.set(ownCopy(code), id)
  if (!layouts.has(written.layout.id)) await keepLayout(ctx.db, written.layout)
  layouts.add(written.layout.id)
  const { codes } = written.writer
  const idOf = (code: string) => subjects.get(code)!
  const keys = codes.map((code, i) => idOf(code) + written.ids[i]!)
  const accepted = await copyRecords(ctx.db, written.writer.finish(idOf), keys, copyRows!, carried.metKnown)
  carried.metKnown = accepted < codes.length
  return { accepted, duplicate: codes.length - accepted + written.repeated, held }
}

/** A code cut out of a file's text would keep that text alive as long as itself: 150 MB after 300,000 rows. */
function ownCopy(code: string): string {
  return Buffer.from(code, 'latin1').toString('latin1')
}

async function finishBatch<F>(ctx: Context, kind: RecordKind<F>, batch: Batch): Promise<Batch> {
  return ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now()
    await noteRound(tx, kind, batch.received, now)
    const found = await lockBatch(tx, batch.id)
    if (found?.bytesDone !== batch.bytesDone) throw takenOver()
    await updateBatch(tx, batch.id, { status: 'done', finishedAt: now })
    if (batch.accepted + batch.duplicate > 0) await markReceived(tx, kind.source, kind.record, momentOf(now).today, now)
    await emit({ ...ctx, db: tx }, 'records.taken', { batchId: batch.id, source: kind.source, record: kind.record })
    return { ...batch, status: 'done', finishedAt: now }
  })
}

/** Marks it for whoever looks; one whose process was killed stays `running` and is resumed all the same. */
async function stopBatch(ctx: Context, batch: Batch): Promise<Batch> {
  await updateBatch(ctx.db, batch.id, { status: 'stopped' })
  return { ...batch, status: 'stopped' }
}

function takenOver(): Fault {
  return new Fault('conflict', 'import_taken_over', '同一文件正由另一个进程导入，本次已停止。 Another process is importing the same file; this one stopped.')
}

/** What waits to go out to the database goes out. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
