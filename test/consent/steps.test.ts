import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest'
import { jobHandlers } from '../../src/app.ts'
import { announceEnds, verifyArtefact } from '../../src/consent/index.ts'
import { addUsers } from '../../src/identity/index.ts'
import { parseProofFile } from '../../src/log/proof-file.ts'
import { drain } from '../../src/platform/jobs/service.ts'
import { Authenticator } from '../identity/authenticator.ts'
import { applyFor, grant, look, must, NEED, productNamed, subjectOf } from '../journeys/errand.ts'
import { ORIGIN, type TestApp, type TestClient, testApp } from '../support/test-app.ts'

let app: TestApp
let firm: TestClient
let catering: TestClient
let farmer: TestClient
let viewer: TestClient
let approver: TestClient
let otherBank: TestClient
let officer: TestClient
let second: TestClient
let operator: TestClient
let product: { id: string; lenderId: string }
beforeAll(async () => {
  app = await testApp('pglite')
  const officeId = (await app.signIn('officer').then((client) => client.get('/api/v1/me'))).body.institutionId
  await addUsers({ db: app.database.db, ...app.mode, requestId: 'test' }, [
    { username: 'officer-two', password: 'suixin-demo-2026', displayName: '村信用服务员二', role: 'village_officer', institutionId: officeId },
  ])
  firm = await app.signIn('firm-hardware')
  catering = await app.signIn('firm-catering')
  farmer = await app.signIn('farmer')
  viewer = await app.signIn('bank-a-viewer')
  approver = await app.signIn('bank-a-approver')
  otherBank = await app.signIn('bank-b-viewer')
  officer = await app.signIn('officer')
  second = await app.signIn('officer-two')
  operator = await app.signIn('operator')
  product = await productNamed(firm, '示例税易贷')
})
afterAll(() => app.close())
afterEach(() => {
  expect(app.log.splice(0).filter(({ level }) => level === 'error')).toEqual([])
})

const HOUR = 3_600
const DAY = 24 * HOUR
const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const tick = (...categories: string[]) => categories.map((category) => ({ category, separateConsent: true }))
const receiptOf = async (client: TestClient, id: string) => must(await client.get(`/api/v1/consents/${id}/receipt`), 200).body
const lifeOf = async (client: TestClient, id: string): Promise<string[]> =>
  (await receiptOf(client, id)).life.map(({ kind }: { kind: string }) => kind.slice('consent.'.length))
const step = (client: TestClient, id: string, name: string, body: object = {}) => client.post(`/api/v1/consents/${id}/${name}`, body)

describe('a consent as it is given', () => {
  it('is an artefact that anybody can check by its text, its signature and the published keys', async () => {
    const consent = must(await grant(firm, product.id), 201).body
    const receipt = await receiptOf(firm, consent.id)
    const keys = must(await app.nobody.get(receipt.keys), 200).body
    expect(await verifyArtefact(receipt.text, receipt.sig, keys)).toMatchObject({ ok: true, hash: consent.hash })
    expect(receipt).toMatchObject({ verified: true, hash: consent.hash, life: [{ kind: 'consent.granted', why: 'UNDERWRITE' }] })
    expect(JSON.parse(receipt.text)).toMatchObject({ subject: { commit: expect.stringMatching(/^[0-9a-f]{64}$/) }, issued: { kid: keys.keys[0].kid } })
    expect(receipt.text).not.toContain('91440199MADEM0A155')
    must(await step(firm, consent.id, 'revoke'), 200)
  })

  it('is pointed at by the leaf that says so', async () => {
    const consent = must(await grant(firm, product.id), 201).body
    const [{ leaf }] = (await receiptOf(firm, consent.id)).life
    expect(JSON.parse(leaf)).toMatchObject({ t: 'consent.granted', cid: consent.id, ah: consent.hash })
    must(await step(firm, consent.id, 'revoke'), 200)
  })

  it('leads at each step of its life to that step’s proof, once it is sealed', async () => {
    const consent = must(await grant(firm, product.id), 201).body
    expect((await receiptOf(firm, consent.id)).life[0].sealedIn).toBe(null)
    await app.nobody.post('/__test/outbox/drain')
    must(await step(firm, consent.id, 'revoke'), 200)
    await app.nobody.post('/__test/outbox/drain')
    const { life } = await receiptOf(firm, consent.id)
    expect(life).toHaveLength(2)
    for (const { proof, leaf, sealedIn } of life) {
      expect(sealedIn).toBeGreaterThan(0)
      const file = parseProofFile(must(await firm.get(proof), 200).body)
      if (typeof file === 'string') throw new Error(file)
      expect(new TextDecoder().decode(file.extra)).toBe(leaf)
    }
    expect(must(await firm.get(`/firm/consents/${consent.id}/receipt`), 200).body).toContain(`href="${life[1].proof}"`)
  })

  it('for a look before any application is used once and names none', async () => {
    const body = { subjectId: await subjectOf(firm), productId: product.id, purpose: 'PRECHECK', data: tick('registration', 'tax') }
    const consent = must(await firm.post('/api/v1/consents', body), 201).body
    expect(consent).toMatchObject({ applicationId: null, readsTotal: 1, artefact: { access: { fetch: 'one_time', total: 1 }, binding: { application: null } } })
    must(await firm.post('/api/v1/applications', { consentId: consent.id, ...NEED }), 422, 'consent_of_other_purpose')
    const beyond = must(
      await firm.post('/api/v1/consents', { ...body, data: tick('tax', 'cash_flow'), reads: 2, validDays: 8 }),
      422,
      'consent_exceeds_template',
    )
    expect(beyond.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['/validDays', '/reads', '/data/1/category'])
    const farBeyond = await firm.post('/api/v1/consents', { ...body, validDays: 9999, reads: 9999, deleteAfterDays: 9999 })
    expect(must(farBeyond, 422, 'consent_exceeds_template').body.errors.map((e: { pointer: string }) => e.pointer)).toEqual([
      ...['/validDays', '/reads', '/deleteAfterDays'],
    ])
    must(await step(firm, consent.id, 'revoke'), 200)
  })
})

