import { Assertion } from '../identity/contract.ts'
import { LOG_KINDS } from '../log/model.ts'
import { civilDate, countOut, idOf, instantOut, int, pageOf, safeText, versionOut, z } from '../platform/kernel/schema.ts'
import { EVIDENCE_KINDS, GRANTOR_ROLES, PROXY_METHODS, WITNESSES } from './artefact.ts'
import { CONSENT_STATUSES } from './lifecycle.ts'
import { DELETION_TRIGGERS, PURPOSE_CODES } from './template.ts'

/** Place in the log, which grows for ever. */
const logIndexOut = int(1, Number.MAX_SAFE_INTEGER)

/** Any number of months that could be meant: how far a template goes back is refused with all its other bounds, not before them. */
const lookback = int(1, 600).optional()

const AskedItem = z.object({
  category: safeText(40, 1),
  separateConsent: z.boolean().default(false).openapi({ description: 'Required true for sensitive categories: their own tick' }),
  lookbackMonths: lookback.openapi({ description: 'How far back; the template’s own length unless told' }),
})
const askedData = z.array(AskedItem).min(1).max(20)
/** Wide, so that the template's own bounds are what refuses, and every one that is broken is named at once. */
const asMuchAs = int(1, 2_147_483_647).optional()
const Bounds = {
  validDays: asMuchAs.openapi({ description: 'Days it is valid; the template’s own unless told' }),
  reads: asMuchAs.openapi({ description: 'How often may be read; the template’s own unless told' }),
  deleteAfterDays: asMuchAs.openapi({ description: 'Days after which the lender deletes; the template’s own unless told' }),
}

export const GrantRequest = z
  .object({
    subjectId: idOf('subject'),
    productId: idOf('product').openapi({ description: 'The published product this consent is for; its lender is the only reader' }),
    purpose: z.enum(['UNDERWRITE', 'PRECHECK']).default('UNDERWRITE'),
    data: askedData,
    ...Bounds,
  })
  .openapi('GrantRequest')

export const BundleRequest = z
  .object({
    subjectId: idOf('subject'),
    productIds: z.array(idOf('product')).min(2).max(20).openapi({ description: 'One consent for the lender of each' }),
    purpose: z.enum(['UNDERWRITE', 'PRECHECK']).default('UNDERWRITE'),
    data: askedData,
    settles: z.boolean().default(true).openapi({ description: 'Accepting one lender’s offer takes the other lenders’ consents back' }),
    ...Bounds,
  })
  .openapi('BundleRequest')

/** The ticks of a revision, or the answer to a lender's request. */
export const TicksRequest = z.object({ data: askedData, ...Bounds }).openapi('TicksRequest')

export const RevokeRequest = z.object({ reason: safeText(200).default('') }).openapi('RevokeRequest')

const LenderItem = z.object({ category: safeText(40, 1), lookbackMonths: lookback })

export const InquiryRequest = z
  .object({
    applicationId: idOf('application').openapi({ description: 'An application of your customer that you approved; for GUARANTEE one still open' }),
    purpose: z.enum(['POSTLOAN', 'RENEWAL', 'GUARANTEE']),
    guarantorId: idOf('guarantor').optional().openapi({ description: 'For GUARANTEE, and for it alone: whom the applicant named, see `listCaseGuarantors`' }),
    data: z.array(LenderItem).min(1).max(20),
    ...Bounds,
  })
  .openapi('ConsentInquiryRequest')

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .openapi({ description: 'SHA-256, hex; the paper or the recording stays where it was made' })
const MandateShape = z.object({ sha256, scope: z.array(z.enum(PURPOSE_CODES)).min(1).max(5), from: civilDate, to: civilDate })

export const ProposalRequest = z
  .object({
    householdNo: safeText(40, 1).openapi({ description: 'Number of the household in the village roster' }),
    productId: idOf('product').optional().openapi({ description: 'The product it applies for; or else `requestId`' }),
    requestId: idOf('consent').optional().openapi({ description: 'The request of a lender that it answers; or else `productId`' }),
    data: askedData,
    mandate: MandateShape,
    method: z.enum(PROXY_METHODS),
    evidenceSha256: sha256,
    witness: z
      .object({ role: z.enum(WITNESSES), sha256 })
      .nullable()
      .default(null),
    ...Bounds,
  })
  .refine(({ productId, requestId }) => (productId === undefined) !== (requestId === undefined), {
    message: 'productId 和 requestId 只填一个。 Give either productId or requestId.',
  })
  .openapi('ConsentProposalRequest')

export const CallBackRequest = z.object({ callBackSha256: sha256 }).openapi('CallBackRequest')

const EvidenceShape = z.object({ what: z.enum(EVIDENCE_KINDS), sha256 })

export const GrantorRequest = z
  .object({
    username: safeText(64, 1).openapi({ description: 'The account that acts for the subject' }),
    role: z.enum(GRANTOR_ROLES),
    mandate: MandateShape.nullable().default(null),
    evidence: z.array(EvidenceShape).max(10).default([]),
  })
  .openapi('GrantorRequest')

