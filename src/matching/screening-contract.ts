/** Questions over all subjects as the API shows them: live counts, and batches that look at everybody of an area. */
import { civilDate, countOut, idOf, instantOut, int, pageOf, safeText, versionOut, z } from '../platform/kernel/schema.ts'
import { criteriaSchema } from '../products/criteria-contract.ts'
import { isGuangzhouDistrict, SUBJECT_KINDS } from '../subjects/model.ts'
import { areaName } from './screening/area.ts'
import { BATCH_STATUSES } from './screening/lifecycle.ts'

const kinds = z.array(z.enum(SUBJECT_KINDS)).max(SUBJECT_KINDS.length)

export const CountsRequest = z
  .strictObject({
    criteria: criteriaSchema,
    audience: kinds.default([]).openapi({ description: 'Kinds of subjects; none named: every kind' }),
    district: safeText(6, 6)
      .refine(isGuangzhouDistrict, { message: '广州没有这个区。 No such district of Guangzhou.', params: { code: 'unknown_district' } })
      .optional()
      .openapi({ description: 'GB/T 2260', example: '440114' }),
  })
  .openapi('ScreeningCountsRequest')

const figure = z
  .object({
    count: countOut.nullable().openapi({ description: 'Whole tens, never more than there are' }),
    hidden: z.boolean().openapi({ description: 'Too few to be told: under ten, or not far enough above it' }),
  })
  .openapi('AnonymousCount')

const sentence = z.string().max(2000)

export const CountsView = z
  .object({
    asOf: civilDate.nullable().openapi({ description: 'No counted profile is older than this day; null where nobody is counted' }),
    total: figure,
    meet: figure,
    couldMeet: figure.openapi({ description: 'Not to be decided by open records: they may meet it once they authorise' }),
    short: figure,
    biggestExcluder: z
      .object({ leafPath: z.string().max(200).openapi({ example: '/criteria/0/any/1' }), sentence, excluded: figure })
      .nullable()
      .openapi({ description: 'The leaf by which most are ruled out; null where that is too few to be told' }),
    byCriterion: z.array(z.object({ sentence, meet: figure, couldMeet: figure, short: figure })),
  })
  .openapi('ScreeningCounts')
export type CountsView = z.infer<typeof CountsView>

export const BatchRequest = z
  .strictObject({
    productId: idOf('product'),
    version: versionOut,
    area: safeText(12, 4)
      .refine((code) => areaName(code) !== null, { message: '广州没有这个地区代码。 No such area of Guangzhou.', params: { code: 'unknown_area' } })
      .openapi({ description: '4401 the city · 6 digits a district · 9 a town · 12 a village', example: '440114' }),
  })
  .openapi('ScreeningBatchRequest')

export const BatchView = z
  .object({
    id: idOf('screening'),
    productId: idOf('product'),
    version: versionOut,
    productName: z.string().max(60),
    area: z.object({ code: z.string().max(12), name: z.string().max(100) }),
    status: z.enum(BATCH_STATUSES),
    progressPercent: int(0, 100),
    asOf: civilDate.nullable(),
    totals: z
      .object({ total: figure, meet: figure, couldMeet: figure, short: figure })
      .nullable()
      .openapi({ description: 'By open records alone; null until everybody has been looked at' }),
    createdByName: z.string().max(100).nullable(),
    createdAt: instantOut,
    endedAt: instantOut.nullable(),
  })
  .openapi('ScreeningBatch')
export type BatchView = z.infer<typeof BatchView>
export const BatchPage = pageOf(BatchView).openapi('ScreeningBatchPage')
export type BatchPage = z.infer<typeof BatchPage>

export const ENTRY_BASES = ['public', 'consent'] as const
const verdict = z.enum(['met', 'short', 'unknown'])

export const EntryView = z
  .discriminatedUnion('basis', [
    z.object({
      basis: z.literal('public').openapi({ description: 'A firm that open records alone show to meet every criterion' }),
      verdict,
      subjectId: idOf('subject'),
      code: z.string().max(30).openapi({ description: 'Unified social credit code' }),
    }),
    z.object({
      basis: z.literal('consent').openapi({ description: 'An applicant with a live consent; showing it was a read under that consent' }),
      verdict,
      applicationId: idOf('application'),
      consentId: idOf('consent'),
    }),
  ])
  .openapi('ScreeningEntry')
export type EntryView = z.infer<typeof EntryView>
export const EntryPage = pageOf(EntryView).openapi('ScreeningEntryPage')
export type EntryPage = z.infer<typeof EntryPage>