describe('a pause', () => {
  it('stops looks until it is taken back, as often as the subject likes', async () => {
    const { consentId, applicationId } = await applyFor(firm, product.id)
    must(await look(viewer, applicationId), 200)
    expect(must(await step(firm, consentId, 'pause'), 200).body).toMatchObject({ status: 'paused', pausedAt: expect.any(String) })
    must(await look(viewer, applicationId), 403, 'consent_paused')
    must(await step(firm, consentId, 'pause'), 409, 'illegal_transition')
    expect(must(await step(firm, consentId, 'resume'), 200).body).toMatchObject({ status: 'granted', pausedAt: null })
    must(await step(firm, consentId, 'resume'), 409, 'illegal_transition')
    expect(must(await look(viewer, applicationId), 200).body.consent.readNo).toBe(2)
    must(await step(firm, consentId, 'pause'), 200)
    must(await step(firm, consentId, 'revoke'), 200)
    expect(await lifeOf(firm, consentId)).toEqual(['granted', 'paused', 'resumed', 'paused', 'revoked'])
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
  })
})

describe('a revision', () => {
  it('takes the old consent’s place for the same application, with its own ticks and reads', async () => {
    const { consentId, applicationId } = await applyFor(firm, product.id, { categories: ['registration', 'tax'], reads: 1 })
    const next = must(await step(firm, consentId, 'supersede', { data: tick('registration'), reads: 3, validDays: 10 }), 201).body
    expect(next).toMatchObject({ status: 'granted', rev: 2, applicationId, readsTotal: 3, readsUsed: 0 })
    const old = must(await firm.get(`/api/v1/consents/${consentId}`), 200).body
    expect(old).toMatchObject({ status: 'superseded', replacedBy: next.id })
    expect(next.artefact).toMatchObject({ supersedes: old.hash, rev: 2 })
    const seen = must(await look(viewer, applicationId), 200).body
    expect(seen.consent).toMatchObject({ id: next.id, readNo: 1, readsTotal: 3 })
    expect(seen.sections.flatMap((s: { category: string; granted: boolean }) => (s.granted ? [s.category] : []))).toEqual(['registration'])
    expect(await lifeOf(firm, consentId)).toEqual(['granted', 'superseded'])
    expect(await lifeOf(firm, next.id)).toEqual(['granted'])
    must(await step(firm, consentId, 'supersede', { data: tick('tax') }), 409, 'illegal_transition')
    const most = must(await step(firm, next.id, 'supersede', { data: tick('tax'), reads: 20 }), 422, 'consent_exceeds_template')
    // The one look that was taken counts against the most that there can be of one application.
    expect(most.body.errors).toMatchObject([{ pointer: '/reads', detail: expect.stringMatching(/最多还可 19 次。 At most 19 reads more/) }])
    must(await step(firm, next.id, 'supersede', { data: [{ category: 'operations' }] }), 422, 'separate_consent_required')
    const wider = must(await step(firm, next.id, 'supersede', { data: tick('registration', 'tax', 'operations') }), 201).body
    expect(wider.rev).toBe(3)
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
    expect(must(await firm.get(`/api/v1/consents/${wider.id}`), 200).body.status).toBe('revoked')
  })
})

describe('a bundle', () => {
  const twoProducts = async () => {
    const { items } = must(await firm.get('/api/v1/products?limit=100'), 200).body
    const theirs = items.find((p: { lenderId: string; terms: { audience: string[]; minFen: string; maxFen: string; purposes: string[] } }) => {
      const { audience, minFen, maxFen, purposes } = p.terms
      const fits = audience.includes('enterprise') && BigInt(minFen) <= 200_000_000n && BigInt(maxFen) >= 200_000_000n
      return p.lenderId !== product.lenderId && fits && purposes.includes('working_capital')
    })
    return [product.id, theirs.id]
  }
  const bundle = async (productIds: string[], settles: boolean) =>
    must(await firm.post('/api/v1/consent-bundles', { subjectId: await subjectOf(firm), productIds, data: tick('registration', 'tax'), settles }), 201).body

  it.each([
    [true, 'revoked', 'withdrawn'],
    [false, 'granted', 'submitted'],
  ])('whose setting is %s leaves the others %s when one lender’s offer is taken', async (settles, status, applicationStatus) => {
    const productIds = await twoProducts()
    const { bundleId, items } = await bundle(productIds, settles)
    const [ours, theirs] = items
    expect(ours.lenderId).not.toBe(theirs.lenderId)
    expect(items.map((c: { bundle: object }) => c.bundle)).toEqual([
      { id: bundleId, settles },
      { id: bundleId, settles },
    ])
    const application = must(await firm.post('/api/v1/applications', { consentId: ours.id, ...NEED }), 201).body
    const other = must(await firm.post('/api/v1/applications', { consentId: theirs.id, ...NEED }), 201).body
    must(await firm.post(`/api/v1/applications/${application.id}/accept`), 409, 'no_offer')
    must(await approver.post(`/api/v1/lender/applications/${application.id}/decision`, APPROVED), 200)
    // The bank's yes is not the firm's.
    expect(must(await firm.get(`/api/v1/consents/${theirs.id}`), 200).body.status).toBe('granted')
    must(await catering.post(`/api/v1/applications/${application.id}/accept`), 404)
    expect(must(await firm.post(`/api/v1/applications/${application.id}/accept`), 200).body.acceptedAt).toEqual(expect.any(String))
    must(await firm.post(`/api/v1/applications/${application.id}/accept`), 409, 'no_offer')
    expect(must(await firm.get(`/api/v1/consents/${ours.id}`), 200).body.status).toBe('granted')
    expect(must(await firm.get(`/api/v1/consents/${theirs.id}`), 200).body.status).toBe(status)
    expect(must(await firm.get(`/api/v1/applications/${other.id}`), 200).body.status).toBe(applicationStatus)
    if (!settles) must(await firm.post(`/api/v1/applications/${other.id}/withdraw`), 200)
    must(await step(firm, ours.id, 'revoke'), 200)
  })

  it('is as many consents as lenders: one taken back leaves the others', async () => {
    const { items } = await bundle(await twoProducts(), true)
    must(await step(firm, items[0].id, 'revoke'), 200)
    expect(must(await firm.get(`/api/v1/consents/${items[1].id}`), 200).body.status).toBe('granted')
    must(await step(firm, items[1].id, 'revoke'), 200)
  })

  it('names no product twice, and none that is not on offer', async () => {
    const subjectId = await subjectOf(firm)
    const ask = (productIds: string[]) => firm.post('/api/v1/consent-bundles', { subjectId, productIds, data: tick('tax') })
    must(await ask([product.id, product.id]), 422, 'repeated_product')
    const unknown = must(await ask([product.id, product.id.replace(/.{8}$/, '00000000')]), 422, 'unknown_product')
    expect(unknown.body.errors[0].pointer).toBe('/productIds/1')
    must(await ask([product.id]), 422)
  })
})

