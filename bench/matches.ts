import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import autocannon from 'autocannon'
import { sql } from 'drizzle-orm'
import { SESSION_COOKIE } from '../src/identity/index.ts'
import { sessionsOn } from '../src/identity/service/sessions.ts'
import { heldClock, randomIds, systemClock } from '../src/platform/chance.ts'
import type { Db } from '../src/platform/db/client.ts'
import { rowsOf } from '../src/platform/db/client.ts'
import { products, productVersions } from '../src/products/tables.ts'
import { termsView } from '../src/products/terms-schema.ts'
import { TEST_START } from '../src/test-mode.ts'
import { freePort, serveNode } from '../test/support/runtimes.ts'
import { workload } from './matching/workload.ts'
import { type Benchmark, seededRandom } from './measure.ts'
import { onScratchServer, type ScratchServer } from './scratch-server.ts'

const PRODUCTS = Number(process.env.BENCH_PRODUCTS ?? 3_000)
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8)
const ROUNDS = 3
const CONNECTIONS = 16
const SEED = 7

/** Firms that are signed in and ask, with the facts of the street's. */
const FIRMS = 200
/** What firms ask for, in yuan, and for how many months. */
const AMOUNTS_YUAN = [5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 180, 200, 250, 300, 400, 500].map((tenThousand) => tenThousand * 10_000)
const TERMS_MONTHS = [3, 6, 9, 12, 18, 24, 36, 60]

export const matches: Benchmark = {
  title: `POST /api/v1/matches over ${PRODUCTS} products, a run kept for each question: questions of ${FIRMS} firms, none asked twice in a round; and one firm's one question again and again; against one row by its key (same server software, ${CONNECTIONS} connections)`,
  run: () => onScratchServer(measure),
}

interface Question {
  cookie: string
  body: string
}

async function measure({ database, url }: ScratchServer) {
  const server = await serveNode({ APP_MODE: 'test', DATABASE_URL: url })
  let bare: ChildProcess | undefined
  try {
    const productId = await publishMany(database.db)
    const firms = await signInMany(database.db)
    const port = await freePort()
    bare = spawn(process.execPath, ['--import', 'tsx', 'bench/bare-server.ts'], {
      env: { ...process.env, DATABASE_URL: url, PRODUCT_ID: productId, PORT: String(port) },
      stdio: 'inherit',
    })
    const reference = `http://127.0.0.1:${port}`
    await ready(`${reference}/healthz`)

    const questions = shuffled(firms.flatMap((firm) => AMOUNTS_YUAN.flatMap((yuan) => TERMS_MONTHS.map((months) => questionOf(firm, yuan, months)))))
    // What planting the city set going is done before anything is measured.
    await fetch(`${server.url}/__test/outbox/drain`, { method: 'POST' })
    const answers = await Promise.all(questions.slice(0, 20).map((question) => ask(server.url, question)))
    const same = questions[0]!

    const rounds: Record<'distinct' | 'again' | 'row', autocannon.Result>[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const duration = round === 0 ? 2 : SECONDS
      // Each connection has questions of its own, in another order each round.
      const dealt = shuffled(questions)
      const result = {
        row: await autocannon({ url: `${reference}/row`, connections: CONNECTIONS, duration }),
        distinct: await load(server.url, duration, (connection) => dealt.filter((_, i) => i % CONNECTIONS === connection)),
        again: await load(server.url, duration, () => [same]),
      }
      for (const [name, { non2xx, errors }] of Object.entries(result)) if (non2xx + errors > 0) throw new Error(`${name}: ${non2xx} refused, ${errors} failed`)
      // The first round warms up.
      if (round > 0) rounds.push(result)
    }
    const perSecond = (name: keyof (typeof rounds)[number]) => Math.round(rounds.reduce((sum, round) => sum + round[name].requests.average, 0) / rounds.length)
    const p50Ms = (name: keyof (typeof rounds)[number]) => rounds.at(-1)![name].latency.p50
    const p99Ms = (name: keyof (typeof rounds)[number]) => Math.max(...rounds.map((round) => round[name].latency.p99))
    const ratio = (name: 'distinct' | 'again') =>
      rounds.map((round) => round[name].requests.average / round.row.requests.average).sort((a, b) => a - b)[rounds.length >> 1]!
    const row = (label: string, name: keyof (typeof rounds)[number]) => [label, String(perSecond(name)), String(p50Ms(name)), String(p99Ms(name))]
    const answerBytes = Math.round(answers.reduce((sum, { text }) => sum + text.length, 0) / answers.length)
    const { counts } = answers[0]!
    return {
      rows: [
        ['', 'a second', 'p50 ms', 'p99 ms'],
        row('questions never asked before', 'distinct'),
        row('one question again and again', 'again'),
        row('one row by its key', 'row'),
        ['ratio, never asked before (goal 0.1; p99 300 ms)', ratio('distinct').toFixed(3), '', ''],
        ['ratio, again and again', ratio('again').toFixed(3), '', ''],
        ['eligible, lacking data, refused (one answer)', `${counts.eligible}, ${counts.unknown}, ${counts.ineligible}`, '', ''],
      ],
      numbers: {
        ...{ products: PRODUCTS, firms: FIRMS, questions: questions.length, connections: CONNECTIONS, answerBytes },
        ...{ perSecond: perSecond('distinct'), ratio: Number(ratio('distinct').toFixed(4)), p99Ms: p99Ms('distinct') },
        ...{ againPerSecond: perSecond('again'), againRatio: Number(ratio('again').toFixed(4)), againP99Ms: p99Ms('again') },
        referencePerSecond: perSecond('row'),
      },
    }
  } finally {
    bare?.kill()
    await server.stop()
  }
}

