import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { contextOf, type Rim, type RimEnv } from '../../platform/http/rim.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import type { Clock } from '../../platform/kernel/time.ts'
import { DEVICE_DAYS } from '../device-cookie.ts'
import type { Principal } from '../model.ts'
import { noteSeen, principalIn, sessionsOn } from '../service/sessions.ts'
import type { Entered, Visitor } from '../service/sign-in.ts'
import { isStaff, SESSION_HOURS } from '../session-limits.ts'

export const SESSION_COOKIE = '__Host-suixin'
const DEVICE_COOKIE = '__Host-suixin-device'

export interface Watch {
  /** By which sessions end. */
  sessionClock: Clock
  /** Staff without a second factor are led to set one up before anything else. */
  needsFactor: boolean
}

/** Reads the session cookie; an absent or dead session is simply nobody, an unfinished one may only be finished. */
export function identify({ sessionClock, needsFactor }: Watch) {
  return createMiddleware<RimEnv>(async (c, next) => {
    const secret = sessionSecret(c)
    const ctx = contextOf(c)
    const session = secret === undefined ? null : await sessionsOn(ctx, sessionClock).find(secret)
    if (session) {
      const principal = principalIn(session, sessionClock)
      const refusal = session.pending ? factorPending() : needsFactor && isStaff(principal.role) && !session.hasFactor ? factorRequired() : null
      c.set(refusal ? 'held' : 'caller', principal)
      c.set('refusal', refusal)
      await noteSeen(ctx, sessionClock, session)
    }
    await next()
  })
}

function factorPending(): Fault {
  return new Fault(
    'unauthenticated',
    'second_factor_pending',
    '登录还差一步：请用验证码、通行密钥或恢复码确认（POST /api/v1/sessions/second-factor，或打开 /sign-in/second）。 Finish signing in with the second factor.',
  )
}

function factorRequired(): Fault {
  return new Fault(
    'forbidden',
    'second_factor_required',
    '工作人员账号要先设置第二验证方式才能办事：请打开 /account，绑定验证器应用或通行密钥（POST /api/v1/me/totp 或 /api/v1/me/passkeys）。 Set up an authenticator app or a passkey first.',
  )
}

/** @throws Fault unauthenticated `sign_in_required`, or why somebody with a session may not act */
export function principalFrom(c: Rim): Principal {
  const caller = c.get('caller') as Principal | null
  if (!caller) throw c.get('refusal') ?? new Fault('unauthenticated', 'sign_in_required', '请先登录。 Sign in first.')
  return caller
}

/** The same, for what is part of the way to a second factor. */
export function settlerFrom(c: Rim): Principal {
  return c.get('refusal')?.kind === 'forbidden' ? (c.get('held') as Principal) : principalFrom(c)
}

/** Whose sign-in is still to be finished. @throws Fault unauthenticated `sign_in_required`; conflict `not_pending` where it is finished */
export function pendingFrom(c: Rim): Principal {
  if (c.get('refusal')?.code === 'second_factor_pending') return c.get('held') as Principal
  if (c.get('caller') ?? c.get('held'))
    throw new Fault('conflict', 'not_pending', '您已经登录完成，不需要再验证。 The sign-in is complete already; nothing is left to show.')
  throw new Fault('unauthenticated', 'sign_in_required', '请先输入账号和密码。 Begin with user name and password.')
}

function sessionSecret(c: Rim): string | undefined {
  const secret = getCookie(c, SESSION_COOKIE)
  return secret && secret.length <= 200 ? secret : undefined
}

export function visitorOf(c: Rim): Visitor {
  return {
    source: c.get('source'),
    userAgent: c.req.header('user-agent'),
    deviceCookie: getCookie(c, DEVICE_COOKIE)?.slice(0, 200),
    oldSecret: sessionSecret(c),
  }
}

const KEPT = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

/** The session's cookie goes first. */
export function keepEntered(c: Rim, { secret, deviceCookie }: Pick<Entered, 'secret' | 'deviceCookie'>): void {
  keepSecret(c, secret)
  if (deviceCookie === null) return
  setCookie(c, DEVICE_COOKIE, deviceCookie, { ...KEPT, maxAge: DEVICE_DAYS * 86_400 })
}

export function keepSecret(c: Rim, secret: string): void {
  setCookie(c, SESSION_COOKIE, secret, { ...KEPT, maxAge: SESSION_HOURS * 3600 })
}

export async function closeHere(c: Rim, clock: Clock): Promise<void> {
  const secret = sessionSecret(c)
  if (secret !== undefined) await sessionsOn(contextOf(c), clock).close(secret)
  deleteCookie(c, SESSION_COOKIE, { path: '/', secure: true })
}
