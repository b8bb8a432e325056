import { civilDate, countOut, idOf, instantOut, pageOf, z } from '../platform/kernel/schema.ts'
import { FRESHNESSES, RULES } from '../profiles/model.ts'

const recordId = z.string().max(64)

const VersionView = z.object({
  id: recordId,
  /** The source's own order. */
  version: z.string().max(40),
  retracts: z.boolean(),
  /** Since when we knew; what counts is the version, not this. */
  recordedAt: instantOut,
  /** When a later word of the source came to us; null while this one holds. */
  supersededAt: instantOut.nullable(),
  batchId: z.string().max(40),
  rowNo: countOut,
})

export const RecordTrace = z
  .object({
    subject: z.object({ id: idOf('subject'), code: z.string().max(32), name: z.string().max(200), aliases: z.array(z.string().max(200)) }),
    record: z.object({
      id: recordId,
      source: z.string().max(40),
      record: z.string().max(40),
      title: z.string().max(100),
      provider: z.string().max(100),
      recordKey: z.string().max(300),
      asOf: civilDate,
      holds: z.boolean(),
      /** The row as taken in: declared columns only. */
      cells: z.record(z.string().max(100), z.string().max(4000)),
      batch: z
        .object({ id: z.string().max(40), rowNo: countOut, fileName: z.string().max(200).nullable(), way: z.string().max(20), createdAt: instantOut })
        .nullable(),
    }),
    versions: z.array(VersionView),
    facts: z.array(
      z.object({
        attribute: z.string().max(60),
        label: z.string().max(60),
        value: z.unknown(),
        asOf: civilDate,
        standing: z.enum(['holds', 'listed', 'lost', 'superseded', 'gone', 'mark']),
        /** By which rule, where others said something else. */
        decidedBy: z.enum(RULES).nullable(),
        freshness: z.enum(FRESHNESSES).nullable(),
        winner: z.object({ recordId, source: z.string().max(40), provider: z.string().max(100), value: z.unknown() }).nullable(),
        feeds: z.array(z.object({ attribute: z.string().max(60), label: z.string().max(60) })),
      }),
    ),
    /** Of the subject's last match: the offers in whose reasons these facts speak. */
    offers: z.array(
      z.object({
        matchId: idOf('match'),
        productId: idOf('product'),
        productName: z.string().max(200),
        lenderName: z.string().max(200),
        status: z.enum(['eligible', 'unknown', 'ineligible']),
        attribute: z.string().max(60),
        verdict: z.enum(['met', 'short', 'unknown']),
        sentence: z.string().max(1000),
      }),
    ),
  })
  .openapi('RecordTrace')
export type RecordTrace = z.infer<typeof RecordTrace>

export const BatchRecordPage = pageOf(
  z.object({
    rowNo: countOut,
    recordId,
    subjectId: idOf('subject'),
    subjectName: z.string().max(200),
    subjectCode: z.string().max(32),
    retracts: z.boolean(),
    asOf: civilDate,
  }),
)
export type BatchRecordPage = z.infer<typeof BatchRecordPage>
