/** The Node door: reads the environment, opens the database, serves the one app, drains on SIGTERM. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Http2Bindings, type HttpBindings, serve } from '@hono/node-server'
import { createApp, DAILY_JOBS, jobHandlers } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { announceEnds, publishTemplates } from './consent/index.ts'
import { addressesOf, nodeSender } from './deliveries/feed.ts'
import { sendDue, whileTrying } from './deliveries/index.ts'
import { DEMO_PASSWORD, plantCity, playErrands, USERS } from './demo/index.ts'
import { feeds } from './feeds/index.ts'
import { argon2idHasher } from './identity/argon2/index.ts'
import { cityIdentity, scryptHasher } from './identity/index.ts'
import { keepSealing, logKeeper, logKeyring, withSealing } from './log/index.ts'
import { heldClock, randomIds, seededIds, systemClock } from './platform/chance.ts'
import type { Context } from './platform/context.ts'
import type { Database, Db } from './platform/db/client.ts'
import { lockFolder } from './platform/db/lock.ts'
import { migrate } from './platform/db/migrate.ts'
import { openPglite } from './platform/db/pglite.ts'
import { isLateWrite, openPostgres } from './platform/db/postgres.ts'
import { promptSocket } from './platform/db/prompt-socket.ts'
import { keepHouse } from './platform/http/housekeeping.ts'
import { sourceAddress } from './platform/http/source.ts'
import { drain, emitDaily } from './platform/jobs/service.ts'
import { civilDateOf } from './platform/kernel/time.ts'
import { keptText } from './platform/outside/kept-file.ts'
import { makeMasterKey, masterKey } from './platform/outside/master-key.ts'
import { liveOutside } from './platform/outside/outside.ts'
import { keyring, makeSigningKey } from './platform/outside/signing.ts'
import { drawWall } from './profiles/index.ts'
import { type Seen, takeDropped } from './sources/drop/jobs.ts'
import { type Connections, checkSources, liveConnections, NO_CONNECTIONS, schedulePulls, sealHouseholds } from './sources/index.ts'
import { countSubjects } from './subjects/index.ts'
import { resetCity, TEST_MASTER, TEST_START, type TestMode, testRoutes } from './test-mode.ts'

const DRAIN_MS = 10_000
const JOB_EVERY_MS = 1_000
/** A file is whole when two looks found the same size. */
const DROPS_EVERY_MS = 5_000
const TICKS_A_MINUTE = 60
const TICKS_AN_HOUR = 3_600
/** How often it is looked whether a source is due to be asked. */
const PULLS_EVERY_MS = 30_000
const RENEW_AT_MOST_EVERY_MS = 500

