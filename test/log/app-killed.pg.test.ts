/**
 * kill -9 of the app, kill -9 of PostgreSQL and its immediate stop, under eight readers over HTTP and two firms who grant and
 * revoke: what anybody was handed stands in the log, and the log is lawful for whoever kept a checkpoint.
 */
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportLines, verifyFile } from '../../src/consent/audit/model.ts'
import { plantCity } from '../../src/demo/index.ts'
import { feeds } from '../../src/feeds/index.ts'
import { PLAIN_TRUST } from '../../src/log/audit/model.ts'
import { decodeBase64 } from '../../src/log/base64.ts'
import { openCheckpoint } from '../../src/log/checkpoint.ts'
import { ed25519Verifier } from '../../src/log/note.ts'
import { DEFAULT_LOG } from '../../src/log/settings.ts'
import { verifyConsistency } from '../../src/log/tree.ts'
import { randomIds, systemClock } from '../../src/platform/chance.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { type MortalServer, mortalServer } from '../support/mortal-postgres.ts'
import { freePort, type Served, serveNode } from '../support/runtimes.ts'
import { ownTestMaster } from '../support/test-master.ts'
import { type Ask, Hands, machineOf, person, type Read } from './hands.ts'

/** Moments of the kills, the same in every run. */
let seed = 20_261_124
const roll = () => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
  return seed / 2 ** 32
}

let server: MortalServer
let app: Served
let url: string
let port: string
let hands: Hands
let auditor: Ask
let judged = 0

beforeAll(async () => {
  server = await mortalServer()
  const admin = postgres(server.url, { max: 1, onnotice: () => {} })
  await admin`create database suixin`
  await admin.end()
  url = Object.assign(new URL(server.url), { pathname: '/suixin' }).href
  const database = openPostgres(url, { max: 4 })
  await migrate(database)
  await plantCity({ db: database.db, clock: systemClock, ids: randomIds(systemClock), master: ownTestMaster(), requestId: 'planting' }, feeds, 'street')
  await database.close()
  port = String(await freePort())
  app = await serve()

  hands = new Hands(roll)
  for (const lender of ['a', 'b']) {
    const approver = await person(app.url, `bank-${lender}-approver`)
    const viewer = await person(app.url, `bank-${lender}-viewer`)
    const { institutionId } = (await viewer('GET', '/api/v1/me'))!.body
    for (const ask of [viewer, approver, await machineOf(app.url, approver), await machineOf(app.url, approver)]) hands.reader(ask, institutionId)
    const firm = await person(app.url, lender === 'a' ? 'firm-hardware' : 'firm-catering')
    const { subjectId } = (await firm('GET', '/api/v1/me'))!.body
    const { items } = (await firm('GET', '/api/v1/products?purpose=working_capital&limit=100'))!.body
    const readable = items.filter(
      ({ lenderName, terms }: { lenderName: string; terms: { audience: string[]; minFen: string; maxFen: string } }) =>
        ['示例银行甲广州分行', '示例城市商业银行'].includes(lenderName) &&
        terms.audience.includes('enterprise') &&
        BigInt(terms.minFen) <= 30_000_000n &&
        BigInt(terms.maxFen) >= 30_000_000n,
    )
    hands.firm(firm, subjectId, readable)
  }
  auditor = await person(app.url, 'auditor')
}, 120_000)
afterAll(async () => {
  await hands?.end()
  await app?.kill()
  await server?.stop()
})

const serve = () => serveNode({ APP_MODE: 'demo', NODE_ENV: 'test', DATABASE_URL: url, PORT: port })

/** Everybody is at it, and some have been handed something since. */
async function underWay(reads: number): Promise<void> {
  hands.work()
  const before = hands.reads.length
  const enough = () => hands.reads.length - before > reads || hands.surprises.length > 0
  const told = () => `${JSON.stringify([...hands.refusals])} ${app.lives() ? 'it lives' : 'it is dead'}: ${app.said().slice(-3_000)}`
  for (const until = performance.now() + 20_000; !enough(); await delay(20)) if (performance.now() > until) throw new Error(`nobody reads: ${told()}`)
  expect(hands.surprises).toEqual([])
  await delay(roll() * 400)
}

