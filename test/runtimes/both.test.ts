import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_PASSWORD, plantCity } from '../../src/demo/index.ts'
import { feeds } from '../../src/feeds/index.ts'
import { decodeBase64 } from '../../src/log/base64.ts'
import { openCheckpoint } from '../../src/log/checkpoint.ts'
import { DEFAULT_LOG, logKeyring } from '../../src/log/index.ts'
import { parseProofFile } from '../../src/log/proof-file.ts'
import { hashLeaf, verifyInclusion } from '../../src/log/tree.ts'
import { randomIds, systemClock } from '../../src/platform/chance.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { Authenticator, codeAt } from '../identity/authenticator.ts'
import { TEST_LOG_KEY } from '../support/log-key.ts'
import { type Served, serveNode, serveWorker } from '../support/runtimes.ts'
import { type ScratchDatabase, scratchDatabase } from '../support/scratch-database.ts'
import { testMaster } from '../support/test-master.ts'

interface Answer {
  status: number
  type: string
  body: unknown
}

/** Chance and the clock, brought to one form: what is left must be the same from both. */
function settled(text: string): string {
  return (
    text
      .replace(/\b(sub|ins|usr|cns|app|prd|mch|bat|job|req)_[0-9a-z]{26}\b/g, '$1_…')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/g, 'T')
      .replace(/"(hash|sha256)":"[0-9a-f]{64}"/g, '"$1":"…"')
      .replace(/"index":\d+/g, '"index":0')
      .replace(/sealLag [\d.]+ s/, 'sealLag 0 s')
      // The sealer comes round each second, whoever asked.
      .replace(/"sealedIn":(null|\d+)/g, '"sealedIn":0')
      .replace(/"nextCursor":"[^"]+"/g, '"nextCursor":"…"')
  )
}

class Client {
  #cookie = ''
  readonly answers: [string, Answer][] = []
  readonly base: string
  readonly run: string

  constructor(base: string, run: string) {
    this.base = base
    this.run = run
  }

