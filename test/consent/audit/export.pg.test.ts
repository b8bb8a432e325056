/** A bank's engineer, on another machine, with Node, the export and what was kept from earlier: nothing else. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { dumpPage } from '../../../src/consent/audit/index.ts'
import { verifyFile } from '../../../src/consent/audit/model.ts'
import { PLAIN_TRUST, type Trust } from '../../../src/log/audit/model.ts'
import { rowsOf } from '../../../src/platform/db/client.ts'
import { applyFor, grant, look, must, productNamed } from '../../journeys/errand.ts'
import { blocksOf } from '../../support/audit-history.ts'
import { TEST_LOG_ORIGIN } from '../../support/log-key.ts'
import { testKeyring } from '../../support/signing-key.ts'
import { type Answer, type TestApp, type TestClient, testApp } from '../../support/test-app.ts'
import { testMaster } from '../../support/test-master.ts'

let app: TestApp
let auditor: TestClient
let bank: TestClient
let trust: Trust
/** Kept while half of it had happened: a checkpoint, and the receipt of the first read. */
let keptCheckpoint: string
let keptReceipt: string
/** As the bank's machine keeps what it was answered. */
const answers: Answer[] = []
const lineOf = ({ headers, body }: Answer) => JSON.stringify({ headers: Object.fromEntries(headers), body })
const folder = mkdtempSync(join(tmpdir(), 'suixin-audit-'))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return name
}

async function seal(): Promise<void> {
  expect((await app.fetch(new Request('http://suixin.test/__test/outbox/drain', { method: 'POST' }))).status).toBe(200)
}

/** Page by page, as its description says. */
async function exportFor(client: TestClient): Promise<string> {
  let path: string | null = '/api/v1/audit/dump'
  let text = ''
  while (path !== null) {
    const { body, headers } = must(await client.get(path), 200)
    text += body
    path = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? null
  }
  return text
}

beforeAll(async () => {
  app = await testApp('postgres')
  const firm = await app.signIn('firm-hardware')
  bank = await app.signIn('bank-a-viewer')
  auditor = await app.signIn('auditor')
  const product = await productNamed(firm, '示例税易贷')
  const first = await applyFor(firm, product.id, { reads: 3 })
  answers.push(must(await look(bank, first.applicationId), 200))
  app.advance(3_600)
  answers.push(must(await look(bank, first.applicationId), 200))
  await seal()
  keptCheckpoint = must(await app.nobody.get('/log/checkpoint'), 200).body
  const [entry] = must(await auditor.get('/api/v1/audit/events?limit=100'), 200).body.items.filter(({ kind }: { kind: string }) => kind === 'read.released')
  keptReceipt = must(await auditor.get(`/api/v1/log/entries/${entry.index}/receipt`), 200).body
  must(await firm.post(`/api/v1/consents/${first.consentId}/pause`), 200)
  must(await look(bank, first.applicationId), 403, 'consent_paused')
  must(await firm.post(`/api/v1/consents/${first.consentId}/resume`), 200)
  must(await firm.post(`/api/v1/consents/${first.consentId}/revoke`), 200)
  must(await look(bank, first.applicationId), 403)
  await seal()
  must(await firm.post(`/api/v1/applications/${first.applicationId}/withdraw`), 200)
  const second = must(await grant(firm, product.id, { reads: 1 }), 201).body
  must(await firm.post(`/api/v1/consents/${second.id}/revoke`), 200)
  await seal()
  const keys = must(await app.nobody.get('/log/keys'), 200).body
  const jwks = must(await app.nobody.get('/.well-known/jwks.json'), 200).body
  file('log-keys.json', JSON.stringify(keys))
  file('jwks.json', JSON.stringify(jwks))
  file('kept-checkpoint.txt', keptCheckpoint)
  file('kept-receipt.txt', keptReceipt)
  file('suixin-verify.mjs', must(await app.nobody.get('/verify/suixin-verify.mjs'), 200).body)
  trust = { ...PLAIN_TRUST, at: Date.UTC(2027, 0, 1), vkeys: keys.keys.map(({ vkey }: { vkey: string }) => vkey), jwks }
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await app.close()
})

/** Node alone: no package, no database, no network, no environment. */
function verify(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['suixin-verify.mjs', ...words], { cwd: folder, encoding: 'utf8', env: {} })
  return { status, said: stdout + stderr }
}
const KEYS = ['--keys', 'log-keys.json', '--keys', 'jwks.json']

