/** A look before any application: granted once, seen once, by one lender, through the one door. */
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { verifyFile } from '../../src/consent/audit/model.ts'
import { PLAIN_TRUST } from '../../src/log/audit/model.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { addDays, addMonths, civilDateOf } from '../../src/platform/kernel/time.ts'
import { applyFor, must, NEED, productNamed, subjectOf } from '../journeys/errand.ts'
import { cityOf, drained, recallsTold } from '../recalls/city.ts'
import { blocksOf } from '../support/audit-history.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

let app: TestApp
let firm: TestClient
let viewer: TestClient
let otherBank: TestClient
let product: { id: string; lenderId: string }
beforeAll(async () => {
  app = await testApp('pglite')
  firm = await app.signIn('firm-hardware')
  viewer = await app.signIn('bank-a-viewer')
  otherBank = await app.signIn('bank-b-viewer')
  product = await productNamed(firm, '示例税易贷')
})
afterAll(() => app.close())
afterEach(() => {
  expect(app.log.splice(0).filter(({ level }) => level === 'error')).toEqual([])
})

const DAY = 86_400
const tick = (...categories: string[]) => categories.map((category) => ({ category, separateConsent: true }))
const allow = async (...categories: string[]) =>
  must(await firm.post('/api/v1/consents', { subjectId: await subjectOf(firm), productId: product.id, purpose: 'PRECHECK', data: tick(...categories) }), 201)
    .body