  async signIn(username: string): Promise<{ subjectId: string }> {
    const response = await fetch(`${this.base}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: DEMO_PASSWORD }),
    })
    this.#cookie = response.headers.getSetCookie()[0]!.split(';')[0]!
    return (await response.json()) as { subjectId: string }
  }

  async ask<T>(method: string, path: string, body?: object | Uint8Array, type = 'application/json'): Promise<T> {
    const response = await fetch(this.base + path, {
      method,
      headers: {
        cookie: this.#cookie,
        ...(body ? { 'content-type': type } : {}),
        ...(method === 'POST' ? { 'idempotency-key': `${this.run}-${this.answers.length}` } : {}),
      },
      body: body === undefined ? null : body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body),
    })
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    this.answers.push([
      `${method} ${settled(path)}`,
      { status: response.status, type: response.headers.get('content-type') ?? '', body: isJson ? JSON.parse(settled(text)) : settled(text) },
    ])
    return (isJson ? JSON.parse(text) : text) as T
  }
}

/** A firm looks at itself and at what it could have, agrees and applies. */
async function apply(c: Client) {
  const { subjectId } = await c.signIn('firm-hardware')
  await c.ask('GET', `/api/v1/subjects/${subjectId}/profile`)
  const { offers } = await c.ask<{ offers: { productId: string; status: string; lenderName: string; price: { amountFen: string; termMonths: number } }[] }>(
    'POST',
    '/api/v1/matches',
    {
      subjectId,
      amountFen: '200000000',
      termMonths: 24,
      purpose: 'materials',
    },
  )
  const offer = offers.find((o) => o.status === 'eligible' && o.lenderName === '示例银行甲广州分行')!
  const consent = await c.ask<{ id: string }>('POST', '/api/v1/consents', {
    subjectId,
    productId: offer.productId,
    data: [{ category: 'registration' }, { category: 'tax' }],
  })
  const { amountFen, termMonths } = offer.price
  const application = await c.ask<{ id: string }>('POST', '/api/v1/applications', { consentId: consent.id, amountFen, termMonths, purpose: 'materials' })
  return { subjectId, consentId: consent.id, applicationId: application.id }
}

/** One errand through every slice; ends with nothing open, so that the next runtime can do it again. */
async function errand(base: string, run: string): Promise<Client['answers']> {
  const c = new Client(base, run)
  for (const path of [
    '/healthz',
    '/readyz',
    '/openapi.json',
    '/api/v1/sources',
    '/api/v1/products?limit=5',
    '/',
    '/cost',
    '/products',
    '/nowhere',
    '/api/v1/nowhere',
  ])
    await c.ask('GET', path)
  await c.ask('POST', '/api/v1/identifiers/check', { codes: ['9144030071526726XG', '91350100M0001TGQXM', 'ｘ'] })
  await c.ask('POST', '/api/v1/finance/quote', {
    principalFen: '100000000',
    termMonths: 24,
    rateBp: 345,
    method: 'equal_principal',
    fees: [{ kind: 'upfront_bp', label: '服务费', bp: 50 }],
  })
  await c.ask('POST', '/api/v1/finance/annual-rate', {
    flows: [
      { date: '2026-01-01', amountFen: '1000' },
      { date: '2026-12-31', amountFen: '-1100' },
    ],
  })
  await c.ask('GET', '/api/v1/me')

  const { subjectId, consentId, applicationId } = await apply(c)

  await c.signIn('bank-a-approver')
  await c.ask('GET', '/api/v1/lender/applications?status=submitted')
  await c.ask('GET', `/api/v1/lender/applications/${applicationId}/profile`)
  await c.signIn('firm-hardware')
  await c.ask('GET', `/api/v1/subjects/${subjectId}/access-log?limit=2`)
  await c.ask('POST', `/api/v1/consents/${consentId}/revoke`, { reason: '不需要了' })
  await c.signIn('bank-a-approver')
  await c.ask('GET', `/api/v1/lender/applications/${applicationId}/profile`)
  await c.ask('POST', `/api/v1/lender/applications/${applicationId}/decision`, { outcome: 'declined' })
  await c.ask('POST', `/api/v1/lender/applications/${applicationId}/decision`, { outcome: 'declined', reasons: ['tax_record'] })

  await c.signIn('operator')
  const files = new URL('../../src/demo/files/', import.meta.url)
  for (const [source, record, file] of [
    ['gz-hrss', 'labour_grade', 'labour_grade.csv'],
    ['gz-customs', 'customs_grade', 'customs_grade.xlsx'],
    ['suitan', 'carbon_report', 'carbon_report.jsonl'],
  ] as const) {
    await c.ask('POST', `/api/v1/imports?source=${source}&record=${record}`, readFileSync(new URL(file, files)), 'application/octet-stream')
  }
  return c.answers
}

describe('both runtimes', () => {
  let database: ScratchDatabase
  let node: Served
  let worker: Served

  beforeAll(async () => {
    database = await scratchDatabase()
    const city = openPostgres(database.url)
    await plantCity({ db: city.db, clock: systemClock, ids: randomIds(systemClock), master: testMaster, requestId: 'test' }, feeds, 'street')
    await city.close()
    // A city that also serves from Workers keeps what both can check.
    node = await serveNode({ DATABASE_URL: database.url, PASSWORD_HASH: 'scrypt' })
    worker = await serveWorker(database.url)
  }, 180_000)

  afterAll(async () => {
    await worker?.stop()
    await node?.stop()
    await database?.drop()
  }, 60_000)

  it('give the same answers to the same errand', async () => {
    // Once beforehand, so that both find the same past: earlier log entries, files already taken in.
    await errand(node.url, 'before')
    const fromNode = await errand(node.url, 'node')
    const fromWorker = await errand(worker.url, 'worker')
    expect(fromWorker.map(([what]) => what)).toEqual(fromNode.map(([what]) => what))
    for (const [i, [what, answer]] of fromNode.entries()) expect(fromWorker[i]![1], what).toEqual(answer)
    // The errand must have been a real one: nothing broke and the refusals are the expected ones.
    expect(fromNode.filter(([, a]) => a.status >= 500)).toEqual([])
    expect(fromNode.filter(([, a]) => a.status >= 400).map(([what, a]) => `${a.status} ${what}`)).toEqual([
      '404 GET /nowhere',
      '404 GET /api/v1/nowhere',
      '401 GET /api/v1/me',
      '403 GET /api/v1/lender/applications/app_…/profile',
      '422 POST /api/v1/lender/applications/app_…/decision',
    ])
  }, 120_000)

  it.each(['node', 'worker'] as const)('take an authenticator app and a passkey: %s', async (runtime) => {
    const { url } = runtime === 'node' ? node : worker
    const username = runtime === 'node' ? 'bank-b-viewer' : 'bank-b-approver'
    const jar = new Map<string, string>()
    const ask = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(url + path, {
        method,
        headers: { cookie: [...jar.values()].join('; '), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      for (const line of response.headers.getSetCookie()) jar.set(line.split('=')[0]!, line.split(';')[0]!)
      const text = await response.text()
      // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects, and finds out here
      return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as any }
    }
    const enter = () => ask('POST', '/api/v1/sessions', { username, password: DEMO_PASSWORD })
    expect((await enter()).status).toBe(201)
    const { secret } = (await ask('POST', '/api/v1/me/totp')).body
    expect((await ask('POST', '/api/v1/me/totp/confirm', { code: codeAt(secret, new Date()) })).body.recoveryCodes).toHaveLength(10)
    const key = new Authenticator(url)
    const attestation = key.create((await ask('POST', '/api/v1/me/passkeys/options')).body)
    expect((await ask('POST', '/api/v1/me/passkeys', { label: 'key', attestation })).status).toBe(201)
    expect((await enter()).body).toEqual({ pending: 'second_factor', methods: ['totp', 'passkey', 'recovery'] })
    const assertion = key.get((await ask('POST', '/api/v1/passkey-challenges')).body)
    expect((await ask('POST', '/api/v1/sessions/second-factor', { assertion })).status).toBe(201)
    expect((await ask('GET', '/api/v1/me')).body.username).toBe(username)
  })

  it('are not both needed: a Worker alone gives out, writes down, seals within 5 seconds and proves', async () => {
    await node.stop()
    const { origin, verifiers } = await logKeyring(TEST_LOG_KEY, DEFAULT_LOG.origin).open()
    const c = new Client(worker.url, 'alone')
    const { subjectId, applicationId } = await apply(c)
    await c.signIn('bank-a-approver')
    const { sections } = await c.ask<{ sections: { category: string; entries: object[] }[] }>('GET', `/api/v1/lender/applications/${applicationId}/profile`)
    expect(sections.filter(({ entries }) => entries.length > 0).map(({ category }) => category)).toEqual(['registration', 'tax'])
    await c.signIn('firm-hardware')
    const { items } = await c.ask<{ items: { index: number; kind: string }[] }>('GET', `/api/v1/subjects/${subjectId}/access-log?limit=1`)
    expect(items).toMatchObject([{ kind: 'read.released' }])

    // Nobody asks for anything more: it is sealed behind the last answer, and not a minute later by the cron.
    const { db, close } = openPostgres(database.url)
    const unsealed = () => rowsOf(db, sql`select from access_log a where not exists (select from log_leaves l where l.log_index = a.log_index)`)
    await expect.poll(unsealed, { timeout: 5_000, interval: 100 }).toEqual([])
    await close()
    const head = await openCheckpoint(await c.ask<string>('GET', '/log/checkpoint'), origin, verifiers)
    expect((await fetch(`${worker.url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`)).status).toBe(200)
    const file = parseProofFile(await c.ask<string>('GET', `/api/v1/log/entries/${items[0]!.index}/receipt`))
    if ('flaw' in head || typeof file === 'string') throw new Error('neither a checkpoint nor a receipt')
    expect(head.checkpoint.size).toBeGreaterThan(file.index)
    const leafHash = hashLeaf(file.extra!)
    expect(JSON.parse(new TextDecoder().decode(file.extra))).toMatchObject({ t: 'read.released' })
    expect(verifyInclusion({ leafHash, index: file.index, proof: file.proof, ...head.checkpoint })).toBe(null)
    const asked = await c.ask<{ proof: string[] }>('GET', `/log/proof/inclusion?index=${file.index}&size=${head.checkpoint.size}`)
    expect(verifyInclusion({ leafHash, index: file.index, proof: asked.proof.map((hash) => decodeBase64(hash)!), ...head.checkpoint })).toBe(null)
  })
})
