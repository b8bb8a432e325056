import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_PASSWORD } from '../../src/demo/index.ts'
import { decodeBase64 } from '../../src/log/base64.ts'
import { openCheckpoint } from '../../src/log/checkpoint.ts'
import { DEFAULT_LOG, logKeeper, sweepLog } from '../../src/log/index.ts'
import { ed25519Verifier } from '../../src/log/note.ts'
import { parseProofFile } from '../../src/log/proof-file.ts'
import { decodeEntries } from '../../src/log/tiles.ts'
import { hashLeaf, rootOf, verifyConsistency, verifyInclusion } from '../../src/log/tree.ts'
import { applyFor, look, must, productNamed, subjectOf } from '../journeys/errand.ts'
import { TEST_LOG_ORIGIN } from '../support/log-key.ts'
import { type Answer, ORIGIN, type TestApp, type TestClient, testApp } from '../support/test-app.ts'

let app: TestApp
let firm: TestClient
let viewer: TestClient
let applicationId: string
let ownIndex: number
let readIndex: number
beforeAll(async () => {
  app = await testApp('pglite')
  firm = await app.signIn('firm-hardware')
  viewer = await app.signIn('bank-a-viewer')
  applicationId = (await applyFor(firm, (await productNamed(firm, '示例税易贷')).id, { reads: 20 })).applicationId
  must(await look(viewer, applicationId), 200)
  await drain()
  const { items } = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/access-log`), 200).body
  readIndex = items.find(({ kind }: { kind: string }) => kind === 'read.released').index
  ownIndex = items.at(-1).index
})
afterAll(() => app.close())

const drain = () => app.nobody.post('/__test/outbox/drain')
const hash = (text: string) => decodeBase64(text)!
const bytesAt = async (path: string, cookie = '') => {
  const response = await app.fetch(new Request(ORIGIN + path, { headers: cookie ? { cookie } : {} }))
  return { status: response.status, caching: response.headers.get('cache-control'), bytes: new Uint8Array(await response.arrayBuffer()) }
}
const vkeysOf = async (): Promise<string[]> => must(await app.nobody.get('/log/keys'), 200).body.keys.map(({ vkey }: { vkey: string }) => vkey)

async function head() {
  const { body } = must(await app.nobody.get('/log/checkpoint'), 200)
  const opened = await openCheckpoint(body, TEST_LOG_ORIGIN, (await vkeysOf()).map(ed25519Verifier))
  if ('flaw' in opened) throw new Error(opened.flaw)
  return opened.checkpoint
}

describe('what anybody can check', () => {
  test('the checkpoint is the root of the hashes in the tiles', async () => {
    const { size, root } = await head()
    const tile = await bytesAt(`/log/tile/0/000.p/${size}`)
    expect(tile).toMatchObject({ status: 200, caching: 'public, max-age=31536000, immutable' })
    expect(rootOf(Array.from({ length: size }, (_, at) => tile.bytes.slice(at * 32, at * 32 + 32)))).toEqual(root)
    expect((await bytesAt(`/log/tile/0/000.p/1`)).bytes).toEqual(tile.bytes.slice(0, 32))
  })

  test.each(['0/000', '0/000.p/200', '0/001.p/1', '1/000.p/1', '0/0', '0/000.p/0', '0/x000/000.p/1', '64/000.p/1', 'x/000.p/1', '0/000.p/1/2'])(
    'there is no tile %s',
    async (tile) => {
      must(await app.nobody.get(`/log/tile/${tile}`), 404, 'not_found')
    },
  )

  test('a leaf stands in the log, by its place and by its hash', async () => {
    const { size, root } = await head()
    const byPlace = must(await app.nobody.get('/log/proof/inclusion?index=1'), 200).body
    const byHash = must(await app.nobody.get(`/log/proof/inclusion?leafHash=${encodeURIComponent(byPlace.leafHash)}&size=${size}`), 200)
    expect(byHash.body).toEqual(byPlace)
    expect(byHash.headers.get('cache-control')).toContain('immutable')
    expect(verifyInclusion({ leafHash: hash(byPlace.leafHash), index: 1, size, proof: byPlace.proof.map(hash), root })).toBe(null)
  })

  test('the log of today begins with the log of before', async () => {
    const { size, root } = await head()
    const { body } = must(await app.nobody.get('/log/proof/consistency?from=1'), 200)
    expect(verifyConsistency({ from: 1, to: size, fromRoot: hash(body.fromRoot), toRoot: root, proof: body.proof.map(hash) })).toBe(null)
  })

  test.each<[string, number, string?]>([
    ['consistency?from=0', 422, 'sizes'],
    ['consistency?from=2&to=1', 422, 'sizes'],
    ['consistency?from=1&to=9999', 422, 'beyond_the_log'],
    ['consistency?from=-1', 422],
    ['inclusion?index=9999', 422, 'leaf_outside'],
    ['inclusion?index=1&size=1', 422, 'leaf_outside'],
    ['inclusion?index=0&size=0', 422, 'leaf_outside'],
    ['inclusion', 422],
    ['inclusion?index=1&leafHash=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', 422],
    ['inclusion?leafHash=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', 404, 'not_found'],
    ['inclusion?leafHash=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=', 404, 'not_found'],
    ['inclusion?leafHash=AAAA', 422],
  ])('no proof is made of %s', async (query, status, code) => {
    const answer = await app.nobody.get(`/log/proof/${query}`)
    expect({ status: answer.status, ...(code && { code: answer.body.code }) }).toEqual({ status, ...(code && { code }) })
  })

  test('every checkpoint is listed, newest first, by pages', async () => {
    await firm.post('/api/v1/consents', {
      subjectId: await subjectOf(firm),
      productId: (await productNamed(firm, '示例穗税通')).id,
      data: [{ category: 'tax' }],
    })
    await drain()
    const first = must(await app.nobody.get('/log/checkpoints?limit=1'), 200).body
    const second = must(await app.nobody.get(`/log/checkpoints?limit=100&cursor=${first.nextCursor}`), 200).body
    const sizes = [...first.items, ...second.items].map(({ size }) => size)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    expect(sizes[0]).toBe((await head()).size)
    expect(second.nextCursor).toBe(null)
    expect(first.items[0]).toMatchObject({ witnesses: [], quorumMet: true })
  })
})

describe('a receipt', () => {
  const receipt = (client: TestClient, index: number) => client.get(`/api/v1/log/entries/${index}/receipt`)

  test('verifies with the log’s key alone, and says what was read', async () => {
    const answer = must(await receipt(firm, readIndex), 200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const file = parseProofFile(answer.body)
    if (typeof file === 'string') throw new Error(file)
    const opened = await openCheckpoint(file.checkpoint, TEST_LOG_ORIGIN, (await vkeysOf()).map(ed25519Verifier))
    if ('flaw' in opened) throw new Error(opened.flaw)
    expect(verifyInclusion({ leafHash: hashLeaf(file.extra!), index: file.index, proof: file.proof, ...opened.checkpoint })).toBe(null)
    expect(JSON.parse(new TextDecoder().decode(file.extra))).toMatchObject({ t: 'read.released', n: 1, f: expect.arrayContaining(['taxGrade']) })
  })

  test('is for whom it is about, the lender concerned and the auditor; to everybody else it is not there', async () => {
    for (const person of ['firm-hardware', 'bank-a-viewer', 'bank-a-approver', 'auditor']) must(await receipt(await app.signIn(person), readIndex), 200)
    const strangers: Answer[] = []
    for (const person of ['firm-catering', 'farmer', 'bank-b-viewer', 'officer', 'regulator', 'operator'])
      strangers.push(must(await receipt(await app.signIn(person), readIndex), 404, 'not_found'))
    const absent = must(await receipt(await app.signIn('bank-b-viewer'), 999_999), 404)
    for (const { body } of strangers) expect({ ...body, requestId: '' }).toEqual({ ...absent.body, requestId: '' })
    must(await receipt(app.nobody, readIndex), 401)
  })

  test('waits for the seal', async () => {
    must(await look(viewer, applicationId), 200)
    const { items } = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/access-log`), 200).body
    const late = must(await receipt(firm, items[0].index), 409, 'not_sealed_yet')
    expect(late.headers.get('retry-after')).toBe('5')
    await drain()
    must(await receipt(firm, items[0].index), 200)
  })

  test('of an older entry is made against the newest checkpoint', async () => {
    const file = parseProofFile(must(await receipt(firm, ownIndex), 200).body)
    expect(typeof file !== 'string' && file.checkpoint.split('\n')[1]).toBe(String((await head()).size))
  })
})