const APPROVED = { outcome: 'approved', amountFen: '200000000', termMonths: 12, rateBp: 400 }

/** A customer of bank A: an application that was approved. */
async function customer(): Promise<{ consentId: string; applicationId: string }> {
  const made = await applyFor(firm, product.id)
  must(await approver.post(`/api/v1/lender/applications/${made.applicationId}/decision`, APPROVED), 200)
  return made
}

describe('a lender’s request', () => {
  const asking = (applicationId: string, over: object = {}) => ({
    ...{ applicationId, purpose: 'POSTLOAN', data: [{ category: 'tax' }, { category: 'registration', lookbackMonths: 3 }], validDays: 100, reads: 4 },
    ...over,
  })
  const ask = (client: TestClient, applicationId: string, over: object = {}) => client.post('/api/v1/lender/consent-requests', asking(applicationId, over))
  const open = async (over: object = {}) => {
    const { applicationId } = await customer()
    return { applicationId, id: must(await ask(viewer, applicationId, over), 201).body.id as string }
  }

  it('names the fields that its months cannot show, as a hint and no refusal', async () => {
    const { applicationId } = await customer()
    const data = [{ category: 'tax_data' }, { category: 'public_credit', lookbackMonths: 12 }]
    const hidden = must(await ask(viewer, applicationId, { data }), 201).body.data.map((d: { tooShortFor: { field: string }[] }) =>
      d.tooShortFor.map(({ field }) => field),
    )
    expect(hidden).toEqual([
      ['taxPaidFen12m', 'invoicedFen12m', 'zeroFilings12m', 'invoicedGrowthBp'],
      ['inspectionFailures24m', 'penaltyCount36m', 'penaltyFen36m'],
    ])
  })

  it('opens nothing; the firm sees what is asked and by when, and may agree to less', async () => {
    const { applicationId, id } = await open()
    const mine = must(await firm.get('/api/v1/consent-requests'), 200).body.items.find((r: { id: string }) => r.id === id)
    expect(mine).toMatchObject({
      status: 'requested',
      lenderName: '示例银行甲广州分行',
      applicationId,
      validDays: 100,
      reads: 4,
      purpose: { code: 'POSTLOAN', text: '贷后管理本笔贷款' },
    })
    expect(Date.parse(mine.answerBy) - Date.parse(mine.askedAt)).toBe(72 * HOUR * 1000)
    must(await firm.get(`/api/v1/consents/${id}`), 404)
    const grantBody = { data: [{ category: 'registration', separateConsent: true }], validDays: 50, reads: 2 }
    must(await catering.post(`/api/v1/consent-requests/${id}/grant`, grantBody), 404)
    const beyond = must(await firm.post(`/api/v1/consent-requests/${id}/grant`, { data: tick('registration', 'operations'), reads: 5 }), 422, 'beyond_request')
    expect(beyond.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['/reads', '/data/1/category'])
    const consent = must(await firm.post(`/api/v1/consent-requests/${id}/grant`, grantBody), 201).body
    expect(consent).toMatchObject({
      id,
      status: 'granted',
      applicationId,
      readsTotal: 2,
      purpose: { code: 'POSTLOAN' },
      data: [{ category: 'registration', lookback: 'P3M' }],
    })
    expect(consent.artefact.access).toEqual({ fetch: 'on_demand', perWindow: { n: 2, window: 'P30D' }, total: 2 })
    expect(await lifeOf(firm, id)).toEqual(['requested', 'granted'])
    must(await firm.post(`/api/v1/consent-requests/${id}/grant`, grantBody), 409, 'illegal_transition')
    must(await firm.post(`/api/v1/consent-requests/${id}/deny`), 409, 'illegal_transition')
    const theirs = must(await viewer.get('/api/v1/lender/consent-requests'), 200).body.items.find((r: { id: string }) => r.id === id)
    expect(theirs).toMatchObject({ status: 'granted' })
    must(await ask(viewer, applicationId), 409, 'consent_live')
    must(await step(firm, id, 'revoke'), 200)
    must(await ask(viewer, applicationId), 409, 'asked_too_soon')
    app.advance(30 * DAY)
    must(await ask(viewer, applicationId), 201)
  })

  it('once granted is what the bank reads under, by name, within its own fields and windows', async () => {
    const { applicationId, id } = await open()
    const under = (consentId: string) => viewer.get(`/api/v1/lender/applications/${applicationId}/profile?consentId=${consentId}`)
    must(await under(id), 404)
    must(await firm.post(`/api/v1/consent-requests/${id}/grant`, { data: tick('registration'), reads: 3 }), 201)
    const seen = must(await under(id), 200).body
    expect(seen.consent).toMatchObject({ id, readNo: 1, readsTotal: 3, purpose: '贷后管理本笔贷款' })
    expect(seen.sections.flatMap((s: { category: string; granted: boolean }) => (s.granted ? [s.category] : []))).toEqual(['registration'])
    const { items } = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/access-log`), 200).body
    expect(items[0]).toMatchObject({ kind: 'read.released', consentId: id, why: 'POSTLOAN' })
    must(await under(id), 200)
    must(await under(id), 403, 'consent_quota')
    app.advance(30 * DAY)
    must(await under(id), 200)
    must(await under(id), 403, 'consent_consumed')
    must(await otherBank.get(`/api/v1/lender/applications/${applicationId}/profile?consentId=${id}`), 404)
    const elsewhere = must(await grant(firm, product.id), 201).body
    must(await under(elsewhere.id), 404)
    must(await step(firm, elsewhere.id, 'revoke'), 200)
  })

  describe('once answered and then revised', () => {
    const under = (applicationId: string, consentId: string) => viewer.get(`/api/v1/lender/applications/${applicationId}/profile?consentId=${consentId}`)
    const pointersOf = ({ body }: { body: { errors: { pointer: string }[] } }) => body.errors.map(({ pointer }) => pointer)

    it('begins no window and no reads anew', async () => {
      const { applicationId, id } = await open()
      must(await firm.post(`/api/v1/consent-requests/${id}/grant`, { data: tick('registration', 'tax') }), 201)
      app.advance(20 * DAY)
      must(await under(applicationId, id), 200)
      const next = must(await step(firm, id, 'supersede', { data: tick('registration') }), 201).body
      expect(next).toMatchObject({ readsTotal: 3, readsUsed: 0 })
      must(await under(applicationId, next.id), 200)
      must(await under(applicationId, next.id), 403, 'consent_quota')
      const third = must(await step(firm, next.id, 'supersede', { data: tick('registration') }), 201).body
      must(await under(applicationId, third.id), 403, 'consent_quota')
      // The windows are those of the first one: the next begins thirty days after it did, not after its revision.
      app.advance(10 * DAY - 1)
      must(await under(applicationId, third.id), 403, 'consent_quota')
      app.advance(1)
      expect(must(await under(applicationId, third.id), 200).body.consent).toMatchObject({ readNo: 1, readsTotal: 2 })
      must(await under(applicationId, third.id), 200)
      must(await under(applicationId, third.id), 403, 'consent_consumed')
    })

    it('stays within what was asked, of which every read and day that has passed is gone', async () => {
      const { applicationId, id } = await open({ deleteAfterDays: 60 })
      const consent = must(await firm.post(`/api/v1/consent-requests/${id}/grant`, { data: tick('registration') }), 201).body
      app.advance(40 * DAY)
      must(await under(applicationId, id), 200)
      const more = { data: [...tick('tax', 'operations'), { category: 'registration', separateConsent: true, lookbackMonths: 4 }] }
      const beyond = must(await step(firm, id, 'supersede', { ...more, reads: 4, validDays: 61, deleteAfterDays: 61 }), 422, 'beyond_request')
      expect(pointersOf(beyond)).toEqual(['/validDays', '/reads', '/deleteAfterDays', '/data/1/category', '/data/2/lookbackMonths'])
      expect(beyond.body.errors[1].detail).toMatch(/最多 3 次/)
      const whole = { data: [...tick('tax'), { category: 'registration', separateConsent: true, lookbackMonths: 3 }] }
      const next = must(await step(firm, id, 'supersede', { ...whole, reads: 3, validDays: 60, deleteAfterDays: 60 }), 201).body
      expect(next).toMatchObject({ readsTotal: 3, validTo: consent.validTo, deleteAfter: 'P60D' })
      must(await step(firm, next.id, 'revoke'), 200)
    })

    it('ends when it did, however the hour falls, and stays as it was where nothing is said', async () => {
      const { id } = await open()
      const consent = must(
        await firm.post(`/api/v1/consent-requests/${id}/grant`, { data: tick('registration', 'tax'), validDays: 50, reads: 2, deleteAfterDays: 7 }),
        201,
      ).body
      app.advance(HOUR)
      const same = must(await step(firm, id, 'supersede', { data: tick('registration') }), 201).body
      expect(same).toMatchObject({ validTo: consent.validTo, readsTotal: 2, deleteAfter: 'P7D', data: [{ category: 'registration', lookback: 'P3M' }] })
      const longest = must(await step(firm, same.id, 'supersede', { data: tick('registration'), validDays: 100, reads: 4 }), 201).body
      expect(Date.parse(longest.validTo) - Date.parse(consent.validFrom)).toBe(100 * DAY * 1000)
      must(await step(firm, longest.id, 'revoke'), 200)
    })
  })

  it.each([
    ['POSTLOAN', 'registration'],
    ['RENEWAL', 'village'],
  ])('for %s to a household opens a look that passes the bureau', async (purpose, category) => {
    const { items } = must(await farmer.get('/api/v1/products?purpose=farming&limit=100'), 200).body
    const farm = items.find((p: { lenderName: string }) => p.lenderName === '示例银行甲广州分行').id
    const loan = { amountFen: '10000000', termMonths: 12, purpose: 'farming' }
    const { applicationId } = await applyFor(farmer, farm, { categories: ['village'] }, loan)
    must(await approver.post(`/api/v1/lender/applications/${applicationId}/decision`, { ...APPROVED, amountFen: loan.amountFen }), 200)
    const { id } = must(await viewer.post('/api/v1/lender/consent-requests', { applicationId, purpose, data: [{ category }] }), 201).body
    must(await farmer.post(`/api/v1/consent-requests/${id}/grant`, { data: tick(category) }), 201)
    const seen = must(await viewer.get(`/api/v1/lender/applications/${applicationId}/profile?consentId=${id}`), 200).body
    expect(seen).toMatchObject({ consent: { id, readNo: 1 }, gateway: { ticket: expect.stringMatching(/^GW/) } })
  })

  it('can be refused; the bank learns that, and not the words', async () => {
    const { applicationId, id } = await open()
    must(await ask(viewer, applicationId), 409, 'request_open')
    expect(must(await firm.post(`/api/v1/consent-requests/${id}/deny`, { reason: '不想给' }), 200).body).toMatchObject({ status: 'denied', reason: '不想给' })
    const { body } = must(await viewer.get('/api/v1/lender/consent-requests'), 200)
    expect(body.items.find((r: { id: string }) => r.id === id)).toMatchObject({ status: 'denied' })
    expect(JSON.stringify(body)).not.toContain('不想给')
    must(await firm.post(`/api/v1/consent-requests/${id}/grant`, { data: tick('tax') }), 409, 'illegal_transition')
    const refused = must(await ask(viewer, applicationId), 409, 'asked_too_soon').body
    expect(refused.detail).toContain(new Date(app.mode.clock.now().getTime() + 8 * 3_600_000 + 30 * 86_400_000).toISOString().slice(0, 10))
    must(await ask(viewer, applicationId, { purpose: 'RENEWAL', validDays: 30 }), 201)
    app.advance(30 * DAY - 1)
    must(await ask(viewer, applicationId), 409, 'asked_too_soon')
    app.advance(1)
    must(await ask(viewer, applicationId), 201)
  })

  it('that comes to nothing may be made three times in ninety days', async () => {
    const { applicationId } = await customer()
    for (const _ of [1, 2, 3]) {
      must(await ask(viewer, applicationId), 201)
      app.advance(72 * HOUR)
    }
    must(await ask(viewer, applicationId), 409, 'asked_too_often')
    app.advance(81 * DAY)
    must(await ask(viewer, applicationId), 201)
  })

  it('is for a customer of its own, once there is a loan to speak of', async () => {
    const { applicationId } = await applyFor(firm, product.id)
    must(await ask(viewer, applicationId), 409, 'not_a_customer')
    must(await ask(otherBank, applicationId), 404)
    must(await ask(firm, applicationId), 403, 'lender_only')
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
  })

  it('is bounded by its template', async () => {
    const { applicationId } = await customer()
    const { body } = must(await ask(viewer, applicationId, { data: [{ category: 'carbon' }], validDays: 367, reads: 25 }), 422, 'consent_exceeds_template')
    expect(body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['/validDays', '/reads', '/data/0/category'])
  })

  it('lapses at 72 hours, whether or not anybody wrote it down, and can then be made again', async () => {
    const { applicationId, id } = await open()
    app.advance(72 * HOUR - 1)
    const before = must(await firm.get('/api/v1/consent-requests'), 200).body.items.find((r: { id: string }) => r.id === id)
    expect(before.status).toBe('requested')
    app.advance(1)
    const after = must(await firm.get('/api/v1/consent-requests'), 200).body.items.find((r: { id: string }) => r.id === id)
    expect(after.status).toBe('lapsed')
    must(await firm.post(`/api/v1/consent-requests/${id}/grant`, { data: tick('tax') }), 409, 'illegal_transition')
    must(await ask(viewer, applicationId), 201)
    const log = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/access-log`), 200).body.items
    expect(log[0]).toMatchObject({ kind: 'consent.requested', actorName: '甲行客户经理' })
    const lapsed = log.find(({ kind, consentId }: { kind: string; consentId: string }) => kind === 'consent.lapsed' && consentId === id)
    expect(lapsed).toMatchObject({ actorName: '平台', why: `effective ${before.answerBy}` })
  })
})

