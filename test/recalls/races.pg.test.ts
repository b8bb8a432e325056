/**
 * Reads and a repair at once, on PostgreSQL: whatever the order, a look either did not show the penalty or its reader
 * holds a recall. A check that trusted the clock alone would miss the look that began before the repair was committed.
 */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowsOf } from '../../src/platform/db/client.ts'
import { applyFor, look, must, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { type City, cityOf, drained, penaltiesIn, recallsTold } from './city.ts'

let app: TestApp
let firm: TestClient
let bank: TestClient
let city: City
let productId: string
beforeAll(async () => {
  app = await testApp('postgres', { connections: 12 })
  firm = await app.signIn('firm-hardware')
  bank = await app.signIn('bank-a-viewer')
  city = await cityOf(await app.signIn('operator'), firm)
  productId = (await productNamed(firm, '示例税易贷')).id
})
afterAll(() => app.close())

test('a repair among looks: what a look showed is recalled, what it did not show is not', async () => {
  const happened = new Set<string>()
  for (let round = 0; round < 12; round++) {
    const documentNo = `示例罚字〔2026〕${round}号`
    await city.penalty({ 行政处罚决定书文号: documentNo })
    // Never looked at before: the first look is under way when the repair comes in.
    const { applicationId } = await applyFor(firm, productId, { categories: ['public_credit'], reads: 10 })
    const [, ...looks] = await Promise.all([
      city.mark(documentNo, '已修复'),
      ...Array.from({ length: 3 }, async (_, n) => {
        await new Promise((resolve) => setTimeout(resolve, n * (round % 4) * 8 + Math.floor(round / 4) * 150))
        return penaltiesIn(must(await look(bank, applicationId), 200).body)!.includes(documentNo)
      }),
    ])
    await drained(app)
    const seen = looks.includes(true)
    const told = await recallsTold(bank, `?applicationId=${applicationId}`)
    expect(told.map((r) => r.documentNo)).toEqual(seen ? [documentNo] : [])
    happened.add(seen ? 'shown' : 'not shown')
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
  }
  expect(app.log.filter(({ level }) => level === 'error')).toEqual([])
  // With both outcomes seen the rounds have met on both sides of the commit.
  expect([...happened].sort()).toEqual(['not shown', 'shown'])
})

test('a look held up in its transaction while the repair comes in is waited for, and then recalled', async () => {
  const documentNo = '示例罚字〔2026〕900号'
  await city.penalty({ 行政处罚决定书文号: documentNo })
  const { applicationId, consentId } = await applyFor(firm, productId, { categories: ['public_credit'], reads: 10 })
  const subjectId = await subjectOf(firm)
  let repaired = Promise.resolve()
  // What a slow look is to the database: the consent held and the item kept, but nothing committed yet.
  await app.database.db.transaction(async (tx) => {
    await tx.execute(sql`select 1 from consents where subject_id = ${subjectId} and id = ${consentId} for update`)
    repaired = city.mark(documentNo, '已修复').then(() => drained(app))
    const waiting = async () => (await rowsOf(app.database.db, sql`select 1 from pg_locks where not granted`)).length > 0
    while (!(await waiting())) await new Promise((resolve) => setTimeout(resolve, 5))
    await tx.execute(sql`
      insert into shown_items (subject_id, consent_id, attribute, item, log_index, document_no, fields, hash)
      select ${subjectId}, ${consentId}, 'penalties', f ->> 'item', 1, ${documentNo}, '["penalties"]', 'as shown'
      from records r, jsonb_array_elements(r.facts::jsonb) f
      where r.subject_id = ${subjectId} and f -> 'value' ->> 'documentNo' = ${documentNo}`)
  })
  await repaired
  expect(await recallsTold(bank, `?applicationId=${applicationId}`)).toMatchObject([{ reason: 'repaired', documentNo }])
})

test('two reviews of one subject at once tell once', async () => {
  const documentNo = '示例罚字〔2026〕901号'
  await city.penalty({ 行政处罚决定书文号: documentNo })
  const { applicationId } = await applyFor(firm, (await productNamed(firm, '示例穗税通')).id, { categories: ['public_credit'], reads: 10 })
  const reader = (await look(bank, applicationId)).status === 200 ? bank : await app.signIn('bank-b-viewer')
  must(await look(reader, applicationId), 200)
  await Promise.all([city.mark(documentNo, '已修复'), city.mark(documentNo, '已撤销', '2026-11-21'), drained(app), drained(app)])
  await drained(app)
  const told = await recallsTold(reader, `?applicationId=${applicationId}`)
  expect(told).toHaveLength(1)
  expect(['repaired', 'withdrawn']).toContain(told[0]!.reason)
})
