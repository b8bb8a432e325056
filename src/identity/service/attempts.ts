import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { networkOf } from '../../platform/http/source.ts'
import { forgive, throttle, uncount } from '../../platform/http/throttle.ts'

/** Wrong passwords for one account in a quarter of an hour, from everywhere together or from one device that the account knows. */
const PER_ACCOUNT = 10
/** Wrong second factors: six digits are few. */
const PER_SECOND_FACTOR = 5
/** Wrong answers from one network, whatever the account: an office behind one address mistypes too. */
const PER_NETWORK = 60
const WINDOW_SECONDS = 900

export interface Attempt {
  /** What is guessed at; hashed before it is kept, since people type passwords into the wrong box. */
  about: string
  what: 'sign-in' | 'second-factor' | 'step-up'
  /** The nonce of a device that the account knows: strangers' guesses do not count against it. */
  device: string | null
  source: string | null
}

/**
 * Counts an attempt before it is judged.
 * @returns what to do when it was right
 * @throws Fault too_many
 */
export async function countGuess(ctx: Context, { about, what, device, source }: Attempt): Promise<{ wasRight(): Promise<void> }> {
  const account = `${what}:${createHash('sha256').update(about).digest('base64url')}${device === null ? '' : `:${device}`}`
  // A device the account knows is one browser: it cannot try many accounts.
  const network = device === null && source !== null ? `network:${networkOf(source)}` : null
  await throttle(ctx, account, what === 'second-factor' ? PER_SECOND_FACTOR : PER_ACCOUNT, WINDOW_SECONDS)
  if (network !== null) await throttle(ctx, network, PER_NETWORK, WINDOW_SECONDS)
  return {
    async wasRight() {
      await forgive(ctx, account)
      // Only this one is taken back: an account of one's own must not wash away guesses at others.
      if (network !== null) await uncount(ctx, network)
    },
  }
}
