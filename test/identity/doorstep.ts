import { TEST_START } from '../../src/test-mode.ts'
import type { TestApp } from '../support/test-app.ts'

/** Nobody is signed in, nothing was tried, nobody has a second factor, and it is the start of the day: faster than planting the street anew. */
export async function sweep(app: TestApp): Promise<void> {
  await app.database.db.execute('truncate sessions, throttle, totp_keys, passkeys, recovery_codes, ceremonies, invitations, user_identities')
  app.mode.clock.set(TEST_START)
  app.mode.sessionClock.set(TEST_START)
}