describe('the leaves themselves', () => {
  test('are the auditor’s, and hash to the tile', async () => {
    const { size } = await head()
    const bundle = await bytesAt(`/log/tile/entries/000.p/${size}`, (await app.signIn('auditor')).cookie)
    expect(bundle).toMatchObject({ status: 200, caching: 'no-store' })
    const tile = await bytesAt(`/log/tile/0/000.p/${size}`)
    const leaves = decodeEntries(bundle.bytes)!
    expect(leaves).toHaveLength(size)
    expect(leaves.flatMap((leaf) => [...hashLeaf(leaf)])).toEqual([...tile.bytes])
  })

  test.each(['firm-hardware', 'bank-a-viewer', 'operator', 'regulator'])('are not for %s', async (person) => {
    must(await (await app.signIn(person)).get('/log/tile/entries/000.p/1'), 403)
  })

  test('are not for who has not signed in', async () => {
    must(await app.nobody.get('/log/tile/entries/000.p/1'), 401)
  })
})

describe('how often it may be asked', () => {
  const ask = (source: string | null, path = '/log/checkpoint') => app.fetch(new Request(ORIGIN + path), { source })

  test('is told with every answer, and the end of it by a 429 that says when to come back', { timeout: 60_000 }, async () => {
    const first = await ask('203.0.113.7')
    expect([first.status, first.headers.get('ratelimit-policy'), first.headers.get('ratelimit')]).toEqual([200, '"log";q=600;w=60', '"log";r=599;t=60'])
    // Proofs and tiles are counted with it; what is not there, too.
    expect((await ask('203.0.113.7', '/log/tile/0/000.p/1')).headers.get('ratelimit')).toBe('"log";r=598;t=60')
    expect((await ask('203.0.113.7', '/log/tile/0/999')).status).toBe(404)
    for (let n = 3; n < 600; n++) expect((await ask('203.0.113.7', '/log/keys')).status).toBe(200)
    const refused = await ask('203.0.113.7')
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('ratelimit')]).toEqual([429, '60', '"log";r=0;t=60'])
    expect(await refused.json()).toMatchObject({ code: 'too_many_attempts' })
    expect((await ask('203.0.113.8')).status).toBe(200)
    app.advance(60)
    expect((await ask('203.0.113.7')).headers.get('ratelimit')).toBe('"log";r=599;t=60')
  })

  test('goes by the network: neighbours in one IPv6 /64 share it, and where nothing is known of the source nothing is counted', async () => {
    expect((await ask('2001:db8:1:2::1')).headers.get('ratelimit')).toBe('"log";r=599;t=60')
    expect((await ask('2001:db8:1:2:ffff::9')).headers.get('ratelimit')).toBe('"log";r=598;t=60')
    expect((await ask('2001:db8:1:3::1')).headers.get('ratelimit')).toBe('"log";r=599;t=60')
    expect((await ask(null)).headers.get('ratelimit')).toBe(null)
  })
})

