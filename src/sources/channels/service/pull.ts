import { createHash } from 'node:crypto'
import type { Context } from '../../../platform/context.ts'
import { Fault } from '../../../platform/kernel/fault.ts'
import { civilDateOf } from '../../../platform/kernel/time.ts'
import type { PullChannel, ReadPage, SentRow } from '../../channel.ts'
import type { RecordKind } from '../../record-kind.ts'
import { kindIn, logRefusal, takeDelivery } from '../../service.ts'
import type { SourceRegister } from '../../source.ts'
import { markReceived } from '../../store.ts'
import { roundAfter } from '../alarm.ts'
import { sentTable } from '../sent-table.ts'
import { addToRun, type FeedName, type FeedRun, type FeedState, insertRun, moveState, takeLease, updateRun } from '../store.ts'
import { type Caller, callerOf } from './caller.ts'
import type { Connections } from './connections.ts'

export interface PullOrder extends FeedName {
  /** Who asked for it now; null for the clock. */
  actorId: string | null
  /** The last try as the clock saw it: whoever tried since has done the work. */
  seenTryAt?: Date | null
}

/** What one run fetches at most, so that no feed holds up the others; the rest waits behind the saved cursor. */
const MAX_PAGES = 500
const MAX_RUN_MS = 60_000
/** Longer than a page takes: 70 s with all repetitions and a token fetched first, and its taking in. A dead process is overtaken after it. */
const LEASE_MS = 3 * 60_000

/** The pull channel of a kind of record, or null where it has none. */
export function pullChannelOf<F>({ sources }: SourceRegister<F>, { source, record }: FeedName): PullChannel | null {
  const channels = sources.find(({ id }) => id === source)?.channels ?? []
  return channels.find((channel): channel is PullChannel => channel.way === 'pull' && channel.record === record) ?? null
}

export function notConnected(): Fault {
  return new Fault(
    'conflict',
    'source_not_connected',
    '这个来源还没有接通，请联系运营人员，或改用文件报送。 This source is not connected here; ask the operator, or send files.',
  )
}

interface RunEnd {
  outcome: 'ok' | 'empty' | 'failed' | 'wrong' | 'skipped'
  failure: string | null
  detail: string | null
}

/**
 * Fetches what is there, page by page. Asking happens outside any transaction; each page is taken in together with the
 * cursor behind it, so that after a crash the next run goes on behind the last page. Never inside a transaction.
 * @returns the run as written down, or null while another run fetches the same
 * @throws Fault conflict `source_not_connected`
 */
export async function pullFeed<F>(ctx: Context, register: SourceRegister<F>, connections: Connections, order: PullOrder): Promise<FeedRun | null> {
  const channel = pullChannelOf(register, order)
  if (!channel) throw new Error(`${order.source}/${order.record} has no pull channel`)
  const endpoint = connections.endpointOf(order.source)
  if (!endpoint) throw notConnected()

  const run = { id: ctx.ids.next('run'), source: order.source, record: order.record }
  const now = ctx.clock.now()
  const state = await ctx.db.transaction(async (tx) => {
    const lease = { runId: run.id, now, until: leaseEnd(ctx), seenTryAt: order.seenTryAt }
    const held = await takeLease(tx, { source: run.source, record: run.record }, lease)
    if (held) await insertRun(tx, { ...run, way: 'pull', actorId: order.actorId, startedAt: now, batchIds: [] })
    return held
  })
  if (!state) return null

  const caller = callerOf(ctx, connections, { source: order.source, endpoint, auth: channel.auth })
  let end: RunEnd
  try {
    end = await pullPages(ctx, { register, channel, caller, run, state, actorId: order.actorId })
  } catch (error) {
    // Ours, not the source's. What was taken in stays; if even this cannot be written, the lease runs out by itself.
    await endRun(ctx, run, caller, { outcome: 'failed', failure: 'broken', detail: null }).catch(() => undefined)
    throw error
  }
  return endRun(ctx, run, caller, end)
}

interface Pulling<F> {
  register: SourceRegister<F>
  channel: PullChannel
  caller: Caller
  run: FeedName & { id: string }
  state: FeedState
  actorId: string | null
}

async function pullPages<F>(ctx: Context, pulling: Pulling<F>): Promise<RunEnd> {
  const { register, channel, caller, run } = pulling
  const kind = await letIn(ctx, register, run)
  if (!kind) return { outcome: 'skipped', failure: 'not_in_catalogue', detail: null }
  const seen = new Set<string>()
  let { state } = pulling
  const started = performance.now()
  for (let page = 1; page <= MAX_PAGES && performance.now() - started < MAX_RUN_MS; page++) {
    if (state.cursor !== null) seen.add(state.cursor)
    const called = await caller.ask(channel.ask(state.cursor))
    if (!called.ok) {
      // A cursor that the source no longer knows would be refused for ever: the next run begins anew.
      if (called.refused && state.cursor !== null) await moveState(ctx.db, run, run.id, { cursor: null, rowsSoFar: 0 })
      return called
    }
    const read = readSafely(channel, called.body)
    if ('wrong' in read) return { outcome: 'wrong', failure: 'wrong_shape', detail: read.wrong.slice(0, 200) }
    const loops = read.next !== null && seen.has(read.next)
    const taken = await takePage(ctx, kind, pulling, state, { ...read, loops })
    if ('outcome' in taken) return taken
    if (loops) return { outcome: 'failed', failure: 'loop', detail: 'the answer leads back to a page that was read before' }
    if (read.next === null) return { outcome: taken.lastRows === 0 ? 'empty' : 'ok', failure: null, detail: null }
    state = taken
  }
  return { outcome: 'ok', failure: null, detail: 'more is there to fetch' }
}

