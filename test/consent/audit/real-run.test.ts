/** Errands through the app's own door, and the dump of its log judged: what the replay knows is what the app writes. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyFile } from '../../../src/consent/audit/model.ts'
import { PLAIN_TRUST } from '../../../src/log/audit/model.ts'
import { applyFor, look, must, NEED, productNamed, subjectOf } from '../../journeys/errand.ts'
import { blocksOf } from '../../support/audit-history.ts'
import { type TestApp, type TestClient, testApp } from '../../support/test-app.ts'

let app: TestApp
let firm: TestClient
let viewer: TestClient
let auditor: TestClient
beforeAll(async () => {
  app = await testApp('pglite')
  firm = await app.signIn('firm-hardware')
  viewer = await app.signIn('bank-a-viewer')
  auditor = await app.signIn('auditor')
})
afterAll(() => app.close())

const tick = (...categories: string[]) => categories.map((category) => ({ category, separateConsent: true }))
const judged = async () => {
  expect((await app.fetch(new Request('http://suixin.test/__test/outbox/drain', { method: 'POST' }))).status).toBe(200)
  const { body } = must(await auditor.get('/api/v1/audit/dump'), 200)
  return { dump: String(body), report: await verifyFile(blocksOf(String(body)), { ...PLAIN_TRUST, at: Date.UTC(2027, 0, 1), signedArtefacts: true }) }
}
const kinds = (dump: string) => [...dump.matchAll(/\\"t\\":\\"([a-z_.]+)\\"/g)].map(([, kind]) => kind)

it('a consent taken over by a wider one, and read before and after', async () => {
  const product = await productNamed(firm, '示例税易贷')
  const { consentId, applicationId } = await applyFor(firm, product.id, { reads: 3 })
  must(await look(viewer, applicationId), 200)
  must(await firm.post(`/api/v1/consents/${consentId}/supersede`, { data: tick('registration', 'tax', 'operations'), reads: 3 }), 201)
  must(await look(viewer, applicationId), 200)
  const { dump, report } = await judged()
  expect(report.findings).toEqual([])
  expect(kinds(dump)).toContain('consent.superseded')
  must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
  expect(report.counts).toMatchObject({ reads: 2, consents: 2, tiled: report.head!.size })
})

it('a bundle, of which one offer is taken and the other consent ends', async () => {
  const product = await productNamed(firm, '示例税易贷')
  const { items } = must(await firm.get('/api/v1/products?limit=100'), 200).body
  const theirs = items.find((p: { lenderId: string; terms: { audience: string[]; minFen: string; maxFen: string; purposes: string[] } }) => {
    const { audience, minFen, maxFen, purposes } = p.terms
    const fits = audience.includes('enterprise') && BigInt(minFen) <= 200_000_000n && BigInt(maxFen) >= 200_000_000n
    return p.lenderId !== product.lenderId && fits && purposes.includes('working_capital')
  })
  const asked = { subjectId: await subjectOf(firm), productIds: [product.id, theirs.id], data: tick('registration', 'tax'), settles: true }
  const bundle = must(await firm.post('/api/v1/consent-bundles', asked), 201).body
  const taken = must(await firm.post('/api/v1/applications', { consentId: bundle.items[0].id, ...NEED }), 201).body
  must(await firm.post(`/api/v1/consents/${bundle.items[1].id}/revoke`), 200)
  must(await firm.post(`/api/v1/applications/${taken.id}/withdraw`), 200)
  expect((await judged()).report.findings).toEqual([])
})

it('what a lender asked: answered by a consent and read under it, and refused', async () => {
  const product = await productNamed(firm, '示例税易贷')
  const made = await applyFor(firm, product.id)
  const approver = await app.signIn('bank-a-approver')
  const decision = { outcome: 'approved', amountFen: '200000000', termMonths: 12, rateBp: 400 }
  must(await approver.post(`/api/v1/lender/applications/${made.applicationId}/decision`, decision), 200)
  const ask = async () => {
    const body = { applicationId: made.applicationId, purpose: 'POSTLOAN', data: [{ category: 'registration' }] }
    return must(await viewer.post('/api/v1/lender/consent-requests', body), 201).body.id
  }
  must(await firm.post(`/api/v1/consent-requests/${await ask()}/deny`, { reason: '不想给' }), 200)
  // Nobody is asked the same again sooner.
  app.advance(30 * 86_400)
  const id = await ask()
  must(await firm.post(`/api/v1/consent-requests/${id}/grant`, { data: tick('registration') }), 201)
  const under = (consentId: string) => viewer.get(`/api/v1/lender/applications/${made.applicationId}/profile?consentId=${consentId}`)
  must(await under(id), 200)
  // Two reads in thirty days, whatever they are read under: the replay counts as the door does.
  const next = must(await firm.post(`/api/v1/consents/${id}/supersede`, { data: tick('registration') }), 201).body
  must(await under(next.id), 200)
  must(await under(next.id), 403, 'consent_quota')
  const { dump, report } = await judged()
  expect(report.findings).toEqual([])
  for (const kind of ['consent.requested', 'consent.denied']) expect(kinds(dump)).toContain(kind)
  // The receipt of what was granted upon a request begins with that request.
  const receipt = must(await firm.get(`/api/v1/consents/${id}/receipt`), 200).body
  const jwks = must(await app.nobody.get('/.well-known/jwks.json'), 200).body
  expect((await verifyFile(blocksOf(JSON.stringify(receipt)), { ...PLAIN_TRUST, at: Date.UTC(2027, 0, 1), jwks })).findings).toEqual([])
})
