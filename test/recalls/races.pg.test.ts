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

test('looks, a correction and its taking back at once: whoever holds a grade that no longer stands holds a recall, once', async () => {
  const grade = (value: string, at: string) =>
    city.state('gz-tax', 'tax_grade', {
      ...{ 统一社会信用代码: city.code, 企业名称: city.name, 评价年度: '2025', 评价日期: '2026-04-25', 纳税信用级别: value, 更新时间: at },
    })
  for (let round = 0; round < 6; round++) {
    const time = (n: number) => `2026-11-${String(10 + round)} 10:0${n}:00`
    await grade('B', time(1))
    const { applicationId } = await applyFor(firm, productId, { categories: ['tax'], reads: 10 })
    const gradeIn = (body: { sections: { entries: { attribute: string; value: unknown }[] }[] }) =>
      body.sections.flatMap((s) => s.entries).find((e) => e.attribute === 'taxGrade')!.value
    const [, ...seen] = await Promise.all([
      grade('C', time(2)),
      ...Array.from({ length: 3 }, async (_, n) => {
        await new Promise((resolve) => setTimeout(resolve, n * 10))
        return gradeIn(must(await look(bank, applicationId), 200).body)
      }),
    ])
    await drained(app)
    const told = () => recallsTold(bank, `?applicationId=${applicationId}`)
    expect((await told()).map((r) => [r.reason, r.status])).toEqual(seen.includes('B') ? [['corrected', 'issued']] : [])

    // The answer and the end of the recall meet: one of them is first, and neither waits for the other for ever.
    const [recall] = await told()
    const [answer] = await Promise.all([recall ? bank.post(`/api/v1/lender/recalls/${recall.id}/answer`, { answer: 'deleted' }) : null, grade('B', time(3))])
    await drained(app)
    // What both versions were shown to is told of the second too, and its first stays with it.
    const both = seen.includes('B') && seen.includes('C')
    const ended = answer?.status === 200 ? 'answered' : both ? 'issued' : 'lifted'
    const after = (await told()).find((r) => r.id === recall?.id)
    expect([after?.status, after?.restatedAt !== null]).toEqual(recall ? [ended, !both] : [undefined, true])
    if (answer) expect([200, 409]).toContain(answer.status)
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
  }
  expect(app.log.filter(({ level }) => level === 'error')).toEqual([])
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
