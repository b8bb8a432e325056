import { createPrivateKey } from 'node:crypto'
import { logKeyring } from '../../src/log/index.ts'

export const TEST_LOG_ORIGIN = 'suixin.test/log'

/** Private keys that everybody can read, so that checkpoints repeat: bytes of the given value for a seed. */
export function logKeyText(value: number): string {
  const seed = Buffer.alloc(32, value)
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' })
  return JSON.stringify(key.export({ format: 'jwk' }))
}

export const TEST_LOG_KEY = logKeyText(11)
export const testLogKeyring = logKeyring(TEST_LOG_KEY, TEST_LOG_ORIGIN)
