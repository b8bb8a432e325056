import type { Refresh } from '../catalogue.ts'
import { REFRESH_DAYS } from '../catalogue.ts'

/**
 * What is wrong with a feed, worked out from what was written down of its runs whenever somebody looks: an alarm that is
 * not stored cannot outlive its reason, nor be put out by hand. An alarm never deletes anything: profiles keep the last
 * good value with its day, and grow stale by age.
 */
export const ALARMS = ['no_rows', 'half_rows', 'late', 'breaker_open', 'wrong_shape'] as const
export type Alarm = (typeof ALARMS)[number]

export interface FeedCondition {
  /** Rows of the last whole round; null before the first. */
  lastRows: number | null
  /** What was usual before it; null where nothing is. */
  usualRows: number | null
  lastOutcome: string | null
  breaker: 'closed' | 'open' | 'half_open'
  /** Since when something good should have come: the last good run, or the first try where none was good. */
  waitingSince: Date | null
  /** Of its item of the catalogue; null where none is in force, or where it comes only when somebody asks. */
  refresh: Refresh | null
}

const DAY_MS = 86_400_000

/** In the order of ALARMS. */
export function alarmsOf(feed: FeedCondition, now: Date): Alarm[] {
  const { lastRows, usualRows } = feed
  const usual = usualRows ?? 0
  const due = dueAt(feed)
  const raised: Record<Alarm, boolean> = {
    no_rows: lastRows === 0 && usual > 0,
    half_rows: lastRows !== null && lastRows > 0 && lastRows * 2 <= usual,
    late: due !== null && now.getTime() > due.getTime(),
    breaker_open: feed.breaker !== 'closed',
    wrong_shape: feed.lastOutcome === 'wrong',
  }
  return ALARMS.filter((alarm) => raised[alarm])
}

/** Twice the refresh of its catalogue item after the last good run. */
function dueAt({ waitingSince, refresh }: FeedCondition): Date | null {
  const days = refresh === null ? null : REFRESH_DAYS[refresh]
  return days === null || waitingSince === null ? null : new Date(waitingSince.getTime() + 2 * days * DAY_MS)
}

/**
 * What is usual once `last` rows have come: four parts of what was, one of what came. An empty round does not count, or
 * a dead feed would soon be a usual one.
 */
export function usualAfter(usual: number | null, last: number | null): number | null {
  if (last === null || last === 0) return usual
  return usual === null ? last : Math.round((usual * 4 + last) / 5)
}

/** What a whole round of so many rows leaves written down, however it came. */
export interface RoundEnd {
  lastRows: number
  usualRows: number | null
  lastOkAt: Date | null
}

/** A round is good when it has rows, or where none are usual: an empty one does not move the last good day. */
export function roundAfter(before: { lastRows: number | null; usualRows: number | null; lastOkAt: Date | null }, rows: number, now: Date): RoundEnd {
  const usualRows = usualAfter(before.usualRows, before.lastRows)
  const good = rows > 0 || (usualRows ?? 0) === 0
  return { lastRows: rows, usualRows, lastOkAt: good ? now : before.lastOkAt }
}
