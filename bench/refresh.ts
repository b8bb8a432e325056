import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { sql } from 'drizzle-orm'
import { hasBit } from '../src/matching/bits.ts'
import { allOf, evaluate } from '../src/matching/evaluate.ts'
import { type OpeningCatalogue, openingCatalogue } from '../src/matching/openings/catalogue.ts'
import { bitsToBytes, openSets } from '../src/matching/openings/open-set.ts'
import { insertCatalogue, type ScreenedSubject, screenedAfter, upsertOpenings } from '../src/matching/openings/store.ts'
import { VALUE_COLUMNS } from '../src/matching/screening/layout.ts'
import { screenRow } from '../src/matching/screening/row.ts'
import { upsertRows } from '../src/matching/screening/store.ts'
import type { Db } from '../src/platform/db/client.ts'
import { openPostgres } from '../src/platform/db/postgres.ts'
import type { Profile } from '../src/profiles/model.ts'
import { subjectSpans } from '../src/subjects/index.ts'
import { completeFirms, withHoles, workload } from './matching/workload.ts'
import { type Benchmark, perSecond } from './measure.ts'
import { onScratchServer, type ScratchServer } from './scratch-server.ts'

const FIRMS = Number(process.env.BENCH_ROWS ?? 100_000)
const PRODUCTS = 3_000
const THREADS = 2
const ROUNDS = 3
const SEED = 4401
/** Firms that are made one by one; the rest are copies of them under other ids. */
const MADE = Math.min(FIRMS, 10_000)
/** Firms whose every product is held against the reference evaluator. */
const SAMPLE = 150
/** Rows of a page: a block of the batch kernel. */
const PAGE = 1_024

export const refreshing: Benchmark = {
  title: 'the products open for every firm of a city, read from PostgreSQL',
  run: () =>
    onScratchServer(async (server) => {
      const sampled = await plantFirms(server)
      const wrong = await countWrong(server.database.db, sampled)
      if (wrong > 0) throw new Error(`${wrong} verdicts are not the reference's`)
      const taken = { one: [] as Walked[], all: [] as Walked[], kept: [] as Walked[] }
      for (let round = 0; round < ROUNDS; round++) {
        taken.all.push(await walk(server, THREADS, false))
        taken.one.push(await walk(server, 1, false))
        taken.kept.push(await walk(server, THREADS, true))
      }
      const [one, all, kept] = [median(taken.one), median(taken.all), median(taken.kept)]
      for (const { hash } of [...taken.one, ...taken.kept]) if (hash !== all.hash) throw new Error('two walks over the same firms differ')
      const row = (name: string, { ms }: Walked) => [name, String(perSecond(FIRMS, ms)), (ms / 1000).toFixed(2), (one.ms / ms).toFixed(2)]
      return {
        rows: [
          ['', 'firms/s', 'seconds', 'times one thread'],
          row(`read and decided, ${THREADS} threads`, all),
          row('read and decided, 1 thread', one),
          row(`kept as openings too, ${THREADS} threads`, kept),
        ],
        numbers: {
          ...{ firmsPerSecond: perSecond(FIRMS, all.ms), products: PRODUCTS, firms: FIRMS },
          nsPerPair: Number(((one.decidingMs * 1e6) / (FIRMS * PRODUCTS)).toFixed(2)),
          ...{ threads: THREADS, timesOneThread: Number((one.ms / all.ms).toFixed(3)), wrong, pairsChecked: SAMPLE * PRODUCTS },
          ...{ keptFirmsPerSecond: perSecond(FIRMS, kept.ms), openPercent: Number(((100 * all.open) / (FIRMS * PRODUCTS)).toFixed(2)) },
        },
      }
    }),
}

interface Walked {
  /** From the first thread that began to the last that ended. */
  ms: number
  /** Of all threads together, spent on deciding. */
  decidingMs: number
  open: number
  /** Of all open sets. */
  hash: string
}

function median(walks: readonly Walked[]): Walked {
  return [...walks].sort((a, b) => a.ms - b.ms)[walks.length >> 1]!
}

function catalogueOf(): OpeningCatalogue {
  const { candidates } = workload('T', PRODUCTS, SEED)
  return openingCatalogue(candidates.map((candidate) => ({ ...candidate, publishedAt: new Date(0) })))
}

const idOf = (place: number) => `sub_${String(place).padStart(26, '0')}`

/** @returns some of those that were made, by id */
async function plantFirms({ database }: ScratchServer): Promise<ReadonlyMap<string, Profile>> {
  const { db } = database
  const profiles = withHoles(completeFirms('T', MADE, SEED), SEED)
  const columns = `kind, as_of, district, village, layout, read_at, known_on, closed, ${VALUE_COLUMNS.map(({ column }) => column).join(', ')}`
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`)
    await tx.execute(sql`
      insert into subjects (id, kind, code, name, synthetic, created_at)
      select 'sub_' || lpad(i::text, 26, '0'), 'enterprise', '91440199' || lpad(i::text, 10, '0'), '示例' || i, true, now() from generate_series(0, ${FIRMS - 1}::int) i`)
    for (let first = 0; first < MADE; first += 500) {
      const page = profiles.slice(first, first + 500)
      await upsertRows(
        tx,
        page.map((profile, i) => screenRow({ id: idOf(first + i), kind: 'enterprise', code: `${first + i}` }, profile, new Set())),
        new Date(),
      )
    }
    await tx.execute(sql`
      insert into screen_rows (subject_id, ${sql.raw(columns)})
      select 'sub_' || lpad((${MADE} + (r.n - 1) + c.copy * ${MADE})::text, 26, '0'), ${sql.raw(columns)}
      from (select row_number() over (order by subject_id) as n, screen_rows.* from screen_rows) r cross join generate_series(0, ${Math.ceil(FIRMS / MADE) - 2}::int) as c(copy)
      where ${MADE} + (r.n - 1) + c.copy * ${MADE} < ${FIRMS}`)
    const { hash, members } = catalogueOf()
    await insertCatalogue(tx, hash, members, new Date())
  })
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`)
    await tx.execute(sql`analyze screen_rows`)
  })
  const step = Math.max(1, Math.floor(MADE / SAMPLE))
  return new Map(Array.from({ length: SAMPLE }, (_, i) => [idOf(i * step), profiles[i * step]!]))
}

