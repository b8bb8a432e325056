/**
 * Rule R3 where it is hardest: the connection goes at the commit, the app or the database is killed under load. Whatever
 * came out has its committed entry; whose commit is not known came out nowhere.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../src/platform/context.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { isLateWrite, openPostgres } from '../../src/platform/db/postgres.ts'
import { faultOfDatabase } from '../../src/platform/http/effect.ts'
import { discloseTo } from '../../src/profiles/index.ts'
import { applyFor, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

let app: TestApp
let admin: postgres.Sql
let of: { subjectId: string; consentId: string; lenderId: string; applicationId: string; actorId: string }
beforeAll(async () => {
  app = await testApp('postgres')
  admin = postgres(app.url!, { max: 1, onnotice: () => {} })
  const firm = await app.signIn('firm-hardware')
  const { id, lenderId } = await productNamed(firm, '示例税易贷')
  of = { subjectId: await subjectOf(firm), lenderId, actorId: (await firm.get('/api/v1/me')).body.userId, ...(await applyFor(firm, id, { reads: 20 })) }
  // Read as often as it takes.
  await admin`update consents set artefact = jsonb_set(artefact, '{access}', '{"fetch":"on_demand","perWindow":null,"total":null}') where id = ${of.consentId}`
})
afterAll(async () => {
  await admin.end()
  await app.close()
})

async function count(): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    app.database.db,
    sql`select count(*)::int as n from access_log where consent_id = ${of.consentId} and kind = 'read.released'`,
  )
  return row!.n
}

async function released(): Promise<Set<string>> {
  const rows = await rowsOf<{ leaf: string }>(app.database.db, sql`select leaf from access_log where consent_id = ${of.consentId} and kind = 'read.released'`)
  return new Set(rows.map(({ leaf }) => (JSON.parse(leaf) as { rid: string }).rid))
}

describe('a connection that is cut at the commit', () => {
  let proxy: Server
  let cut: 'before' | 'after' | null = null
  const open = new Set<Socket>()
  // The driver writes a rollback where no caller can catch it, as the Node door knows (postgres.ts).
  const late = (error: Error) => {
    if (!isLateWrite(error)) throw error
  }
  beforeAll(async () => {
    const target = new URL(app.url!)
    proxy = createServer((near) => {
      const far = connect(Number(target.port), target.hostname)
      for (const socket of [near, far]) {
        open.add(socket)
        socket.on('error', () => {})
        socket.on('close', () => open.delete(socket))
      }
      // The driver prepares its commit once a connection: from then on only the statement's name goes over the line.
      let commit: string | undefined
      near.on('data', (bytes) => {
        const line = bytes.toString('latin1')
        commit = /([a-z0-9]+)\0commit\0/i.exec(line)?.[1] ?? commit
        if (cut !== null && commit !== undefined && line.includes(`\0${commit}\0`)) {
          if (cut === 'before') {
            far.destroy()
            near.destroy()
            return
          }
          // It arrives, and the answer does not.
          far.removeAllListeners('data')
          far.write(bytes)
          far.once('data', () => {
            near.destroy()
            far.destroy()
          })
          return
        }
        far.write(bytes)
      })
      far.on('data', (bytes) => near.write(bytes))
      far.on('close', () => near.destroy())
      near.on('close', () => far.end())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  })
  beforeEach(() => {
    cut = null
  })
  afterAll(async () => {
    for (const socket of open) socket.destroy()
    await new Promise((resolve) => proxy.close(resolve))
  })

  test.each([
    ['before', 'before it arrived: nothing out, nothing in the log', 0],
    ['after', 'after it arrived: nothing out, though the entry stands', 1],
  ] as const)('%s: %s', async (where, _, entries) => {
    process.on('uncaughtException', late)
    const { port } = proxy.address() as { port: number }
    const database = openPostgres(Object.assign(new URL(app.url!), { host: `127.0.0.1:${port}` }).href, { max: 1, role: 'suixin_app' })
    try {
      const context: Context = { db: database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: `cut-${where}-commit` }
      const read = () => discloseTo(context, of, () => Promise.reject(new Error('firms alone are read here')))
      expect((await read()).logIndex).toBeGreaterThan(0)
      const before = await count()
      cut = where
      const outcome = await read().then(
        () => 'data',
        (error: unknown) => faultOfDatabase(error)?.code,
      )
      expect(outcome).toBe('database_away')
      await delay(200)
      expect((await count()) - before).toBe(entries)
    } finally {
      cut = null
      await database.close().catch(() => {})
      await delay(50)
      process.off('uncaughtException', late)
    }
  })
})

describe('a process that reads and is killed', () => {
  const reader = fileURLToPath(new URL('./reading-child.ts', import.meta.url))

  /** Reads with eight hands until it ends, and says the request id of each read that gave data. */
  function start(): { child: ChildProcess; said: () => string[]; ended: Promise<void> } {
    const child = spawn(process.execPath, ['--import', 'tsx', reader], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...process.env, READ_URL: app.url!, READ_OF: JSON.stringify(of), READ_AT: app.mode.clock.now().toISOString() },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout!.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    return { child, said: () => text.split('\n').slice(0, -1), ended: new Promise((resolve) => child.once('close', () => resolve())) }
  }

  const some = async (said: () => string[], many: number) => {
    for (let waited = 0; said().length < many; waited++) {
      if (waited > 600) throw new Error('the child does not read')
      await delay(50)
    }
  }

  test('has an entry for each read it gave out, killed at any moment', { timeout: 90_000 }, async () => {
    for (let round = 0; round < 2; round++) {
      const { child, said, ended } = start()
      await some(said, 30)
      child.kill('SIGKILL')
      await ended
      const entries = await released()
      expect(said().filter((requestId) => !entries.has(requestId))).toEqual([])
    }
  })

  test('whose connections the database ends under it goes on, and has an entry for each', { timeout: 90_000 }, async () => {
    const { child, said, ended } = start()
    for (let round = 1; round <= 4; round++) {
      await some(said, round * 30)
      await admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'suixin' and usename = current_user and datname = current_database() and pid <> pg_backend_pid()`
    }
    child.kill('SIGKILL')
    await ended
    const entries = await released()
    expect(said().length).toBeGreaterThanOrEqual(120)
    expect(said().filter((requestId) => !entries.has(requestId))).toEqual([])
  })
})