describe('a consent that an officer proposes', () => {
  const HOUSEHOLD = 'H440114103206-9001'
  let farm: string
  beforeAll(async () => {
    const { items } = must(await farmer.get('/api/v1/products?purpose=farming&limit=100'), 200).body
    farm = items.find((p: { lenderName: string }) => p.lenderName === '示例银行甲广州分行').id
  })
  const today = () => app.mode.clock.now().toISOString().slice(0, 10)
  const proposal = (over: object = {}) => ({
    ...{ householdNo: HOUSEHOLD, productId: farm, data: tick('village'), method: 'read_aloud', evidenceSha256: sha('recording') },
    mandate: { sha256: sha('mandate'), scope: ['UNDERWRITE'], from: today(), to: '2027-12-31' },
    witness: { role: 'neighbour', sha256: sha('witness') },
    ...over,
  })
  const propose = (over: object = {}, client = officer) => client.post('/api/v1/officer/consents', proposal(over))
  const made = async () => must(await propose(), 201).body
  const callBack = (client: TestClient, id: string, of = 'call') => client.post(`/api/v1/officer/consents/${id}/confirm`, { callBackSha256: sha(of) })

  it('opens nothing until the household confirms by its own sign-in', async () => {
    const consent = await made()
    expect(consent).toMatchObject({ status: 'provisional', grantedAt: null, proxy: { method: 'read_aloud', village: '440114103206', confirmedBy: null } })
    must(
      await farmer.post('/api/v1/applications', { consentId: consent.id, amountFen: '10000000', termMonths: 12, purpose: 'farming' }),
      422,
      'consent_provisional',
    )
    must(await step(farmer, consent.id, 'pause'), 409, 'illegal_transition')
    must(await step(firm, consent.id, 'confirm'), 404)
    const confirmed = must(await step(farmer, consent.id, 'confirm'), 200).body
    expect(confirmed).toMatchObject({ status: 'granted', hash: consent.hash, proxy: { confirmedBy: 'subject' }, grantedAt: expect.any(String) })
    const application = must(
      await farmer.post('/api/v1/applications', { consentId: consent.id, amountFen: '10000000', termMonths: 12, purpose: 'farming' }),
      201,
    ).body
    must(await look(viewer, application.id), 200)
    const receipt = await receiptOf(farmer, consent.id)
    expect(receipt).toMatchObject({ verified: true })
    expect(receipt.life.map(({ kind, why }: { kind: string; why: string }) => [kind, why])).toEqual([
      ['consent.provisional', 'village_officer'],
      ['consent.granted', 'confirmed password'],
    ])
    must(await farmer.post(`/api/v1/applications/${application.id}/withdraw`), 200)
  })

  it('is confirmed by a second officer at the end of the cooling-off, never by the first', async () => {
    const { id, proxy } = await made()
    must(await callBack(officer, id), 403, 'second_person_required')
    must(await callBack(second, id), 409, 'cooling_off')
    expect(Date.parse(proxy.coolingOffUntil)).toBe(app.mode.clock.now().getTime() + DAY * 1000)
    app.advance(DAY - 1)
    must(await callBack(second, id), 409, 'cooling_off')
    app.advance(1)
    must(await callBack(officer, id), 403, 'second_person_required')
    expect(must(await callBack(second, id), 200).body).toMatchObject({ status: 'granted', proxy: { confirmedBy: 'second_officer' } })
    must(await callBack(second, id), 409, 'illegal_transition')
    must(await step(farmer, id, 'revoke'), 200)
  })

  it('is confirmed by the record of a call, which is neither nothing nor the recording of the proposal again', async () => {
    const { id } = await made()
    app.advance(DAY)
    const nothing = must(await callBack(second, id, ''), 422, 'empty_evidence')
    expect(nothing.body.errors).toMatchObject([{ pointer: '/callBackSha256' }])
    must(await callBack(second, id, 'recording'), 422, 'same_evidence')
    must(await callBack(second, id), 200)
    must(await step(farmer, id, 'revoke'), 200)
  })

  it.each(['deny', 'revoke'])('can be ended by the household at once: %s', async (name) => {
    const { id } = await made()
    must(await step(farmer, id, name, { reason: '没有这回事' }), 200)
    app.advance(DAY)
    must(await callBack(second, id), 409, 'illegal_transition')
  })

  it('lapses when nobody confirms within 72 hours', async () => {
    const { id } = await made()
    app.advance(72 * HOUR)
    must(await callBack(second, id), 409, 'illegal_transition')
    must(await step(farmer, id, 'confirm'), 409, 'illegal_transition')
    expect(must(await farmer.get(`/api/v1/consents/${id}`), 200).body.status).toBe('lapsed')
    await app.nobody.post('/__test/outbox/drain')
    expect(await lifeOf(farmer, id)).toEqual(['provisional', 'lapsed'])
  })

  const mandate = (over: object) => ({ mandate: { sha256: sha('mandate'), scope: ['UNDERWRITE'], from: '2026-11-01', to: '2027-12-31', ...over } })
  it.each<[string, () => object, number, string]>([
    ['a mandate for something else', () => mandate({ scope: ['RENEWAL'] }), 403, 'mandate_out_of_scope'],
    ['a mandate that ran out yesterday', () => mandate({ to: '2026-11-22' }), 403, 'mandate_out_of_term'],
    ['a mandate that begins later', () => mandate({ from: '2027-12-30' }), 403, 'mandate_out_of_term'],
    ['a mandate that ends before it begins', () => mandate({ to: '2026-10-01' }), 422, 'mandate_term'],
    ['nobody who heard what was read', () => ({ witness: null }), 422, 'witness_required'],
    ['a household of another village', () => ({ householdNo: 'H440114103207-9001' }), 422, 'unknown_household'],
    ['no household at all', () => ({ householdNo: 'H440114103206-9999' }), 422, 'unknown_household'],
    ['a sensitive set without its tick', () => ({ data: [{ category: 'village' }] }), 422, 'separate_consent_required'],
    ['a recording of nothing', () => ({ evidenceSha256: sha('') }), 422, 'empty_evidence'],
    ['a mandate of nothing', () => mandate({ sha256: sha('') }), 422, 'empty_evidence'],
    ['a mandate whose hash nobody worked out', () => mandate({ sha256: '0'.repeat(64) }), 422, 'empty_evidence'],
    ['a recording whose hash nobody worked out', () => ({ evidenceSha256: '0'.repeat(64) }), 422, 'empty_evidence'],
    ['a witness’s paper of nothing', () => ({ witness: { role: 'neighbour', sha256: sha('') } }), 422, 'empty_evidence'],
    ['more than its template', () => ({ reads: 21 }), 422, 'consent_exceeds_template'],
  ])('is refused with %s', async (_, over, status, code) => {
    must(await propose(over()), status, code)
  })

  it('is an officer’s to make, and shown to officers of that village', async () => {
    const { id } = await made()
    must(await propose({}, firm), 403, 'role_required')
    must(await propose({}, viewer), 403, 'role_required')
    expect(must(await second.get('/api/v1/officer/consents'), 200).body.items[0]).toMatchObject({ id, status: 'provisional' })
    must(await step(farmer, id, 'deny'), 200)
  })

  it('answers a lender’s request too', async () => {
    const asked = { categories: ['village'] as const }
    const own = must(await grant(farmer, farm, { categories: [...asked.categories] }), 201).body
    const application = must(
      await farmer.post('/api/v1/applications', { consentId: own.id, amountFen: '10000000', termMonths: 12, purpose: 'farming' }),
      201,
    ).body
    must(await approver.post(`/api/v1/lender/applications/${application.id}/decision`, { ...APPROVED, amountFen: '10000000' }), 200)
    const body = { applicationId: application.id, purpose: 'RENEWAL', data: [{ category: 'village' }] }
    const { id } = must(await viewer.post('/api/v1/lender/consent-requests', body), 201).body
    const scope = ['RENEWAL']
    must(await propose({ productId: undefined, requestId: id }), 403, 'mandate_out_of_scope')
    const consent = must(await propose({ productId: undefined, requestId: id, ...mandate({ scope }) }), 201).body
    expect(consent).toMatchObject({ id, status: 'provisional', purpose: { code: 'RENEWAL' }, applicationId: application.id })
    must(await farmer.post(`/api/v1/consent-requests/${id}/grant`, { data: tick('village') }), 409, 'illegal_transition')
    must(await step(farmer, id, 'confirm'), 200)
    expect(await lifeOf(farmer, id)).toEqual(['requested', 'provisional', 'granted'])
  })

  it('is nobody’s to confirm but the guardian’s where there is one', async () => {
    const subjectId = await subjectOf(farmer)
    const { id } = await made()
    const guardian = { username: 'farmer', role: 'guardian', evidence: [{ what: 'guardianship', sha256: sha('court') }] }
    must(await operator.post(`/api/v1/subjects/${subjectId}/grantors`, guardian), 200)
    must(await propose(), 403, 'guardian_required')
    expect(must(await step(farmer, id, 'confirm'), 200).body.status).toBe('granted')
    const granted = must(await grant(farmer, farm, { categories: ['village'] }), 201).body
    expect(granted.artefact.grantor).toMatchObject({ role: 'guardian', evidence: [{ what: 'guardianship' }] })
  })
})

