import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grant, must, NEED, productNamed } from '../journeys/errand.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite')
})
afterAll(() => app.close())

describe('an application for a product whose quota is full', () => {
  it('is refused until the day, naming it; the consent stays for then', async () => {
    const firm = await app.signIn('firm-catering')
    const bank = await app.signIn('bank-a-approver')
    const product = await productNamed(firm, '示例税易贷')
    const { id: consentId } = must(await grant(firm, product.id), 201).body
    const etag = must(await bank.get(`/api/v1/products/${product.id}`), 200).headers.get('etag')!
    must(
      await bank.put(`/api/v1/products/${product.id}/pause`, { paused: true, until: '2026-11-25', reason: '本月额度已满' }, { headers: { 'if-match': etag } }),
      200,
    )

    const refused = must(await firm.post('/api/v1/applications', { consentId, ...NEED }), 409, 'product_paused')
    expect(refused.body.detail).toContain('2026-11-25')
    app.advance(86_400)
    must(await firm.post('/api/v1/applications', { consentId, ...NEED }), 409, 'product_paused')
    app.advance(86_400)
    must(await firm.post('/api/v1/applications', { consentId, ...NEED }), 201)
  })
})
