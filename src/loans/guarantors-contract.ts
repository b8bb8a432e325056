import { CONSENT_STATUSES } from '../consent/model.ts'
import { countOut, fenOut, idOf, instantOut, monthsOut, safeText, versionOut, z } from '../platform/kernel/schema.ts'
import { DisclosureView } from './contract.ts'

export const GuarantorRequest = z
  .object({ code: safeText(40, 1).openapi({ description: 'Unified social credit code of the guarantor, as on its business licence' }) })
  .openapi('GuarantorRequest')

const common = {
  id: idOf('guarantor'),
  applicationId: idOf('application'),
  status: z.enum(['named', ...CONSENT_STATUSES]).openapi({ description: 'named: the lender has not asked it yet; from there on as its consent stands' }),
  namedAt: instantOut,
  answerBy: instantOut.nullable().openapi({ description: 'While it is asked: the latest moment of its answer' }),
  withdrawnAt: instantOut.nullable().openapi({ description: 'When the applicant took the naming back' }),
}

/** As the applicant sees it: whom it named and whether that firm agreed; nothing of what is read. */
export const GuarantorView = z
  .object({
    ...common,
    code: z.string().max(40),
    /** Of a firm; null for a natural person, whose name is nobody's to tell. */
    name: z.string().max(200).nullable(),
  })
  .openapi('Guarantor')
export type GuarantorView = z.infer<typeof GuarantorView>
export const GuarantorList = z.object({ items: z.array(GuarantorView) }).openapi('GuarantorList')
export type GuarantorList = z.infer<typeof GuarantorList>

/** As the lender sees it before it reads: who it is, is a fact that only the guarantor opens. */
export const CaseGuarantor = z
  .object({
    ...common,
    /** The consent its profile is read under; null before it agreed. */
    consentId: idOf('consent').nullable(),
    reads: z.object({ used: countOut, total: countOut }).nullable(),
    mayAsk: z.boolean().openapi({ description: 'Whether `requestConsent` for GUARANTEE may be sent now' }),
  })
  .openapi('CaseGuarantor')
export type CaseGuarantor = z.infer<typeof CaseGuarantor>
export const CaseGuarantorList = z.object({ items: z.array(CaseGuarantor) }).openapi('CaseGuarantorList')
export type CaseGuarantorList = z.infer<typeof CaseGuarantorList>

/** As the guarantor sees it: for whose loan, from whom, how much and how long. */
export const GuaranteeView = z
  .object({
    ...common,
    borrowerName: z.string().max(200),
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    productId: idOf('product'),
    productVersion: versionOut,
    productName: z.string().max(100),
    amountFen: fenOut,
    termMonths: monthsOut,
  })
  .openapi('Guarantee')
export type GuaranteeView = z.infer<typeof GuaranteeView>
export const GuaranteeList = z.object({ items: z.array(GuaranteeView) }).openapi('GuaranteeList')
export type GuaranteeList = z.infer<typeof GuaranteeList>

/** What a look at a guarantor showed. The product's criteria are for borrowers and are not judged on it. */
export const GuarantorDisclosure = DisclosureView.omit({ criteria: true })
  .extend({ guarantorId: idOf('guarantor') })
  .openapi('GuarantorDisclosure')
export type GuarantorDisclosure = z.infer<typeof GuarantorDisclosure>