async function main(): Promise<void> {
  const started = performance.now()
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  const signing = keyring(config.signingKey ?? (await keptSigningKey(config.dataDir)))
  // A key that cannot be used is told at the terminal, not to the first firm that asks.
  await signing.published()
  const logKey = logKeyring(config.logKey ?? (await keptSigningKey(config.dataDir, 'log-key.json')), config.log.origin)
  await logKey.open()
  const keeper = logKeeper(config.log, logKey, liveOutside())
  const { database, close, renew } = await openDatabase(config)

  const held = config.mode === 'test' ? heldClock(TEST_START) : null
  const clock = held ?? systemClock
  const seeded = seededIds(clock)
  const ids = held ? seeded : randomIds(clock)
  // What a test seals repeats; what anybody else does is sealed under a key of chance.
  const master = held ? TEST_MASTER : masterKey(config.masterKey ?? keptText(config.dataDir, 'master-key', makeMasterKey))
  const webhooks = { sender: nodeSender({ allow: config.webhookAllow }), random: Math.random }
  if (config.webhookAllow.length > 0)
    console.log(`网络回调可发往内网（仅供试用）  Webhooks may go to private addresses, for trying: ${config.webhookAllow.join(', ')}`)
  const context = withSealing({ db: database.db, clock, ids, master, requestId: 'background' }, keeper)
  const sessionClock = held ? heldClock(TEST_START) : null
  const test: TestMode | null =
    held && sessionClock
      ? { clock: held, sessionClock, ids: seeded, master, routes: () => app.routes, send: (ctx) => sendDue(ctx, webhooks), onReset: () => played?.forget() }
      : null
  const { connections, played } = await connectSources(config, context)

  const isFirst = (await countSubjects(database.db)) === 0 && config.mode !== 'live'
  if (isFirst) {
    console.log('首次启动：正在导入示例城市…  First start: importing the demo city…')
    if (test) await resetCity(database.db, test, '1')
    else await plantCity(context, feeds, 'city', (step) => console.log(`  ${step}`))
  }

  await sealHouseholds(context)
  // In test mode the clock stands still and nothing is written by itself.
  if (!test) await publishTemplates(context)

  let serving = true
  const shared = { db: database.db, release: async () => {} }
  const app = createApp({
    connect: async () => shared,
    clock,
    ids,
    master,
    secret: config.secret ?? keptText(config.dataDir, 'secret', makeSecret),
    origin: config.origin,
    signIn: {
      hashers: config.passwordHash === 'argon2id' ? [argon2idHasher, scryptHasher] : [scryptHasher, argon2idHasher],
      needsFactor: config.mode === 'live',
      city: config.city && cityIdentity(config.city),
      ...(sessionClock ? { sessionClock } : {}),
    },
    signing,
    keeper,
    demo: { demo: config.mode !== 'live', signIns: config.mode === 'live' ? [] : signIns() },
    connections,
    webhookAllow: config.webhookAllow,
    resolve: config.mode === 'live' ? addressesOf : whileTrying(addressesOf),
    isServing: () => serving,
    log: (line) => {
      if (line.level === 'error') console.error(JSON.stringify(line))
      else if (config.requestLog) console.log(JSON.stringify(line))
    },
    ...(test ? { testRoutes: testRoutes(test) } : {}),
  })
  // What a test begins with is the city alone.
  if (isFirst && !test) await playErrands(app.fetch, civilDateOf(clock.now()))

  let renewedAt = Number.NEGATIVE_INFINITY
  process.on('uncaughtException', (error) => {
    if (!renew || !isLateWrite(error)) {
      console.error(error)
      process.exit(1)
    }
    // One broken database breaks many connections: they are one reason for one new pool.
    if (performance.now() - renewedAt < RENEW_AT_MOST_EVERY_MS) return
    renewedAt = performance.now()
    console.error('数据库连接中断，正在重新连接。 The database connection broke; opening a new pool.')
    context.db = shared.db = renew()
  })

  let draining: Promise<unknown> = Promise.resolve()
  let ticks = 0
  const jobs = setInterval(() => {
    draining = draining
      .then(() => drain(context, jobHandlers))
      .then(() => (ticks++ % TICKS_A_MINUTE === 0 && held === null ? eachMinute(context) : undefined))
      .then(() => (ticks % TICKS_AN_HOUR === 1 ? keepHouse(context) : undefined))
      .catch((error: unknown) => console.error(String(error)))
  }, JOB_EVERY_MS)

  // In test mode the clock stands still: draining the outbox seals, too.
  const endSealing = held
    ? async () => {}
    : keepSealing(
        () => context,
        keeper,
        (error) => console.error(String(error)),
      )

  let sending: Promise<unknown> = Promise.resolve()
  let isSending = false
  // Beside the outbox too, and never twice at once: a receiver that hangs holds up nobody but other receivers, for its five seconds.
  const sends = setInterval(() => {
    if (isSending || !serving) return
    isSending = true
    sending = sendDue(context, webhooks)
      .catch((error: unknown) => console.error(String(error)))
      .finally(() => {
        isSending = false
      })
  }, JOB_EVERY_MS)

  let pulling: Promise<unknown> = Promise.resolve()
  // Beside the outbox, not before it: a slow source must not hold up a lender's queue.
  const pulls = setInterval(() => {
    pulling = pulling
      .then(() => schedulePulls(context, feeds, connections))
      .then(({ broken }) => {
        for (const error of broken) console.error(String(error))
      })
      .catch((error: unknown) => console.error(String(error)))
  }, PULLS_EVERY_MS)
  // In test mode the clock stands still and nothing happens by itself.
  if (config.mode === 'test') clearInterval(pulls)

  let dropping: Promise<unknown> = Promise.resolve()
  const seen: Seen = new Map()
  const drops = setInterval(() => {
    const { dropDir } = config
    if (dropDir === undefined) return
    const means = { copyRows: database.copyRows, isStopping: () => !serving }
    dropping = dropping
      .then(() => takeDropped(context, { folder: dropDir, register: feeds, means, onFile: (line) => console.log(JSON.stringify(line)) }, seen))
      .catch((error: unknown) => console.error(String(error)))
  }, DROPS_EVERY_MS)
  if (config.mode === 'test' || config.dropDir === undefined) clearInterval(drops)

  const sourceOf = ({ incoming }: HttpBindings | Http2Bindings) =>
    sourceAddress(incoming.socket.remoteAddress, [incoming.headers['x-forwarded-for'] ?? ''].flat().join(','), config.proxies)
  const server = serve({ fetch: (request, env) => app.fetch(request, { source: sourceOf(env) }), port: config.port }, ({ port }) =>
    announce(config, port, Math.round(performance.now() - started)),
  )
  server.on('error', (error: NodeJS.ErrnoException) => {
    console.error(error.code === 'EADDRINUSE' ? `端口 ${config.port} 已被占用，请用 PORT 指定另一个。 Port ${config.port} is in use; set PORT.` : String(error))
    process.exitCode = 1
    clearInterval(jobs)
    clearInterval(sends)
    clearInterval(pulls)
    void close().finally(() => process.exit(1))
  })

  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    serving = false
    clearInterval(jobs)
    clearInterval(sends)
    clearInterval(pulls)
    clearInterval(drops)
    const force = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN_MS)
    server.close(() => {
      clearTimeout(force)
      // A run that is cut off goes on at the next start behind its last page.
      const pullsEnd = Promise.race([Promise.all([pulling, dropping, sending]), new Promise((resolve) => setTimeout(resolve, DRAIN_MS))])
      void Promise.all([draining, pullsEnd, endSealing()])
        .then(close)
        .finally(() => process.exit(0))
    })
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** The network where the environment says where the sources answer; else, but in live mode, the played city. */
async function connectSources(config: Config, context: Context): Promise<{ connections: Connections; played?: { forget(): void } }> {
  const { endpoints } = config
  if (endpoints) {
    checkSources(endpoints, feeds)
    return { connections: liveConnections(endpoints) }
  }
  if (config.mode === 'live') return { connections: NO_CONNECTIONS }
  const { playedConnections } = await import('./feeds/feed.ts')
  const named = USERS.flatMap(({ subjectCode }) => (subjectCode === null ? [] : [subjectCode]))
  const played = await playedConnections(context, feeds, named)
  return { connections: played.connections, played }
}