export const GrantorView = z
  .object({
    userId: idOf('user'),
    displayName: z.string().max(100),
    role: z.enum(GRANTOR_ROLES),
    mandate: MandateShape.nullable(),
    evidence: z.array(EvidenceShape),
    checkedAt: instantOut,
  })
  .openapi('Grantor')
export type GrantorView = z.infer<typeof GrantorView>
export const GrantorList = z.object({ items: z.array(GrantorView) })

export const ConsentView = z
  .object({
    id: idOf('consent'),
    subjectId: idOf('subject'),
    status: z.enum(CONSENT_STATUSES),
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    productId: idOf('product'),
    productVersion: versionOut,
    /** Fixed now; the application made under this consent will carry it. Null for a precheck. */
    applicationId: idOf('application').nullable(),
    purpose: z.object({ code: z.enum(PURPOSE_CODES), text: z.string().max(200) }),
    data: z.array(
      z.object({
        category: z.string().max(40),
        label: z.string().max(60),
        fields: z.array(z.string().max(60)),
        sensitive: z.boolean(),
        lookback: z.string().max(10).nullable(),
      }),
    ),
    readsTotal: countOut,
    readsUsed: countOut,
    validFrom: instantOut,
    validTo: instantOut,
    deleteAfter: z.string().max(20),
    /** Null while an officer's proposal waits for its confirmation. */
    grantedAt: instantOut.nullable(),
    answerBy: instantOut.nullable(),
    pausedAt: instantOut.nullable(),
    endedAt: instantOut.nullable(),
    endReason: z.string().max(200).nullable(),
    /** How an officer's proposal was made and by whom it was confirmed; null where the subject granted by itself. */
    proxy: z
      .object({
        method: z.enum(PROXY_METHODS),
        village: z.string().max(12),
        coolingOffUntil: instantOut,
        confirmedBy: z.enum(['subject', 'second_officer']).nullable(),
        confirmedAt: instantOut.nullable(),
      })
      .nullable(),
    bundle: z.object({ id: idOf('bundle'), settles: z.boolean() }).nullable(),
    rev: countOut,
    replacedBy: idOf('consent').nullable(),
    /** SHA-256 of the artefact's RFC 8785 bytes. */
    hash: z.string().length(64),
    /** The whole artefact `xyd-consent/1`. */
    artefact: z.record(z.string(), z.unknown()),
  })
  .openapi('Consent')
export type ConsentView = z.infer<typeof ConsentView>

export const BundleView = z.object({ bundleId: idOf('bundle'), items: z.array(ConsentView) }).openapi('ConsentBundle')

export const InquiryView = z
  .object({
    id: idOf('consent'),
    status: z.enum(['requested', 'provisional', 'granted', 'denied', 'lapsed']),
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    applicationId: idOf('application'),
    productId: idOf('product'),
    productVersion: versionOut,
    purpose: z.object({ code: z.enum(PURPOSE_CODES), text: z.string().max(200) }),
    data: z.array(
      z.object({
        category: z.string().max(40),
        label: z.string().max(60),
        fields: z.array(z.string().max(60)),
        sensitive: z.boolean(),
        lookbackMonths: countOut,
        tooShortFor: z
          .array(z.object({ field: z.string().max(60), label: z.string().max(100), months: countOut }))
          .openapi({ description: 'Fields that speak of more months than are looked back: they will not be shown; ask for as many months to see them' }),
      }),
    ),
    validDays: countOut,
    reads: countOut,
    deleteAfterDays: countOut,
    deleteTrigger: z.enum(DELETION_TRIGGERS),
    askedAt: instantOut,
    answerBy: instantOut,
    answeredAt: instantOut.nullable(),
    reason: z.string().max(200).nullable(),
    /** SHA-256 of what was asked; the log names it until there is an artefact. */
    hash: z.string().length(64),
  })
  .openapi('ConsentInquiry')
export type InquiryView = z.infer<typeof InquiryView>
export const InquiryList = z.object({ items: z.array(InquiryView) })
/** Where somebody else than the subject reads it, the subject's own words are left out. */
export const TellableInquiryList = z.object({ items: z.array(InquiryView.omit({ reason: true })) }).openapi('HouseholdRequestList')
/** A lender sees whom it asked by the application, and the subject's own words to nobody. */
export const LenderInquiryPage = pageOf(InquiryView.omit({ reason: true })).openapi('ConsentInquiryPage')

export const LenderConsentView = ConsentView.omit({ subjectId: true, artefact: true, endReason: true, bundle: true }).openapi('LenderConsent')
export const LenderConsentPage = pageOf(LenderConsentView).openapi('LenderConsentPage')

const sealedInOut = int(1, Number.MAX_SAFE_INTEGER)
  .nullable()
  .openapi({ description: 'Size of the first signed checkpoint that covers the entry; null until it is sealed, within seconds' })