describe('with Node, the export and the answers it was given', () => {
  it('a lender sees that each read it was answered is written down; one that is not is named', async () => {
    const dump = await exportFor(bank)
    file('own.jsonl', dump)
    file('answers.jsonl', `${answers.map(lineOf).join('\n')}\n`)
    const sound = verify('own.jsonl', ...KEYS, '--with', 'answers.jsonl', '--json')
    expect(JSON.parse(sound.said)).toMatchObject({ exit: 0, findings: [], counts: { answers: 2, answersFound: 2 } })
    // Its last read is left among the hashes of others: the tree holds, and only the answer shows it.
    const requestId = answers[1]!.headers.get('x-request-id')!
    const withheld = dump
      .split('\n')
      .map((line) => (line.includes(`\\"rid\\":\\"${requestId}\\"`) ? line.replace(/,"leaf":.*/, '}') : line))
      .join('\n')
    expect(withheld).not.toBe(dump)
    file('withheld.jsonl', withheld)
    expect(verify('withheld.jsonl', ...KEYS)).toMatchObject({ status: 0, said: expect.stringContaining('--with answers.jsonl') })
    expect(verify('withheld.jsonl', ...KEYS, '--with', 'answers.jsonl')).toMatchObject({
      status: 2,
      said: expect.stringContaining(`answer_missing: 您收到的答复（${requestId}）`),
    })
    file('answers.jsonl', `${JSON.stringify({ headers: {} })}\n`)
    expect(verify('own.jsonl', ...KEYS, '--with', 'answers.jsonl')).toMatchObject({ status: 5, said: expect.stringContaining('answer_shape') })
  })
})

describe('with Node and the export alone', () => {
  it('every read is seen to have been lawful; an altered row is named', async () => {
    file('dump.jsonl', await exportFor(auditor))
    const sound = verify('dump.jsonl', ...KEYS, '--held', 'kept-checkpoint.txt', '--held', 'kept-receipt.txt', '--signed-consents', '--json')
    expect(sound).toMatchObject({ status: 0 })
    expect(JSON.parse(sound.said)).toMatchObject({ verdict: 'lawful', findings: [], caveats: ['no_witness'], counts: { reads: 2, held: 3 } })

    const rows = await rowsOf<{ seq: string; log_index: string; leaf: string }>(
      app.database.db,
      sql`select l.seq, l.log_index, a.leaf from log_leaves l join access_log a using (log_index) where a.kind = 'read.released' order by l.seq`,
    )
    const { seq, log_index, leaf } = rows[1]!
    const write = (text: string) =>
      app.database.db.transaction(async (tx) => {
        await tx.execute(sql`set local session_replication_role = replica`)
        await tx.execute(sql`update access_log set leaf = ${text} where log_index = ${log_index}`)
      })
    await write(leaf.replace('"t":"read.released"', '"t":"read.denied"'))
    file('altered.jsonl', await exportFor(auditor))
    await write(leaf)
    const altered = verify('altered.jsonl', ...KEYS)
    expect(altered.status).toBe(2)
    expect(altered.said).toContain(`leaf_altered: 第 ${seq} 号记录`)
    expect(verify('altered.jsonl', ...KEYS, '--held', 'kept-checkpoint.txt', '--json')).toMatchObject({ status: 2 })
    expect(verify('dump.jsonl', ...KEYS).status).toBe(0)
  }, 60_000)

  it('a receipt holds, two checkpoints go on from each other, and either says so when bent', async () => {
    file('newest.txt', must(await app.nobody.get('/log/checkpoint'), 200).body)
    const from = keptCheckpoint.split('\n')[1]
    file('consistency.json', JSON.stringify(must(await app.nobody.get(`/log/proof/consistency?from=${from}`), 200).body))
    expect(verify('kept-receipt.txt', ...KEYS)).toMatchObject({ status: 0 })
    expect(verify('kept-checkpoint.txt', 'newest.txt', '--consistency', 'consistency.json', ...KEYS)).toMatchObject({ status: 0 })
    file('bent.txt', keptReceipt.replace(/^index \d+$/m, 'index 0'))
    expect(verify('bent.txt', ...KEYS)).toMatchObject({ status: 2 })
    expect(verify('kept-checkpoint.txt', 'newest.txt', ...KEYS)).toMatchObject({ status: 5 })
  }, 60_000)

  it('a lender sees its own entries in a tree that is whole', async () => {
    const text = await exportFor(bank)
    file('bank.jsonl', text)
    expect(verify('bank.jsonl', ...KEYS, '--json')).toMatchObject({ status: 0 })
    const other = await app.signIn('bank-b-viewer')
    const theirs = await exportFor(other)
    expect(theirs).not.toContain('read.released')
    file('other.jsonl', theirs)
    const { status, said } = verify('other.jsonl', ...KEYS, '--json')
    expect(status).toBe(0)
    expect(JSON.parse(said)).toMatchObject({
      caveats: expect.arrayContaining(['leaves_as_hashes']),
      counts: { reads: 0, leaves: text.split('\n').filter((line) => line.startsWith('{"i":')).length },
    })
  }, 60_000)

  it('is for auditors and lenders', async () => {
    must(await (await app.signIn('firm-hardware')).get('/api/v1/audit/dump'), 403)
    must(await app.nobody.get('/api/v1/audit/dump'), 401)
    must(await auditor.get('/api/v1/audit/dump?cursor=MCAwIDA.x'), 422, 'bad_cursor')
  })
})

