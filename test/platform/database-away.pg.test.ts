import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEMO_PASSWORD } from '../../src/demo/people.ts'
import { type ScratchDatabase, scratchDatabase } from '../support/scratch-database.ts'

let scratch: ScratchDatabase
let server: ChildProcess
let address = ''
let ended: number | null | undefined
let said = ''
let sql: postgres.Sql
const dataDir = mkdtempSync(join(tmpdir(), 'suixin-away-'))

beforeAll(async () => {
  scratch = await scratchDatabase()
  sql = postgres(scratch.url, { max: 1, onnotice: () => {} })
  server = spawn(process.execPath, ['--import', 'tsx', 'src/node.ts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, NODE_ENV: 'test', APP_MODE: 'test', PORT: '0', DATA_DIR: dataDir, DATABASE_URL: scratch.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  server.once('exit', (code) => {
    ended = code
  })
  for (const stream of [server.stdout, server.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (said += text))
  for (let i = 0; i < 500 && ended === undefined; i++) {
    address = /http:\/\/localhost:\d+/.exec(said)?.[0] ?? ''
    if (address) return
    await delay(100)
  }
  throw new Error(`the server did not come up:\n${said}`)
})
afterAll(async () => {
  server.kill('SIGTERM')
  while (ended === undefined && server.exitCode === null) await delay(50)
  await sql.end()
  await scratch.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function send(method: string, path: string, cookie: string, body?: unknown, key?: string) {
  const headers = { cookie, ...(body ? { 'content-type': 'application/json' } : {}), ...(key ? { 'idempotency-key': key } : {}) }
  const response = await fetch(address + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  return { status: response.status, headers: response.headers, body: JSON.parse((await response.text()) || 'null') }
}

describe('connections that break under the work', () => {
  test('cost no process: 503 and no data meanwhile, and a retry under the same key converges on one effect', async () => {
    const signedIn = await send('POST', '/api/v1/sessions', '', { username: 'firm-hardware', password: DEMO_PASSWORD })
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!
    const product = (await send('GET', '/api/v1/products?limit=1', cookie)).body.items[0]
    const body = { subjectId: signedIn.body.subjectId, productId: product.id, data: [{ category: 'tax' }] }
    const granting = (key: string) => send('POST', '/api/v1/consents', cookie, body, key)
    let broken = 0
    for (let round = 0; round < 4; round++) {
      const work = Array.from({ length: 8 }, (_, i) => granting(`cut-${round}-${i}`))
      await delay(3 + round * 5)
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
      for (const { status, body: answer, headers } of await Promise.all(work)) {
        if (status === 201) continue
        broken++
        expect({ status, code: answer.code }).toEqual({ status: 503, code: 'database_away' })
        expect(headers.get('retry-after')).toBe('2')
      }
      for (let i = 0; i < 8; i++) {
        for (let attempt = 0; attempt < 20 && (await granting(`cut-${round}-${i}`)).status !== 201; attempt++) await delay(50)
      }
    }
    expect(broken, 'nothing was cut in its work').toBeGreaterThan(0)
    expect(ended, said).toBeUndefined()
    const { status, body: consents } = await send('GET', '/api/v1/consents', cookie)
    expect(status).toBe(200)
    expect(consents.items).toHaveLength(32)
  })
})
