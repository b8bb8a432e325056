import { type Edge, step } from '../platform/kernel/lifecycle.ts'

/** Before anybody agreed it is a request; from `provisional` or `granted` on there is an artefact. */
export const CONSENT_STATUSES = [
  ...(['requested', 'denied', 'lapsed'] as const),
  ...(['provisional', 'granted', 'paused', 'revoked', 'expired', 'consumed', 'superseded'] as const),
] as const
export type ConsentStatus = (typeof CONSENT_STATUSES)[number]

/** Every legal step. All ends are final: a new reading needs a new consent. */
export const CONSENT_EDGES = [
  { from: 'requested', to: 'granted', by: 'grant' },
  { from: 'requested', to: 'denied', by: 'deny' },
  { from: 'requested', to: 'lapsed', by: 'lapse' },
  // A village officer by mandate: nothing is read until somebody else has confirmed.
  { from: 'requested', to: 'provisional', by: 'propose' },
  { from: 'provisional', to: 'granted', by: 'confirm' },
  { from: 'provisional', to: 'denied', by: 'deny' },
  { from: 'provisional', to: 'lapsed', by: 'lapse' },
  { from: 'provisional', to: 'revoked', by: 'revoke' },
  { from: 'granted', to: 'paused', by: 'pause' },
  { from: 'paused', to: 'granted', by: 'resume' },
  { from: 'granted', to: 'revoked', by: 'revoke' },
  { from: 'paused', to: 'revoked', by: 'revoke' },
  { from: 'granted', to: 'expired', by: 'expire' },
  { from: 'paused', to: 'expired', by: 'expire' },
  { from: 'granted', to: 'consumed', by: 'lastRead' },
  { from: 'granted', to: 'superseded', by: 'supersede' },
  { from: 'paused', to: 'superseded', by: 'supersede' },
] as const satisfies readonly Edge<ConsentStatus, string>[]

export type ConsentEvent = (typeof CONSENT_EDGES)[number]['by']

/** How a consent begins without a request before it: the subject grants by itself, or an officer proposes for it. */
export const FIRST_STATUSES = ['requested', 'provisional', 'granted'] as const satisfies readonly ConsentStatus[]

/** Nothing leads out of these. */
export const TERMINAL_STATUSES: readonly ConsentStatus[] = CONSENT_STATUSES.filter((status) => !CONSENT_EDGES.some(({ from }) => from === status))

/** Hours that a request, or a consent an officer proposed, waits for its answer; then it lapses. */
export const ANSWER_HOURS = 72

/** @throws Fault conflict `illegal_transition` */
export function stepConsent(from: ConsentStatus, by: ConsentEvent): ConsentStatus {
  return step<ConsentStatus, ConsentEvent>(CONSENT_EDGES, from, by, { zh: '授权', en: 'consent' })
}

/**
 * Expiry takes effect at `validTo`, lapsing at `answerBy`, each whether or not a job ran. What waits for its answer lapses:
 * it never began to run, so it cannot expire.
 */
export function effectiveStatus(status: ConsentStatus, validTo: Date, now: Date, answerBy: Date | null = null): ConsentStatus {
  if (status === 'granted' || status === 'paused') return now >= validTo ? 'expired' : status
  if (status === 'requested' || status === 'provisional') return now >= validTo || (answerBy !== null && now >= answerBy) ? 'lapsed' : status
  return status
}
