import { randomBytes } from 'node:crypto'
import { createTOTPKeyURI, verifyHOTP } from '@oslojs/otp'
import { renderSVG } from 'uqr'
import type { Context } from '../../platform/context.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import type { Principal } from '../model.ts'
import { findTotp, putTotp, takeTotpStep } from '../store/factors.ts'
import { keyFor, open, seal } from './sealing.ts'

/** RFC 6238 as every authenticator app has it: SHA-1, six digits, half a minute; a step early or late is borne with. */
const STEP_SECONDS = 30
const DIGITS = 6
const SECRET_BYTES = 20

/**
 * A new secret, shown once; it counts from the first right code on.
 * @throws Fault conflict `totp_present`
 */
export async function offerTotp(ctx: Context, secret: string, { userId, username }: Principal): Promise<{ secret: string; uri: string; qrSvg: string }> {
  const key = randomBytes(SECRET_BYTES)
  const put = await putTotp(ctx.db, { userId, sealedSecret: seal(keyFor(secret, 'totp'), key, userId), createdAt: ctx.clock.now() })
  if (!put)
    throw new Fault('conflict', 'totp_present', '已经绑定了验证器应用。要换一个，请先移除旧的。 An authenticator app is set up already; remove it first.')
  const uri = createTOTPKeyURI('穗信 Suixin', username, key, STEP_SECONDS, DIGITS)
  return { secret: new URL(uri).searchParams.get('secret')!, uri, qrSvg: renderSVG(uri, { border: 4 }) }
}

/**
 * @param isFirst confirms a secret that was just shown
 * @throws Fault unauthenticated (or invalid, where nothing but the code is in question) `code_wrong`, `code_used`; conflict `totp_absent`
 */
export async function takeCode(ctx: Context, secret: string, userId: string, code: string, isFirst = false): Promise<void> {
  const row = await findTotp(ctx.db, userId)
  if (!row || (row.confirmedAt !== null) === isFirst)
    throw new Fault('conflict', 'totp_absent', '没有可用的验证器应用，请换一种方式，或先绑定。 There is no authenticator app to confirm; set one up first.')
  const key = open(keyFor(secret, 'totp'), row.sealedSecret, userId)
  // The app's secret is another one today: the apps of everybody have to be bound anew. Recovery codes hang on it as well; a passkey does not.
  if (!key)
    throw new Fault(
      'conflict',
      'totp_unreadable',
      '验证器应用已失效，恢复码也不再能用。请用通行密钥登录后重新绑定；没有通行密钥，请平台运营重新邀请您（suixin invite --reset-factors）。 The authenticator app and the recovery codes no longer count: sign in by passkey and bind anew, or ask the operator for a new invitation (suixin invite --reset-factors).',
    )
  const now = ctx.clock.now()
  const step = Math.floor(now.getTime() / 1000 / STEP_SECONDS)
  const right = [step, step - 1, step + 1].filter((at) => verifyHOTP(key, BigInt(at), DIGITS, code))
  if (right.length === 0) throw wrongCode()
  for (const at of right) if (await takeTotpStep(ctx.db, userId, at, isFirst ? now : undefined)) return
  throw new Fault('unauthenticated', 'code_used', '这个验证码已经用过，请等下一个。 This code was used; wait for the next.')
}

export function wrongCode(): Fault {
  return new Fault('unauthenticated', 'code_wrong', '验证码不对，请核对手机时间后再试。 The code is wrong.')
}
