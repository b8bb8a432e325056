import { addDays, addMonths, type CivilDate, civilDateOf } from '../platform/kernel/time.ts'
import type { Artefact, DataItem } from './artefact.ts'
import { type ConsentStatus, effectiveStatus } from './lifecycle.ts'

export interface ConsentState {
  status: ConsentStatus
  lenderId: string
  /** Null for a precheck, which comes before any. */
  applicationId: string | null
  validTo: Date
  readsUsed: number
  artefact: Artefact
}

export interface Reading {
  lenderId: string
  /** Null for a look before any application. */
  applicationId: string | null
  /** Taken after the consent's row lock is held. */
  at: Date
  /** Reads released within the consent's window; 0 for whoever only asks and will be asked again under the lock. */
  readsInWindow?: number
}

/** How often may be read, as the artefact says it; what it does not say is not bounded. */
interface Access {
  fetch?: string | null
  total?: number | null
  perWindow?: { n: number; window: string } | null
}

export type Refusal = 'not_this_reader' | 'consent_not_begun' | 'consent_quota' | `consent_${Exclude<ConsentStatus, 'granted'>}`

export type Coverage =
  | {
      covered: true
      fields: ReadonlySet<string>
      /** By category the earliest day that what is shown may reach back to; none for a category that was promised no bound. */
      since: ReadonlyMap<string, CivilDate>
      /** Number of this read; 0 where reads are not counted. */
      readNo: number
      lastRead: boolean
    }
  | { covered: false; why: Refusal }

/**
 * Does this consent cover this lender, application and instant, and which fields does it open? Nothing but `granted` does. Only a
 * precheck opens anything before there is an application, and it opens nothing of one.
 */
export function coverageOf(consent: ConsentState, { lenderId, applicationId, at, readsInWindow = 0 }: Reading): Coverage {
  const isBound = applicationId === null ? consent.artefact.purpose.code === 'PRECHECK' : applicationId !== ''
  if (!isBound || consent.lenderId !== lenderId || consent.applicationId !== applicationId) return { covered: false, why: 'not_this_reader' }
  const status = effectiveStatus(consent.status, consent.validTo, at)
  if (status !== 'granted') return { covered: false, why: `consent_${status}` }
  if (at < new Date(consent.artefact.validity.from)) return { covered: false, why: 'consent_not_begun' }
  const { fetch, total = null, perWindow }: Access = consent.artefact.access
  const most = fetch === 'one_time' ? Math.min(1, total ?? 1) : total
  if (most !== null && consent.readsUsed >= most) return { covered: false, why: 'consent_consumed' }
  if (perWindow && readsInWindow >= perWindow.n) return { covered: false, why: 'consent_quota' }
  const isCounted = most !== null || perWindow
  const readNo = isCounted ? consent.readsUsed + 1 : 0
  const { data } = consent.artefact
  return { covered: true, fields: new Set(data.flatMap((d) => d.fields)), since: sinceOf(data, civilDateOf(at)), readNo, lastRead: readNo === most }
}

/** "The last 36 months" of a day, by category. The first consents named none: they were promised no bound. */
function sinceOf(data: readonly Pick<DataItem, 'category' | 'lookback'>[], day: CivilDate): Map<string, CivilDate> {
  const bounded = data.filter((item: { lookback?: string }) => item.lookback !== undefined)
  return new Map(
    bounded.map(({ category, lookback }) => {
      const { count, unit } = lengthOf(lookback)
      return [category, unit === 'M' ? addMonths(day, -count) : addDays(day, -count)]
    }),
  )
}

/** What each of so many reads gets at one instant, one after the other: those that are left are given out, and no more. */
export function coveragesFrom(first: Coverage, consent: ConsentState, { readsInWindow = 0, ...reading }: Reading, many: number): Coverage[] {
  return Array.from({ length: many }, (_, taken) =>
    taken === 0 ? first : coverageOf({ ...consent, readsUsed: consent.readsUsed + taken }, { ...reading, readsInWindow: readsInWindow + taken }),
  )
}

const DAY_MS = 86_400_000
const MONTH_DAYS = 30

/**
 * When the window of its validity began in which an instant lies: windows follow each other from the first instant on. A
 * month has thirty days. null where reads are counted in total alone.
 * @param begun the first instant, where it is not this consent's: a revision goes on with the windows of what it replaced
 * @throws RangeError for anything else: such a consent opens nothing
 */
export function windowStart({ artefact }: Pick<ConsentState, 'artefact'>, at: Date, begun = new Date(artefact.validity.from)): Date | null {
  const { perWindow }: Access = artefact.access
  if (!perWindow) return null
  const { count, unit } = lengthOf(perWindow.window)
  const lengthMs = count * (unit === 'M' ? MONTH_DAYS : 1) * DAY_MS
  return new Date(begun.getTime() + Math.floor((at.getTime() - begun.getTime()) / lengthMs) * lengthMs)
}

/** @throws RangeError for what is no count of days or months: such a consent opens nothing */
function lengthOf(duration: string): { count: number; unit: string } {
  const [, count, unit] = /^P([1-9]\d{0,3})([DM])$/.exec(duration) ?? []
  if (count === undefined || unit === undefined) throw new RangeError(`${duration} is no length of days or months`)
  return { count: Number(count), unit }
}
