import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { postedForm } from './posted-form.ts'

let app: TestApp
let bank: TestClient
let farmer: TestClient
beforeAll(async () => {
  app = await testApp('pglite')
  bank = await app.signIn('bank-a-viewer')
  farmer = await app.signIn('farmer')
  await drain()
}, 120_000)
afterAll(() => app.close())

const drain = () => app.nobody.post('/__test/outbox/drain')
const page = async (path: string, status = 200): Promise<string> => must(await bank.get(path), status).body
const send = (path: string, form: URLSearchParams | Record<string, string>) =>
  bank.post(path, new URLSearchParams(form).toString(), { headers: { 'content-type': 'application/x-www-form-urlencoded' } })
const reads = async () => {
  const { items } = must(await farmer.get(`/api/v1/subjects/${await subjectOf(farmer)}/access-log`), 200).body
  return items.filter(({ kind }: { kind: string }) => kind === 'read.released').length
}

/** The form as it stands, with these boxes changed. */
async function order(html: string, chosen: Record<string, string>) {
  const form = postedForm(html, '/bank/batches/new')
  for (const [name, value] of Object.entries(chosen)) form.set(name, value)
  return send('/bank/batches/new', form)
}

describe('the pages of pre-approval', () => {
  test('are reached from the desk, and are empty at first', async () => {
    expect(await page('/bank')).toContain('href="/bank/batches"')
    const html = await page('/bank/batches')
    expect(html).toContain('还没有预授信')
    for (const href of ['/bank/batches/new', '/bank/screening']) expect(html).toContain(`href="${href}"`)
  })

  test('lead from district to town to village, look at it in the background, and list applicants only when asked to', async () => {
    const product = await productNamed(farmer, '示例惠农 e 贷')
    const grant = { subjectId: await subjectOf(farmer), productId: product.id, data: [{ category: 'village', separateConsent: true }] }
    must(await farmer.post('/api/v1/consents', grant), 201)

    const first = await page('/bank/batches/new')
    expect(first).not.toContain('name="town"')
    const district = await order(first, { product: `${product.id} ${product.version}`, district: '440114', step: 'narrow' })
    const town = await order(must(district, 200).body, { town: '440114103', step: 'narrow' })
    expect(must(town, 200).body).toContain('红山村')
    const placed = must(await order(town.body, { village: '440114103206', step: 'order' }), 303)
    const href = placed.headers.get('location')!
    expect(await page(href)).toContain('已看 0%')
    await drain()

    const done = await page(href)
    for (const words of ['花都区 梯面镇 红山村', '已完成', '少于二十，不显示', '还没有仅凭公开信息就能确定符合的企业']) expect(done).toContain(words)
    await page(href)
    expect(await reads()).toBe(0)
    const { status, body } = await send(`${href}/applicants`, postedForm(done, `${href}/applicants`))
    expect([status, body.includes('已列出，并逐户记入日志')]).toEqual([200, true])
    expect(await reads()).toBe(1)
    // Whoever comes back to the address of a look gets the batch, and has not looked again.
    expect((await bank.get(`${href}/applicants`)).status).toBe(303)
    expect(await reads()).toBe(1)
  })

  test('forget a town when another district is chosen', async () => {
    const narrowed = await order(await page('/bank/batches/new'), { district: '440114', step: 'narrow' })
    const elsewhere = await order(narrowed.body, { town: '440114103', district: '440106', step: 'order' })
    const html = await page(must(elsewhere, 303).headers.get('location')!)
    expect(html).toContain('<h1>天河区</h1>')
  })

  test('stop a batch by a form, and stay with it', async () => {
    const placed = must(await order(await page('/bank/batches/new'), { step: 'order' }), 303).headers.get('location')!
    const form = postedForm(await page(placed), `${placed}/cancel`)
    for (let twice = 0; twice < 2; twice++) expect((await send(`${placed}/cancel`, form)).headers.get('location')).toBe(placed)
    expect(await page(placed)).toContain('已停止')
  })

  test('say beside the box what was refused, and keep what was chosen', async () => {
    const refused = await order(await page('/bank/batches/new'), { product: 'prd_00000000000000000000000000 1', district: '440114', step: 'order' })
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('贵行没有这个已发布的产品')
    expect(refused.body).toMatch(/value="440114" selected/)
  })

  test('are not there for another lender', async () => {
    const placed = must(await order(await page('/bank/batches/new'), { step: 'order' }), 303).headers.get('location')!
    const other = await app.signIn('bank-b-viewer')
    expect((await other.get(placed)).status).toBe(404)
    expect((await send('/bank/batches/scr_00000000000000000000000000/applicants', {})).status).toBe(404)
  })
})

describe('the head counts of a product', () => {
  test('are shown for one of the house’s own, in words that hide small numbers', async () => {
    const { id } = await productNamed(bank, '示例税易贷')
    const chosen = await page('/bank/screening')
    expect(chosen).not.toContain('测算结果')
    const html = await page(`/bank/screening?product=${id}`)
    for (const words of ['测算结果', '数据截至 2026-11-23', '逐条看', '需要本人授权的一律按「还不知道」算']) expect(html).toContain(words)
    expect(html).toMatch(/\d0 户/)
    expect(html).not.toMatch(/\d[1-9] 户/)
  })

  test('say that nobody is in a district where nobody is, and refuse a district that there is not', async () => {
    const { id } = await productNamed(bank, '示例税易贷')
    await page(`/bank/screening?product=${id}&district=999999`, 422)
    expect(await page(`/bank/screening?product=no-such`)).not.toContain('测算结果')
  })
})
