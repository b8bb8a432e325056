/** The Workers door: the same app, with one PostgreSQL connection a request through Hyperdrive. Schema and demo city are put in by `npm run suixin`. */
import { type App, createApp, DAILY_JOBS, jobHandlers } from './app.ts'
import { readConfig } from './config.ts'
import { announceEnds, publishTemplates } from './consent/index.ts'
import { addressesOverHttps, fetchSender, sendDue, whileTrying } from './deliveries/index.ts'
import { DEMO_PASSWORD, USERS } from './demo/model.ts'
import { feeds } from './feeds/index.ts'
import { cityIdentity } from './identity/index.ts'
import { logKeeper, logKeyring, withSealing } from './log/index.ts'
import { randomIds, systemClock } from './platform/chance.ts'
import { openPostgres } from './platform/db/postgres.ts'
import { keepHouse } from './platform/http/housekeeping.ts'
import { problemResponse } from './platform/http/problem.ts'
import { drain, emitDaily } from './platform/jobs/service.ts'
import { Fault } from './platform/kernel/fault.ts'
import { type MasterKey, masterKey } from './platform/outside/master-key.ts'
import { liveOutside } from './platform/outside/outside.ts'
import { keyring } from './platform/outside/signing.ts'
import { type Connections, checkSources, liveConnections, NO_CONNECTIONS, schedulePulls } from './sources/index.ts'

/** What Node makes once and keeps in its DATA_DIR. A Worker keeps no file: it is given them, in every mode. */
const SECRETS = ['MASTER_KEY', 'LOG_KEY', 'SIGNING_KEY', 'SECRET'] as const

interface Env extends Partial<Record<(typeof SECRETS)[number], string>> {
  HYPERDRIVE: { connectionString: string }
  APP_MODE?: string
  /** Under which readers see the site; unset: as each request says. */
  ORIGIN?: string
  /** The city's unified identity. */
  OIDC_ISSUER?: string
  OIDC_CLIENT_ID?: string
  OIDC_CLIENT_SECRET?: string
  OIDC_PRIVATE_KEY?: string
  /** The log's name and witnesses: docs of `readLogSettings`. */
  LOG_ORIGIN?: string
  LOG_WITNESSES?: string
  LOG_QUORUM?: string
  LOG_QUORUM_CLOSES?: string
  LOG_LAG_LIMIT?: string
  /** Where the sources answer, as JSON: docs of `readEndpoints`. */
  FEEDS?: string
}

const ids = randomIds(systemClock)
let app: App | undefined
let master: MasterKey | undefined

type Config = ReturnType<typeof configOf>

/**
 * @throws Fault unavailable `secrets_missing`
 * @throws Error with a sentence for the operator
 */
function configOf(env: Env) {
  const { MASTER_KEY, LOG_KEY, SIGNING_KEY, SECRET } = env
  if (!MASTER_KEY || !LOG_KEY || !SIGNING_KEY || !SECRET) throw missingSecrets(SECRETS.filter((name) => !env[name]))
  const config = readConfig({
    ...{ MASTER_KEY, LOG_KEY, SIGNING_KEY, SECRET },
    APP_MODE: env.APP_MODE,
    DATABASE_URL: env.HYPERDRIVE.connectionString,
    FEEDS: env.FEEDS,
    ORIGIN: env.ORIGIN,
    OIDC_ISSUER: env.OIDC_ISSUER,
    OIDC_CLIENT_ID: env.OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET: env.OIDC_CLIENT_SECRET,
    OIDC_PRIVATE_KEY: env.OIDC_PRIVATE_KEY,
    LOG_ORIGIN: env.LOG_ORIGIN,
    LOG_WITNESSES: env.LOG_WITNESSES,
    LOG_QUORUM: env.LOG_QUORUM,
    LOG_QUORUM_CLOSES: env.LOG_QUORUM_CLOSES,
    LOG_LAG_LIMIT: env.LOG_LAG_LIMIT,
  })
  return { ...config, masterKey: MASTER_KEY, logKey: LOG_KEY, secret: SECRET }
}

/** Names are no secret, and whoever sets a Worker up sees its answer before its log. */
function missingSecrets(names: readonly string[]): Fault {
  const named = names.join(', ')
  return new Fault(
    'unavailable',
    'secrets_missing',
    `平台还没有配置好，缺少 Worker 密钥 ${named}，请联系平台运营。 Nothing is served without the Worker secrets ${named}: set each with npx wrangler secret put, to what every process on this database has.`,
  )
}

/** Other faults of the settings may quote a value: the sentence goes to the log alone. */
function refusalOf(error: unknown): Fault {
  console.error(String(error))
  if (error instanceof Fault) return error
  return new Fault('unavailable', 'settings_unusable', '平台的配置有误，请联系平台运营。 The settings of this Worker cannot be used; its log says which.')
}

