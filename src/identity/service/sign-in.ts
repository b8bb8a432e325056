import { randomBytes } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { coarseNetwork } from '../../platform/http/source.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import type { Clock } from '../../platform/kernel/time.ts'
import { makeDeviceCookie, readDeviceCookie } from '../device-cookie.ts'
import { deviceName } from '../device-name.ts'
import type { Principal } from '../model.ts'
import { NO_PASSWORD } from '../password.ts'
import { factorsOf } from '../store/factors.ts'
import { findPrincipal, findUser } from '../store/people.ts'
import { countGuess } from './attempts.ts'
import { type Hasher, isPassword } from './passwords.ts'
import { keyFor } from './sealing.ts'
import { sessionsOn } from './sessions.ts'

/** What the house brings to a sign-in. */
export interface SignInMeans {
  hashers: readonly Hasher[]
  /** By which sessions end. */
  sessionClock: Clock
  secret: string
}

/** What the browser brings. */
export interface Visitor {
  source: string | null
  userAgent: string | undefined
  deviceCookie: string | undefined
  /** The secret of the session it had, which ends. */
  oldSecret: string | undefined
}

export const FACTOR_METHODS = ['totp', 'passkey', 'recovery'] as const
export type FactorMethod = (typeof FACTOR_METHODS)[number]

export interface Entered {
  secret: string
  /** null while the sign-in is unfinished. */
  deviceCookie: string | null
  principal: Principal
  /** What can finish the sign-in; empty: it is finished. */
  pending: FactorMethod[]
}

/** @throws Fault unauthenticated `bad_credentials`, the same for an unknown user and a wrong password; too_many */
export async function signIn(
  ctx: Context,
  means: SignInMeans,
  { username, password }: { username: string; password: string },
  visitor: Visitor,
): Promise<Entered> {
  const device = readDeviceCookie(keyFor(means.secret, 'device'), username, visitor.deviceCookie, ctx.clock.now())
  const { wasRight } = await countGuess(ctx, { about: username.toLowerCase(), what: 'sign-in', device, source: visitor.source })
  const user = await findUser(ctx.db, username)
  const known = user !== null && user.passwordHash !== NO_PASSWORD ? user : null
  const right = await isPassword(ctx, means.hashers, known, password)
  const principal = known && right ? await findPrincipal(ctx.db, known.id) : null
  if (!principal) throw badCredentials(means.hashers)
  await wasRight()
  return enter(ctx, means, principal, visitor, false)
}

/** One answer for everybody: where argon2id cannot be checked it says so to all, or it would tell which names exist. */
function badCredentials(hashers: readonly Hasher[]): Fault {
  const elsewhere = hashers.some(({ kind }) => kind === 'argon2id')
    ? ''
    : '如果密码是在主站设置的，这个入口无法核对，请用通行密钥或城市统一身份登录。 A password set at the main entrance cannot be checked here: use a passkey or the city’s identity.'
  return new Fault('unauthenticated', 'bad_credentials', `用户名或密码不对，请检查后再试。 The user name or password is wrong. ${elsewhere}`.trim())
}

/**
 * Opens a session for somebody who is known by now. A session that the browser had ends: its id is never carried over.
 * @param isStrong a second factor was part of it (a passkey with its owner verified)
 */
export async function enter(ctx: Context, means: SignInMeans, principal: Principal, visitor: Visitor, isStrong: boolean): Promise<Entered> {
  const sessions = sessionsOn(ctx, means.sessionClock)
  if (visitor.oldSecret !== undefined) await sessions.close(visitor.oldSecret)
  const pending = isStrong ? [] : await factorsOf(ctx.db, principal.userId)
  const secret = await sessions.open(principal.userId, {
    id: ctx.ids.next('session'),
    device: deviceName(visitor.userAgent),
    network: visitor.source === null ? '' : coarseNetwork(visitor.source),
    pending: pending.length > 0,
  })
  return { secret, principal, pending, deviceCookie: pending.length > 0 ? null : knowDevice(ctx, means.secret, principal.username) }
}

/** Only after the whole sign-in: with the password alone a thief could otherwise buy fresh tries at the second factor. */
export function knowDevice({ clock }: Context, secret: string, username: string): string {
  return makeDeviceCookie(keyFor(secret, 'device'), username, randomBytes(16).toString('base64url'), clock.now())
}