describe('who acts for a firm', () => {
  const write = async (body: object, client = operator) =>
    client.post(`/api/v1/subjects/${await subjectOf(catering)}/grantors`, { username: 'firm-catering', ...body })
  const tryGrant = () => grant(catering, product.id, { categories: ['tax'] })
  const mandate = { sha256: sha('paper'), scope: ['UNDERWRITE'], from: '2026-11-01', to: '2028-12-31' }
  const evidence = [{ what: 'mandate', sha256: sha('paper') }]

  it('is its account until papers say more', async () => {
    expect(must(await tryGrant(), 201).body.artefact.grantor).toMatchObject({ role: 'self', assurance: 'password', evidence: [] })
  })

  it('is the legal representative once the appointment was seen', async () => {
    must(await write({ role: 'legal_rep' }), 422, 'evidence_required')
    must(await write({ role: 'legal_rep', evidence: [{ what: 'appointment', sha256: sha('a') }] }), 200)
    expect(must(await tryGrant(), 201).body.artefact.grantor.role).toBe('legal_rep')
  })

  it('is an agent within the mandate’s purposes and term', async () => {
    must(await write({ role: 'agent', evidence }), 422, 'mandate_required')
    must(await write({ role: 'agent', evidence, mandate: { ...mandate, scope: ['POSTLOAN'] } }), 200)
    must(await tryGrant(), 403, 'mandate_out_of_scope')
    must(await write({ role: 'agent', evidence, mandate: { ...mandate, to: '2026-11-22' } }), 200)
    must(await tryGrant(), 403, 'mandate_out_of_term')
    must(await write({ role: 'agent', evidence, mandate }), 200)
    const consent = must(await tryGrant(), 201).body
    expect(consent.artefact.grantor).toMatchObject({ role: 'agent', evidence })
    // Opening again is agreeing again; taking back never needs a mandate.
    must(await step(catering, consent.id, 'pause'), 200)
    must(await write({ role: 'agent', evidence, mandate: { ...mandate, to: '2026-11-22' } }), 200)
    must(await step(catering, consent.id, 'resume'), 403, 'mandate_out_of_term')
    must(await step(catering, consent.id, 'revoke'), 200)
  })

  it.each(['0'.repeat(64), sha('')])('is nobody’s agent by a paper whose hash is %s', async (nothing) => {
    const empty = must(await write({ role: 'agent', evidence: [{ what: 'mandate', sha256: nothing }], mandate }), 422, 'empty_evidence')
    expect(empty.body.errors).toMatchObject([{ pointer: '/evidence/0/sha256' }])
    must(await write({ role: 'agent', evidence, mandate: { ...mandate, sha256: nothing } }), 422, 'empty_evidence')
  })

  it('is written down by the operator, for accounts of that firm, in roles a firm has', async () => {
    must(await write({ role: 'guardian', evidence: [{ what: 'guardianship', sha256: sha('g') }] }), 422, 'role_not_for_kind')
    must(await write({ username: 'firm-hardware', role: 'self' }), 422, 'unknown_account')
    must(await write({ role: 'self' }, catering), 403, 'role_required')
    const path = `/api/v1/subjects/${await subjectOf(catering)}/grantors`
    expect(must(await catering.get(path), 200).body.items).toMatchObject([{ role: 'agent', displayName: '餐饮公司经办人' }])
    must(await firm.get(path), 404)
  })
})

