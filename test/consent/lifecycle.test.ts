import { describe, expect, it } from 'vitest'
import {
  CONSENT_EDGES,
  CONSENT_STATUSES,
  type ConsentEvent,
  type ConsentStatus,
  effectiveStatus,
  FIRST_STATUSES,
  stepConsent,
  TERMINAL_STATUSES,
} from '../../src/consent/lifecycle.ts'
import { faultOf } from './sample.ts'

/** The plan, written once more: from, what happens, to. */
const LEGAL: Readonly<Record<string, ConsentStatus>> = {
  'requested grant': 'granted',
  'requested deny': 'denied',
  'requested lapse': 'lapsed',
  'requested propose': 'provisional',
  'provisional confirm': 'granted',
  'provisional deny': 'denied',
  'provisional lapse': 'lapsed',
  'provisional revoke': 'revoked',
  'granted pause': 'paused',
  'granted revoke': 'revoked',
  'granted expire': 'expired',
  'granted lastRead': 'consumed',
  'granted supersede': 'superseded',
  'paused resume': 'granted',
  'paused revoke': 'revoked',
  'paused expire': 'expired',
  'paused supersede': 'superseded',
}
const EVENTS: readonly ConsentEvent[] = ['grant', 'deny', 'lapse', 'propose', 'confirm', 'pause', 'resume', 'revoke', 'expire', 'lastRead', 'supersede']
const PAIRS = CONSENT_STATUSES.flatMap((from) => EVENTS.map((by) => [from, by] as const))

describe('a consent’s life', () => {
  it('has an answer for every pair of a status and an event', () => {
    expect(new Set(CONSENT_EDGES.map(({ by }) => by))).toEqual(new Set(EVENTS))
    expect(PAIRS.length).toBe(110)
  })

  it.each(PAIRS)('from %s by %s goes where the plan says, or nowhere', (from, by) => {
    const to = LEGAL[`${from} ${by}`]
    if (to) expect(stepConsent(from, by)).toBe(to)
    else expect(faultOf(() => stepConsent(from, by))).toMatchObject({ kind: 'conflict', code: 'illegal_transition' })
  })

  it('ends in six ways and begins in three', () => {
    expect([...TERMINAL_STATUSES].sort()).toEqual(['consumed', 'denied', 'expired', 'lapsed', 'revoked', 'superseded'])
    expect(FIRST_STATUSES).toEqual(['requested', 'provisional', 'granted'])
  })
})

describe('the end that comes by itself', () => {
  const END = new Date('2026-12-23T02:00:00.000Z')
  const BEFORE = new Date(END.getTime() - 1)
  const LATER = new Date('2027-06-01T00:00:00.000Z')

  it.each<[ConsentStatus, ConsentStatus]>([
    ['granted', 'expired'],
    ['paused', 'expired'],
    ['provisional', 'lapsed'],
    ['requested', 'lapsed'],
  ])('a %s consent is %s at the instant its validity ends, and not a millisecond before', (status, ended) => {
    expect(effectiveStatus(status, END, END)).toBe(ended)
    expect(effectiveStatus(status, END, BEFORE)).toBe(status)
  })

  it.each<ConsentStatus>(['requested', 'provisional'])('a %s one lapses when nobody has answered in time', (status) => {
    expect(effectiveStatus(status, LATER, END, END)).toBe('lapsed')
    expect(effectiveStatus(status, LATER, BEFORE, END)).toBe(status)
  })

  it('an answer that was due no longer matters once it was given', () => {
    expect(effectiveStatus('granted', LATER, END, BEFORE)).toBe('granted')
  })

  it.each(TERMINAL_STATUSES)('what is %s stays so', (status) => {
    expect(effectiveStatus(status, END, LATER, END)).toBe(status)
  })
})