describe('the dump', () => {
  const age = (seconds: number) => app.mode.sessionClock.set(new Date(app.mode.sessionClock.now().getTime() + seconds * 1000))

  test('is begun by who has shown within five minutes who it is; what lies behind its first page is for that person alone', async () => {
    await app.database.db.execute(sql`
      insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at)
      select 's', 'read.denied', 'c', 'l', 'a', '{"t":"read.denied","n":' || n || '}', now() from generate_series(1, 2100) n`)
    await drain()
    const auditor = await app.signIn('auditor')
    const bank = await app.signIn('bank-a-viewer')
    age(299)
    const { headers } = must(await auditor.get('/api/v1/audit/dump'), 200)
    const next = /^<([^>]+)>; rel="next"$/.exec(headers.get('link')!)![1]!
    age(1)
    must(await auditor.get('/api/v1/audit/dump'), 403, 'step_up_required')
    must(await bank.get('/api/v1/audit/dump'), 403, 'step_up_required')
    expect(must(await auditor.get('/audit/dump'), 303).headers.get('location')).toBe('/account/confirm?next=/audit/dump')
    must(await auditor.get(next), 200)
    must(await bank.get(next), 422, 'bad_cursor')
    const { headers: again } = must(await auditor.post('/api/v1/sessions/step-up', { password: DEMO_PASSWORD }, { key: null }), 204)
    const cookie = again.getSetCookie()[0]!.split(';')[0]!
    must(await auditor.get('/api/v1/audit/dump', { headers: { cookie } }), 200)
  })
})

