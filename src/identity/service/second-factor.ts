import type { Context } from '../../platform/context.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import type { Clock } from '../../platform/kernel/time.ts'
import type { Site } from '../assertion.ts'
import type { SecondFactorProof, StepUpProof } from '../contract.ts'
import { readDeviceCookie } from '../device-cookie.ts'
import type { Principal } from '../model.ts'
import { factorsOf } from '../store/factors.ts'
import { findUser } from '../store/people.ts'
import { countGuess } from './attempts.ts'
import { takeAssertion } from './passkeys.ts'
import { type Hasher, isPassword } from './passwords.ts'
import { takeRecovery } from './recovery.ts'
import { keyFor } from './sealing.ts'
import { proveSession } from './sessions.ts'
import type { Visitor } from './sign-in.ts'
import { takeCode } from './totp.ts'

/** What somebody who is half or wholly signed in shows, and before whom. */
export interface Showing {
  principal: Principal
  site: Site
  secret: string
  sessionClock: Clock
  visitor: Visitor
}

/**
 * Ends a sign-in whose password was right.
 * @returns the new secret for the cookie
 * @throws Fault unauthenticated with what is wrong; too_many
 */
export async function finishSignIn(ctx: Context, showing: Showing, proof: SecondFactorProof): Promise<string> {
  const { principal, site, secret } = showing
  const { userId } = principal
  const { code, recoveryCode, assertion } = proof
  if (assertion) await takeAssertion(ctx, site, userId, assertion)
  else if (code !== undefined) await guarded(ctx, showing, 'second-factor', () => takeCode(ctx, secret, userId, code))
  else await guarded(ctx, showing, 'second-factor', () => takeRecovery(ctx, secret, userId, recoveryCode ?? ''))
  return proveSession(ctx, showing.sessionClock, principal.session!.id, true)
}

/**
 * Confirms that it is still the same person: with the strongest factor they have.
 * @returns the new secret for the cookie
 * @throws Fault forbidden `second_factor_needed` for a password where there is more; unauthenticated; too_many
 */
export async function stepUp(ctx: Context, hashers: readonly Hasher[], showing: Showing, proof: StepUpProof): Promise<string> {
  const { principal, site, secret } = showing
  const { userId, username } = principal
  const { password, code, assertion } = proof
  if (assertion) await takeAssertion(ctx, site, userId, assertion)
  else if (code !== undefined) await guarded(ctx, showing, 'second-factor', () => takeCode(ctx, secret, userId, code))
  else {
    if ((await factorsOf(ctx.db, userId)).length > 0)
      throw new Fault(
        'forbidden',
        'second_factor_needed',
        '这个账号有更强的验证方式，请用验证码或通行密钥确认。 Confirm with the code or the passkey, not the password.',
      )
    await guarded(ctx, showing, 'step-up', async () => {
      if (!(await isPassword(ctx, hashers, await findUser(ctx.db, username), password ?? '')))
        throw new Fault(
          'unauthenticated',
          'password_wrong',
          '密码不对，请再试一次；没有密码的账号请退出后重新登录。 The password is wrong; who has none signs in anew.',
        )
    })
  }
  return proveSession(ctx, showing.sessionClock, principal.session!.id, false)
}

async function guarded(ctx: Context, { principal, secret, visitor }: Showing, what: 'second-factor' | 'step-up', judge: () => Promise<void>): Promise<void> {
  const device = readDeviceCookie(keyFor(secret, 'device'), principal.username, visitor.deviceCookie, ctx.clock.now())
  const { wasRight } = await countGuess(ctx, { about: principal.userId, what, device, source: visitor.source })
  await judge()
  await wasRight()
}