export const ReceiptView = z
  .object({
    consent: ConsentView.omit({ endReason: true, bundle: true }),
    /** The artefact's canonical bytes as text: what was hashed and signed. */
    text: z.string().max(65_536),
    hash: z.string().length(64),
    /** Null for consents from before the platform signed. */
    sig: z.object({ platform: z.string().max(4096), subject: z.object({ by: idOf('user'), at: instantOut, assertion: Assertion }).optional() }).nullable(),
    /** Does the signature hold by the keys published now? */
    verified: z.boolean().nullable(),
    keys: z.string().max(200),
    /** Each step as the log has it, oldest first. */
    life: z.array(
      z.object({
        index: logIndexOut,
        kind: z.enum(LOG_KINDS),
        at: instantOut,
        why: z.string().max(200),
        byPlatform: z.boolean(),
        requestId: z.string().max(64),
        /** The entry's canonical bytes: what the tree hashes. */
        leaf: z.string().max(20_000),
        sealedIn: sealedInOut,
        proof: z.string().max(200).openapi({ description: 'Where its proof is to be had once it is sealed: a C2SP tlog-proof file with the leaf in it' }),
      }),
    ),
  })
  .openapi('ConsentReceipt')
export type ReceiptView = z.infer<typeof ReceiptView>

export const TemplateView = z
  .object({
    id: z.string().max(40),
    purpose: z.enum(PURPOSE_CODES),
    from: civilDate,
    text: z.string().max(200),
    begunBy: z.enum(['subject', 'lender']),
    maxDays: countOut,
    defaultDays: countOut,
    maxReads: countOut,
    defaultReads: countOut,
    categories: z.array(z.string().max(40)).nullable(),
    lookbackMonths: countOut,
    maxLookbackMonths: countOut,
    perWindow: z.object({ n: countOut, window: z.string().max(10) }).nullable(),
    fetch: z.enum(['one_time', 'on_demand']),
    deleteAfter: z.string().max(10),
    trigger: z.enum(DELETION_TRIGGERS).openapi({ description: 'What the days of keeping are counted from; taking back always counts too' }),
    maxDeleteAfterDays: countOut,
  })
  .openapi('ConsentTemplate')
export type TemplateView = z.infer<typeof TemplateView>
export const TemplateList = z.object({ items: z.array(TemplateView) })

/** For the officers of the village: they have to know whom to call back. */
export const ProposalView = ConsentView.extend({ householdNo: z.string().max(40) }).openapi('ConsentProposal')
export type ProposalView = z.infer<typeof ProposalView>
export const ProposalList = z.object({ items: z.array(ProposalView) })

export const ConsentList = z.object({ items: z.array(ConsentView) })
export type ConsentList = z.infer<typeof ConsentList>

export const AccessEntryView = z.object({
  /** Place in the log: the order in which entries were committed. */
  index: logIndexOut,
  sealedIn: sealedInOut,
  kind: z.enum(LOG_KINDS),
  at: instantOut,
  consentId: z
    .string()
    .regex(/^(cns|prf|scr|ers|bgl)_[0-9a-hjkmnp-tv-z]{26}$/)
    .openapi({ description: 'The consent, the proof or the batch that the entry is about' }),
  lenderId: z
    .union([idOf('institution'), z.literal('platform')])
    .openapi({ description: 'platform: the house itself, by a statute or at the wish of the subject' }),
  lenderName: z.string().max(200),
  actorName: z.string().max(100),
  /** Field ids and what they are called. */
  fields: z.array(z.object({ id: z.string().max(60), label: z.string().max(60) })),
  readNo: countOut,
  why: z.string().max(200),
  product: z
    .object({ id: idOf('product'), version: versionOut, name: z.string().max(60) })
    .optional()
    .openapi({ description: 'Of a listing: the product whose conditions open records show to be met' }),
  requestId: z.string().max(64),
})
export type AccessEntryView = z.infer<typeof AccessEntryView>
export const AccessLogPage = pageOf(AccessEntryView).openapi('AccessLogPage')
export type AccessLogPage = z.infer<typeof AccessLogPage>

export const AuditEventView = z.object({
  index: logIndexOut,
  sealedIn: sealedInOut,
  kind: z.enum(LOG_KINDS),
  at: instantOut,
  consentId: z.string().max(40),
  subjectId: z.string().max(40),
  lenderId: z.string().max(40),
  actorId: z.string().max(40),
  fields: z.array(z.string().max(60)),
  readNo: countOut,
  why: z.string().max(200),
  requestId: z.string().max(64),
})
export type AuditEventView = z.infer<typeof AuditEventView>
export const AuditPage = pageOf(AuditEventView).openapi('AuditPage')

export const LegalTextView = z
  .object({
    textId: z.string().max(60),
    version: versionOut,
    from: civilDate,
    lang: z.string().max(10),
    text: z.string().max(5000),
    sha256: z.string().length(64),
    notice: z.array(z.string().max(40)),
    maxDays: countOut,
    maxReads: countOut,
    defaultDays: countOut,
    defaultReads: countOut,
  })
  .openapi('LegalText')
export type LegalTextView = z.infer<typeof LegalTextView>
