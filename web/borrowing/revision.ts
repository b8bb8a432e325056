/** What a subject makes of a consent that runs, before it takes the old one's place. */
import type { ConsentView, TemplateView } from '../../src/consent/contract.ts'
import type { Ticks } from './authorise-page.tsx'

const DAY_MS = 86_400_000
const READS = [1, 2, 3, 5, 10, 20] as const
const DAYS = [7, 14, 30, 60, 90, 180, 366] as const
/** Guangzhou keeps one time all year. */
const ZONE_MS = 8 * 3_600_000

export interface Draft {
  ticks: Ticks
  reads: number
  days: number
}

/** The consent as it runs: what is ticked, how many looks are left, and the days up to the day on which it ends. */
export function standing(consent: ConsentView, now: Date): Draft {
  const categories = (sensitive: boolean) => consent.data.filter((d) => d.sensitive === sensitive).map(({ category }) => category)
  return {
    ticks: { data: categories(false), separate: categories(true) },
    reads: Math.max(1, consent.readsTotal - consent.readsUsed),
    days: daysLeft(new Date(consent.validTo), now),
  }
}

/** Whole days from now that end on the day the consent ends; where that is not to be had, one day less rather than one more. */
function daysLeft(validTo: Date, now: Date): number {
  const left = (validTo.getTime() - now.getTime()) / DAY_MS
  const day = (at: number) => Math.floor((at + ZONE_MS) / DAY_MS)
  const up = Math.ceil(left)
  return Math.max(1, day(now.getTime() + up * DAY_MS) === day(validTo.getTime()) ? up : Math.floor(left))
}

/** The instant at which so many days from now have passed. */
export function endAfter(days: number, now: Date): string {
  return new Date(now.getTime() + days * DAY_MS).toISOString()
}

/** What may be chosen within the purpose's bounds; what stands now is among it. */
export function choices({ reads, days }: Draft, template: Pick<TemplateView, 'maxReads' | 'maxDays'>): { reads: number[]; days: number[] } {
  const within = (steps: readonly number[], most: number, now: number) =>
    [...new Set([...steps, most, now].filter((n) => n <= most || n === now))].sort((a, b) => a - b)
  return { reads: within(READS, template.maxReads, reads), days: within(DAYS, template.maxDays, days) }
}

/** What was posted, where it is on the list; otherwise as it stands. */
export function draftFrom(posted: { ticks: Ticks; reads: string; days: string }, now: Draft, template: Pick<TemplateView, 'maxReads' | 'maxDays'>): Draft {
  const on = choices(now, template)
  return {
    ticks: posted.ticks,
    reads: on.reads.find((n) => String(n) === posted.reads) ?? now.reads,
    days: on.days.find((n) => String(n) === posted.days) ?? now.days,
  }
}

export interface Changes {
  given: string[]
  taken: string[]
  kept: string[]
  reads: boolean
  days: boolean
}

export function changesBetween(now: Draft, next: Draft): Changes {
  const all = ({ ticks }: Draft) => [...ticks.data, ...ticks.separate]
  const [before, after] = [all(now), all(next)]
  return {
    given: after.filter((category) => !before.includes(category)),
    taken: before.filter((category) => !after.includes(category)),
    kept: before.filter((category) => after.includes(category)),
    ...{ reads: now.reads !== next.reads, days: now.days !== next.days },
  }
}

export function isChanged({ given, taken, reads, days }: Changes): boolean {
  return given.length + taken.length > 0 || reads || days
}

/**
 * The body of the revision. How far back and how long it is kept stay as they were given; only a category that is new gets
 * what the purpose has by itself.
 */
export function revisionBody({ ticks, reads, days }: Draft, consent: ConsentView): Record<string, unknown> {
  const item = (category: string, more: object) => {
    const months = monthsBack(consent.data.find((d) => d.category === category)?.lookback ?? null)
    return { category, ...more, ...(months !== null && { lookbackMonths: months }) }
  }
  const kept = /^P(\d+)D$/.exec(consent.deleteAfter)?.[1]
  return {
    data: [...ticks.data.map((category) => item(category, {})), ...ticks.separate.map((category) => item(category, { separateConsent: true }))],
    ...{ reads, validDays: days },
    ...(kept !== undefined && { deleteAfterDays: Number(kept) }),
  }
}

/** Months of a look-back such as P36M. */
export function monthsBack(lookback: string | null): number | null {
  const months = /^P(\d+)M$/.exec(lookback ?? '')?.[1]
  return months === undefined ? null : Number(months)
}
