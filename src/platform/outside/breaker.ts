/**
 * A circuit breaker as a value: after five failures in a row a source is left alone, then asked by one probe at a time.
 * The state is plain JSON, so that every process sees the same one; whoever lets a call through writes the returned
 * state **before** calling, under a row lock or by compare-and-set, or two of them would each send a probe.
 */
export interface BreakerState {
  state: 'closed' | 'open' | 'half_open'
  /** In a row, since the last success. */
  failures: number
  /** ISO instant; null while closed. */
  openedAt: string | null
  /** ISO instant at which the one probe was let through; null unless half open. */
  probeAt: string | null
}

export const CLOSED_BREAKER: Readonly<BreakerState> = { state: 'closed', failures: 0, openedAt: null, probeAt: null }

const FAILURES_TO_OPEN = 5
const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 15 * 60_000
/**
 * A probe whose process died is forgotten after this. It is longer than a call takes (35 s by default, 70 s with a token
 * fetched first), and no longer than the shortest wait after a failed probe: so a probe that was overtaken by the late
 * failure of an older call has ended, one way or the other, before the next is let through.
 */
const PROBE_LEASE_MS = 2 * FIRST_WAIT_MS

/** @param event how a call that was let through ended; any success closes */
export function stepBreaker(state: BreakerState, event: 'success' | 'failure', now: Date): BreakerState {
  if (event === 'success') return { ...CLOSED_BREAKER }
  // Calls under way when it opened fail late; they are one outage, not a reason to wait longer.
  if (state.state === 'open') return state
  const failures = state.failures + 1
  if (failures < FAILURES_TO_OPEN) return { ...CLOSED_BREAKER, failures }
  return { state: 'open', failures, openedAt: now.toISOString(), probeAt: null }
}

/**
 * @returns allowed with the state to write before calling, or refused with the first instant at which asking again can
 *   help: at most half an hour away, whatever the clocks did
 */
export function mayCall(state: BreakerState, now: Date): { allowed: true; state: BreakerState } | { allowed: false; retryAt: Date } {
  if (state.state === 'closed') return { allowed: true, state }
  const retryAt = state.state === 'open' ? endOf(state.openedAt, waitMs(state.failures), now) : endOf(state.probeAt, PROBE_LEASE_MS, now)
  if (retryAt) return { allowed: false, retryAt }
  return { allowed: true, state: { ...state, state: 'half_open', probeAt: now.toISOString() } }
}

/** 1, 2, 4, 8, then 15 minutes: doubled by every failed probe. */
function waitMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - FAILURES_TO_OPEN))
}

/**
 * The end of a wait, or null when it is over. So it is when it began at no readable time, or further in the future than
 * clocks may differ: then a clock was set back, and waiting for it could take years.
 */
function endOf(began: string | null, lengthMs: number, now: Date): Date | null {
  const beganMs = began === null ? Number.NaN : Date.parse(began)
  const waiting = beganMs - now.getTime() <= LONGEST_WAIT_MS && now.getTime() < beganMs + lengthMs
  return waiting ? new Date(beganMs + lengthMs) : null
}