/** A Worker plays nothing: without FEEDS it has no line out. */
function connectionsOf({ endpoints }: Config): Connections {
  if (!endpoints) return NO_CONNECTIONS
  checkSources(endpoints, feeds)
  return liveConnections(endpoints)
}

function masterOf({ masterKey: text }: Config): MasterKey {
  master ??= masterKey(text)
  return master
}

function keeperOf({ log, logKey }: Config) {
  return logKeeper(log, logKeyring(logKey, log.origin), liveOutside())
}

/** What a runtime keeps an isolate alive for behind an answer. */
interface Execution {
  waitUntil(work: Promise<unknown>): void
}

const SEAL_AFTER_MS = 1_000
/** A runtime cuts off what goes on for so long behind an answer; whoever was cut off holds up nobody after that. */
const GIVEN_UP_MS = 30_000
let sealsAt = 0

/**
 * Nothing runs by itself here between two minutes of the cron, and an entry may wait 5 seconds: the log is sealed a second
 * after an answer, for all that were given within it. Whoever comes once it has begun is sealed by a round of its own.
 */
async function sealBehind(env: Env): Promise<void> {
  const planned = Date.now()
  sealsAt = planned
  await new Promise((resolve) => setTimeout(resolve, SEAL_AFTER_MS))
  if (sealsAt === planned) sealsAt = 0
  const config = configOf(env)
  const { db, close } = openPostgres(env.HYPERDRIVE.connectionString, { max: 1, pooled: true })
  try {
    const context = withSealing({ db, clock: systemClock, ids, master: masterOf(config), requestId: 'sealing' }, keeperOf(config))
    await context.sealing?.run?.()
  } catch (error) {
    // The answer has gone. What is left unsealed the next one seals, or the cron, and /readyz tells how long it has waited.
    console.error(String(error))
  } finally {
    await close()
  }
}

/** Whoever reads the open log, or asks whether we are well, writes nothing down. */
const WRITES_NOTHING = /^\/(log\/|assets\/|healthz$|readyz$|openapi\.json$)/

/** Built at the first request, when the bindings are known, and once per isolate. */
function appOf(env: Env): App {
  if (app) return app
  const url = env.HYPERDRIVE.connectionString
  const config = configOf(env)
  const { mode } = config
  if (mode === 'test') throw new Error('APP_MODE=test runs on Node only.')
  const demo = mode === 'demo'
  app = createApp({
    connect: async () => {
      const { db, close } = openPostgres(url, { max: 5, pooled: true })
      return { db, release: close }
    },
    clock: systemClock,
    ids,
    master: masterOf(config),
    secret: config.secret,
    origin: config.origin,
    signIn: { needsFactor: mode === 'live', city: config.city && cityIdentity(config.city) },
    signing: keyring(config.signingKey),
    keeper: keeperOf(config),
    demo: { demo, signIns: demo ? USERS.map(({ username, displayName }) => ({ username, password: DEMO_PASSWORD, who: displayName })) : [] },
    connections: connectionsOf(config),
    resolve: mode === 'live' ? (host) => addressesOverHttps(host) : whileTrying(addressesOverHttps),
    isServing: () => true,
    log: (line) => {
      if (line.level === 'error') console.error(JSON.stringify(line))
    },
  })
  return app
}

export default {
  async fetch(request: Request, env: Env, execution: Execution): Promise<Response> {
    let served: App
    try {
      served = appOf(env)
    } catch (error) {
      return problemResponse(refusalOf(error), ids.next('request'))
    }
    const response = await served.fetch(request, { source: request.headers.get('cf-connecting-ip') })
    const isPlanned = Date.now() - sealsAt < GIVEN_UP_MS
    if (!isPlanned && !WRITES_NOTHING.test(new URL(request.url).pathname)) execution.waitUntil(sealBehind(env))
    return response
  },

  async scheduled(_event: unknown, env: Env): Promise<void> {
    const config = configOf(env)
    const { db, close } = openPostgres(env.HYPERDRIVE.connectionString, { max: 1, pooled: true })
    try {
      const keeper = keeperOf(config)
      const context = withSealing({ db, clock: systemClock, ids, master: masterOf(config), requestId: 'scheduled' }, keeper)
      await emitDaily(context, DAILY_JOBS)
      await publishTemplates(context)
      await announceEnds(context)
      await drain(context, jobHandlers)
      await sendDue(context, { sender: fetchSender([]), random: Math.random })
      await keepHouse(context)
      await context.sealing?.run?.()
      const { broken } = await schedulePulls(context, feeds, connectionsOf(config))
      for (const error of broken) console.error(String(error))
    } finally {
      await close()
    }
  },
}