describe('readiness', () => {
  let other: TestApp
  beforeAll(async () => {
    // It serves the log and has no key: nobody seals.
    other = await testApp('pglite', { app: { keeper: logKeeper({ ...DEFAULT_LOG, origin: TEST_LOG_ORIGIN }, null) } })
  })
  afterAll(() => other.close())
  beforeEach(() => other.reset())

  test('tells how long the oldest entry waits, and ends when that is too long; so does disclosure', async () => {
    const client = await other.signIn('firm-hardware')
    const bank = await other.signIn('bank-a-viewer')
    const made = await applyFor(client, (await productNamed(client, '示例税易贷')).id, { reads: 20 })
    must(await look(bank, made.applicationId), 200)
    other.advance(30)
    expect(must(await other.nobody.get('/readyz'), 200).body.checks.log).toBe('sealLag 30.0 s')
    must(await look(bank, made.applicationId), 200)
    other.advance(1)
    expect(must(await other.nobody.get('/readyz'), 503, 'unready').body.detail).toContain('sealLag 31.0 s, limit 30 s')
    must(await other.nobody.get('/log/checkpoint'), 503, 'log_not_sealed')
    const refused = must(await look(bank, made.applicationId), 503, 'log_not_sealed')
    expect(refused.headers.get('retry-after')).toBe('5')
  })

  test('names a tile that was rewritten, to whoever asks and to the auditor, and goes on', async () => {
    const auditor = await app.signIn('auditor')
    app.advance(86_400)
    must(await drain(), 200)
    expect(must(await app.nobody.get('/readyz'), 200).body.checks.tiles).toMatch(/^\d+ entries and their tiles as sealed, /)
    expect(must(await auditor.get('/audit/checkpoints'), 200).body).toContain('条和哈希块都与封存时一致')
    const flip = sql`update log_tiles set hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) where level = 0 and index = 0`
    await app.database.db.execute(sql`alter table log_tiles disable trigger user`)
    await app.database.db.execute(flip)
    app.advance(60)
    await sweepLog({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'test' })
    expect(must(await app.nobody.get('/readyz'), 200).body.checks.tiles).toMatch(/^damaged: tile\/0\/000/)
    expect(must(await auditor.get('/audit/checkpoints'), 200).body).toContain('与封存时不一致：tile/0/000')
    await app.database.db.execute(flip)
    await app.database.db.execute(sql`alter table log_tiles enable trigger user`)
  })

  test('of a process that seals is not lost by days that pass between two requests', async () => {
    must(await look(viewer, applicationId), 200)
    app.advance(86_400 * 3)
    must(await look(await app.signIn('bank-a-viewer'), applicationId), 200)
  })
})
