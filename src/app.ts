/** The one app of both runtimes: the only file that knows every slice. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { type PageDeps, pages, problemPage } from '../web/index.tsx'
import { breakGlassRoutes } from './breakglass/index.ts'
import { auditRoutes } from './consent/audit/index.ts'
import { CONSENT_SWEEP, consentJobs, consentRoutes, type DataCatalogue } from './consent/index.ts'
import { askingForDeletion, DELETIONS_SWEEP, deletionRoutes } from './deletions/index.ts'
import { DELIVERIES_SWEEP, deliveryJobs, deliveryRoutes, lenderEventJobs, type Resolver } from './deliveries/index.ts'
import { sandboxRoutes } from './demo/sandbox/routes.ts'
import { bureauGateway, feeds } from './feeds/index.ts'
import { type House, identify, identityRoutes, SESSION_COOKIE, scryptHasher } from './identity/index.ts'
import { lineageRoutes } from './lineage/index.ts'
import { customerCase, guarantorCase, loanJobs, loanRoutes } from './loans/index.ts'
import { DEFAULT_LOG, LOG_SWEEP, LOG_SWEEPS, type LogKeeper, logJobs, logKeeper, logRoutes, sealStatus, sweepStatus, withSealing } from './log/index.ts'
import { identifyMachine, MACHINES_SWEEP, type MachinePorts, machineJobs, machineRoutes, SCOPE_MEANINGS } from './machines/index.ts'
import { EXPOSURE_DAILY, exposureJobs } from './matching/exposure/jobs.ts'
import { exposureRoutes } from './matching/exposure/routes.ts'
import { evaluateFacts, keepMarket, matchingRoutes, RUNS_SWEEP, runJobs } from './matching/index.ts'
import { OPENING_JOBS, openingJobs, openingRoutes } from './matching/openings/index.ts'
import { OUTCOME_EVENTS, OUTCOMES_DAILY, outcomeJobs } from './matching/outcomes/jobs.ts'
import { proofRoutes } from './matching/proof/index.ts'
import { populationOf, SCREENING_DAILY, SCREENING_JOBS, screeningJobs, screeningRoutes } from './matching/screening/index.ts'
import { type Db, ping } from './platform/db/client.ts'
import { checkMigrations } from './platform/db/maintenance.ts'
import { faultOfDatabase } from './platform/http/effect.ts'
import { healthRoutes } from './platform/http/health.ts'
import { deadline, limitBodies, limitInFlight, refuseCrossSite, securityHeaders } from './platform/http/limits.ts'
import { MACHINE_SCHEME } from './platform/http/operation.ts'
import { internalProblem, problemResponse } from './platform/http/problem.ts'
import { createRouter, type RimEnv, requestIdFrom } from './platform/http/rim.ts'
import { tellAllowances } from './platform/http/throttle.ts'
import { drain, type JobHandler, type JobHandlers } from './platform/jobs/service.ts'
import { type Allowance, Fault, notFound } from './platform/kernel/fault.ts'
import type { Ids } from './platform/kernel/id.ts'
import type { Clock } from './platform/kernel/time.ts'
import type { MasterKey } from './platform/outside/master-key.ts'
import { type Keyring, keyring } from './platform/outside/signing.ts'
import { productRoutes, publishedProduct, termsOfVersions } from './products/index.ts'
import { attributeOf, attributesOf, CATEGORIES, CATEGORY_INFO, type Fact, fieldsBeyond, isAttributeId, profileRoutes } from './profiles/index.ts'
import { qualityJobs, qualityRoutes } from './quality/index.ts'
import { recallAfterIntake, recallJobs, recallRoutes } from './recalls/index.ts'
import {
  type Connections,
  countOversized,
  feedRoutes,
  NO_CONNECTIONS,
  retentionJobs,
  SOURCES_SWEEP,
  type SourceRegister,
  sourceRoutes,
  WEBHOOK_SCHEME,
} from './sources/index.ts'
import { subjectRoutes } from './subjects/index.ts'

export interface AppDeps {
  /** A database for one request and how to give it back: Node shares a pool, a Worker connects anew. */
  connect(): Promise<{ db: Db; release(): Promise<void> }>
  clock: Clock
  ids: Ids
  secret: string
  /** Under which the reader sees this site, where it is not what the request says: behind a proxy that ends TLS. */
  origin?: string | undefined
  /** Wraps the key of each subject. */
  master: MasterKey
  /** How people sign in, where it is not by scrypt, the app's clock and no second factor. */
  signIn?: Partial<House>
  /** Signs proofs; without one none are issued. */
  signing?: Keyring
  /** The log's name, key and witnesses; without a key another process seals. */
  keeper?: LogKeeper
  /** Pages show the demo city's notice and these accounts. */
  demo: Pick<PageDeps, 'demo' | 'signIns'>
  /** False from SIGTERM on. */
  isServing(): boolean
  log(line: Readonly<Record<string, unknown>>): void
  /** Lines out to the sources; none unless given. */
  connections?: Connections
  /** Other sources than the city's: for tests of a new one. */
  sources?: SourceRegister<Fact>
  /** `host:port`s that lenders' webhooks may go to though they are private; none unless given. */
  webhookAllow?: readonly string[]
  /** Where a name leads, asked when a lender registers a webhook; none given: its URL alone is judged. */
  resolve?: Resolver
  /** APP_MODE=test only. */
  testRoutes?: OpenAPIHono<RimEnv>
}