const lookAt = (id: string, client = viewer) => client.get(`/api/v1/lender/prechecks/${id}/profile`)
const accessOf = async () => must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/access-log`), 200).body.items

describe('a look before any application', () => {
  it('stands in the lender’s list without a fact, shows exactly what was ticked, once, and the firm sees that it did', async () => {
    const { id, hash } = await allow('registration', 'tax')
    const list = must(await viewer.get('/api/v1/lender/prechecks'), 200).body
    expect(list.items[0]).toMatchObject({ id, productId: product.id, productName: '示例税易贷', status: 'granted', reads: { used: 0, total: 1 } })
    expect(JSON.stringify(list)).not.toContain('五金')
    const seen = must(await lookAt(id), 200)
    expect(seen.body.sections.flatMap((s: { category: string; granted: boolean }) => (s.granted ? [s.category] : []))).toEqual(['registration', 'tax'])
    expect(seen.body).toMatchObject({ precheckId: id, consent: { id, hash, readNo: 1, readsTotal: 1, purpose: '申请前查看一次，判断能否办理' }, gateway: null })
    expect(seen.body.criteria.length).toBeGreaterThan(0)
    expect(Number(seen.headers.get('suixin-log-entry'))).toBeGreaterThan(0)
    must(await lookAt(id), 403, 'consent_consumed')
    expect(must(await viewer.get(`/api/v1/lender/prechecks/${id}`), 200).body).toMatchObject({ status: 'consumed', reads: { used: 1, total: 1 } })
    expect(must(await firm.get(`/api/v1/consents/${id}`), 200).body).toMatchObject({ status: 'consumed', readsUsed: 1, endReason: 'last_read' })
    const [denied, , released] = await accessOf()
    expect(denied).toMatchObject({ kind: 'read.denied', consentId: id, why: 'consent_consumed' })
    expect(released).toMatchObject({ kind: 'read.released', consentId: id, why: 'PRECHECK', readNo: 1 })
    expect(released.fields.map((f: { id: string }) => f.id)).toContain('taxGrade')
  })

  it('is shown to exactly one of many who ask at once', async () => {
    const { id } = await allow('tax')
    const answers = await Promise.all(Array.from({ length: 6 }, () => lookAt(id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403, 403, 403])
  })

  it('is not there for another lender, nor by way of an application, nor for a consent of another purpose', async () => {
    const { id } = await allow('tax')
    const { consentId, applicationId } = await applyFor(firm, product.id)
    must(await lookAt(id, otherBank), 404)
    must(await otherBank.get(`/api/v1/lender/prechecks/${id}`), 404)
    expect(must(await otherBank.get('/api/v1/lender/prechecks'), 200).body.items).toEqual([])
    must(await lookAt(consentId), 404)
    must(await viewer.get(`/api/v1/lender/applications/${applicationId}/profile?consentId=${id}`), 404)
    must(await firm.post('/api/v1/applications', { consentId: id, ...NEED }), 422, 'consent_of_other_purpose')
    must(await viewer.send('HEAD', `/api/v1/lender/prechecks/${id}/profile`), 400)
    must(await lookAt(id), 200)
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
  })

  it.each([
    ['revoked', async (id: string) => must(await firm.post(`/api/v1/consents/${id}/revoke`), 200), 'consent_revoked'],
    ['paused', async (id: string) => must(await firm.post(`/api/v1/consents/${id}/pause`), 200), 'consent_paused'],
    ['past its last day', async () => app.advance(3 * DAY), 'consent_expired'],
  ])('%s shows nothing', async (_, end, code) => {
    const { id } = await allow('tax')
    await end(id)
    must(await lookAt(id), 403, code)
    expect((await accessOf())[0]).toMatchObject({ kind: 'read.denied', consentId: id, why: code })
  })

  it('reaches back as far as its lookback and no farther, by what is listed, counted and asked for', async () => {
    const city = await cityOf(await app.signIn('operator'), firm)
    const aYearAgo = addMonths(civilDateOf(app.mode.clock.now()), -12)
    for (const [which, day] of Object.entries({ on: aYearAgo, before: addDays(aYearAgo, -1) }))
      await city.penalty({ 行政处罚决定书文号: `示例罚字〔2025〕${which}号`, 处罚决定日期: day, 公示截止期: '2028-01-01', 更新时间: `${day} 10:00:00` })
    const listed = async (lookbackMonths: number) => {
      const data = [{ category: 'public_credit', separateConsent: true, lookbackMonths }]
      const { id } = must(await firm.post('/api/v1/consents', { subjectId: await subjectOf(firm), productId: product.id, purpose: 'PRECHECK', data }), 201).body
      const { body } = must(await lookAt(id), 200)
      const entries = body.sections.flatMap((s: { entries: { attribute: string; value: { documentNo: string }[] }[] }) => s.entries)
      const find = (name: string) => entries.find(({ attribute }: { attribute: string }) => attribute === name)
      const numbers = find('penalties').value.map(({ documentNo }: { documentNo: string }) => documentNo)
      return { numbers, text: JSON.stringify(body), count12m: find('penaltyCount12m'), count36m: find('penaltyCount36m') }
    }
    const [year, twoYears, month] = [await listed(12), await listed(24), await listed(11)]
    expect(year.numbers).toContain('示例罚字〔2025〕on号')
    expect(year.text).not.toContain('before号')
    expect(twoYears.numbers).toContain('示例罚字〔2025〕before号')
    expect(month.text).not.toMatch(/(on|before)号/)
    // Whoever may see eleven months is told no count of twelve, and whoever may see 24 none of 36.
    expect([year.count12m?.freshness, month.count12m, twoYears.count36m]).toEqual(['fresh', undefined, undefined])
    const { body } = must(
      await firm.post('/api/v1/consents', { subjectId: await subjectOf(firm), productId: product.id, data: [{ category: 'tax', lookbackMonths: 61 }] }),
      422,
    )
    expect(body.errors[0].pointer).toBe('/data/0/lookbackMonths')
  })

  it('is called back like any other once it no longer stands, under the consent it was shown by', async () => {
    const city = await cityOf(await app.signIn('operator'), firm)
    const office = (state: object) =>
      city.state('gz-credit', 'licence', { 统一社会信用代码: city.code, 行政相对人名称: city.name, 行政许可决定文书号: '示例许字〔2026〕1号', ...state })
    await office({ 更新时间: '2026-11-01 10:00:00' })
    const { id } = await allow('registration', 'public_credit')
    must(await lookAt(id), 200)
    await office({ 数据操作: '撤销', 更新时间: '2026-11-20 10:00:00' })
    const [told] = await recallsTold(viewer)
    expect(told).toMatchObject({ consentId: id, applicationId: null, attribute: 'licences', reason: 'withdrawn', status: 'issued' })
    expect(must(await viewer.post(`/api/v1/lender/recalls/${told!.id}/answer`, { answer: 'deleted' }), 200).body).toMatchObject({ status: 'answered' })
  })

  it('is lawful to whoever replays the log', async () => {
    await drained(app)
    const auditor = await app.signIn('auditor')
    let text = ''
    for (let path: string | null = '/api/v1/audit/dump'; path !== null; ) {
      const page = must(await auditor.get(path), 200)
      text += page.body
      path = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1] ?? null
    }
    expect(text).toContain('"why\\":\\"PRECHECK')
    const report = await verifyFile(blocksOf(text), { ...PLAIN_TRUST, at: Date.now() })
    expect(report).toMatchObject({ exit: 0 })
  })
})

describe('the second wall', () => {
  /** What the role of a lender sees under these settings. */
  const seen = (settings: Readonly<Record<string, string>>) =>
    app.database.db.transaction(async (tx) => {
      for (const [name, value] of Object.entries(settings)) await tx.execute(sql`select set_config(${`suixin.${name}`}, ${value}, true)`)
      await tx.execute(sql`set local role suixin_lender`)
      const [row] = await rowsOf<{ n: number }>(tx, sql`select count(*)::int as n from subjects`)
      return row!.n
    })

  it('opens a precheck to the word for it and to nothing else, and that word opens no application', async () => {
    const { id } = await allow('tax')
    const { consentId, applicationId } = await applyFor(firm, product.id)
    const common = { subject: await subjectOf(firm), lender: product.lenderId, at: app.mode.clock.now().toISOString() }
    expect(await seen({ ...common, consent: id, application: 'precheck' })).toBe(1)
    expect(await seen({ ...common, consent: consentId, application: applicationId })).toBe(1)
    for (const wrong of [
      { consent: id, application: '' },
      { consent: id, application: applicationId },
      { consent: consentId, application: 'precheck' },
    ])
      expect(await seen({ ...common, ...wrong })).toBe(0)
    expect(await seen({ ...common, consent: id })).toBe(0)
    must(await firm.post(`/api/v1/consents/${id}/revoke`), 200)
    expect(await seen({ ...common, consent: id, application: 'precheck' })).toBe(0)
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
  })
})
