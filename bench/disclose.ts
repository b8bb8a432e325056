import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { DEFAULT_LOG, logKeeper, withSealing } from '../src/log/index.ts'
import type { Context } from '../src/platform/context.ts'
import { rowsOf } from '../src/platform/db/client.ts'
import { openPostgres } from '../src/platform/db/postgres.ts'
import { promptSocket } from '../src/platform/db/prompt-socket.ts'
import { attributesOf } from '../src/profiles/attributes.ts'
import { type DisclosureRequest, discloseTo } from '../src/profiles/index.ts'
import { applyFor, productNamed, subjectOf } from '../test/journeys/errand.ts'
import { TEST_LOG_ORIGIN, testLogKeyring } from '../test/support/log-key.ts'
import { ensurePostgres } from '../test/support/postgres-server.ts'
import { type TestApp, testApp } from '../test/support/test-app.ts'
import type { Benchmark } from './measure.ts'

const SECONDS = Number(process.env.BENCH_SECONDS ?? 6)
const CLIENTS = 8
const SPREAD = 64
const ROUNDS = 2

export const disclosing: Benchmark = {
  title: `consented profiles read, merged, projected and written down by ${CLIENTS} clients, against the bare statements of such a read`,
  async run() {
    const server = await ensurePostgres()
    process.env.TEST_DATABASE_URL = server.url
    try {
      const app = await testApp('postgres')
      try {
        return await measure(app, server.url)
      } finally {
        await app.close()
      }
    } finally {
      await server.stop()
    }
  },
}

type Read = () => Promise<unknown>

async function measure(app: TestApp, server: string) {
  const [{ name }] = (await rowsOf<{ name: string }>(app.database.db, sql`select current_database() as name`)) as [{ name: string }]
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  const database = openPostgres(url, { max: CLIENTS, socket: promptSocket, role: 'suixin_app' })
  const bare = postgres(url, { max: CLIENTS, onnotice: () => {}, ...({ socket: promptSocket } as object) })
  try {
    const { counted, hotCounted, hot } = await consents(app)
    const keeper = logKeeper({ ...DEFAULT_LOG, origin: TEST_LOG_ORIGIN }, testLogKeyring)
    const work: Context = { db: database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'benchmark' }
    const context = withSealing(work, keeper)
    const reading = (requests: readonly DisclosureRequest[]): Read => {
      let next = 0
      return () => discloseTo(context, requests[next++ % requests.length]!, noGateway)
    }
    const cases: Record<string, Read> = { spread: reading(counted), hot: reading([hot]), hotCounted: reading([hotCounted]), bare: bareRead(bare, counted) }
    const found = new Map<string, Load[]>(Object.keys(cases).map((of) => [of, []]))
    for (let round = 0; round <= ROUNDS; round++)
      for (const [of, read] of Object.entries(cases)) {
        const load = await loaded(read, round === 0 ? 2 : SECONDS)
        // A key made minutes ago is kept by the process, as in a city that runs.
        if (round === 0) app.advance(600)
        else found.get(of)!.push(load)
      }
    const [spread, hotNow, hotOne, reference] = ['spread', 'hot', 'hotCounted', 'bare'].map((of) => summary(found.get(of)!)) as [Load, Load, Load, Load]
    const row = (title: string, { perSecond, p50Ms, p99Ms }: Load) => [title, String(perSecond), p50Ms.toFixed(1), p99Ms.toFixed(1)]
    return {
      rows: [
        ['', 'a second', 'p50 ms', 'p99 ms'],
        row(`${SPREAD} consents, reads counted (goal 1000, p99 50)`, spread),
        row('one consent, reads not counted', hotNow),
        row('one consent, reads counted, as every one is (goal 800)', hotOne),
        row('bare statements: lock, records, entry, commit', reference),
        ['ratio', (spread.perSecond / reference.perSecond).toFixed(2), '', ''],
      ],
      numbers: {
        ...{ clients: CLIENTS, readsPerSecond: spread.perSecond, p50Ms: spread.p50Ms, p99Ms: spread.p99Ms },
        ...{ hotPerSecond: hotNow.perSecond, hotP99Ms: hotNow.p99Ms, hotCountedPerSecond: hotOne.perSecond, hotCountedP99Ms: hotOne.p99Ms },
        ...{ barePerSecond: reference.perSecond, ratio: Number((spread.perSecond / reference.perSecond).toFixed(3)) },
      },
    }
  } finally {
    await bare.end({ timeout: 5 })
    await database.close()
  }
}

