/** The Workers door: the same app, with one PostgreSQL connection a request through Hyperdrive. Schema and demo city are put in by `npm run suixin`. */
import { createHash } from 'node:crypto'
import { type App, createApp, DAILY_JOBS, jobHandlers } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { fetchSender, sendDue } from './deliveries/index.ts'
import { DEMO_PASSWORD, USERS } from './demo/model.ts'
import { feeds } from './feeds/index.ts'
import { cityIdentity } from './identity/index.ts'
import { logKeeper, logKeyring, withSealing } from './log/index.ts'
import { randomIds, systemClock } from './platform/chance.ts'
import { openPostgres } from './platform/db/postgres.ts'
import { keepHouse } from './platform/http/housekeeping.ts'
import { drain, emitDaily } from './platform/jobs/service.ts'
import { type MasterKey, masterKey } from './platform/outside/master-key.ts'
import { liveOutside } from './platform/outside/outside.ts'
import { keyring } from './platform/outside/signing.ts'
import { type Connections, checkSources, liveConnections, NO_CONNECTIONS, schedulePulls } from './sources/index.ts'

interface Env {
  HYPERDRIVE: { connectionString: string }
  APP_MODE?: string
  /** Signs cursors; unset: derived from the database's own secret, so that every Worker signs alike. */
  SECRET?: string
  /** Under which readers see the site; unset: as each request says. */
  ORIGIN?: string
  /** The city's unified identity. */
  OIDC_ISSUER?: string
  OIDC_CLIENT_ID?: string
  OIDC_CLIENT_SECRET?: string
  OIDC_PRIVATE_KEY?: string
  /** Signs proofs, a secret binding; unset: asking for one is answered 503. */
  SIGNING_KEY?: string
  /** Wraps every subject's own key, a secret binding: the same as the one the city was planted under. */
  MASTER_KEY?: string
  /** Signs the log's checkpoints, a secret binding, and the log's name and witnesses: docs of `readLogSettings`. */
  LOG_KEY?: string
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

function configOf(env: Env) {
  return readConfig({
    APP_MODE: env.APP_MODE,
    DATABASE_URL: env.HYPERDRIVE.connectionString,
    FEEDS: env.FEEDS,
    SIGNING_KEY: env.SIGNING_KEY,
    ORIGIN: env.ORIGIN,
    OIDC_ISSUER: env.OIDC_ISSUER,
    OIDC_CLIENT_ID: env.OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET: env.OIDC_CLIENT_SECRET,
    OIDC_PRIVATE_KEY: env.OIDC_PRIVATE_KEY,
    MASTER_KEY: env.MASTER_KEY,
    LOG_KEY: env.LOG_KEY,
    LOG_ORIGIN: env.LOG_ORIGIN,
    LOG_WITNESSES: env.LOG_WITNESSES,
    LOG_QUORUM: env.LOG_QUORUM,
    LOG_QUORUM_CLOSES: env.LOG_QUORUM_CLOSES,
    LOG_LAG_LIMIT: env.LOG_LAG_LIMIT,
  })
}

/** A Worker plays nothing: without FEEDS it has no line out. */
function connectionsOf({ endpoints }: Config): Connections {
  if (!endpoints) return NO_CONNECTIONS
  checkSources(endpoints, feeds)
  return liveConnections(endpoints)
}

/** A Worker keeps no file: its key is given in every mode. */
function masterOf({ masterKey: text }: Config): MasterKey {
  if (text === undefined) throw new Error('Set the Worker secret MASTER_KEY to the key that `npm run suixin` planted or migrated with.')
  master ??= masterKey(text)
  return master
}

/** As with the master key: the log is signed by one key, wherever it is sealed. */
function keeperOf({ log, logKey }: Config) {
  if (logKey === undefined) throw new Error('Set the Worker secret LOG_KEY to an Ed25519 private key; Node processes on the same database need the same one.')
  return logKeeper(log, logKeyring(logKey, log.origin), liveOutside())
}

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
    secret: env.SECRET ?? createHash('sha256').update(`cursor ${url}`).digest('base64url'),
    origin: config.origin,
    signIn: { needsFactor: mode === 'live', city: config.city && cityIdentity(config.city) },
    signing: keyring(config.signingKey),
    keeper: keeperOf(config),
    demo: { demo, signIns: demo ? USERS.map(({ username, displayName }) => ({ username, password: DEMO_PASSWORD, who: displayName })) : [] },
    connections: connectionsOf(config),
    isServing: () => true,
    log: (line) => {
      if (line.level === 'error') console.error(JSON.stringify(line))
    },
  })
  return app
}

export default {
  fetch: (request: Request, env: Env): Promise<Response> => appOf(env).fetch(request, { source: request.headers.get('cf-connecting-ip') }),

  async scheduled(_event: unknown, env: Env): Promise<void> {
    const { db, close } = openPostgres(env.HYPERDRIVE.connectionString, { max: 1, pooled: true })
    try {
      const config = configOf(env)
      const keeper = keeperOf(config)
      const context = withSealing({ db, clock: systemClock, ids, master: masterOf(config), requestId: 'scheduled' }, keeper)
      await emitDaily(context, DAILY_JOBS)
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
