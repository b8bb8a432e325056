import type { Context } from '../context.ts'
import { forgetAnswers, forgetOldAttempts } from './store.ts'

/** Twice the 24 hours for which an Idempotency-Key is promised to be remembered. */
const REMEMBERED_MS = 48 * 3_600_000

/** Longer than any window in use. */
const COUNTED_MS = 24 * 3_600_000

/** Forgets answers whose promise has long run out, and counts nobody asks for any more. Cheap; run hourly. */
export async function keepHouse({ db, clock }: Context): Promise<void> {
  const now = clock.now().getTime()
  await forgetAnswers(db, new Date(now - REMEMBERED_MS))
  await forgetOldAttempts(db, new Date(now - COUNTED_MS))
}
