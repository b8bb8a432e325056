/** Products as the API shows them. Requests carry the terms themselves, so that an error points at `/criteria/2/op`. */
import { idOf, instantOut, pageLimit, pageOf, safeText, versionOut, z } from '../platform/kernel/schema.ts'
import { SUBJECT_KINDS } from '../subjects/model.ts'
import { PURPOSES } from './terms.ts'
import { termsIn, termsOut } from './terms-schema.ts'

export const VERSION_STATUSES = ['draft', 'submitted', 'published', 'superseded'] as const

/** `POST /api/v1/products` */
export const productRequest = termsIn
/** `PUT /api/v1/products/{id}/draft` */
export const draftRequest = termsIn

const productVersionView = z
  .object({
    version: versionOut,
    status: z.enum(VERSION_STATUSES),
    terms: termsOut,
    criteriaZh: z.array(z.string().max(2000)).openapi({ description: 'Each criterion as one Chinese sentence, in order' }),
    publishedAt: instantOut.nullable(),
  })
  .openapi('ProductVersion')

/** The published version, or the latest where none is; `draft` is there for the lender's own people only. */
export const productView = productVersionView
  .extend({
    id: idOf('product'),
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
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
