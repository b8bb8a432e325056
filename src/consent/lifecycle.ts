import { type Edge, step } from '../platform/kernel/lifecycle.ts'

export type ConsentStatus = 'granted' | 'revoked' | 'expired' | 'consumed'

/** Every legal step after the grant. All ends are final: a new reading needs a new consent. */
export const CONSENT_EDGES = [
  { from: 'granted', to: 'revoked', by: 'revoke' },
  { from: 'granted', to: 'expired', by: 'expire' },
  { from: 'granted', to: 'consumed', by: 'lastRead' },
] as const satisfies readonly Edge<ConsentStatus, string>[]

export type ConsentEvent = (typeof CONSENT_EDGES)[number]['by']

/** @throws Fault conflict `illegal_transition` */
export function stepConsent(from: ConsentStatus, by: ConsentEvent): ConsentStatus {
  return step<ConsentStatus, ConsentEvent>(CONSENT_EDGES, from, by, { zh: '授权', en: 'consent' })
}

/** Expiry takes effect at `validTo` whether or not a job ran. */
export function effectiveStatus(status: ConsentStatus, validTo: Date, now: Date): ConsentStatus {
  return status === 'granted' && now >= validTo ? 'expired' : status
}