/** In a transaction that is undone: what an export would say while it stands. */
async function whileTampered(...statements: SQL[]) {
  let text = ''
  const undone = new Error('undone')
  await app.database.db
    .transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`)
      for (const statement of statements) await tx.execute(statement)
      const ctx = { db: tx, clock: { now: () => new Date('2027-01-01T00:00:00Z') }, ids: { next: () => '' }, master: testMaster, requestId: 'audit' }
      const source = { origin: TEST_LOG_ORIGIN, keys: testKeyring }
      for (let page = await dumpPage(ctx as never, source, 'whole', null); ; page = await dumpPage(ctx as never, source, 'whole', page.next)) {
        text += page.lines.map((line) => `${line}\n`).join('')
        if (page.next === null) break
      }
      throw undone
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error
    })
  return verifyFile(blocksOf(text), trust, [keptCheckpoint, keptReceipt])
}

const firstOf = async (kind: string) =>
  Number(
    (
      await rowsOf<{ seq: string }>(app.database.db, sql`select min(l.seq) as seq from log_leaves l join access_log a using (log_index) where a.kind = ${kind}`)
    )[0]!.seq,
  )
const indexOf = (kind: string) => sql`(select min(log_index) from access_log where kind = ${kind})`

describe('a superuser', () => {
  test.each<[string, string, string, () => SQL[]]>([
    ['deletes a read', 'leaf_missing', 'read.released', () => [sql`delete from access_log where log_index = ${indexOf('read.released')}`]],
    [
      'deletes a refusal with its place',
      'leaf_missing',
      'read.denied',
      () => [sql`delete from log_leaves where log_index = ${indexOf('read.denied')}`, sql`delete from access_log where log_index = ${indexOf('read.denied')}`],
    ],
    [
      'swaps a read and a revoke',
      'leaf_altered',
      'read.released',
      () => [
        sql`update log_leaves l set log_index = -o.log_index from log_leaves o where (l.log_index, o.log_index) in ((${indexOf('read.released')}, ${indexOf('consent.revoked')}), (${indexOf('consent.revoked')}, ${indexOf('read.released')}))`,
        sql`update log_leaves set log_index = -log_index where log_index < 0`,
      ],
    ],
    [
      'alters a read and its hash',
      // The tile still has what was sealed, so the very leaf is named.
      'leaf_altered',
      'read.released',
      () => [
        sql`update access_log set leaf = replace(leaf, 'UNDERWRITE', 'POSTLOAN') where log_index = ${indexOf('read.released')}`,
        sql`update log_leaves l set leaf_hash = sha256('\\x00'::bytea || convert_to(a.leaf, 'UTF8')) from access_log a where a.log_index = l.log_index`,
      ],
    ],
    [
      'widens a consent',
      'artefact_hash',
      'consent.granted',
      () => [
        sql`update consents set artefact = jsonb_set(artefact::jsonb, '{access,total}', '100')::text::json where id = (select consent_id from access_log where kind = 'consent.granted' order by log_index limit 1)`,
      ],
    ],
    [
      'deletes a consent',
      'artefact_missing',
      'consent.granted',
      () => [sql`delete from consents where id = (select consent_id from access_log where kind = 'consent.granted' order by log_index limit 1)`],
    ],
  ])('%s, and it is named', async (_, why, kind, statements) => {
    const seq = await firstOf(kind)
    const { exit, findings } = await whileTampered(...statements())
    expect(exit).toBe(2)
    expect(why.split(' ')).toContain(findings[0]!.why)
    expect(findings[0]!.index).toBeLessThanOrEqual(seq)
    expect(findings[0]!.through ?? findings[0]!.index).toBeGreaterThanOrEqual(seq)
  })

  it('who takes back the last checkpoints is found by the one that was kept', async () => {
    const { exit, findings } = await whileTampered(sql`delete from log_checkpoints where size > 1`, sql`delete from log_leaves where seq > 0`)
    expect({ exit, findings }).toMatchObject({ exit: 2, findings: [{ why: expect.stringMatching(/leaf_missing|checkpoint_missing/) }] })
  })
})
