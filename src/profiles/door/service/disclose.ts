import { type Consent, coverageOf, readConsent, recordDenial, refusalOf } from '../../../consent/index.ts'
import type { SignedCheckpoint } from '../../../log/index.ts'
import type { Context } from '../../../platform/context.ts'
import { Fault } from '../../../platform/kernel/fault.ts'
import { findSubject } from '../../../subjects/index.ts'
import { type Gateway, isNaturalPerson } from '../../gateway.ts'
import type { Profile } from '../../profile.ts'
import { profileHash } from '../../profile-hash.ts'
import { sealedHead } from '../../sealed-head/service.ts'
import { askToRead, type DisclosureRequest, type LetThrough, OtherTicketNeeded, peekAtProfile } from './release.ts'

export type { DisclosureRequest } from './release.ts'

export interface Disclosure {
  profile: Profile
  consent: Consent
  /** Place of the read's entry in the log. */
  logIndex: number
  /** The log's head as it was signed last; null before it was for the first time. */
  checkpoint: SignedCheckpoint | null
  /** The bureau through which personal data went, and its ticket; null for what is not about a natural person. */
  pass: { bureau: string; ticket: string } | null
}

const MOST_ATTEMPTS = 3
const ANSWER_MS = 2_000

/**
 * The only door out. What is about a natural person is first registered with a licensed bureau, whose ticket goes into
 * the log entry; without one nothing is read and nothing counted. Then, in one transaction: locks the consent, checks it at an
 * instant taken under the lock, reads behind the second wall only what was granted, writes the log entry with the HMAC of
 * just that and keeps which facts it showed. Who asks for the same at the same time shares that transaction and has an entry
 * of its own. Nothing is returned before the entry has committed: where the commit's outcome is not known, neither is the
 * profile (rule R3).
 *
 * @throws Fault forbidden `consent_…`, named for why (and writes `read.denied`), not_found, conflict `subject_erased`,
 *   unavailable `gateway_unavailable` | `log_not_sealed` | `deadline`
 */
export async function discloseTo(ctx: Context, request: DisclosureRequest, gateway: Gateway): Promise<Disclosure> {
  const checkpoint = await sealedHead(ctx)
  let pass: LetThrough | null = null
  for (let attempt = 0; ; attempt++) {
    try {
      return { ...(await readOnce(ctx, request, pass)), checkpoint }
    } catch (error) {
      if (!(error instanceof OtherTicketNeeded)) throw error
      if (attempt === MOST_ATTEMPTS) throw gatewayUnavailable(1)
      pass = await askLeave(ctx, request, gateway)
    }
  }
}

/** What comes later than two seconds after it was asked for stays here, whatever its entry says (rule R4); what has no entry by then gets none. */
async function readOnce(ctx: Context, request: DisclosureRequest, pass: LetThrough | null): Promise<Omit<Disclosure, 'checkpoint'>> {
  let isGone = false
  const seat = askToRead({ ctx, request, pass, isGone: () => isGone })
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), ANSWER_MS)
  })
  const answered = seat.answer.then(async (given): Promise<Omit<Disclosure, 'checkpoint'>> => {
    if (!('refused' in given)) return { ...given, pass: pass && { bureau: pass.bureau, ticket: pass.ticket } }
    if (given.refused.why !== 'not_this_reader') await recordDenial(ctx, given.consent, request.actorId, given.refused.why)
    throw refusalOf(given.refused)
  })
  try {
    return await Promise.race([answered, late])
  } finally {
    clearTimeout(timer)
    isGone = true
    seat.leave()
  }
}

function tooLate(): Fault {
  return new Fault('unavailable', 'deadline', '查看超时，没有交出任何数据，请稍后再试。 The read took too long; nothing was handed out, retry shortly.', {
    retryAfterSeconds: 2,
  })
}

/** null where the read will be refused anyway. */
async function askLeave(ctx: Context, request: DisclosureRequest, gateway: Gateway): Promise<LetThrough | null> {
  const subject = await findSubject(ctx, request.subjectId)
  if (!subject || !isNaturalPerson(subject.kind)) return null
  const consent = await readConsent(ctx, request.subjectId, request.consentId)
  const { lenderId, applicationId } = request
  const coverage = coverageOf(consent, { lenderId, applicationId, at: ctx.clock.now() })
  if (!coverage.covered) return null
  const sha256 = profileHash(await peekAtProfile(ctx, request, coverage))
  const pass = await gateway({
    ...{ consentRef: consent.id, recipient: lenderId, purpose: consent.artefact.purpose.code, subjectKind: subject.kind },
    ...{ fields: [...coverage.fields].sort(), sha256 },
  })
  if ('unavailable' in pass) throw gatewayUnavailable(pass.retryAfterSeconds)
  return { ...pass, sha256 }
}

function gatewayUnavailable(retryAfterSeconds: number): Fault {
  return new Fault(
    'unavailable',
    'gateway_unavailable',
    '个人信息须经持牌征信机构传送，通道暂时不可用；没有读取任何数据，也没有计次，请稍后再试。 Personal data passes a licensed bureau, which is not reachable; nothing was read or counted, retry later.',
    { retryAfterSeconds },
  )
}
