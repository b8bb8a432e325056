import { randomBytes } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { Fault, invalidField } from '../../platform/kernel/fault.ts'
import type { Principal } from '../model.ts'
import { NO_PASSWORD } from '../password.ts'
import { PASSWORD_LENGTH, type PasswordFlaw, passwordFlaw } from '../password-rules.ts'
import { findInvited, hasIdentity, insertInvitation, useInvitation } from '../store/ceremonies.ts'
import { deletePasskey, deleteTotp, factorsOf, findTotp, listPasskeys, recoveryCodesLeft, replaceRecoveryCodes } from '../store/factors.ts'
import { findPrincipal, findUser, replacePasswordHash } from '../store/people.ts'
import { deleteOtherSessions } from '../store/sessions.ts'
import { countGuess } from './attempts.ts'
import { type Hasher, isPassword } from './passwords.ts'
import type { Showing } from './second-factor.ts'
import { endOtherSessions, requireStepUp } from './sessions.ts'

const FLAWS: Readonly<Record<PasswordFlaw, string>> = {
  password_too_short: `密码至少要 ${PASSWORD_LENGTH} 个字。可以用几个不相干的词连起来。 Use at least ${PASSWORD_LENGTH} characters; several unrelated words do well.`,
  password_has_name: '密码里不要有账号或姓名。 Leave the account’s and your own name out of the password.',
  password_common:
    '这个密码在公开泄露的密码里，别人会先拿它来试。请换一个没有在别处用过的，比如四个不相干的词连在一起。 This password is among those that have leaked; choose one that was used nowhere else, such as four unrelated words.',
  password_guessable: '这个密码太常见或太有规律，容易被猜到，请换一个。 This password is too common or too regular; choose another.',
}

/** @throws Fault invalid with the flaw */
export function requireGoodPassword(password: string, names: readonly string[], pointer: string): void {
  const flaw = passwordFlaw(password.normalize('NFC'), names)
  if (flaw) throw invalidField(pointer, flaw, FLAWS[flaw])
}

/** Sets a new password and ends every other session. @throws Fault unauthenticated `password_wrong`; forbidden `step_up_required`; invalid; too_many */
export async function changePassword(
  ctx: Context,
  hashers: readonly Hasher[],
  { principal, visitor }: Showing,
  { current, next }: { current: string; next: string },
) {
  if (principal.session?.hasFactor) requireStepUp(principal)
  const { wasRight } = await countGuess(ctx, { about: principal.userId, what: 'step-up', device: null, source: visitor.source })
  const user = await findUser(ctx.db, principal.username)
  if (!(await isPassword(ctx, hashers, user, current)))
    throw new Fault('unauthenticated', 'password_wrong', '现在的密码不对，没有改动。 The present password is wrong; nothing changed.')
  await wasRight()
  requireGoodPassword(next, [principal.username, principal.displayName], '/next')
  await replacePasswordHash(ctx.db, principal.userId, null, await hashers[0]!.hash(next))
  await endOtherSessions(ctx, principal)
}

export async function securityOf(ctx: Context, principal: Principal) {
  const { userId, username } = principal
  const [user, totp, passkeys] = [await findUser(ctx.db, username), await findTotp(ctx.db, userId), await listPasskeys(ctx.db, userId)]
  return {
    hasPassword: user !== null && user.passwordHash !== NO_PASSWORD,
    hasTotp: Boolean(totp?.confirmedAt),
    passkeys,
    recoveryCodesLeft: await recoveryCodesLeft(ctx.db, userId),
    isSteppedUp: principal.session?.isSteppedUp ?? false,
    hasCityIdentity: await hasIdentity(ctx.db, userId),
  }
}

/** @throws Fault conflict `totp_absent` */
export async function removeTotp(ctx: Context, userId: string): Promise<void> {
  if (!(await deleteTotp(ctx.db, userId))) throw new Fault('conflict', 'totp_absent', '没有绑定验证器应用。 No authenticator app is set up.')
  await dropUselessCodes(ctx, userId)
}

/** Recovery codes stand in for a factor; without one they open nothing. */
export async function dropUselessCodes(ctx: Context, userId: string): Promise<void> {
  if ((await factorsOf(ctx.db, userId)).length === 0) await replaceRecoveryCodes(ctx.db, userId, [])
}

/** Everything was lost: the person begins anew, and whoever is signed in as them is not any more. */
export async function resetFactors({ db }: Context, userId: string): Promise<void> {
  await deleteTotp(db, userId)
  for (const { id } of await listPasskeys(db, userId)) await deletePasskey(db, userId, id)
  await replaceRecoveryCodes(db, userId, [])
  await deleteOtherSessions(db, userId, null)
}

const INVITED_HOURS = 72

/** @returns the token of a link for once */
export async function invite(ctx: Context, userId: string): Promise<{ token: string; expiresAt: Date }> {
  const token = randomBytes(24).toString('base64url')
  const createdAt = ctx.clock.now()
  const expiresAt = new Date(createdAt.getTime() + INVITED_HOURS * 3_600_000)
  await insertInvitation(ctx.db, token, { userId, createdAt, expiresAt })
  return { token, expiresAt }
}

/** @throws Fault not_found for an unknown, used or old token */
export async function invitedBy(ctx: Context, token: string): Promise<Principal> {
  const userId = await findInvited(ctx.db, token, ctx.clock.now())
  const principal = userId === null ? null : await findPrincipal(ctx.db, userId)
  if (!principal) throw staleInvitation()
  return principal
}

/** The person sets a password by an operator's link; sessions and links from before end. */
export async function acceptInvitation(ctx: Context, hashers: readonly Hasher[], token: string, password: string): Promise<Principal> {
  const principal = await invitedBy(ctx, token)
  requireGoodPassword(password, [principal.username, principal.displayName], '/password')
  const hash = await hashers[0]!.hash(password)
  if ((await useInvitation(ctx.db, token, ctx.clock.now())) === null) throw staleInvitation()
  await replacePasswordHash(ctx.db, principal.userId, null, hash)
  await deleteOtherSessions(ctx.db, principal.userId, null)
  return principal
}

export function staleInvitation(): Fault {
  return new Fault(
    'not_found',
    'invitation_unknown',
    '这个链接已经用过、过期或抄错了。请让管理员再发一个。 This link was used or is too old; ask for a new one.',
  )
}
