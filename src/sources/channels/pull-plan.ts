import { createHash } from 'node:crypto'

/** What is known of the last try at one pull channel. */
export interface LastTry {
  at: Date
  outcome: string | null
  /** A round broke off, or was cut because it was long: there is more to fetch. */
  unfinished: boolean
}

/** After a failure it is tried again sooner than usual; the breaker keeps a dead source from being asked each time. */
const AGAIN_MINUTES = 10
const MINUTE_MS = 60_000

/**
 * Is it time to ask? Each channel has its own minute within its interval, worked out from its name, so that thirty
 * hourly channels do not all knock at the full hour and every process agrees on when.
 * @param last null: never tried
 */
export function isDue(channel: { source: string; record: string; everyMinutes: number }, last: LastTry | null, now: Date): boolean {
  if (last === null) return true
  const agedMs = now.getTime() - last.at.getTime()
  // A clock that was set back must not stop a feed for as long.
  if (agedMs < 0) return true
  if (last.outcome === 'ok' && last.unfinished) return agedMs >= MINUTE_MS
  if (last.outcome !== 'ok' && last.outcome !== 'empty') return agedMs >= Math.min(AGAIN_MINUTES, channel.everyMinutes) * MINUTE_MS
  const everyMs = channel.everyMinutes * MINUTE_MS
  const slotOf = (at: Date) => Math.floor((at.getTime() - offsetMs(channel)) / everyMs)
  return slotOf(now) > slotOf(last.at)
}

function offsetMs({ source, record, everyMinutes }: { source: string; record: string; everyMinutes: number }): number {
  const minute = createHash('sha256').update(`${source}/${record}`).digest().readUInt32BE(0) % everyMinutes
  return minute * MINUTE_MS
}
