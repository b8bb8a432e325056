import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import worker from '../src/worker.ts'
import { TEST_LOG_KEY } from './support/log-key.ts'
import { TEST_SIGNING_KEY } from './support/signing-key.ts'
import { TEST_MASTER_KEY } from './support/test-master.ts'

const whole = {
  HYPERDRIVE: { connectionString: 'postgres://nobody@127.0.0.1:1/none' },
  MASTER_KEY: TEST_MASTER_KEY,
  LOG_KEY: TEST_LOG_KEY,
  SIGNING_KEY: TEST_SIGNING_KEY,
  SECRET: 'a secret for tests, at least 32 long',
}
type Env = Parameters<typeof worker.fetch>[1]
const SECRETS = ['MASTER_KEY', 'LOG_KEY', 'SIGNING_KEY', 'SECRET'] as const

async function ask(env: Env, path = '/healthz') {
  const response = await worker.fetch(new Request(`https://suixin.example${path}`), env, { waitUntil: () => {} })
  return { status: response.status, body: JSON.parse(await response.text()) as { code: string; detail: string } }
}

let said: string[]
beforeEach(() => {
  said = []
  vi.spyOn(console, 'error').mockImplementation((line) => said.push(String(line)))
})
afterEach(() => vi.restoreAllMocks())

describe('a Worker', () => {
  it.each(
    SECRETS.flatMap((name) => [
      [name, 'left out', undefined],
      [name, 'empty', ''],
    ]),
  )('serves nothing with %s %s, and says so in one sentence to reader, log and cron', async (name, _how, value) => {
    const { [name as 'SECRET']: _left, ...others } = whole
    const env: Env = value === undefined ? others : { ...others, [name as string]: value }
    for (const mode of ['demo', 'live'])
      for (const path of ['/healthz', '/', '/log/checkpoint']) {
        const { status, body } = await ask({ ...env, APP_MODE: mode }, path)
        expect({ status, code: body.code }).toEqual({ status: 503, code: 'secrets_missing' })
        expect(body.detail).toContain(`Nothing is served without the Worker secrets ${name}: set each with npx wrangler secret put`)
        expect(said.pop()).toContain(body.detail)
      }
    await expect(worker.scheduled({}, env)).rejects.toThrow(`Worker secrets ${name}:`)
  })

  it('names all that is missing at once', async () => {
    const { body } = await ask({ HYPERDRIVE: whole.HYPERDRIVE })
    expect(body.detail).toContain(SECRETS.join(', '))
  })

  it.each([
    ['SECRET', 'short', '32 characters'],
    ['MASTER_KEY', 'short', 'MASTER_KEY cannot be used'],
    ['ORIGIN', 'https://suixin.example/path', 'ORIGIN'],
    ['APP_MODE', 'test', 'Node only'],
  ])('serves nothing with %s=%s; why stands in its log alone', async (name, value, why) => {
    const { status, body } = await ask({ ...whole, [name]: value })
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'settings_unusable' })
    expect(body.detail).not.toContain(value)
    expect(said.join('\n')).toContain(why)
  })

  it('serves with all of them', async () => {
    expect(await ask(whole)).toMatchObject({ status: 200 })
  })
})
