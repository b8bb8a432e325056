import type { Context } from '../../../platform/context.ts'
import { Fault, invalidField } from '../../../platform/kernel/fault.ts'
import type { CivilDate } from '../../../platform/kernel/time.ts'
import type { Subject } from '../../../subjects/index.ts'
import type { QueryChannel, SentRow } from '../../channel.ts'
import { momentOf } from '../../envelope.ts'
import type { RecordKind } from '../../record-kind.ts'
import { type Batch, kindIn, logRefusal, takeDelivery } from '../../service.ts'
import type { SourceRegister } from '../../source.ts'
import { type AnswerAbout, onlyAbout } from '../about-subject.ts'
import { addToRun, type FeedRun, insertRun, updateRun } from '../store.ts'
import { type Called, type Caller, callerOf } from './caller.ts'
import type { Connections } from './connections.ts'
import { deliveryOf, notConnected, readSafely } from './pull.ts'

export interface Query {
  subject: Pick<Subject, 'id' | 'code'>
  source: string
  record: string
  actorId: string
}

/** An answer that has come and is not taken in yet. */
export interface Answered<F> {
  kind: RecordKind<F>
  run: FeedRun
  way: 'query' | 'present'
  about: AnswerAbout
  sha256: string
  bytes: number
}

/** What came of it, for the subject. */
export interface AnswerOutcome {
  run: FeedRun
  asOf: CivilDate | null
  batch: Batch | null
}

/**
 * Asks one source about one subject, because that subject wants it: the run that is written down first is its
 * authorisation, and the run's id what the source is shown as its ground. Never inside a transaction.
 * @throws Fault invalid `unknown_source` …; conflict `source_not_connected`; unavailable `source_unavailable`, `source_wrong`
 */
export async function askSource<F>(ctx: Context, register: SourceRegister<F>, connections: Connections, query: Query): Promise<Answered<F>> {
  const channel = queryChannelOf(register, query.source, query.record)
  const kind = await letIn(ctx, register, 'query', query)
  const endpoint = connections.endpointOf(query.source)
  if (!endpoint) throw notConnected()
  const run = await beginRun(ctx, 'query', query)
  const caller = callerOf(ctx, connections, { source: query.source, endpoint, auth: channel.auth })
  const called = await caller.ask(channel.ask(query.subject.code, run.id))
  if (!called.ok) return giveUp(ctx, run, caller, called)
  const read = readSafely(channel, called.body)
  if ('wrong' in read) return giveUp(ctx, run, caller, wrongShape(read.wrong))
  return holdAnswer(ctx, { kind, run, way: 'query', caller, rows: read.rows, code: query.subject.code })
}

/** Sets aside what is about others; what is left may be taken in. */
export async function holdAnswer<F>(
  ctx: Context,
  {
    kind,
    run,
    way,
    caller,
    rows,
    code,
  }: { kind: RecordKind<F>; run: FeedRun; way: Answered<F>['way']; caller: Caller; rows: readonly SentRow[]; code: string },
): Promise<Answered<F>> {
  const tried = { ...run, tries: caller.tries() }
  if (rows.length === 0) return { kind, run: tried, way, about: { table: NO_ROWS, asOf: null, foreign: 0 }, sha256: '', bytes: 0 }
  try {
    const { table, sha256, bytes } = deliveryOf(rows)
    return { kind, run: tried, way, about: onlyAbout(kind, table, code, momentOf(ctx.clock.now())), sha256, bytes }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return giveUp(ctx, run, caller, wrongShape(error.code))
  }
}

const NO_ROWS = { format: 'jsonl', encoding: 'utf-8', header: [], rows: [] } as const

/** Takes an answer in, in the caller's transaction. */
export async function takeAnswer<F>(ctx: Context, { kind, run, way, about, sha256, bytes }: Answered<F>, actorId: string): Promise<AnswerOutcome> {
  const delivery = { way, table: about.table, sha256, bytes, fileName: null, actorId, partial: true } as const
  const batch = about.table.rows.length === 0 ? null : await takeDelivery(ctx, kind, delivery)
  await addToRun(ctx.db, run.id, about.table.rows.length, batch)
  const change = { outcome: batch ? 'ok' : 'empty', tries: run.tries, finishedAt: ctx.clock.now() }
  return { run: await updateRun(ctx.db, run.id, change), asOf: about.asOf, batch }
}

/** @throws Fault invalid `unknown_source`, `unknown_record`, `not_in_catalogue`; the refusal is written down */
export async function letIn<F>(
  ctx: Context,
  register: SourceRegister<F>,
  way: 'query' | 'present',
  { source, record, actorId }: Omit<Query, 'subject'>,
): Promise<RecordKind<F>> {
  try {
    return kindIn(ctx, register, source, record)
  } catch (error) {
    if (error instanceof Fault) await logRefusal(ctx, { source, record, way, code: error.code, detail: error.message, actorId })
    throw error
  }
}

export async function beginRun(ctx: Context, way: 'query' | 'present', { subject, source, record, actorId }: Query): Promise<FeedRun> {
  const run = { id: ctx.ids.next('run'), source, record, way, subjectId: subject.id, actorId, startedAt: ctx.clock.now(), batchIds: [] }
  return insertRun(ctx.db, run)
}

/** @throws Fault unavailable: always, once the run says why */
export async function giveUp(
  ctx: Context,
  run: FeedRun,
  caller: Caller,
  { outcome, failure, detail, retryAfterSeconds }: Extract<Called, { ok: false }>,
): Promise<never> {
  await updateRun(ctx.db, run.id, { outcome, failure, detail, tries: caller.tries(), finishedAt: ctx.clock.now() })
  if (outcome === 'wrong') {
    const sentence = '来源系统的答复不符合约定，没有收下任何内容，我们会联系对方。 The source answered out of contract; nothing was taken in.'
    throw new Fault('unavailable', 'source_wrong', sentence, { retryAfterSeconds })
  }
  const sentence = '来源系统暂时没有答复，已有的信息保留不变，请稍后再试。 The source does not answer at present; what is known stays. Try again later.'
  throw new Fault('unavailable', 'source_unavailable', sentence, { retryAfterSeconds })
}

export function wrongShape(detail: string): Extract<Called, { ok: false }> {
  return { ok: false, outcome: 'wrong', failure: 'wrong_shape', detail: detail.slice(0, 200), refused: false, retryAfterSeconds: 600 }
}

/** @throws Fault invalid `no_query_channel`: what has none is not to be had by asking */
function queryChannelOf<F>({ sources }: SourceRegister<F>, source: string, record: string): QueryChannel {
  const channels = sources.find(({ id }) => id === source)?.channels ?? []
  const channel = channels.find((one): one is QueryChannel => one.way === 'query' && one.record === record)
  if (!channel)
    throw invalidField('/source', 'no_query_channel', '这个来源的这种记录不能由主体授权查询。 This record of this source is not to be had by a query.')
  return channel
}
