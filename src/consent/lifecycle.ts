import { Fault } from '../platform/kernel/fault.ts'

export type ConsentStatus = 'granted' | 'revoked' | 'expired' | 'consumed'

/** Every legal step after the grant. All ends are final: a new reading needs a new consent. */
export const CONSENT_EDGES = [
  { from: 'granted', to: 'revoked', by: 'revoke' },
  { from: 'granted', to: 'expired', by: 'expire' },
  { from: 'granted', to: 'consumed', by: 'lastRead' },
] as const satisfies readonly { from: ConsentStatus; to: ConsentStatus; by: string }[]

export type ConsentEvent = (typeof CONSENT_EDGES)[number]['by']

/** @throws Fault conflict `illegal_transition` */
export function stepConsent(from: ConsentStatus, by: ConsentEvent): ConsentStatus {
  const edge = CONSENT_EDGES.find((e) => e.from === from && e.by === by)
  if (!edge) throw new Fault('conflict', 'illegal_transition', `授权已经是 ${from} 状态，不能再 ${by}。 The consent is ${from} already; it cannot ${by}.`)
  return edge.to
}

/** Expiry takes effect at `validTo` whether or not a job ran. */
export function effectiveStatus(status: ConsentStatus, validTo: Date, now: Date): ConsentStatus {
  return status === 'granted' && now >= validTo ? 'expired' : status
}
