import type { Role } from './model.ts'

/** A session ends twelve hours after the sign-in, whatever happens. */
export const SESSION_HOURS = 12
/** How long a right password waits for its second factor. */
export const PENDING_MINUTES = 10
/** Staff who walk away from the desk leave nobody signed in. */
export const STAFF_IDLE_MINUTES = 30
/** How long a factor that was shown counts as fresh. */
export const STEP_UP_MINUTES = 5

/** Who works with other people's data: they need a second factor. */
const STAFF: readonly Role[] = ['lender_viewer', 'lender_approver', 'operator', 'auditor', 'regulator']

export function isStaff(role: Role): boolean {
  return STAFF.includes(role)
}

/** From this instant on the session is over. */
export function sessionEnd({ expiresAt, lastSeenAt }: { expiresAt: Date; lastSeenAt: Date }, role: Role): Date {
  const idleEnd = lastSeenAt.getTime() + STAFF_IDLE_MINUTES * 60_000
  return isStaff(role) && idleEnd < expiresAt.getTime() ? new Date(idleEnd) : expiresAt
}

/** Was the strongest factor shown a short while ago? */
export function isFresh(provedAt: Date, now: Date): boolean {
  return now.getTime() - provedAt.getTime() < STEP_UP_MINUTES * 60_000
}
