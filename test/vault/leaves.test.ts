import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scanLog } from '../../src/log/index.ts'
import { farmerBorrows, firmBorrows, look } from '../journeys/errand.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

let app: TestApp
const ctx = () => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' })
beforeAll(async () => {
  app = await testApp('pglite')
}, 120_000)
afterAll(() => app.close())

test('the leaves of a firm’s and a household’s whole errand lead to nobody, and name neither by its id', async () => {
  await firmBorrows(app)
  await farmerBorrows(app)
  const { leaves, findings } = await scanLog(ctx())
  expect(leaves).toBeGreaterThan(8)
  expect(findings).toEqual([])
  const { rows } = (await app.database.db.execute(
    sql`select count(*)::int as n from access_log where position(subject_id in leaf) > 0 or (actor_id <> 'platform' and position(actor_id in leaf) > 0)`,
  )) as unknown as { rows: { n: number }[] }
  expect(rows[0]!.n).toBe(0)
}, 60_000)

test('a caller who plants a telephone number as its request id finds it in no leaf', async () => {
  const bank = await app.signIn('bank-a-viewer')
  const { items } = (await bank.get('/api/v1/lender/applications')).body
  const planted = '138-0013-8000'
  await bank.get(`/api/v1/lender/applications/${items[0].id}/profile`, { headers: { 'x-request-id': planted } })
  await look(bank, items[0].id)
  expect((await scanLog(ctx())).findings).toEqual([])
})

test('a leaf with a name of the register and an identity number in it is found by its place', async () => {
  await app.database.db.execute(
    sql`insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at) values ('sub_x', 'read.denied', 'c', 'l', 'a', '{"why":"广州示例精密五金有限公司 440106199001011239"}', now())`,
  )
  const { findings } = await scanLog(ctx())
  expect(findings).toHaveLength(1)
  expect(findings[0]!.finds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['registered_name', 'identity_number']))
})
