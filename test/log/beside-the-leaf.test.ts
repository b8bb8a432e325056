import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rowsOf } from '../../src/platform/db/client.ts'
import { applyFor, look, must, productNamed } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

let app: TestApp
let firm: TestClient
let subjectId: string
let logIndex: number

beforeAll(async () => {
  app = await testApp('pglite')
}, 120_000)

afterAll(async () => {
  await app.close()
})

beforeEach(async () => {
  await app.reset()
  firm = await app.signIn('firm-hardware')
  const bank = await app.signIn('bank-a-viewer')
  subjectId = (await firm.get('/api/v1/me')).body.subjectId
  const product = await productNamed(firm, '示例税易贷')
  const { applicationId } = await applyFor(firm, product.id)
  must(await look(bank, applicationId), 200)
  await app.nobody.post('/__test/outbox/drain')
  logIndex = (await looks())[0].index
}, 60_000)

async function looks() {
  const { items } = must(await firm.get(`/api/v1/subjects/${subjectId}/access-log`), 200).body
  return items.filter(({ kind }: { kind: string }) => kind === 'read.released')
}

/** As somebody who owns the database and turned its triggers off. */
async function alter(change: string): Promise<void> {
  const { db } = app.database
  await db.execute(sql`set session_replication_role = replica`)
  await db.execute(sql.raw(`update access_log set ${change} where log_index = ${logIndex}`))
  await db.execute(sql`set session_replication_role = origin`)
}

describe('whoever owns the database and alters what stands beside a sealed leaf', () => {
  it('does not hide a look from its subject', async () => {
    await alter(`subject_id = 'sub_other'`)
    expect(await looks()).toMatchObject([{ index: logIndex, kind: 'read.released' }])
  })

  it.each([
    [`lender_id = (select max(id) from institutions where kind = 'lender')`],
    [`kind = 'read.denied'`],
    [`at = '2020-01-01'`],
    [`consent_id = 'cns_00000000000000000000000000'`],
  ])('by %s does not change what the subject reads', async (change) => {
    const before = await looks()
    await alter(change)
    expect(await looks()).toEqual(before)
  })

  it('by cutting members out of the leaf itself leaves a page that can be read', async () => {
    await alter(`leaf = (leaf::jsonb - 'f' - 'at' - 'op')::text`)
    expect(await looks()).toMatchObject([{ index: logIndex, fields: [], actorName: '不明：与封存的记录不符' }])
  })

  it('puts nobody’s name to it: the hand is told as unknown', async () => {
    const [other] = await rowsOf<{ id: string }>(app.database.db, sql`select id from users where username = 'bank-b-viewer'`)
    await alter(`actor_id = '${other!.id}'`)
    expect(await looks()).toMatchObject([{ actorName: '不明：与封存的记录不符' }])
  })

  it('does not keep it out of the bank’s own dump, nor puts it into another’s', async () => {
    await alter(`lender_id = (select max(id) from institutions where kind = 'lender')`)
    const dumpOf = async (username: string) => String((await (await app.signIn(username)).get('/api/v1/audit/dump')).body)
    expect(await dumpOf('bank-a-viewer')).toContain('read.released')
    expect(await dumpOf('bank-b-viewer')).not.toContain('read.released')
  })
})

describe('a tile that was altered after it was sealed', () => {
  it('gives no receipt and no proof', async () => {
    await app.database.db.execute(sql`set session_replication_role = replica`)
    await app.database.db.execute(sql`update log_tiles set hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) where level = 0 and index = 0`)
    await app.database.db.execute(sql`set session_replication_role = origin`)
    const refused = await firm.get(`/api/v1/log/entries/${logIndex}/receipt`)
    expect([refused.status, refused.body.code]).toEqual([503, 'log_damaged'])
    const { status, body } = await app.nobody.get('/log/proof/inclusion?index=1')
    expect([status, body.code]).toEqual([503, 'log_damaged'])
  })
})