async function countWrong(db: Db, sampled: ReadonlyMap<string, Profile>): Promise<number> {
  const catalogue = catalogueOf()
  let wrong = 0
  let seen = 0
  for (let after = ''; ; ) {
    const page = await screenedAfter(db, after, idOf(MADE - 1), PAGE)
    if (page.length === 0) break
    const open = decide(catalogue, page)
    page.forEach(({ subjectId }, i) => {
      const profile = sampled.get(subjectId)
      if (!profile) return
      seen++
      catalogue.products.forEach(({ terms: { audience, criteria } }, place) => {
        const verdicts = [{ attr: 'kind' as const, op: 'in' as const, value: audience }, ...criteria].map((criterion) => evaluate(criterion, profile).verdict)
        if ((allOf(verdicts) === 'met') !== hasBit(open[i]!, place)) wrong++
      })
    })
    after = page.at(-1)!.subjectId
  }
  if (seen !== SAMPLE) throw new Error(`${seen} of ${SAMPLE} firms were found again`)
  return wrong
}

function decide(catalogue: OpeningCatalogue, page: readonly ScreenedSubject[]) {
  return openSets(
    catalogue,
    page.map(({ facts, day }) => ({ facts, day, former: null })),
  )
}

interface Part {
  refresh: true
  url: string
  span: { after: string | null; upTo: string | null }
  /** Writes what was found as the nightly walk does. */
  keeps: boolean
}

interface PartWalked {
  startedAt: number
  endedAt: number
  decidingMs: number
  open: number
  firms: number
  hash: string
}

async function walk({ url, database }: ScratchServer, threads: number, keeps: boolean): Promise<Walked> {
  const spans = await subjectSpans(database.db, threads)
  const workers = await Promise.all(spans.map((span) => threadFor({ refresh: true, url, span, keeps })))
  const parts = await Promise.all(workers.map(run))
  const walked = parts.reduce((sum, { firms: n }) => sum + n, 0)
  if (walked !== FIRMS) throw new Error(`${walked} of ${FIRMS} firms were walked`)
  return {
    ms: Math.max(...parts.map(({ endedAt }) => endedAt)) - Math.min(...parts.map(({ startedAt }) => startedAt)),
    decidingMs: parts.reduce((sum, { decidingMs }) => sum + decidingMs, 0),
    open: parts.reduce((sum, { open }) => sum + open, 0),
    // Spans differ with the threads, so a walk is known by a sum over its firms.
    hash: parts.reduce((sum, { hash }) => (sum + BigInt(`0x${hash}`)) % 2n ** 64n, 0n).toString(16),
  }
}

/** tsx does not reach into threads by itself: each registers it before it reads this file. */
const THREAD = "import('tsx/esm/api').then(({ register }) => { register(); return import(require('node:worker_threads').workerData.module) })"

/** Resolves once its catalogue is built and its connection open. */
async function threadFor(part: Part): Promise<Worker> {
  const worker = new Worker(THREAD, { eval: true, workerData: { ...part, module: import.meta.url } })
  await once(worker, 'message')
  return worker
}

async function run(worker: Worker): Promise<PartWalked> {
  const ended = once(worker, 'message')
  worker.postMessage('go')
  return (await ended)[0]
}

async function walkPart({ url, span, keeps }: Part): Promise<PartWalked> {
  const catalogue = catalogueOf()
  const database = openPostgres(url, { max: keeps ? 2 : 1 })
  try {
    await database.db.execute(sql`select 1`)
    const told = once(parentPort!, 'message')
    parentPort!.postMessage('ready')
    await told
    const result: PartWalked = { startedAt: Date.now(), endedAt: 0, decidingMs: 0, open: 0, firms: 0, hash: '' }
    let sum = 0n
    let next = screenedAfter(database.db, span.after ?? '', span.upTo, PAGE)
    for (;;) {
      const page = await next
      const last = page.at(-1)
      if (!last) break
      next = screenedAfter(database.db, last.subjectId, span.upTo, PAGE)
      const began = performance.now()
      const open = decide(catalogue, page)
      result.decidingMs += performance.now() - began
      result.firms += page.length
      for (const bits of open) {
        const bytes = bitsToBytes(bits)
        for (const byte of bytes) result.open += ONES[byte]!
        sum = (sum + createHash('md5').update(bytes).digest().readBigUInt64LE(0)) % 2n ** 64n
      }
      if (keeps) {
        const decidedAt = new Date()
        const rows = page.map(({ subjectId, facts, day, readAt }, i) => {
          return { subjectId, catalogueHash: catalogue.hash, open: bitsToBytes(open[i]!), facts, day, readAt, decidedAt, closures: [] }
        })
        await upsertOpenings(database.db, rows)
      }
    }
    return { ...result, endedAt: Date.now(), hash: sum.toString(16).padStart(16, '0') }
  } finally {
    await database.close()
  }
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)

if (!isMainThread && (workerData as Partial<Part> | null)?.refresh === true) {
  parentPort!.postMessage(await walkPart(workerData as Part))
  parentPort!.unref()
}
