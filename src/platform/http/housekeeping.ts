import type { Context } from '../context.ts'
import { forgetAnswers } from './store.ts'

/** Twice the 24 hours for which an Idempotency-Key is promised to be remembered. */
const REMEMBERED_MS = 48 * 3_600_000

/** Forgets answers whose promise has long run out. Cheap; run hourly. */
export async function keepHouse({ db, clock }: Context): Promise<void> {
  await forgetAnswers(db, new Date(clock.now().getTime() - REMEMBERED_MS))
}
