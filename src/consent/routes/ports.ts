import type { Context } from '../../platform/context.ts'
import type { Issuing } from '../service/issue.ts'

export interface OfferedProduct {
  id: string
  version: number
  lender: { id: string; name: string }
}

/** An application of a lender's customer, as far as a request for a further consent needs it. */
export interface CustomerCase {
  subjectId: string
  product: { id: string; version: number }
  isApproved: boolean
}

/** What consent needs from rooms it does not know; `app.ts` hands it in. */
export interface ConsentPorts extends Issuing {
  fieldLabel(id: string): string
  /** The published version of a product and its lender, or null. */
  publishedProduct(ctx: Context, productId: string): Promise<OfferedProduct | null>
  /** Terms of versions that were on offer, in the order asked for. */
  termsOfVersions(ctx: Context, wanted: readonly { productId: string; version: number }[]): Promise<readonly { name: string }[]>
  /** @throws Fault not_found for an application that is not in this lender's queue */
  customerCase(ctx: Context, lenderId: string, applicationId: string): Promise<CustomerCase>
  /**
   * Whom the applicant named as guarantor of an open application of this lender's, and who may be asked now.
   * @throws Fault not_found; conflict `application_ended`, `guarantor_withdrawn`, `guarantor_refused`
   */
  guarantorCase(ctx: Context, lenderId: string, applicationId: string, guarantorId: string): Promise<Omit<CustomerCase, 'isApproved'>>
}