/** What must hold once all is up again. */
async function expectWhole(): Promise<void> {
  await hands.rest()
  expect(hands.surprises).toEqual([])
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    // No read without its row, and the row tells of that read.
    const rows = await sql<{ index: number; leaf: string }[]>`select log_index::int as index, leaf from access_log where kind = 'read.released'`
    const leaves = new Map(rows.map(({ index, leaf }) => [index, JSON.parse(leaf) as { rid: string; cid: string }]))
    const given = hands.reads.slice(judged)
    expect(given.filter(({ logIndex, requestId, consentId }) => leaves.get(logIndex)?.rid !== requestId || leaves.get(logIndex)?.cid !== consentId)).toEqual([])
    judged = hands.reads.length
    // Sealing goes on.
    const [{ n: entries } = { n: 0 }] = await sql<{ n: number }[]>`select count(*)::int as n from access_log`
    const key = await verifier()
    const headNow = async () => (await opened((await auditor('GET', '/log/checkpoint'))!.body, key)).size
    await expect.poll(headNow, { timeout: 10_000, interval: 100 }).toBe(entries)
    // Whatever head came with a read, the log begins with it.
    const notes = [...new Set(given.map(({ note }) => note).filter((note) => note !== ''))]
    const held = [notes[0]!, notes.at(-1)!]
    for (const note of held) await expectConsistent(note, entries, key)
    await expectReceipt(given.at(-1)!)
    const dump = await wholeDump()
    const report = await verifyFile(
      blocks(dump),
      { ...PLAIN_TRUST, at: Date.now(), vkeys: [await vkey()], origin: DEFAULT_LOG.origin, signedArtefacts: true },
      notes,
    )
    expect(report.exit, reportLines(report).join('\n')).toBe(0)
    expect(report.head?.size).toBe(entries)
  } finally {
    await sql.end()
  }
}

const vkey = async (): Promise<string> => (await auditor('GET', '/log/keys'))!.body.keys.at(-1).vkey
const verifier = async () => ed25519Verifier(await vkey())

async function opened(note: string, key: Awaited<ReturnType<typeof verifier>>) {
  const result = await openCheckpoint(note, DEFAULT_LOG.origin, [key])
  if ('flaw' in result) throw new Error(`a checkpoint that does not hold: ${result.flaw}\n${note}`)
  return result.checkpoint
}

async function expectConsistent(note: string, to: number, key: Awaited<ReturnType<typeof verifier>>): Promise<void> {
  const { size: from, root } = await opened(note, key)
  const answer = (await auditor('GET', `/log/proof/consistency?from=${from}&to=${to}`))!
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  const [toRoot, ...proof] = [answer.body.toRoot, ...answer.body.proof].map((text: string) => decodeBase64(text)!)
  expect(verifyConsistency({ from, to, fromRoot: root, toRoot: toRoot!, proof })).toBe(null)
}

async function expectReceipt({ logIndex }: Read): Promise<void> {
  const receipt = (await auditor('GET', `/api/v1/log/entries/${logIndex}/receipt`))!
  expect(receipt.status, JSON.stringify(receipt.body)).toBe(200)
  const report = await verifyFile(blocks(receipt.body), { ...PLAIN_TRUST, at: Date.now(), vkeys: [await vkey()] })
  expect(report.exit, reportLines(report).join('\n')).toBe(0)
}

async function wholeDump(): Promise<string> {
  let [text, path] = ['', '/api/v1/audit/dump']
  for (;;) {
    const page = (await auditor('GET', path))!
    expect(page.status, JSON.stringify(page.body).slice(0, 300)).toBe(200)
    text += page.body
    const next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
    if (next === undefined) return text
    path = next
  }
}

async function* blocks(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}

test('an app that is killed leaves a lawful log and no read without its row, each of three times', { timeout: 120_000 }, async () => {
  for (let round = 0; round < 3; round++) {
    await underWay(20)
    await app.kill()
    app = await serve()
    await expectWhole()
  }
})

test.each(['kill', 'immediate', 'kill'] as const)(
  'PostgreSQL ends at once (%s): nothing is read until it is back, and then all is whole',
  { timeout: 120_000 },
  async (how) => {
    await underWay(20)
    await server.die(how)
    const gone = performance.now()
    await delay(300 + roll() * 700)
    const back = performance.now()
    await server.start()
    expect(hands.reads.filter(({ askedAt, answeredAt }) => askedAt > gone && answeredAt < back)).toEqual([])
    // The app lived through it, and reads again by itself.
    await underWay(20)
    await expectWhole()
    expect(app.lives(), app.said()).toBe(true)
  },
)

test('while the log cannot be written nothing is read, though everything else could be', { timeout: 120_000 }, async () => {
  await underWay(5)
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.begin(async (tx) => {
    await tx`lock table access_log in share row exclusive mode`
    const shut = performance.now()
    await delay(2_600)
    const open = performance.now()
    expect(hands.reads.filter(({ askedAt, answeredAt }) => askedAt > shut && answeredAt < open)).toEqual([])
  })
  await sql.end()
  await underWay(5)
  await expectWhole()
})