function questionOf({ cookie, subjectId }: Firm, yuan: number, termMonths: number): Question {
  return { cookie, body: JSON.stringify({ subjectId, amountFen: String(yuan * 100), termMonths, purpose: 'working_capital' }) }
}

async function load(url: string, duration: number, questionsOf: (connection: number) => readonly Question[]): Promise<autocannon.Result> {
  let connection = 0
  return autocannon({
    ...{ url, connections: CONNECTIONS, duration },
    setupClient: (client) => {
      client.setRequests(
        questionsOf(connection++).map(({ cookie, body }) => ({
          ...{ method: 'POST' as const, path: '/api/v1/matches', body },
          headers: { cookie, 'content-type': 'application/json' },
        })),
      )
    },
  })
}

async function ask(url: string, { cookie, body }: Question): Promise<{ text: string; counts: Record<'eligible' | 'unknown' | 'ineligible', number> }> {
  const answer = await fetch(`${url}/api/v1/matches`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body })
  const text = await answer.text()
  const { counts } = JSON.parse(text)
  if (answer.status !== 201 || counts.eligible + counts.unknown + counts.ineligible < PRODUCTS)
    throw new Error(`not all products were matched: ${text.slice(0, 300)}`)
  return { text, counts }
}

interface Firm {
  subjectId: string
  cookie: string
}

/** Firms with the records of the street's enterprises, each with a person who is signed in. */
async function signInMany(db: Db): Promise<Firm[]> {
  const ids = randomIds(systemClock)
  const street = await rowsOf<{ id: string }>(db, sql`select id from subjects where kind = 'enterprise' order by code`)
  const firms: Firm[] = []
  for (let i = 0; i < FIRMS; i++) {
    const like = street[i % street.length]!.id
    const [subjectId, userId] = [ids.next('subject'), ids.next('user')]
    await db.execute(sql`insert into subjects (id, kind, code, name, synthetic, created_at)
      select ${subjectId}, kind, 'bench-' || ${i}::text, name, true, created_at from subjects where id = ${like}`)
    await db.execute(sql`insert into records (subject_id, id, source, record, record_key, version, retracts, as_of, body, layout, facts, batch_id, row_no, recorded_at)
      select ${subjectId}, id, source, record, record_key, version, retracts, as_of, body, layout, facts, batch_id, row_no, recorded_at from records where subject_id = ${like}`)
    await db.execute(sql`insert into users (id, username, password_hash, display_name, role, subject_id, created_at)
      values (${userId}, ${`bench-${i}`}, '-', 'bench', 'firm', ${subjectId}, now())`)
    const secret = await sessionsOn({ db }, heldClock(TEST_START)).open(userId, { id: ids.next('session'), device: 'bench', network: '', pending: false })
    firms.push({ subjectId, cookie: `${SESSION_COOKIE}=${secret}` })
  }
  return firms
}

const chance = seededRandom(SEED)
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: chance() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
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
