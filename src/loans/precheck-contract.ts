import { CONSENT_STATUSES, DELETION_TRIGGERS } from '../consent/model.ts'
import { countOut, idOf, instantOut, pageOf, versionOut, z } from '../platform/kernel/schema.ts'
import { DisclosureView } from './contract.ts'

/** A firm's leave to look once before it applies; no fact about the firm, whose name is one too. */
export const PrecheckView = z
  .object({
    /** Of the consent itself: there is no application yet. */
    id: idOf('consent'),
    productId: idOf('product'),
    productVersion: versionOut,
    productName: z.string().max(100),
    status: z.enum(CONSENT_STATUSES),
    /** What may be looked at, by category. */
    data: z.array(z.object({ category: z.string().max(40), label: z.string().max(60) })),
    grantedAt: instantOut.nullable(),
    validTo: instantOut,
    endedAt: instantOut.nullable(),
    reads: z.object({ used: countOut, total: countOut }),
    deleteAfter: z.string().max(20),
    deleteTrigger: z.enum(DELETION_TRIGGERS),
    hash: z.string().length(64),
  })
  .openapi('Precheck')
export type PrecheckView = z.infer<typeof PrecheckView>
export const PrecheckPage = pageOf(PrecheckView).openapi('PrecheckPage')
export type PrecheckPage = z.infer<typeof PrecheckPage>

/** What the one look showed; it is not shown again. */
export const PrecheckDisclosure = DisclosureView.omit({ applicationId: true })
  .extend({ precheckId: idOf('consent') })
  .openapi('PrecheckDisclosure')
export type PrecheckDisclosure = z.infer<typeof PrecheckDisclosure>