const quality = qualityJobs(feeds)
const screening = screeningJobs(feeds)

const ownJobs: JobHandlers = {
  ...loanJobs,
  ...recallJobs,
  ...quality,
  ...outcomeJobs,
  ...exposureJobs,
  ...screening,
  ...openingJobs(),
  ...retentionJobs,
  ...runJobs,
  ...machineJobs,
  ...consentJobs,
  ...logJobs,
  'records.taken': async (ctx, payload) => {
    await recallAfterIntake(ctx, payload)
    await quality['records.taken']!(ctx, payload)
    await screening['records.taken']!(ctx, payload)
  },
}

export const jobHandlers: JobHandlers = askingForDeletion({
  ...ownJobs,
  ...deliveryJobs,
  // What a lender's machines are told of, others may listen to as well: both in the one transaction of the job.
  ...Object.fromEntries(
    Object.entries(lenderEventJobs).map(([kind, tell]): [string, JobHandler] => [
      kind,
      async (ctx, payload) => {
        await ownJobs[kind]?.(ctx, payload)
        await tell(ctx, payload)
      },
    ]),
  ),
})

/** Done once a day, after midnight in Guangzhou. */
export const DAILY_JOBS = [
  CONSENT_SWEEP,
  'recalls.sweep',
  'quality.daily',
  SCREENING_DAILY,
  SOURCES_SWEEP,
  OUTCOMES_DAILY,
  EXPOSURE_DAILY,
  RUNS_SWEEP,
  DELETIONS_SWEEP,
  MACHINES_SWEEP,
  DELIVERIES_SWEEP,
  LOG_SWEEP,
] as const
/** Long work of nobody's request: the runner does it, not whoever happens to wait for an answer. */
const BACKGROUND_JOBS = [
  CONSENT_SWEEP,
  'quality.check',
  'quality.step',
  'quality.daily',
  'recalls.sweep',
  SOURCES_SWEEP,
  ...SCREENING_JOBS,
  ...OPENING_JOBS,
  ...OUTCOME_EVENTS,
  OUTCOMES_DAILY,
  EXPOSURE_DAILY,
  RUNS_SWEEP,
  DELETIONS_SWEEP,
  ...LOG_SWEEPS,
] as const

const catalogue: DataCatalogue = Object.fromEntries(
  CATEGORIES.map((c) => [
    c,
    { fields: attributesOf(c), sensitive: CATEGORY_INFO[c].sensitive, zh: CATEGORY_INFO[c].zh, spans: fieldsBeyond(attributesOf(c), 0) },
  ]),
)

/** The last two take papers whose hash alone is kept. */
const UPLOAD_PATHS = ['/api/v1/imports', '/ops/imports', '/officer/propose', '/officer/confirm']
/** A page of a slow source, asked three times, behind a token asked for three times. */
const ASKS_OUTSIDE = /^\/api\/v1\/(feeds\/[^/]+\/[^/]+\/pull|subjects\/[^/]+\/(queries|presentations))$/
/** A page of reads goes out within two seconds of the first, or not at all (rule R4); a single one sees to that itself. */
const EXPORT_PATH = '/api/v1/lender/export'
const EVENTS_PATH = /^\/api\/v1\/feeds\/([^/]+)\/events$/
const API_PATH = /^\/(api\/|log\/|oauth\/|\.well-known\/|healthz$|readyz$|openapi\.json$|__test\/)/

/** What the door knows of a request beside the request itself. */
interface Door {
  /** The address it came from; null where that cannot be trusted. */
  source: string | null
}

export interface App {
  fetch(request: Request, door?: Door): Promise<Response>
  /** Every operation, for tests and for /__test/routes. */
  routes: readonly { method: string; path: string }[]
}