describe('a receipt', () => {
  it('is the lender’s proof in one request, which the subject sees', async () => {
    const { consentId } = await applyFor(firm, product.id)
    const receipt = await receiptOf(viewer, consentId)
    expect(receipt).toMatchObject({ verified: true, consent: { id: consentId, status: 'granted' } })
    must(await otherBank.get(`/api/v1/consents/${consentId}/receipt`), 404)
    must(await catering.get(`/api/v1/consents/${consentId}/receipt`), 404)
    must(await operator.get(`/api/v1/consents/${consentId}/receipt`), 404)
    must(await viewer.send('HEAD', `/api/v1/consents/${consentId}/receipt`), 400)
    await receiptOf(firm, consentId)
    const log = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/access-log`), 200).body.items
    expect(log.slice(0, 2)).toMatchObject([{ kind: 'receipt.viewed', consentId, actorName: '甲行客户经理' }, { kind: 'consent.granted' }])
    const first = must(await viewer.get('/api/v1/lender/consents?limit=1'), 200).body
    const rest = must(await viewer.get(`/api/v1/lender/consents?limit=100&cursor=${encodeURIComponent(first.nextCursor)}`), 200).body
    const listed = [...first.items, ...rest.items]
    expect(listed.map(({ id }: { id: string }) => id)).toContain(consentId)
    expect(new Set(listed.map(({ id }: { id: string }) => id)).size).toBe(listed.length)
    for (const item of listed) for (const kept of ['subjectId', 'artefact', 'endReason', 'bundle']) expect(item).not.toHaveProperty(kept)
    expect(must(await otherBank.get('/api/v1/lender/consents?limit=100'), 200).body.items.map(({ id }: { id: string }) => id)).not.toContain(consentId)
    must(await step(firm, consentId, 'revoke'), 200)
  })
})

describe('an end that comes by itself', () => {
  test('is written down within the minute that finds it, not at the end of the day', async () => {
    const ctx = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'each-minute' }
    const minute = async () => {
      await announceEnds(ctx)
      return drain(ctx, jobHandlers)
    }
    // The day's own sweep is over.
    await app.nobody.post('/__test/outbox/drain')
    const kept = must(await grant(firm, product.id, { validDays: 1 }), 201).body
    app.advance(DAY - 1)
    await app.nobody.post('/__test/outbox/drain')
    await minute()
    expect(await lifeOf(firm, kept.id)).toEqual(['granted'])
    app.advance(1)
    expect(await minute()).toBeGreaterThan(0)
    expect(await lifeOf(firm, kept.id)).toEqual(['granted', 'expired'])
    const { consent, life } = await receiptOf(firm, kept.id)
    expect([consent.endedAt, life[1].why]).toEqual([kept.validTo, `effective ${kept.validTo}`])
    // Nothing is left to do, and nothing is announced.
    app.advance(60)
    expect(await minute()).toBe(0)
  })

  test('is effective at its instant and written down later, with that instant', async () => {
    const kept = must(await grant(firm, product.id, { validDays: 1 }), 201).body
    const paused = must(await grant(firm, product.id, { validDays: 1 }), 201).body
    must(await step(firm, paused.id, 'pause'), 200)
    app.advance(DAY - 1)
    expect(must(await firm.get(`/api/v1/consents/${kept.id}`), 200).body.status).toBe('granted')
    app.advance(1)
    for (const { id } of [kept, paused]) {
      expect(must(await firm.get(`/api/v1/consents/${id}`), 200).body.status).toBe('expired')
      must(await step(firm, id, 'revoke'), 409, 'illegal_transition')
    }
    must(await step(firm, paused.id, 'resume'), 409, 'illegal_transition')
    expect(await lifeOf(firm, kept.id)).toEqual(['granted'])
    await app.nobody.post('/__test/outbox/drain')
    await app.nobody.post('/__test/outbox/drain')
    expect(await lifeOf(firm, kept.id)).toEqual(['granted', 'expired'])
    expect(await lifeOf(firm, paused.id)).toEqual(['granted', 'paused', 'expired'])
    const { consent, life } = await receiptOf(firm, kept.id)
    expect(consent.endedAt).toBe(kept.validTo)
    expect(life[1]).toMatchObject({ why: `effective ${kept.validTo}`, byPlatform: true })
  })
})

/** Last: whoever has a passkey is asked for it at each further sign-in. */
describe('the subject’s own passkey', () => {
  it('signs the hash of its artefact once, and the receipt carries it', async () => {
    const browser = await app.signIn('firm-hardware')
    const key = new Authenticator(ORIGIN)
    const options = must(await browser.post('/api/v1/me/passkeys/options'), 200).body
    const added = must(await browser.post('/api/v1/me/passkeys', { label: '办公室的钥匙', attestation: key.create(options) }), 201)
    const cookie = added.headers.getSetCookie().at(-1)?.split(';')[0] ?? browser.cookie
    const post = (path: string, body: object = {}) => app.nobody.post(path, body, { headers: { cookie } })
    const receipt = async (id: string) => must(await app.nobody.get(`/api/v1/consents/${id}/receipt`, { headers: { cookie } }), 200).body
    const subjectId = must(await app.nobody.get('/api/v1/me', { headers: { cookie } }), 200).body.subjectId
    const given = async () => must(await post('/api/v1/consents', { subjectId, productId: product.id, data: tick('tax') }), 201).body
    const over = (hex: string) => ({ challenge: Buffer.from(hex, 'hex').toString('base64url') })
    const sign = (id: string, assertion: object) => post(`/api/v1/consents/${id}/signature`, { assertion })

    const consent = await given()
    must(await sign(consent.id, key.get(over('0'.repeat(64)))), 422, 'challenge_unknown')
    must(await step(catering, consent.id, 'signature', { assertion: key.get(over(consent.hash)) }), 404)
    const honest = key.get(over(consent.hash))
    must(await sign(consent.id, { ...honest, response: { ...honest.response, signature: 'AAAA' } }), 422, 'passkey_invalid')
    expect((await receipt(consent.id)).sig).not.toHaveProperty('subject')
    expect(must(await sign(consent.id, honest), 200).body.hash).toBe(consent.hash)
    const { sig, verified } = await receipt(consent.id)
    expect(verified).toBe(true)
    expect(sig.subject).toMatchObject({ by: consent.artefact.grantor.ref, assertion: { id: honest.id } })
    must(await sign(consent.id, key.get(over(consent.hash))), 409, 'consent_signed')
    const ended = await given()
    must(await post(`/api/v1/consents/${ended.id}/revoke`), 200)
    must(await sign(ended.id, key.get(over(ended.hash))), 409, 'consent_ended')
  })
})