interface OpenDatabase {
  database: Database
  close(): Promise<void>
  /** Puts a fresh pool in the place of a worn one. */
  renew?(): Db
}

async function openDatabase(config: Config): Promise<OpenDatabase> {
  const url = config.databaseUrl
  if (url !== undefined) {
    // The schema is its owner's; what serves requests works with the rights of the app and no more.
    const owner = openPostgres(config.migrateUrl ?? url, { max: 1, socket: promptSocket })
    await upToDate(owner).finally(() => owner.close())
    const open = () => openPostgres(url, { socket: promptSocket, role: config.databaseRole })
    const database = open()
    let current = database
    return {
      database,
      close: () => current.close(),
      renew: () => {
        current.close().catch((error: unknown) => console.error(String(error)))
        current = open()
        return current.db
      },
    }
  }
  const unlock = lockFolder(config.dataDir)
  // A crash leaves the lock behind on purpose: the next start sees that its owner is dead and takes over.
  const database = await openPglite(join(config.dataDir, 'pglite'))
  await upToDate(database)
  return {
    database,
    close: async () => {
      await database.close()
      unlock()
    },
  }
}

/** What a day or a minute brings. */
async function eachMinute(context: Context): Promise<void> {
  await emitDaily(context, DAILY_JOBS)
  await publishTemplates(context)
  await announceEnds(context)
}

/** The schema, and what its owner tells the database of the sources. */
async function upToDate(database: Database): Promise<void> {
  await migrate(database)
  await drawWall(database.db, feeds)
}

/** Made once and kept beside the data: proofs of yesterday's demo still verify. In live mode the key is given, since several processes must sign alike. */
async function keptSigningKey(dataDir: string, name = 'signing-key.json'): Promise<string> {
  const path = join(dataDir, name)
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(path, await makeSigningKey(), { mode: 0o600 })
  }
  return readFileSync(path, 'utf8').trim()
}

/** So that cursors outlive a restart. */
function makeSecret(): string {
  return randomBytes(32).toString('base64url')
}

function signIns() {
  return USERS.map(({ username, displayName }) => ({ username, password: DEMO_PASSWORD, who: displayName }))
}

function announce(config: Config, port: number, ms: number): void {
  const lines = ['', `穗信已启动（${(ms / 1000).toFixed(1)} 秒）  Suixin is ready`, `  http://localhost:${port}`, '']
  if (config.mode !== 'live') {
    lines.push(
      `示例账户（密码都是 ${DEMO_PASSWORD}）  Demo sign-ins, one password for all`,
      ...USERS.map((u) => `  ${u.username.padEnd(16)} ${u.displayName}`),
      '',
      '先点这里  What to click first',
      `  1. 打开 http://localhost:${port}/sign-in ，用 firm-hardware 登录`,
      '  2. 「找贷款」→ 填 200 万元、24 个月 → 看排好序的产品和理由',
      '  3. 选一款「示例银行甲」的产品 → 授权 → 申请；再用 bank-a-approver 登录看银行那边',
      '',
    )
  }
  console.log(lines.join('\n'))
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
})
