import { type App, type AppDeps, createApp } from '../../src/app.ts'
import { DEMO_PASSWORD, USERS } from '../../src/demo/index.ts'
import { playedConnections } from '../../src/feeds/feed.ts'
import { feeds } from '../../src/feeds/index.ts'
import { DEFAULT_LOG, logKeeper } from '../../src/log/index.ts'
import { heldClock, seededIds } from '../../src/platform/chance.ts'
import type { Database } from '../../src/platform/db/client.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPglite } from '../../src/platform/db/pglite.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { drawWall } from '../../src/profiles/index.ts'
import type { Connections } from '../../src/sources/index.ts'
import { resetCity, TEST_START, type TestMode, testRoutes } from '../../src/test-mode.ts'
import { TEST_LOG_ORIGIN, testLogKeyring } from './log-key.ts'
import { scratchDatabase } from './scratch-database.ts'
import { testKeyring } from './signing-key.ts'
import { ownTestMaster } from './test-master.ts'

export interface Answer {
  status: number
  /** Parsed JSON; the text where the answer is none; null where it is empty. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects, and finds out here
  body: any
  headers: Headers
}

export interface Sending {
  /** Sent as JSON unless it is text or bytes. */
  body?: unknown
  headers?: Record<string, string>
  /** null leaves it out; a fresh one on every POST unless told. */
  key?: string | null
}

export interface TestClient {
  get(path: string, sending?: Sending): Promise<Answer>
  post(path: string, body?: unknown, sending?: Sending): Promise<Answer>
  put(path: string, body?: unknown, sending?: Sending): Promise<Answer>
  send(method: string, path: string, sending?: Sending): Promise<Answer>
  cookie: string
}

/** One request and what came back, as two engines can be compared by. */
export interface Exchange {
  request: string
  status: number
  body: unknown
}

export interface TestApp {
  database: Database
  /** Where the database is, as a superuser; null for the embedded one. */
  url: string | null
  mode: TestMode
  /** Every exchange of every client, oldest first, while `recording`. */
  exchanges: Exchange[]
  recording: boolean
  /** What the app logged, oldest first. */
  log: Record<string, unknown>[]
  fetch: App['fetch']
  /** The played offices, for a test that acts for one of them. */
  outside: Connections['outside']
  /** Somebody who has not signed in. */
  nobody: TestClient
  /** @throws Error when the sign-in is refused */
  signIn(username: string): Promise<TestClient>
  /** The business state in one hash. */
  digest(): Promise<string>
  advance(seconds: number): void
  reset(): Promise<void>
  close(): Promise<void>
}

export const ORIGIN = 'http://suixin.test'
const SECRET = 'a secret of the test app, 32 characters or more'

/** The real app in process: held clock, seeded ids, the seeded street. Takes a second or two: once per file. */
export async function testApp(
  engine: 'pglite' | 'postgres',
  {
    connections = 10,
    pooled = false,
    signIn = {},
    login,
    app: more,
  }: {
    connections?: number
    /** A role of the server that the app signs in as, to work with the app's rights alone; else it is the superuser. */
    login?: string
    pooled?: boolean
    signIn?: AppDeps['signIn']
    app?: Pick<AppDeps, 'connections' | 'keeper' | 'resolve' | 'signing' | 'sources'>
  } = {},
): Promise<TestApp> {
  const scratch = engine === 'postgres' ? await scratchDatabase() : null
  const database = scratch ? openPostgres(scratch.url, { max: connections, pooled }) : await openPglite()
  if (!scratch) await migrate(database)
  const clock = heldClock(TEST_START)
  const sessionClock = heldClock(TEST_START)
  const master = ownTestMaster()
  const mode: TestMode = { clock, sessionClock, ids: seededIds(clock), master, routes: () => app.routes }
  const reset = async () => {
    await resetCity(database.db, mode, '1')
    if (more?.sources) await drawWall(database.db, more.sources)
  }
  await reset()
  // The city's outside systems are played, as in `npm start`; a test that wants them otherwise brings its own.
  const named = USERS.flatMap(({ subjectCode }) => subjectCode ?? [])
  const played = await playedConnections({ db: database.db, clock, ids: mode.ids, master, requestId: 'played' }, feeds, named)
  mode.onReset = played.forget

  const log: Record<string, unknown>[] = []
  const served =
    scratch && login ? openPostgres(Object.assign(new URL(scratch.url), { username: login }).href, { max: connections, role: 'suixin_app' }) : database
  const shared = { db: served.db, release: async () => {} }
  const app = createApp({
    connect: async () => shared,
    clock,
    ids: mode.ids,
    master,
    secret: SECRET,
    signIn: { sessionClock, ...signIn },
    signing: testKeyring,
    keeper: logKeeper({ ...DEFAULT_LOG, origin: TEST_LOG_ORIGIN }, testLogKeyring),
    demo: { demo: true, signIns: [] },
    isServing: () => true,
    log: (line) => void log.push({ ...line }),
    testRoutes: testRoutes(mode),
    connections: played.connections,
    ...more,
  })

  let sent = 0
  const clientOf = (cookie: string): TestClient => {
    const send = async (method: string, path: string, { body, headers = {}, key }: Sending = {}): Promise<Answer> => {
      const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream
      const all = new Headers(cookie === '' ? {} : { cookie })
      if (body !== undefined && !raw) all.set('content-type', 'application/json')
      if (method === 'POST' && key !== null) all.set('idempotency-key', key ?? `test-${++sent}`)
      for (const [name, value] of Object.entries(headers)) all.set(name, value)
      const payload = body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body), duplex: 'half' }
      const response = await app.fetch(new Request(ORIGIN + path, { method, headers: all, ...payload }))
      const text = await response.text()
      const isJson = /^application\/([a-z+]+\+)?json/.test(response.headers.get('content-type') ?? '')
      const answer = { status: response.status, body: text === '' ? null : isJson ? JSON.parse(text) : text, headers: response.headers }
      if (test.recording) test.exchanges.push({ request: `${method} ${path}`, status: answer.status, body: answer.body })
      return answer
    }
    return {
      send,
      cookie,
      get: (path, sending) => send('GET', path, sending),
      post: (path, body, sending) => send('POST', path, { body, ...sending }),
      put: (path, body, sending) => send('PUT', path, { body, ...sending }),
    }
  }

  const nobody = clientOf('')
  const test: TestApp = {
    database,
    url: scratch?.url ?? null,
    mode,
    outside: played.connections.outside,
    exchanges: [],
    recording: false,
    log,
    fetch: (request, door) => app.fetch(request, door),
    nobody,
    async signIn(username) {
      const { status, body, headers } = await nobody.post('/api/v1/sessions', { username, password: DEMO_PASSWORD }, { key: null })
      if (status !== 201) throw new Error(`${username} may not sign in: ${status} ${JSON.stringify(body)}`)
      return clientOf(headers.getSetCookie()[0]!.split(';')[0]!)
    },
    digest: async () => (await nobody.get('/__test/digest')).body.sha256,
    advance: (seconds) => clock.set(new Date(clock.now().getTime() + seconds * 1000)),
    reset,
    async close() {
      if (served !== database) await served.close()
      await database.close()
      await scratch?.drop()
    },
  }
  return test
}
