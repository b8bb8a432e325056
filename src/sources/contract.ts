import { civilDate, countOut, idOf, instantOut, int, pageOf, safeText, z } from '../platform/kernel/schema.ts'
import { SENSITIVITIES } from './catalogue.ts'
import { CHANNEL_WAYS } from './channel.ts'
import { QUARANTINE_CODES } from './record-kind.ts'

const bytesOut = int(0, Number.MAX_SAFE_INTEGER)

export const QUARANTINE_STATUSES = ['open', 'replayed', 'dismissed'] as const

export const ImportQuery = z.object({
  source: safeText(40, 1).openapi({ description: 'Source of the file; see GET /api/v1/sources', example: 'gz-credit' }),
  record: safeText(40, 1).openapi({ description: 'Kind of record in the file', example: 'penalty' }),
  whole: z.enum(['true', 'false']).default('false').openapi({
    description:
      'The file holds all there is, or all that changed since the last: its silence then means "none"; else it says nothing about those it does not name',
  }),
  fileName: safeText(200).optional().openapi({ description: 'Shown in lists only' }),
})

export const BatchView = z
  .object({
    id: idOf('batch'),
    source: z.string().max(40),
    record: z.string().max(40),
    title: z.string().max(100),
    /** How it came in. */
    way: z.enum(CHANNEL_WAYS),
    status: z.enum(['running', 'stopped', 'done']),
    fileName: z.string().max(200).nullable(),
    format: z.enum(['csv', 'xlsx', 'jsonl']),
    encoding: z.string().max(20),
    sha256: z.string().length(64),
    received: countOut,
    accepted: countOut,
    duplicate: countOut,
    quarantined: countOut,
    /** Header columns that the catalogue does not know; they were not taken in. */
    ignoredColumns: z.array(z.string().max(200)),
    /** Progress of a large file; both are its size once it is done. */
    bytesDone: bytesOut,
    bytesTotal: bytesOut.nullable(),
    createdAt: instantOut,
    finishedAt: instantOut.nullable(),
    /** Quality check within 2 working days, error notice to the office within 3 (Guangzhou order 204). */
    checkedAt: instantOut.nullable(),
    noticedAt: instantOut.nullable(),
  })
  .openapi('ImportBatch')
export type BatchView = z.infer<typeof BatchView>
export const BatchPage = pageOf(BatchView)
export type BatchPage = z.infer<typeof BatchPage>

export const QuarantinedRowView = z.object({
  rowNo: countOut,
  issues: z.array(z.object({ code: z.enum(QUARANTINE_CODES), field: z.string().max(200), detail: z.string().max(500) })),
  /** The row as kept: declared columns only, personal ones dropped or masked. */
  row: z.record(z.string().max(100), z.string().max(4000)),
  /** open, replayed once it was put right and taken in, or dismissed because the office will send it anew. */
  status: z.enum(QUARANTINE_STATUSES),
  /** What a person changed before it was taken in. */
  fix: z.record(z.string().max(100), z.object({ from: z.string().max(4000), to: z.string().max(4000) })).nullable(),
  settledAt: instantOut.nullable(),
  /** The record it became. */
  recordId: z.string().max(64).nullable(),
  /** Registered subjects it could be about, where a person has to say which. */
  candidates: z.array(z.object({ id: idOf('subject'), code: z.string().max(32), name: z.string().max(200) })),
})
export type QuarantinedRowView = z.infer<typeof QuarantinedRowView>
export const QuarantinePage = pageOf(QuarantinedRowView)
export type QuarantinePage = z.infer<typeof QuarantinePage>

export const SourceList = z
  .object({
    items: z.array(
      z.object({
        source: z.string().max(40),
        record: z.string().max(40),
        title: z.string().max(100),
        titleEn: z.string().max(100),
        provider: z.string().max(100),
        columns: z.array(
          z.object({
            name: z.string().max(100),
            code: z.string().max(40).nullable(),
            required: z.boolean(),
            /** Personal columns are dropped or masked at the door. */
            personal: z.enum(['drop', 'mask']).nullable(),
            hint: z.string().max(300).nullable(),
            example: z.string().max(300).nullable(),
          }),
        ),
      }),
    ),
  })
  .openapi('SourceList')
export type SourceList = z.infer<typeof SourceList>

export const ReplayRequest = z
  .strictObject({
    cells: z
      .record(safeText(100, 1), safeText(4000))
      .refine((cells) => Object.keys(cells).length <= 200, { message: '一行最多 200 栏。 At most 200 cells.' })
      .openapi({ description: 'New text by column name; a column not named stays as it was kept' }),
    subjectCode: safeText(32, 1)
      .optional()
      .openapi({ description: 'Credit code of whom the row is about, where it does not say, or where its code and its name are of two' }),
    codeHolds: z.boolean().optional().openapi({ description: 'The row’s own code is right, though its name is that of others' }),
  })
  .openapi('ReplayRequest')

export const CatalogueView = z
  .object({
    items: z.array(
      z.object({
        id: z.string().max(80),
        class: z.string().max(40),
        classLabel: z.string().max(60),
        title: z.string().max(100),
        titleEn: z.string().max(100),
        source: z.string().max(40),
        sourceName: z.string().max(100),
        /** The office that answers for it. */
        provider: z.string().max(100),
        /** public: open to all; consent: with the subject's consent; check: yes or no, no values. */
        mode: z.enum(['public', 'consent', 'check']),
        category: z.string().max(40),
        refresh: z.enum(['daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'event']),
        retentionMonths: countOut.nullable(),
        sensitivity: z.enum(SENSITIVITIES),
        validFrom: civilDate,
        validTo: civilDate.nullable(),
        edition: z.string().max(20),
        basis: z.string().max(300),
        verified: z.boolean(),
        inForce: z.boolean(),
        ways: z.array(z.enum(CHANNEL_WAYS)),
      }),
    ),
  })
  .openapi('Catalogue')
export type CatalogueView = z.infer<typeof CatalogueView>

export const RefusalPage = pageOf(
  z.object({
    id: idOf('refusal'),
    source: z.string().max(40),
    record: z.string().max(40),
    way: z.enum(CHANNEL_WAYS),
    code: z.string().max(60),
    detail: z.string().max(500),
    at: instantOut,
    /** Of refused events: how many for this reason within the minute, and the last of them. */
    times: countOut,
    lastAt: instantOut.nullable(),
  }),
)
export type RefusalPage = z.infer<typeof RefusalPage>
