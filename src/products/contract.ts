/** Products as the API shows them. Requests carry the terms themselves, so that an error points at `/criteria/2/op`. */
import { civilDate, idOf, instantOut, pageLimit, pageOf, safeText, versionOut, z } from '../platform/kernel/schema.ts'
import { SUBJECT_KINDS } from '../subjects/model.ts'
import { PURPOSES } from './terms.ts'
import { draftIn, termsOut } from './terms-schema.ts'
import { testCasesOut } from './test-case-schema.ts'

export const VERSION_STATUSES = ['draft', 'submitted', 'published', 'superseded'] as const

/** `POST /api/v1/products` */
export const productRequest = draftIn
/** `PUT /api/v1/products/{id}/draft` */
export const draftRequest = draftIn

/** `PUT /api/v1/products/{id}/pause`: the quota is full, or open again. */
export const pauseRequest = z
  .discriminatedUnion('paused', [
    z.strictObject({
      paused: z.literal(true),
      until: civilDate.openapi({ description: 'The day it is open again' }),
      reason: safeText(100, 1).openapi({ description: 'Shown to firms: 本月额度已满', example: '本月额度已满' }),
    }),
    z.strictObject({ paused: z.literal(false) }),
  ])
  .openapi('ProductPause')

const productVersionView = z
  .object({
    version: versionOut,
    status: z.enum(VERSION_STATUSES),
    terms: termsOut,
    criteriaZh: z.array(z.string().max(2000)).openapi({ description: 'Each criterion as one Chinese sentence, in order' }),
    publishedAt: instantOut.nullable(),
    testCases: testCasesOut.nullable().openapi({ description: 'The lender’s own proof of its criteria; null for everyone outside the lender' }),
  })
  .openapi('ProductVersion')

/** The published version, or the latest where none is; `draft` is there for the lender's own people only. */
export const productView = productVersionView
  .extend({
    id: idOf('product'),
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    pausedUntil: civilDate.nullable().openapi({ description: 'Its quota is full; open again on this day. null: open' }),
    pausedReason: z.string().max(100).nullable(),
    upcoming: productVersionView.nullable().openapi({ description: 'Published, on offer from its validFrom on' }),
    draft: productVersionView.nullable().openapi({ description: 'A version not yet published; null for everyone outside the lender' }),
  })
  .openapi('Product')

export const productPage = pageOf(productView).openapi('ProductPage')

/** `GET /api/v1/products`: published products; `status` other than published lists the reader's own. */
export const productQuery = z.object({
  lenderId: idOf('institution').optional(),
  audience: z.enum(SUBJECT_KINDS).optional(),
  purpose: z.enum(PURPOSES).optional(),
  status: z.enum(VERSION_STATUSES).optional(),
  cursor: safeText(512, 1).optional(),
  limit: pageLimit,
})

export type ProductView = z.infer<typeof productView>
export type ProductVersionView = z.infer<typeof productVersionView>
