import type { Artefact } from './artefact.ts'
import { type ConsentStatus, effectiveStatus } from './lifecycle.ts'

export interface ConsentState {
  status: ConsentStatus
  lenderId: string
  applicationId: string
  validTo: Date
  readsUsed: number
  artefact: Artefact
}

export interface Reading {
  lenderId: string
  applicationId: string
  /** Taken after the consent's row lock is held. */
  at: Date
}

export type Coverage =
  | { covered: true; fields: ReadonlySet<string>; lastRead: boolean }
  | { covered: false; why: 'not_this_reader' | 'consent_revoked' | 'consent_expired' | 'consent_consumed' }

/** Does this consent cover this lender, application and instant, and which fields does it open? */
export function coverageOf(consent: ConsentState, reading: Reading): Coverage {
  if (consent.lenderId !== reading.lenderId || consent.applicationId !== reading.applicationId) return { covered: false, why: 'not_this_reader' }
  const status = effectiveStatus(consent.status, consent.validTo, reading.at)
  if (status !== 'granted') return { covered: false, why: `consent_${status}` }
  const { total } = consent.artefact.access
  if (consent.readsUsed >= total) return { covered: false, why: 'consent_consumed' }
  return { covered: true, fields: new Set(consent.artefact.data.flatMap((d) => d.fields)), lastRead: consent.readsUsed + 1 === total }
}
