import { civilDate, countOut, idOf, int, pageLimit, pageOf, safeText, z } from '../platform/kernel/schema.ts'
import { CLOCK_STATES } from './clock.ts'
import { RULE_KINDS, SEVERITIES } from './rule.ts'

const feed = { source: z.string().max(40), record: z.string().max(40), title: z.string().max(100), provider: z.string().max(100) }
const scoreBp = int(0, 10_000).openapi({ description: 'Basis points: 10 000 is faultless' })
const rule = {
  rule: z.string().max(60),
  ruleTitle: z.string().max(100),
  kind: z.enum(Object.keys(RULE_KINDS) as [keyof typeof RULE_KINDS]).nullable(),
  severity: z.enum(SEVERITIES).nullable(),
}

export const DailyQuery = z.object({ day: civilDate.optional().openapi({ description: 'Today in Guangzhou unless told' }) })

export const DeadlineView = z
  .object({ dueOn: civilDate, doneOn: civilDate.nullable(), state: z.enum(CLOCK_STATES) })
  .openapi('QualityDeadline', { description: 'Working days from receipt: intake check 2, error notice 3 (Guangzhou order 204)' })
export type DeadlineView = z.infer<typeof DeadlineView>

export const QualityDay = z
  .object({
    day: civilDate,
    /** Over all feeds that brought rows, by rows received; null on a day without any. */
    scoreBp: scoreBp.nullable(),
    feeds: z.array(
      z.object({
        ...feed,
        batches: countOut,
        received: countOut,
        accepted: countOut,
        duplicate: countOut,
        quarantined: countOut,
        checked: countOut,
        quarantine: z.array(z.object({ code: z.string().max(40), count: countOut })),
        findings: z.array(z.object({ ...rule, count: countOut })),
        /** null on a day without a row: silence is not quality. */
        score: z.object({ completenessBp: scoreBp, validityBp: scoreBp, consistencyBp: scoreBp, timelinessBp: scoreBp, scoreBp }).nullable(),
        previous: z.object({ day: civilDate, scoreBp }).nullable(),
      }),
    ),
    clocks: z.array(z.object({ ...feed, batchId: idOf('batch'), receivedOn: civilDate, duty: z.enum(['check', 'notice']), deadline: DeadlineView })),
    overdue: countOut,
  })
  .openapi('QualityDay')
export type QualityDay = z.infer<typeof QualityDay>

export const FindingsQuery = z.object({
  source: safeText(40).optional(),
  rule: safeText(60).optional(),
  cursor: safeText(512).optional(),
  limit: pageLimit,
})

export const FindingView = z.object({
  subjectId: idOf('subject'),
  recordId: z.string().max(100),
  batchId: idOf('batch'),
  rowNo: countOut,
  ...feed,
  ...rule,
  field: z.string().max(200),
  detail: z.string().max(500),
  recordedOn: civilDate,
})
export type FindingView = z.infer<typeof FindingView>

export const FindingPage = pageOf(FindingView)
  .extend({ counts: z.array(z.object({ ...feed, ...rule, count: countOut })) })
  .openapi('QualityFindings', { description: 'The regulator is given the counts; items stay empty' })
export type FindingPage = z.infer<typeof FindingPage>

export const NoticeView = z
  .object({
    batchId: idOf('batch'),
    ...feed,
    fileName: z.string().max(200).nullable(),
    receivedOn: civilDate,
    received: countOut,
    accepted: countOut,
    duplicate: countOut,
    quarantined: countOut,
    check: DeadlineView,
    /** null where the office has nothing to put right. */
    notice: DeadlineView.nullable(),
    sections: z.array(
      z.object({
        kind: z.enum(['quarantine', 'finding']),
        code: z.string().max(60),
        title: z.string().max(100),
        count: countOut,
        rows: z.array(countOut).max(200),
      }),
    ),
  })
  .openapi('ErrorNotice', { description: 'Counts by reason and row numbers; nothing of the rows themselves' })
export type NoticeView = z.infer<typeof NoticeView>
