import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { isDatabaseAway, sqlStateOf } from '../db/client.ts'
import { Fault } from '../kernel/fault.ts'
import { contextOf, type Rim } from './rim.ts'
import { findAnswer, insertAnswer, lockAnswerKey } from './store.ts'

const KEY = /^[\x21-\x7e]{1,255}$/

interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
  /** Members of the body that are said once and not remembered: a replay says null in their place. */
  once?: Record<string, string>
}

/**
 * Runs a request's effect once: in one transaction with the row that remembers its answer under the caller's
 * Idempotency-Key. A replay gives the first answer again and says so; a failed attempt leaves nothing behind.
 *
 * @throws Fault malformed `idempotency_key_required`, conflict `idempotency_in_flight`, invalid `idempotency_key_reused`
 */
export async function effect(c: Rim, operation: string, body: string | Uint8Array, work: (ctx: Context) => Promise<Answer>): Promise<Response> {
  const key = keyOf(c)
  const { principal, operation: scope } = scopeOf(c, operation)
  const bodyHash = createHash('sha256').update(body).digest('hex')
  const outer = contextOf(c)

  const answer = await outer.db
    .transaction(async (tx) => {
      const ctx = { ...outer, db: tx }
      const answerKey = { principal, operation: scope, key }
      if (!(await lockAnswerKey(tx, answerKey))) {
        throw new Fault(
          'conflict',
          'idempotency_in_flight',
          '同一个请求正在处理，请稍后用同一个 Idempotency-Key 重试。 The same request is in flight; retry with the same key.',
          { retryAfterSeconds: 1 },
        )
      }
      const seen = await findAnswer(tx, answerKey)
      if (seen) {
        if (seen.bodyHash !== bodyHash) {
          throw new Fault(
            'invalid',
            'idempotency_key_reused',
            '这个 Idempotency-Key 已用于另一个请求体，请换一个。 This key was used with another body; use a new one.',
            {
              errors: [{ pointer: '#Idempotency-Key', code: 'idempotency_key_reused', detail: '已用于另一个请求体。 It was used with another body.' }],
            },
          )
        }
        return { status: seen.status, text: seen.body, headers: { ...(JSON.parse(seen.headers) as Record<string, string>), 'Idempotency-Replayed': 'true' } }
      }
      const done = await work(ctx)
      const members = Object.keys(done.once ?? {}).map((name) => [name, null])
      const kept = done.once ? { ...(done.body as object), ...Object.fromEntries(members) } : done.body
      const said = done.once ? { ...(done.body as object), ...done.once } : done.body
      const textOf = (body: unknown) => (done.status === 204 ? '' : JSON.stringify(body))
      const headers = done.headers ?? {}
      await insertAnswer(tx, { ...answerKey, bodyHash, status: done.status, body: textOf(kept), headers: JSON.stringify(headers), createdAt: ctx.clock.now() })
      return { status: done.status, text: textOf(said), headers }
    })
    .catch(rethrowContention)

  await c.get('afterCommit')()
  return new Response(answer.status === 204 ? null : answer.text, {
    status: answer.status,
    headers: { ...(answer.status === 204 ? {} : { 'Content-Type': 'application/json; charset=utf-8' }), 'Cache-Control': 'no-store', ...answer.headers },
  })
}

/**
 * As `effect`, for work that has to ask somebody outside first: `prepare` runs before, outside any transaction, so that
 * no lock waits for a network. It is left out where the answer is remembered; of two requests under one key at one moment
 * both may prepare, and one takes effect.
 */
export async function effectAfter<T>(
  c: Rim,
  operation: string,
  body: string | Uint8Array,
  prepare: (ctx: Context) => Promise<T>,
  work: (ctx: Context, prepared: T) => Promise<Answer>,
): Promise<Response> {
  const ctx = contextOf(c)
  const seen = await findAnswer(ctx.db, { ...scopeOf(c, operation), key: keyOf(c) })
  // With a remembered answer the work is not reached: `effect` replays it, or refuses another body.
  if (seen) return effect(c, operation, body, () => Promise.reject(new Error('a remembered answer was forgotten meanwhile')))
  const prepared = await prepare(ctx)
  return effect(c, operation, body, (inner) => work(inner, prepared))
}

function scopeOf(c: Rim, operation: string): { principal: string; operation: string } {
  return { principal: c.get('caller')?.userId ?? 'anonymous', operation: `${operation} ${c.req.path}` }
}

function keyOf(c: Rim): string {
  const key = c.req.header('idempotency-key')
  if (key !== undefined && KEY.test(key)) return key
  throw new Fault(
    'malformed',
    'idempotency_key_required',
    '请求头 Idempotency-Key 必填：1 至 255 个可见 ASCII 字符，每个新操作换一个。 Send an Idempotency-Key of 1 to 255 visible ASCII characters.',
    {
      errors: [{ pointer: '#Idempotency-Key', code: 'idempotency_key_required', detail: '缺少这个请求头。 The header is missing.' }],
    },
  )
}

export function rethrowContention(error: unknown): never {
  throw faultOfDatabase(error) ?? error
}

/** What the database says under contention, or when it is away, is an answer and not a breakdown; null for anything else. */
export function faultOfDatabase(error: unknown): Fault | null {
  if (error instanceof Fault) return null
  if (isDatabaseAway(error))
    return new Fault(
      'unavailable',
      'database_away',
      '数据库暂时不可用，请稍后用同一个 Idempotency-Key 重试。 The database is away; retry shortly with the same Idempotency-Key.',
      { retryAfterSeconds: 2 },
    )
  switch (sqlStateOf(error)) {
    case '23505': // a unique index decided a race
      return new Fault('conflict', 'conflict', '同时有另一个操作先完成了，请刷新后再看。 Another operation was first; reload and look again.')
    case '40001':
    case '40P01':
    case '55P03':
    case '57014':
      return new Fault('unavailable', 'busy', '系统正忙，请稍后重试。 Busy; retry shortly.', { retryAfterSeconds: 1 })
    default:
      return null
  }
}