export function createApp(deps: AppDeps): App {
  const api = buildApi(deps)
  // A page asks the API in its reader's place: what the door knew of the reader's request goes along.
  const doors = new WeakMap<Request, Door>()
  const site = pages({
    api: async (request, reader) => api.fetch(request, reader && doors.get(reader)),
    ...deps.demo,
    hasCity: deps.signIn?.city !== undefined,
    now: () => deps.clock.now(),
    onBroken: (error) => deps.log({ level: 'error', where: 'page', error: describe(error) }),
  })
  const front = new Hono<RimEnv>()
  front.use(securityHeaders)
  front.use('*', async (c, next) => {
    if (API_PATH.test(c.req.path)) c.res = await api.fetch(c.req.raw, c.env)
    else await next()
  })
  front.use(limitBodies(UPLOAD_PATHS))
  front.use(refuseCrossSite)
  front.all('*', async (c) => {
    if (c.env) doors.set(c.req.raw, c.env as Door)
    return site.fetch(c.req.raw)
  })
  front.onError((error, c) => {
    const requestId = requestIdFrom(c.req.header('x-request-id'), () => deps.ids.next('request'))
    return problemPage(answerError(deps, error, requestId), deps.demo.demo)
  })
  return {
    fetch: async (request, door) => front.fetch(request, door),
    routes: [...new Map(api.routes.filter((r) => r.method !== 'ALL').map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()],
  }
}

/** An event too large for its door is turned away before a database is asked for: that it came is written down all the same. */
async function noteOversized(deps: AppDeps, sources: SourceRegister<Fact>, path: string): Promise<void> {
  const source = EVENTS_PATH.exec(path)?.[1]
  if (source === undefined) return
  try {
    const { db, release } = await deps.connect()
    try {
      await countOversized({ db, clock: deps.clock, ids: deps.ids, master: deps.master, requestId: 'event' }, sources, source)
    } finally {
      await release()
    }
  } catch (error) {
    deps.log({ level: 'error', where: 'refusals', error: describe(error) })
  }
}

function buildApi(deps: AppDeps): OpenAPIHono<RimEnv> {
  const api = createRouter()
  const sources = deps.sources ?? feeds
  const connections = deps.connections ?? NO_CONNECTIONS
  const marketNow = keepMarket()
  const keeper = deps.keeper ?? logKeeper(DEFAULT_LOG, null)
  const machines: MachinePorts = { signing: deps.signing ?? keyring(), originOf: (url) => originOf(deps, url) }

  api.use(async (c, next) => {
    const requestId = requestIdFrom(c.req.header('x-request-id'), () => deps.ids.next('request'))
    c.set('requestId', requestId)
    c.set('allowances', [])
    const started = performance.now()
    await next()
    c.res.headers.set('X-Request-Id', requestId)
    deps.log({
      level: 'info',
      at: deps.clock.now().toISOString(),
      requestId,
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      ms: Math.round(performance.now() - started),
    })
  })
  api.use(limitInFlight(200))
  api.use(limitBodies(UPLOAD_PATHS, (path) => noteOversized(deps, sources, path)))
  api.use(refuseCrossSite)
  api.use(deadline((path) => (path === EXPORT_PATH ? 2_000 : UPLOAD_PATHS.includes(path) || ASKS_OUTSIDE.test(path) ? 120_000 : 15_000)))
  api.use(async (c, next) => {
    if (c.req.path === '/healthz' || c.req.path === '/openapi.json') return next()
    const { db, release } = await deps.connect()
    const onAllowance = (allowance: Allowance) => void c.get('allowances').push(allowance)
    const context = withSealing({ db, clock: deps.clock, ids: deps.ids, master: deps.master, requestId: c.get('requestId'), onAllowance }, keeper)
    c.set('context', context)
    c.set('caller', null)
    c.set('refusal', null)
    c.set('held', null)
    c.set('source', (c.env as Door | undefined)?.source ?? null)
    c.set('origin', deps.origin ?? new URL(c.req.url).origin)
    c.set('secret', deps.secret)
    c.set('afterCommit', async () => {
      // What was announced is carried out at once where it can be; a failure is left to the job runner.
      await drain(context, jobHandlers, 100, BACKGROUND_JOBS).catch((error: unknown) => deps.log({ level: 'error', where: 'outbox', error: describe(error) }))
    })
    try {
      await next()
    } finally {
      await release()
    }
  })
  api.use(tellAllowances)
  const house: House = { hashers: [scryptHasher], sessionClock: deps.clock, needsFactor: false, ...deps.signIn }
  api.use('/api/*', identify(house))
  api.use('/log/tile/entries/*', identify(house))
  api.use('/api/*', identifyMachine(machines))

  for (const routes of [
    healthRoutes({
      serving: async () => {
        if (!deps.isServing()) throw new Error('draining')
      },
      database: () => withDb(deps, ping),
      schema: () => withDb(deps, checkMigrations),
      log: () => withDb(deps, (db) => sealStatus({ db, clock: deps.clock, ids: deps.ids, master: deps.master, requestId: 'readyz' }, keeper)),
      tiles: () => withDb(deps, (db) => sweepStatus({ db })),
    }),
    identityRoutes(house),
    subjectRoutes(),
    logRoutes(keeper.settings),
    profileRoutes(sources),
    sourceRoutes(sources),
    feedRoutes(sources, connections),
    productRoutes({
      populationOf: populationOf(sources.catalogue, deps.secret),
      evaluate: evaluateFacts,
      itemsOf: (id) => sources.catalogue.filter(({ category }) => category === attributeOf(id).category).map((item) => item.id),
    }),
    consentRoutes({
      catalogue,
      fieldLabel: (id) => (isAttributeId(id) ? attributeOf(id).zh : id),
      publishedProduct,
      termsOfVersions,
      customerCase,
      guarantorCase,
      signing: machines.signing,
    }),
    auditRoutes({ origin: keeper.settings.origin, keys: machines.signing }),
    matchingRoutes({ nameOf: sources.nameOf, marketNow }),
    exposureRoutes(),
    proofRoutes(machines.signing),
    openingRoutes(),
    screeningRoutes({ catalogue: sources.catalogue, gatewayOf: bureauGateway(connections) }),
    loanRoutes({ nameOf: sources.nameOf, gatewayOf: bureauGateway(connections) }),
    machineRoutes(machines),
    sandboxRoutes({ isDemo: deps.demo.demo, catalogue, signing: machines.signing }),
    deliveryRoutes({ allow: deps.webhookAllow ?? [], resolve: deps.resolve ?? (async () => null) }),
    lineageRoutes(sources),
    recallRoutes(),
    deletionRoutes(),
    breakGlassRoutes(sources.nameOf),
    qualityRoutes(sources),
  ]) {
    api.route('/', routes)
  }
  if (deps.testRoutes) api.route('/', deps.testRoutes)

  api.openAPIRegistry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE })
  api.openAPIRegistry.registerComponent('securitySchemes', MACHINE_SCHEME, {
    type: 'oauth2',
    description: 'Tokens by private_key_jwt, sent as `Authorization: DPoP` with a DPoP proof (RFC 9449).',
    flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: SCOPE_MEANINGS } },
  })
  api.openAPIRegistry.registerComponent('securitySchemes', WEBHOOK_SCHEME, {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description: 'Standard Webhooks: HMAC-SHA256 over webhook-id, webhook-timestamp and the body, with a secret agreed with the source.',
  })
  api.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: '穗信 Suixin API',
      version: '1.0.0',
      description:
        'Credit-based inclusive finance for Guangzhou. Money is whole fen as decimal strings, rates are basis points, days are civil dates in Asia/Shanghai. Errors are RFC 9457 problems with a stable `code`.',
      license: { name: 'Apache-2.0' },
    },
  })
  api.notFound((c) => problemResponse(notFound(), c.get('requestId') ?? deps.ids.next('request')))
  api.onError((error, c) => answerError(deps, error, c.get('requestId') ?? deps.ids.next('request')))
  return api
}

