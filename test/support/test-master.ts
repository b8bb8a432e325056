import { seededKey } from '../../src/platform/chance.ts'
import { masterKey } from '../../src/platform/outside/master-key.ts'

/** A master key that everybody can read, and subjects' keys that repeat. It seals in tests and benches and nowhere else. */
export const TEST_MASTER_KEY = Buffer.alloc(32, 7).toString('base64url')
export const testMaster = masterKey(TEST_MASTER_KEY, seededKey)
/** The same key for an app with a database of its own: what is kept of subjects' keys hangs on it. */
export const ownTestMaster = () => masterKey(TEST_MASTER_KEY, seededKey)
