import type { OpenAPIHono } from '@hono/zod-openapi'
import { principalFrom, requireOwner, requireRole } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { readCursor, signCursor } from '../../platform/http/cursor.ts'
import { effectAfter } from '../../platform/http/effect.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../../platform/http/rim.ts'
import { throttle } from '../../platform/http/throttle.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { idOf, z } from '../../platform/kernel/schema.ts'
import { findSubject, type Subject } from '../../subjects/index.ts'
import {
  AnswerView,
  EventOutcomeView,
  FeedList,
  FeedParam,
  FeedRunPage,
  FeedRunView,
  FeedSourceParam,
  PresentationRequest,
  QueryRequest,
  RunsQuery,
} from '../feed-contract.ts'
import type { SourceRegister } from '../source.ts'
import type { Connections } from './service/connections.ts'
import { feedHealth, feedRuns, type SourceHealth } from './service/health.ts'
import { verifyPresented } from './service/present.ts'
import { pullChannelOf, pullFeed } from './service/pull.ts'
import { takeEvent } from './service/push.ts'
import { type AnswerOutcome, askSource, takeAnswer } from './service/query.ts'
import type { FeedRun } from './store.ts'

/** The name of the security scheme of pushed events. */
export const WEBHOOK_SCHEME = 'webhook'

const SubjectParam = z.object({ id: idOf('subject') })

/** Each is a call to somebody else's system; forged events and questions are counted apart, so that neither stops the other. */
const QUESTIONS_AN_HOUR = 30
const FORGERIES_A_MINUTE = 60

