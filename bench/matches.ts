import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import autocannon from 'autocannon'
import { sql } from 'drizzle-orm'
import { DEMO_PASSWORD } from '../src/demo/index.ts'
import { randomIds, systemClock } from '../src/platform/chance.ts'
import type { Db } from '../src/platform/db/client.ts'
import { rowsOf } from '../src/platform/db/client.ts'
import { products, productVersions } from '../src/products/tables.ts'
import { termsView } from '../src/products/terms-schema.ts'
import { freePort, serveNode } from '../test/support/runtimes.ts'
import { workload } from './matching/workload.ts'
import type { Benchmark } from './measure.ts'
import { onScratchServer, type ScratchServer } from './scratch-server.ts'

const PRODUCTS = Number(process.env.BENCH_PRODUCTS ?? 3_000)
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8)
const ROUNDS = 3
const CONNECTIONS = 16
const SEED = 7

export const matches: Benchmark = {
  title: `POST /api/v1/matches over ${PRODUCTS} products, a profile read and a run kept each time, against one row by its key (same server software)`,
  run: () => onScratchServer(measure),
}

async function measure({ database, url }: ScratchServer) {
  const server = await serveNode({ APP_MODE: 'test', DATABASE_URL: url })
  let bare: ChildProcess | undefined
  try {
    const productId = await publishMany(database.db)
    const port = await freePort()
    bare = spawn(process.execPath, ['--import', 'tsx', 'bench/bare-server.ts'], {
      env: { ...process.env, DATABASE_URL: url, PRODUCT_ID: productId, PORT: String(port) },
      stdio: 'inherit',
    })
    const reference = `http://127.0.0.1:${port}`
    await ready(`${reference}/healthz`)

    const signedIn = await fetch(`${server.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'firm-hardware', password: DEMO_PASSWORD }),
    })
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!
    const me = (await (await fetch(`${server.url}/api/v1/me`, { headers: { cookie } })).json()) as { subjectId: string }
    const body = JSON.stringify({ subjectId: me.subjectId, amountFen: '100000000', termMonths: 12, purpose: 'working_capital' })
    const headers = { cookie, 'content-type': 'application/json' }
    const first = await fetch(`${server.url}/api/v1/matches`, { method: 'POST', headers, body })
    const text = await first.text()
    const { counts } = JSON.parse(text) as { counts: Record<string, number> }
    if (first.status !== 201 || counts.eligible! + counts.unknown! + counts.ineligible! < PRODUCTS)
      throw new Error(`not all products were matched: ${text.slice(0, 300)}`)

    const ours: autocannon.Result[] = []
    const theirs: autocannon.Result[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const seconds = round === 0 ? 2 : SECONDS
      const their = await autocannon({ url: `${reference}/row`, connections: CONNECTIONS, duration: seconds })
      const our = await autocannon({ url: `${server.url}/api/v1/matches`, method: 'POST', headers, body, connections: CONNECTIONS, duration: seconds })
      if (our.non2xx + our.errors + their.non2xx + their.errors > 0)
        throw new Error(`refused: ours ${our.non2xx}/${our.errors}, reference ${their.non2xx}/${their.errors}`)
      // The first round warms up.
      if (round > 0) {
        ours.push(our)
        theirs.push(their)
      }
    }
    const ratios = ours.map((our, i) => our.requests.average / theirs[i]!.requests.average).sort((a, b) => a - b)
    const ratio = ratios[ratios.length >> 1]!
    const p99Ms = Math.max(...ours.map(({ latency }) => latency.p99))
    const mean = (results: readonly autocannon.Result[]) => Math.round(results.reduce((sum, { requests }) => sum + requests.average, 0) / results.length)
    return {
      rows: [
        ['', 'a second', 'p50 ms', 'p99 ms'],
        ['POST /api/v1/matches', String(mean(ours)), String(ours.at(-1)!.latency.p50), String(p99Ms)],
        ['one row by its key', String(mean(theirs)), String(theirs.at(-1)!.latency.p50), String(Math.max(...theirs.map(({ latency }) => latency.p99)))],
        ['ratio (goal 0.1; p99 300 ms)', ratio.toFixed(3), '', ''],
        ['eligible, lacking data, refused', `${counts.eligible}, ${counts.unknown}, ${counts.ineligible}`, '', ''],
      ],
      numbers: {
        ...{ products: PRODUCTS, connections: CONNECTIONS, perSecond: mean(ours), referencePerSecond: mean(theirs) },
        ...{ ratio: Number(ratio.toFixed(4)), p99Ms, answerBytes: text.length },
      },
    }
  } finally {
    bare?.kill()
    await server.stop()
  }
}

/** As if every lender of the city had published hundreds, round thresholds as lenders draw them. @returns one of them */
async function publishMany(db: Db): Promise<string> {
  const ids = randomIds(systemClock)
  const lenders = await rowsOf<{ institution_id: string; id: string }>(db, sql`select institution_id, id from users where role = 'lender_approver'`)
  const at = new Date('2026-10-01T00:00:00Z')
  const made = workload('T', PRODUCTS, SEED).candidates.map(({ terms }, i) => ({ id: ids.next('product'), terms, lender: lenders[i % lenders.length]! }))
  for (let from = 0; from < made.length; from += 500) {
    const some = made.slice(from, from + 500)
    await db
      .insert(products)
      .values(some.map(({ id, lender }) => ({ id, lenderId: lender.institution_id, publishedVersion: 1, latestVersion: 1, revision: 1, createdAt: at })))
    await db.insert(productVersions).values(
      some.map(({ id, terms, lender }) => ({
        ...{ productId: id, version: 1, status: 'published' as const, terms: termsView(terms) },
        ...{ draftedBy: lender.id, submittedBy: lender.id, publishedBy: lender.id, publishedAt: at, createdAt: at },
      })),
    )
  }
  return made[0]!.id
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isUp) return
    await delay(100)
  }
  throw new Error(`${url} did not come up`)
}
