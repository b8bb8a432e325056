import { generateIdFromEntropySize, Lucia, TimeSpan } from 'lucia'
import type { Context } from '../../platform/context.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import type { Clock } from '../../platform/kernel/time.ts'
import type { Principal } from '../model.ts'
import { isFresh, SESSION_HOURS, sessionEnd } from '../session-limits.ts'
import {
  deleteOtherSessions,
  deleteSession,
  type FoundSession,
  listSessions,
  type NewSession,
  renewSession,
  type SessionRow,
  sessionAdapter,
  touchSession,
} from '../store/sessions.ts'

export type { FoundSession, SessionRow } from '../store/sessions.ts'

/** Keeps sessions. Lucia stands behind this port, so that it can be replaced without touching a caller. */
export interface Sessions {
  /** @returns the secret for the cookie */
  open(userId: string, session: NewSession): Promise<string>
  /** The living session of this secret; null for none, for an ended and for a forged one. */
  find(secret: string): Promise<FoundSession | null>
  close(secret: string): Promise<void>
}

/** 25 bytes of chance. */
function makeSecret(): string {
  return generateIdFromEntropySize(25)
}

/** @param clock by which sessions end; the app's own, but in test mode, where a day may pass in a second */
export function sessionsOn({ db }: Pick<Context, 'db'>, clock: Clock): Sessions {
  const expiry = { sessionExpiresIn: new TimeSpan(SESSION_HOURS, 'h') }
  return {
    async open(userId, session) {
      return (await new Lucia(sessionAdapter(db, clock, session), expiry).createSession(userId, {}, { sessionId: makeSecret() })).id
    },
    async find(secret) {
      const adapter = sessionAdapter(db, clock)
      const { session } = await new Lucia(adapter, expiry).validateSession(secret)
      return session && adapter.found
    },
    close: (secret) => new Lucia(sessionAdapter(db, clock), expiry).invalidateSession(secret),
  }
}

const SEEN_AGAIN_AFTER_MS = 60_000

/** Notes that somebody is still there, at most once a minute. */
export async function noteSeen({ db }: Context, clock: Clock, { id, lastSeenAt }: FoundSession): Promise<void> {
  const now = clock.now()
  const since = new Date(now.getTime() - SEEN_AGAIN_AFTER_MS)
  if (lastSeenAt < since) await touchSession(db, id, now, since)
}

/** The person of a session, with what the session says of them. */
export function principalIn(session: FoundSession, clock: Clock): Principal {
  const { id, hasFactor, provedAt, principal } = session
  return { ...principal, session: { id, hasFactor, isSteppedUp: isFresh(provedAt, clock.now()) } }
}

/**
 * The strongest factor was shown: the session says so, under a new secret.
 * @param isSignIn it was the last step of a sign-in: the session becomes whole
 * @returns the new secret for the cookie
 */
export async function proveSession({ db }: Context, clock: Clock, id: string, isSignIn: boolean): Promise<string> {
  const secret = makeSecret()
  const now = clock.now()
  const whole = isSignIn ? { pending: false, expiresAt: new Date(now.getTime() + SESSION_HOURS * 3_600_000) } : {}
  await renewSession(db, id, secret, { provedAt: now, ...whole })
  return secret
}

export async function ownSessions({ db }: Context, clock: Clock, principal: Principal): Promise<(SessionRow & { isHere: boolean })[]> {
  const now = clock.now()
  const rows = await listSessions(db, principal.userId, now)
  return rows.filter((row) => sessionEnd(row, principal.role) > now).map((row) => ({ ...row, isHere: row.id === principal.session?.id }))
}

/** @throws Fault not_found for a session of somebody else, as for none */
export async function endSession({ db }: Context, principal: Principal, id: string): Promise<void> {
  if (!(await deleteSession(db, principal.userId, id))) throw notFound()
}

/** @returns how many sessions ended */
export async function endOtherSessions({ db }: Context, principal: Principal): Promise<number> {
  return deleteOtherSessions(db, principal.userId, principal.session?.id ?? null)
}

/**
 * For what must not be done by whoever finds a desk unattended: exports, changes of keys and of factors.
 * @throws Fault forbidden `step_up_required` where the strongest factor this person has was not shown within five minutes
 */
export function requireStepUp(principal: Principal): void {
  if (principal.session?.isSteppedUp) return
  const how = principal.session?.hasFactor ? '验证码或通行密钥' : '密码'
  throw new Fault(
    'forbidden',
    'step_up_required',
    `这一步需要再次确认是您本人：请用${how}确认（POST /api/v1/sessions/step-up，或打开 /account/confirm），五分钟内有效，然后重试。 Confirm that it is you, then retry within five minutes.`,
  )
}