export function feedRoutes<F>(register: SourceRegister<F>, connections: Connections): OpenAPIHono<RimEnv> {
  const router = createRouter()
  const runView = ({ actorId: _, subjectId: __, ...run }: FeedRun): FeedRunView => ({
    ...run,
    sourceTitle: register.nameOf(run.source),
    title: register.kindOf(run.source, run.record)?.titleZh ?? run.record,
    way: run.way as 'pull',
    outcome: run.outcome as 'ok' | null,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  })

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/feeds',
        operationId: 'listFeeds',
        tags: ['feeds'],
        summary: 'Health of every source: breaker, last good day, rows as usual or not, alarms',
        responses: { 200: json(FeedList, 'Every source and kind of record') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'operator', 'regulator')
      const ctx = contextOf(c)
      personal(c)
      return c.json({ now: ctx.clock.now().toISOString(), items: (await feedHealth(ctx, register, connections)).map(healthView) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/feeds/runs',
        operationId: 'listFeedRuns',
        tags: ['feeds'],
        summary: 'Every time a source was asked, newest first',
        request: { query: RunsQuery },
        responses: { 200: json(FeedRunPage, 'A page of runs') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'operator', 'regulator')
      const { source, cursor, limit } = c.req.valid('query')
      const secret = c.get('secret')
      const listName = `feed-runs ${source ?? ''}`
      const list = await feedRuns(contextOf(c), limit + 1, readCursor(secret, listName, cursor), source)
      const items = list.slice(0, limit)
      personal(c)
      return c.json({ items: items.map(runView), nextCursor: list.length > limit ? signCursor(secret, listName, items.at(-1)!.id) : null })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/feeds/{source}/{record}/pull',
        operationId: 'pullFeed',
        tags: ['feeds'],
        summary: 'Fetch one kind of record now',
        description: 'Goes on where the last run ended. What the source answers wrongly is an outcome of the run, not an error of this request.',
        request: { params: FeedParam, headers: IdempotencyHeader },
        responses: { 201: json(FeedRunView, 'The run, at its end') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      requireRole(principal, 'operator')
      const feed = c.req.valid('param')
      if (!pullChannelOf(register, feed)) throw notFound()
      const pull = async (ctx: Context): Promise<FeedRun> => {
        const run = await pullFeed(ctx, register, connections, { ...feed, actorId: principal.userId })
        if (run) return run
        throw new Fault('conflict', 'pull_under_way', '这个来源正在读取中，请稍后再看结果。 It is being fetched already; look again shortly.', {
          retryAfterSeconds: 30,
        })
      }
      return effectAfter(c, 'pullFeed', '', pull, async (_ctx, run) => ({ status: 201, body: runView(run) }))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/feeds/{source}/events',
        operationId: 'takeFeedEvent',
        tags: ['feeds'],
        summary: 'A source tells of a change: Standard Webhooks, at most 64 KiB',
        description:
          'Signed with webhook-id, webhook-timestamp and webhook-signature (v1, HMAC-SHA256 over id.timestamp.body). webhook-id is what makes a repetition one: it answers as the first time and changes nothing; with another body it is 409. Clocks may differ by five minutes.',
        request: {
          params: FeedSourceParam,
          // Any media type: what counts are the bytes that were signed, and they must not be parsed before.
          body: { required: true, content: { '*/*': { schema: z.string().openapi({ format: 'binary' }) } } },
        },
        responses: { 200: json(EventOutcomeView, 'What came of it, now or when it first came') },
      },
      { signedIn: false, signedBy: WEBHOOK_SCHEME },
    ),
    async (c) => {
      const { source } = c.req.valid('param')
      const ctx = contextOf(c)
      const body = new Uint8Array(await c.req.arrayBuffer())
      const { outcome, replayed } = await takeEvent(ctx, register, connections, {
        source,
        headers: c.req.raw.headers,
        body,
        // Counted only once the signature has failed: a flood of forgeries keeps no sound event out, and fills no log.
        beforeRefusal: async () => void (await throttle(ctx, `forged-event:${source}`, FORGERIES_A_MINUTE, 60)),
      })
      if (!replayed) await c.get('afterCommit')()
      personal(c)
      if (replayed) c.header('Idempotency-Replayed', 'true')
      return c.json(outcome)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/subjects/{id}/queries',
        operationId: 'querySource',
        tags: ['feeds'],
        summary: 'Authorise one question about yourself to a source that answers only with your consent',
        request: { params: SubjectParam, headers: IdempotencyHeader, body: jsonBody(QueryRequest) },
        responses: { 201: json(AnswerView, 'What came of it; a row about anybody else is not taken in') },
      },
      { signedIn: true, effect: true, refuses: [429] },
    ),
    async (c) => {
      const { subject, userId } = await ownSubjectOf(c, c.req.valid('param').id)
      const { source, record } = c.req.valid('json')
      const ask = async (ctx: Context) => {
        await throttle(ctx, `query:${userId}`, QUESTIONS_AN_HOUR, 3600)
        return askSource(ctx, register, connections, { subject, source, record, actorId: userId })
      }
      return effectAfter(c, 'querySource', JSON.stringify({ source, record }), ask, async (ctx, answered) => ({
        status: 201,
        body: answerView(await takeAnswer(ctx, answered, userId)),
      }))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/subjects/{id}/presentations',
        operationId: 'presentCode',
        tags: ['feeds'],
        summary: 'Present a code that an office signed for you',
        description:
          'A compact JWS (ES256 or EdDSA) of at most 8 KiB. Signature, issuer, audience, time and holder are verified against the keys the office publishes.',
        request: { params: SubjectParam, headers: IdempotencyHeader, body: jsonBody(PresentationRequest) },
        responses: { 201: json(AnswerView, 'What came of it; the same code again is the same record') },
      },
      { signedIn: true, effect: true, refuses: [429] },
    ),
    async (c) => {
      const { subject, userId } = await ownSubjectOf(c, c.req.valid('param').id)
      const { source, code } = c.req.valid('json')
      const verify = async (ctx: Context) => {
        await throttle(ctx, `present:${userId}`, QUESTIONS_AN_HOUR, 3600)
        return verifyPresented(ctx, register, connections, { subject, source, code, actorId: userId })
      }
      return effectAfter(c, 'presentCode', JSON.stringify({ source, code }), verify, async (ctx, answered) => ({
        status: 201,
        body: answerView(await takeAnswer(ctx, answered, userId)),
      }))
    },
  )

  return router
}

/** @throws Fault not_found to anybody but who acts for the subject */
async function ownSubjectOf(c: Rim, id: string): Promise<{ subject: Subject; userId: string }> {
  const principal = principalFrom(c)
  requireOwner(principal, id)
  const subject = await findSubject(contextOf(c), id)
  if (!subject) throw notFound()
  return { subject, userId: principal.userId }
}

function answerView({ run, asOf, batch }: AnswerOutcome): AnswerView {
  const { id, outcome, rows, accepted, duplicate, quarantined } = run
  return { run: id, outcome: outcome as 'ok', rows, accepted, duplicate, quarantined, asOf, batchId: batch?.id ?? null }
}

function healthView({ source, titleZh, connected, breaker, records }: SourceHealth): FeedList['items'][number] {
  return {
    source,
    title: titleZh,
    connected,
    breaker: { ...breaker, retryAt: breaker.retryAt?.toISOString() ?? null },
    records: records.map(({ titleZh: title, state, ...record }) => ({
      ...record,
      title,
      lastOkAt: state?.lastOkAt?.toISOString() ?? null,
      lastTryAt: state?.lastTryAt.toISOString() ?? null,
      lastOutcome: (state?.lastOutcome ?? null) as 'ok' | null,
      lastFailure: state?.lastFailure ?? null,
      lastRows: state?.lastRows ?? null,
      usualRows: state?.usualRows ?? null,
    })),
  }
}