/** Whoever signs for us by name must find that name written down: the request's own is whatever its sender put there. */
function originOf({ origin, demo }: AppDeps, url: string): string {
  if (origin !== undefined) return origin
  if (demo.demo) return new URL(url).origin
  throw new Fault(
    'unavailable',
    'origin_missing',
    '平台还没有配置自己的网址，机器接口暂不可用；请联系平台运营。 ORIGIN is not configured; machines cannot sign in until it is.',
  )
}

async function withDb<T>(deps: AppDeps, work: (db: Db) => Promise<T>): Promise<T> {
  const { db, release } = await deps.connect()
  try {
    return await work(db)
  } finally {
    await release()
  }
}

function answerError(deps: AppDeps, error: unknown, requestId: string): Response {
  if (error instanceof Fault) return problemResponse(error, requestId)
  // Hono's own refusals: a body that is no JSON, or of a type it cannot read.
  if (error instanceof HTTPException && error.status < 500) {
    return problemResponse(
      new Fault('malformed', 'unreadable_body', '请求体无法读取，请发送有效的 JSON。 The body cannot be read; send valid JSON.', {
        errors: [{ pointer: '/', code: 'unreadable_body', detail: `这不是有效的 JSON。 ${error.message.slice(0, 200)}.` }],
      }),
      requestId,
    )
  }
  deps.log({ level: 'error', requestId, error: describe(error) })
  const away = faultOfDatabase(error)
  if (away) return problemResponse(away, requestId)
  return internalProblem(requestId)
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.stack ?? error.message}${error.cause ? `\ncaused by ${describe(error.cause)}` : ''}` : String(error)
}