/** One page and the cursor behind it, in one transaction. */
async function takePage<F>(
  ctx: Context,
  kind: RecordKind<F>,
  pulling: Pulling<F>,
  state: FeedState,
  page: { rows: readonly SentRow[]; next: string | null; loops: boolean },
): Promise<FeedState | RunEnd> {
  const { run, actorId } = pulling
  const next = pageBehind(state, page, ctx.clock.now())
  try {
    await ctx.db.transaction(async (tx) => {
      const inner = { ...ctx, db: tx }
      if (!(await moveState(tx, run, run.id, { ...next, leasedUntil: leaseEnd(ctx) }))) throw new LostLease()
      const delivery = { way: 'pull', fileName: null, actorId, partial: true } as const
      const batch = page.rows.length === 0 ? null : await takeDelivery(inner, kind, { ...deliveryOf(page.rows), ...delivery })
      const { accepted, duplicate } = await addToRun(tx, run.id, page.rows.length, batch)
      // Only a whole round says anything about those it does not name; of a resumed one the earlier runs had their part.
      const whole = page.next === null && (accepted + duplicate > 0 || pulling.state.rowsSoFar > 0)
      if (whole) await markReceived(tx, run.source, run.record, civilDateOf(ctx.clock.now()), ctx.clock.now())
    })
  } catch (error) {
    if (error instanceof LostLease) return { outcome: 'failed', failure: 'overtaken', detail: 'another run took over' }
    // The table as a whole does not fit the kind: nothing of it was taken.
    if (error instanceof Fault && (error.kind === 'invalid' || error.kind === 'too_large'))
      return { outcome: 'wrong', failure: error.code, detail: error.message.slice(0, 200) }
    throw error
  }
  return { ...state, ...next }
}

class LostLease extends Error {}

type Place = Pick<FeedState, 'cursor' | 'rowsSoFar' | 'lastRows' | 'usualRows' | 'lastOkAt'>

/** Where a feed stands behind a page: on the way, back at the beginning after a loop, or at the end of its round. */
function pageBehind(state: FeedState, { rows, next, loops }: { rows: readonly SentRow[]; next: string | null; loops: boolean }, now: Date): Place {
  const { lastOkAt } = state
  const { lastRows, usualRows } = state
  if (loops) return { cursor: null, rowsSoFar: 0, lastRows, usualRows, lastOkAt }
  const rowsSoFar = state.rowsSoFar + rows.length
  if (next !== null) return { cursor: next, rowsSoFar, lastRows, usualRows, lastOkAt }
  return { cursor: null, rowsSoFar: 0, ...roundAfter(state, rowsSoFar, now) }
}

export function deliveryOf(rows: readonly SentRow[]): { table: ReturnType<typeof sentTable>; sha256: string; bytes: number } {
  const bytes = new TextEncoder().encode(JSON.stringify(rows))
  return { table: sentTable(rows), sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
}

/** The kind of record, if the catalogue lets it in today; a refusal is written down. */
async function letIn<F>(ctx: Context, register: SourceRegister<F>, { source, record }: FeedName): Promise<RecordKind<F> | null> {
  try {
    return kindIn(ctx, register, source, record)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    await logRefusal(ctx, { source, record, way: 'pull', code: error.code, detail: error.message })
    return null
  }
}

/** A contract's reader may stumble over what nobody foresaw; then the shape is wrong, too. */
export function readSafely(channel: { read(body: unknown): ReadPage }, body: unknown): ReadPage {
  try {
    return channel.read(body)
  } catch {
    return { wrong: 'the reader of this channel cannot take it apart' }
  }
}

async function endRun(ctx: Context, run: FeedName & { id: string }, caller: Caller, { outcome, failure, detail }: RunEnd): Promise<FeedRun> {
  return ctx.db.transaction(async (tx) => {
    const finishedAt = ctx.clock.now()
    await moveState(tx, run, run.id, { leasedBy: null, leasedUntil: null, lastOutcome: outcome, lastFailure: failure })
    return updateRun(tx, run.id, { outcome, failure, detail, finishedAt, tries: caller.tries() })
  })
}

function leaseEnd(ctx: Context): Date {
  return new Date(ctx.clock.now().getTime() + LEASE_MS)
}
