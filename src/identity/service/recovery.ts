import { createHmac, randomBytes } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { factorsOf, recoveryCodesLeft, replaceRecoveryCodes, takeRecoveryCode } from '../store/factors.ts'
import { keyFor } from './sealing.ts'
import { wrongCode } from './totp.ts'

const CODES = 10
/** Without letters that look alike. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'

/** Ten letters are 49 bits; with five tries in a quarter of an hour that is enough. */
function makeCode(): string {
  let code = ''
  // 248 = 8 · 31: a byte above would favour the first letters.
  while (code.length < 10) for (const byte of randomBytes(16)) if (byte < 248 && code.length < 10) code += ALPHABET[byte % 31]
  return `${code.slice(0, 5)}-${code.slice(5)}`
}

function hashOf(secret: string, userId: string, code: string): string {
  const plain = code.toLowerCase().replace(/[^0-9a-z]/g, '')
  return createHmac('sha256', keyFor(secret, 'recovery')).update(`${userId} ${plain}`).digest('base64url')
}

/**
 * Ten new codes, shown this once; the old ones end.
 * @throws Fault conflict `no_factor` where there is nothing they could stand in for
 */
export async function newRecoveryCodes(ctx: Context, secret: string, userId: string): Promise<string[]> {
  if ((await factorsOf(ctx.db, userId)).length === 0)
    throw new Fault('conflict', 'no_factor', '请先绑定验证器应用或通行密钥，再领恢复码。 Set up an authenticator app or a passkey first.')
  const codes = Array.from({ length: CODES }, makeCode)
  await replaceRecoveryCodes(
    ctx.db,
    userId,
    codes.map((code) => hashOf(secret, userId, code)),
  )
  return codes
}

/** With the first factor come codes for the day it is lost; with a second, those of the first stay. */
export async function firstRecoveryCodes(ctx: Context, secret: string, userId: string): Promise<string[]> {
  return (await recoveryCodesLeft(ctx.db, userId)) > 0 ? [] : newRecoveryCodes(ctx, secret, userId)
}

/** @throws Fault unauthenticated `code_wrong`, for a used one too */
export async function takeRecovery(ctx: Context, secret: string, userId: string, code: string): Promise<void> {
  if (!(await takeRecoveryCode(ctx.db, userId, hashOf(secret, userId, code), ctx.clock.now()))) throw wrongCode()
}
