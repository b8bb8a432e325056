/** Putting right what was kept aside: a row is corrected by a person, taken in as if the office had sent it so, and the counts still add up. */
import type { Context } from '../../platform/context.ts'
import { emit } from '../../platform/jobs/service.ts'
import { Fault, type FieldError, notFound } from '../../platform/kernel/fault.ts'
import { checkIdentifier, findSubjectByCode, type Subject } from '../../subjects/index.ts'
import { settled, takeRecords } from '../chunk/service.ts'
import { momentOf } from '../envelope.ts'
import { bindHeader, takeRow } from '../intake.ts'
import { recordAddress } from '../record-address.ts'
import { ENVELOPE_COLUMNS, type RecordKind, type Row, type SubjectRef, type Translated } from '../record-kind.ts'
import { kindIn, readBatch } from '../service.ts'
import type { SourceRegister } from '../source.ts'
import { type Batch, findKeepingBatch, findKeptRow, type KeptRow, lockIntake, lockKeptRow, settleKeptRow, updateBatch } from '../store.ts'

export interface Correction {
  batchId: string
  rowNo: number
  /** New text by column name; a column not named stays as it was kept. */
  cells: Readonly<Record<string, string>>
  /** Whom it is about, where the row does not say or says two; the operator's own finding. */
  subjectCode: string | null
  /** The row's own code is right, whatever its name. */
  codeHolds?: boolean
  actorId: string
}

/**
 * Takes a corrected row in. A refusal changes nothing and names the cells that are still wrong.
 * @throws Fault not_found; conflict `row_settled`; invalid `unknown_column`, `still_masked`, `subject_needed`, `unknown_subject`, `row_refused`
 */
export async function replayRow<F>(ctx: Context, register: SourceRegister<F>, correction: Correction): Promise<KeptRow> {
  await lockIntake(ctx.db)
  const { batch, kept } = await openRow(ctx, correction.batchId, correction.rowNo)
  const kind = kindIn(ctx, register, batch.source, batch.record)
  const row = correctedRow(kind, kept.row, correction.cells)
  const names = Object.keys(row)
  const binding = bindHeader(names, kind.columns)
  const read = (cells: Row) => {
    const taken = takeRow(kind, binding, { rowNo: kept.rowNo, cells: names.map((name) => cells[name]!) }, momentOf(ctx.clock.now()))
    if (taken.ok) return taken
    throw refusedCells(
      'row_refused',
      taken.issues.map(({ field, detail }) => ({ pointer: pointerOf(field), code: 'row_refused', detail })),
    )
  }
  const said = read(row)
  const other = await otherCode(ctx, said.record, correction.subjectCode)
  const taken = other === null ? said : read(recoded(row, other))
  // Where the code stands in no cell of its own there is nothing to put another in its place of.
  if (other !== null && (!('code' in taken.record.subject) || taken.record.subject.code !== other.to)) throw subjectNeeded()
  const record = await aboutWhom(ctx, taken.record, correction.subjectCode)
  const decided = correction.subjectCode !== null || correction.codeHolds === true ? { decided: true as const } : {}
  const line = { rowNo: kept.rowNo, row: taken.row, record, envelope: taken.envelope, ...decided }
  const { accepted, held } = await takeRecords(ctx, kind, batch.id, [line], binding.names)
  if (held.length > 0) throw subjectNeeded()
  const fix = Object.fromEntries(
    Object.entries(taken.row).flatMap(([name, to]) => ((kept.row[name] ?? '') === to ? [] : [[name, { from: kept.row[name] ?? '', to }]])),
  )
  const settled = {
    status: 'replayed',
    fix,
    fixedBy: correction.actorId,
    fixedAt: ctx.clock.now(),
    recordId: recordAddress({ source: kind.source, record: kind.record, key: record.key, version: taken.envelope.version }, taken.row, binding.names),
  }
  await settleKeptRow(ctx.db, batch.id, kept.rowNo, settled)
  await updateBatch(ctx.db, batch.id, {
    quarantined: batch.quarantined - 1,
    accepted: batch.accepted + accepted,
    duplicate: batch.duplicate + 1 - accepted,
  })
  await emit(ctx, 'records.taken', { batchId: batch.id, source: batch.source, record: batch.record })
  return { ...kept, ...settled }
}

/**
 * Lays a row aside for good: the office will send it anew. It stays counted as quarantined.
 * @throws Fault not_found; conflict `row_settled`
 */
export async function dismissRow(ctx: Context, batchId: string, rowNo: number, actorId: string): Promise<KeptRow> {
  await lockIntake(ctx.db)
  const { batch, kept } = await openRow(ctx, batchId, rowNo)
  const settled = { status: 'dismissed', fixedBy: actorId, fixedAt: ctx.clock.now() }
  await settleKeptRow(ctx.db, batch.id, kept.rowNo, settled)
  return { ...kept, ...settled }
}

