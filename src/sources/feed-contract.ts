import { civilDate, countOut, idOf, instantOut, int, pageLimit, pageOf, safeText, z } from '../platform/kernel/schema.ts'
import { ALARMS } from './channels/alarm.ts'

const name = z.string().max(40)
/** As source and record ids are written; anything else in a path is the 404 of what does not exist. */
const pathName = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/)
const WAYS = ['upload', 'drop', 'pull', 'push', 'query', 'present'] as const
const OUTCOMES = ['ok', 'empty', 'failed', 'wrong', 'skipped'] as const

export const FeedParam = z.object({ source: pathName, record: pathName })
export const FeedSourceParam = z.object({ source: pathName })
export const RunsQuery = z.object({
  source: safeText(40, 1).optional().openapi({ description: 'Runs of this source only' }),
  cursor: safeText(512).optional(),
  limit: pageLimit,
})

export const FeedRunView = z
  .object({
    id: idOf('run'),
    source: name,
    sourceTitle: z.string().max(100),
    record: name,
    title: z.string().max(100),
    way: z.enum(WAYS),
    startedAt: instantOut,
    /** null while under way, and for ever where the process died. */
    finishedAt: instantOut.nullable(),
    outcome: z.enum(OUTCOMES).nullable(),
    rows: countOut,
    accepted: countOut,
    duplicate: countOut,
    quarantined: countOut,
    pages: countOut,
    tries: countOut,
    failure: z.string().max(100).nullable(),
    detail: z.string().max(200).nullable(),
    batchIds: z.array(idOf('batch')),
  })
  .openapi('FeedRun')
export type FeedRunView = z.infer<typeof FeedRunView>
export const FeedRunPage = pageOf(FeedRunView)
export type FeedRunPage = z.infer<typeof FeedRunPage>

export const FeedList = z
  .object({
    now: instantOut,
    items: z.array(
      z.object({
        source: name,
        title: z.string().max(100),
        /** null: nothing of this source comes over a line. */
        connected: z.boolean().nullable(),
        breaker: z.object({ state: z.enum(['closed', 'open', 'half_open']), failures: countOut, retryAt: instantOut.nullable() }),
        records: z.array(
          z.object({
            record: name,
            title: z.string().max(100),
            ways: z.array(z.enum(WAYS)),
            everyMinutes: int(1, 1_000_000).nullable(),
            /** The item of the catalogue that lets it in; null: not taken in today. */
            item: z.string().max(100).nullable(),
            refresh: z.string().max(20).nullable(),
            /** Last day on which it was received whole. */
            lastGoodOn: civilDate.nullable(),
            lastOkAt: instantOut.nullable(),
            lastTryAt: instantOut.nullable(),
            lastOutcome: z.enum(OUTCOMES).nullable(),
            lastFailure: z.string().max(100).nullable(),
            lastRows: countOut.nullable(),
            usualRows: countOut.nullable(),
            underWay: z.boolean(),
            alarms: z.array(z.enum(ALARMS)),
          }),
        ),
      }),
    ),
  })
  .openapi('FeedList')
export type FeedList = z.infer<typeof FeedList>

export const EventOutcomeView = z
  .object({
    eventId: z.string().max(255),
    source: name,
    record: name,
    batchId: idOf('batch').nullable(),
    received: countOut,
    accepted: countOut,
    duplicate: countOut,
    quarantined: countOut,
  })
  .openapi('FeedEventOutcome')

export const QueryRequest = z.strictObject({ source: safeText(40, 1), record: safeText(40, 1) })
/** A compact JWS of at most 8 KiB. */
export const PresentationRequest = z.strictObject({ source: safeText(40, 1), code: safeText(8192, 1) })

export const AnswerView = z
  .object({
    run: idOf('run'),
    outcome: z.enum(['ok', 'empty']),
    rows: countOut,
    accepted: countOut,
    duplicate: countOut,
    quarantined: countOut,
    /** The newest day the answer speaks of. */
    asOf: civilDate.nullable(),
    batchId: idOf('batch').nullable(),
  })
  .openapi('FeedAnswer')
export type AnswerView = z.infer<typeof AnswerView>