const noGateway = () => Promise.reject(new Error('firms alone are read here'))

interface Load {
  perSecond: number
  p50Ms: number
  p99Ms: number
}

async function loaded(read: Read, seconds: number): Promise<Load> {
  const took: number[] = []
  const started = performance.now()
  const until = started + seconds * 1000
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let now = performance.now(); now < until; ) {
        await read()
        const done = performance.now()
        took.push(done - now)
        now = done
      }
    }),
  )
  const elapsed = performance.now() - started
  took.sort((a, b) => a - b)
  const at = (share: number) => Number(took[Math.floor(took.length * share)]!.toFixed(2))
  return { perSecond: Math.round((took.length * 1000) / elapsed), p50Ms: at(0.5), p99Ms: at(0.99) }
}

/** The mean rate, and the worse 99th percentile. */
function summary(loads: readonly Load[]): Load {
  const mean = (of: (load: Load) => number) => loads.reduce((sum, load) => sum + of(load), 0) / loads.length
  return { perSecond: Math.round(mean((l) => l.perSecond)), p50Ms: mean((l) => l.p50Ms), p99Ms: Math.max(...loads.map((l) => l.p99Ms)) }
}

/** A firm's real consent, and as many like it as there are firms to read: with quotas that no run uses up, or with none. */
async function consents(app: TestApp): Promise<{ counted: DisclosureRequest[]; hot: DisclosureRequest; hotCounted: DisclosureRequest }> {
  const firm = await app.signIn('firm-hardware')
  const own = await subjectOf(firm)
  const product = await productNamed(firm, '示例税易贷')
  const { consentId } = await applyFor(firm, product.id, { categories: ['registration', 'tax', 'public_credit'] })
  const firms = await rowsOf<{ id: string }>(
    app.database.db,
    sql`select s.id from subjects s where kind = 'enterprise' and exists (select from records r where r.subject_id = s.id) order by id limit ${SPREAD}`,
  )
  const made: DisclosureRequest[] = []
  const copy = async (subjectId: string, reads: number | null): Promise<DisclosureRequest> => {
    const id = app.mode.ids.next('consent')
    const applicationId = app.mode.ids.next('application')
    const [row] = await rowsOf<{ lender: string }>(
      app.database.db,
      sql`
        insert into consents
        select (jsonb_populate_record(c, jsonb_build_object('id', ${id}::text, 'application_id', ${applicationId}::text, 'subject_id', ${subjectId}::text,
          'artefact', jsonb_set(c.artefact, '{access}', jsonb_build_object('fetch', 'on_demand', 'perWindow', null, 'total', ${reads}::bigint))))).*
        from consents c where c.subject_id = ${own} and c.id = ${consentId} returning lender_id as lender`,
    )
    return { subjectId, consentId: id, lenderId: row!.lender, applicationId, actorId: 'usr_00000000000000000000000001' }
  }
  for (let n = 0; n < SPREAD; n++) made.push(await copy(firms[n % firms.length]!.id, 1_000_000_000))
  if (attributesOf('tax').length === 0) throw new Error('nothing to read')
  return { counted: made, hot: await copy(own, null), hotCounted: await copy(own, 1_000_000_000) }
}

/** What no read can do without, in as few statements as there can be: nothing is merged, projected or checked. */
function bareRead(bare: postgres.Sql, requests: readonly DisclosureRequest[]): Read {
  let next = 0
  return () => {
    const { subjectId, consentId, lenderId, actorId } = requests[next++ % requests.length]!
    return bare.begin(async (tx) => {
      await tx`select artefact from consents where subject_id = ${subjectId} and id = ${consentId} for share`
      await tx`select facts from records where subject_id = ${subjectId}`
      await tx`
        insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at)
        values (${subjectId}, 'read.released', ${consentId}, ${lenderId}, ${actorId}, '{}', now())`
    })
  }
}