/** @throws Fault not_found */
export async function readKeptRow(ctx: Context, batch: Batch, rowNo: number): Promise<KeptRow> {
  const row = await findKeptRow(ctx.db, (await findKeepingBatch(ctx.db, batch)) ?? batch.id, rowNo)
  if (!row) throw notFound()
  return row
}

/** The row under its lock, in the batch that keeps the rows of this file. */
async function openRow(ctx: Context, batchId: string, rowNo: number): Promise<{ batch: Batch; kept: KeptRow }> {
  const asked = await readBatch(ctx, batchId)
  const keeping = (await findKeepingBatch(ctx.db, asked)) ?? asked.id
  const kept = await lockKeptRow(ctx.db, keeping, rowNo)
  if (!kept) throw notFound()
  if (kept.status !== 'open') throw new Fault('conflict', 'row_settled', '这一行已经处理过了，请刷新后再看。 This row has been settled; reload.')
  return { batch: keeping === asked.id ? asked : await readBatch(ctx, keeping), kept }
}

function correctedRow<F>(kind: RecordKind<F>, kept: Row, cells: Correction['cells']): Record<string, string> {
  const columns = new Map([...kind.columns, ...ENVELOPE_COLUMNS].filter(({ personal }) => personal !== 'drop').map((column) => [column.name, column]))
  const unknown = Object.keys(cells).filter((name) => !columns.has(name))
  if (unknown.length > 0)
    throw refusedCells(
      'unknown_column',
      unknown.map((name) => ({ pointer: pointerOf(name), code: 'unknown_column', detail: `这种记录没有“${name}”这一列。 No such column.` })),
    )
  const row: Record<string, string> = {}
  for (const { name, required } of kind.columns) if (required || (kept[name] ?? '') !== '') row[name] = kept[name] ?? ''
  for (const { name } of ENVELOPE_COLUMNS) if ((kept[name] ?? '') !== '') row[name] = kept[name]!
  Object.assign(row, cells)
  // What the door masked is not what the office wrote: taking it in would make a fact of a star.
  const masked = Object.entries(row).filter(([name, text]) => text.includes('*') && columns.get(name)?.personal === undefined)
  if (masked.length > 0)
    throw refusedCells(
      'still_masked',
      masked.map(([name]) => ({
        pointer: pointerOf(name),
        code: 'still_masked',
        detail: `“${name}”在隔离时已遮去，请照来源补全。 Masked when it was kept; write it out.`,
      })),
    )
  return row
}

async function aboutWhom<F>(ctx: Context, record: Translated<F>, subjectCode: string | null): Promise<Translated<F>> {
  if ('code' in record.subject) return record
  if (subjectCode === null) throw subjectNeeded()
  const found = await registered(ctx, subjectCode)
  const subject: SubjectRef = { kind: found.kind, code: found.code, name: null }
  return settled(record, subject)
}

/** The code the row has, and the one a person puts in its place; null where the row's own stays. */
async function otherCode<F>(ctx: Context, { subject }: Translated<F>, subjectCode: string | null): Promise<{ from: string; to: string } | null> {
  if (!('code' in subject) || subjectCode === null || subjectCode === subject.code) return null
  return { from: subject.code, to: (await registered(ctx, subjectCode)).code }
}

/** Written into the row itself, so that its key and its items go by it, and the correction is kept beside what came. */
function recoded(row: Row, { from, to }: { from: string; to: string }): Row {
  return Object.fromEntries(Object.entries(row).map(([name, text]) => [name, checkIdentifier(text).canonical === from ? to : text]))
}

/** @throws Fault invalid `unknown_subject` */
async function registered(ctx: Context, code: string): Promise<Subject> {
  const found = await findSubjectByCode(ctx, code)
  if (found) return found
  throw refusedCells('unknown_subject', [
    { pointer: '/subjectCode', code: 'unknown_subject', detail: '登记库中没有这个代码的主体。 No registered subject has this code.' },
  ])
}

function subjectNeeded(): Fault {
  return refusedCells('subject_needed', [
    { pointer: '/subjectCode', code: 'subject_needed', detail: '请选定这一行说的是哪个主体。 Say whom this row is about.' },
  ])
}

function pointerOf(column: string): string {
  return column === '' ? '/cells' : `/cells/${column.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function refusedCells(code: string, errors: FieldError[]): Fault {
  return new Fault('invalid', code, `${errors.map(({ detail }) => detail).join(' ')} The row does not fit yet; see errors.`, { errors })
}
