import { LOG_KINDS } from '../log/model.ts'
import { countOut, idOf, instantOut, int, pageOf, safeText, versionOut, z } from '../platform/kernel/schema.ts'

/** Place in the log, which grows for ever. */
const logIndexOut = int(1, Number.MAX_SAFE_INTEGER)

export const GrantRequest = z
  .object({
    subjectId: idOf('subject'),
    productId: idOf('product').openapi({ description: 'The published product this consent is for; its lender is the only reader' }),
    purpose: z.enum(['UNDERWRITE']).default('UNDERWRITE'),
    data: z
      .array(
        z.object({
          category: safeText(40, 1),
          separateConsent: z.boolean().default(false).openapi({ description: 'Required true for sensitive categories: their own tick' }),
        }),
      )
      .min(1)
      .max(20),
    validDays: int(1, 3650).default(30),
    reads: int(1, 1000).default(5),
  })
  .openapi('GrantRequest')

export const RevokeRequest = z.object({ reason: safeText(200).default('') }).openapi('RevokeRequest')

export const ConsentView = z
  .object({
    id: idOf('consent'),
    subjectId: idOf('subject'),
    status: z.enum(['granted', 'revoked', 'expired', 'consumed']),
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    productId: idOf('product'),
    productVersion: versionOut,
    /** Fixed now; the application made under this consent will carry it. */
    applicationId: idOf('application'),
    purpose: z.object({ code: z.string().max(40), text: z.string().max(200) }),
    data: z.array(z.object({ category: z.string().max(40), label: z.string().max(60), fields: z.array(z.string().max(60)), sensitive: z.boolean() })),
    readsTotal: countOut,
    readsUsed: countOut,
    validFrom: instantOut,
    validTo: instantOut,
    deleteAfter: z.string().max(20),
    grantedAt: instantOut,
    endedAt: instantOut.nullable(),
    endReason: z.string().max(200).nullable(),
    /** SHA-256 of the artefact's RFC 8785 bytes. */
    hash: z.string().length(64),
    /** The whole artefact `xyd-consent/1`. */
    artefact: z.record(z.string(), z.unknown()),
  })
  .openapi('Consent')
export type ConsentView = z.infer<typeof ConsentView>
export const ConsentList = z.object({ items: z.array(ConsentView) })
export type ConsentList = z.infer<typeof ConsentList>

export const AccessEntryView = z.object({
  /** Place in the log: the order in which entries were committed. */
  index: logIndexOut,
  kind: z.enum(LOG_KINDS),
  at: instantOut,
  consentId: z
    .string()
    .regex(/^(cns|prf|scr)_[0-9a-hjkmnp-tv-z]{26}$/)
    .openapi({ description: 'The consent, the proof or the batch that the entry is about' }),
  lenderId: idOf('institution'),
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
export const AuditPage = pageOf(AuditEventView).openapi('AuditPage')

export const LegalTextView = z
  .object({
    textId: z.string().max(60),
    version: versionOut,
    lang: z.string().max(10),
    text: z.string().max(5000),
    sha256: z.string().length(64),
    maxDays: countOut,
    maxReads: countOut,
    defaultDays: countOut,
    defaultReads: countOut,
  })
  .openapi('LegalText')
export type LegalTextView = z.infer<typeof LegalTextView>
