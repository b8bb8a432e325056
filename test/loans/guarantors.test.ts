/** A guarantor: named by the applicant, asked by the lender, read under its own consent and seen by nobody else. */
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { verifyFile } from '../../src/consent/audit/model.ts'
import { CATERING, FARMER, HARDWARE } from '../../src/demo/people.ts'
import { checkNaming, type Guarantor, MOST_GUARANTORS, MOST_NAMINGS } from '../../src/loans/guarantor.ts'
import { PLAIN_TRUST } from '../../src/log/audit/model.ts'
import { listConsented } from '../../src/matching/screening/store.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { Fault } from '../../src/platform/kernel/fault.ts'
import { addDays, civilDateOf } from '../../src/platform/kernel/time.ts'
import { applyFor, must, NEED, productNamed, subjectOf } from '../journeys/errand.ts'
import { drained } from '../recalls/city.ts'
import { blocksOf } from '../support/audit-history.ts'
import { type Answer, type TestApp, type TestClient, testApp } from '../support/test-app.ts'

let app: TestApp
/** Borrows. */
let firm: TestClient
/** Stands guarantor. */
let catering: TestClient
let viewer: TestClient
let approver: TestClient
let otherBank: TestClient
let product: { id: string; lenderId: string }
let applicationId: string
beforeAll(async () => {
  app = await testApp('pglite')
  firm = await app.signIn('firm-hardware')
  catering = await app.signIn('firm-catering')
  viewer = await app.signIn('bank-a-viewer')
  approver = await app.signIn('bank-a-approver')
  otherBank = await app.signIn('bank-b-viewer')
  product = await productNamed(firm, '示例税易贷')
}, 180_000)
afterAll(() => app.close())
beforeEach(async () => {
  app.advance(1)
  ;({ applicationId } = await applyFor(firm, product.id))
  await drained(app)
})
afterEach(async () => {
  // Of one product one application may be open.
  await firm.post(`/api/v1/applications/${applicationId}/withdraw`)
  await drained(app)
  expect(app.log.splice(0).filter(({ level }) => level === 'error')).toEqual([])
})

/** A code that holds and that nobody has. */
const NOBODY = '91350100M000100Y43'
const HOUR = 3_600
const DAY = 24 * HOUR
const inHours = (hours: number) => new Date(app.mode.clock.now().getTime() + hours * 3_600_000).toISOString()
const inDays = (days: number) => addDays(civilDateOf(app.mode.clock.now()), days)
const tick = (...categories: string[]) => categories.map((category) => ({ category, separateConsent: true }))
const name = (code: string, client = firm) => client.post(`/api/v1/applications/${applicationId}/guarantors`, { code })
const named = async (): Promise<string> => must(await name(CATERING.code), 201).body.id
const ask = (guarantorId: string | undefined, over: object = {}, bank = viewer) =>
  bank.post('/api/v1/lender/consent-requests', {
    ...{ applicationId, purpose: 'GUARANTEE', guarantorId, data: [{ category: 'registration' }, { category: 'tax', lookbackMonths: 12 }] },
    ...over,
  })
const asked = async (guarantorId: string): Promise<string> => must(await ask(guarantorId), 201).body.id
const answer = (id: string, step: 'grant' | 'deny', body: object = step === 'grant' ? { data: tick('registration', 'tax') } : {}) =>
  catering.post(`/api/v1/consent-requests/${id}/${step}`, body)
const agreed = async (guarantorId: string): Promise<string> => {
  const id = await asked(guarantorId)
  must(await answer(id, 'grant'), 201)
  return id
}
const lookAt = (guarantorId: string, bank = viewer) => bank.get(`/api/v1/lender/guarantors/${guarantorId}/profile`)
const seenByApplicant = async () => must(await firm.get(`/api/v1/applications/${applicationId}/guarantors`), 200).body.items
const seenByLender = async () => must(await viewer.get(`/api/v1/lender/applications/${applicationId}/guarantors`), 200).body.items
const seenByGuarantor = async () => must(await catering.get('/api/v1/guarantees'), 200).body.items
const requestsOf = async () => must(await catering.get('/api/v1/consent-requests'), 200).body.items
const accessOf = async (client: TestClient) => must(await client.get(`/api/v1/subjects/${await subjectOf(client)}/access-log`), 200).body.items
const decide = (outcome: 'approved' | 'declined') =>
  approver.post(
    `/api/v1/lender/applications/${applicationId}/decision`,
    outcome === 'approved' ? { outcome, amountFen: NEED.amountFen, termMonths: NEED.termMonths, rateBp: 420 } : { outcome, reasons: ['tax_record'] },
  )
const dutiesOf = async () => must(await catering.get(`/api/v1/subjects/${await subjectOf(catering)}/deletions`), 200).body.items

describe('a guarantor that agrees', () => {
  it('is read under its own consent, by what it ticked, and finds the look in its own log', async () => {
    const guarantor = await named()
    const request = await asked(guarantor)
    expect((await requestsOf())[0]).toMatchObject({ id: request, status: 'requested', purpose: { code: 'GUARANTEE' }, lenderName: '示例银行甲广州分行' })
    expect((await seenByGuarantor())[0]).toMatchObject({
      ...{ applicationId, status: 'requested', borrowerName: HARDWARE.name, productName: '示例税易贷', amountFen: NEED.amountFen, termMonths: 12 },
    })
    const consent = must(await answer(request, 'grant', { data: tick('registration') }), 201).body
    expect(consent).toMatchObject({ id: request, applicationId, purpose: { code: 'GUARANTEE' }, artefact: { purpose: { templateId: 'guarantee-1' } } })
    expect(consent.artefact.binding).toMatchObject({ application: applicationId, product: product.id })

    const shown = must(await lookAt(guarantor), 200)
    expect(shown.body).toMatchObject({ guarantorId: guarantor, applicationId, consent: { id: request, readNo: 1, readsTotal: 5 }, gateway: null })
    expect(shown.body).not.toHaveProperty('criteria')
    const open = shown.body.sections.filter((s: { granted: boolean }) => s.granted).map((s: { category: string }) => s.category)
    expect(open).toEqual(['registration'])
    expect(JSON.stringify(shown.body)).toContain(CATERING.name)
    expect(shown.headers.get('suixin-log-entry')).toMatch(/^\d+$/)
    expect((await accessOf(catering))[0]).toMatchObject({ kind: 'read.released', consentId: request, why: 'GUARANTEE', readNo: 1 })
    // The borrower's own log knows nothing of it.
    expect((await accessOf(firm)).map(({ consentId }: { consentId: string }) => consentId)).not.toContain(request)
    expect((await seenByLender())[0]).toMatchObject({ status: 'granted', consentId: request, reads: { used: 1, total: 5 }, mayAsk: false })
  })

  it('shows the borrower its answer and not one value', async () => {
    const guarantor = await named()
    expect(await seenByApplicant()).toMatchObject([{ id: guarantor, code: CATERING.code, name: CATERING.name, status: 'named', answerBy: null }])
    const request = await asked(guarantor)
    expect((await seenByApplicant())[0]).toMatchObject({ status: 'requested', answerBy: inHours(72) })
    must(await answer(request, 'grant'), 201)
    must(await lookAt(guarantor), 200)
    const [item] = await seenByApplicant()
    expect(Object.keys(item).sort()).toEqual(['answerBy', 'applicationId', 'code', 'id', 'name', 'namedAt', 'status', 'withdrawnAt'])
    expect(item.status).toBe('granted')
    must(await lookAt(guarantor, firm), 404)
    must(await firm.get(`/api/v1/consents/${request}`), 404)
    must(await firm.get(`/api/v1/consents/${request}/receipt`), 404)
    must(await catering.get(`/api/v1/applications/${applicationId}`), 404)
    must(await catering.get(`/api/v1/applications/${applicationId}/guarantors`), 404)
    must(await catering.post(`/api/v1/guarantors/${guarantor}/withdraw`), 404)
  })

  it('is no business of another lender, and its consent opens nothing of the borrower’s', async () => {
    const guarantor = await named()
    const request = await agreed(guarantor)
    must(await lookAt(guarantor, otherBank), 404)
    must(await ask(guarantor, {}, otherBank), 404)
    must(await otherBank.get(`/api/v1/lender/applications/${applicationId}/guarantors`), 404)
    must(await otherBank.get(`/api/v1/consents/${request}/receipt`), 404)
    // The borrower's door does not take the guarantor's key.
    must(await viewer.get(`/api/v1/lender/applications/${applicationId}/profile?consentId=${request}`), 404)
    must(await viewer.send('HEAD', `/api/v1/lender/guarantors/${guarantor}/profile`), 400)
    expect(must(await viewer.get(`/api/v1/consents/${request}/receipt`), 200).body.consent.purpose.code).toBe('GUARANTEE')
  })

  it('pauses, goes on, changes and takes back like any other consent of its own', async () => {
    const guarantor = await named()
    const request = await agreed(guarantor)
    must(await catering.post(`/api/v1/consents/${request}/pause`), 200)
    must(await lookAt(guarantor), 403, 'consent_paused')
    must(await catering.post(`/api/v1/consents/${request}/resume`), 200)
    const revised = must(await catering.post(`/api/v1/consents/${request}/supersede`, { data: tick('tax') }), 201).body
    expect(must(await lookAt(guarantor), 200).body.consent.id).toBe(revised.id)
    must(await catering.post(`/api/v1/consents/${revised.id}/revoke`, {}), 200)
    must(await lookAt(guarantor), 403, 'consent_revoked')
    expect((await accessOf(catering))[0]).toMatchObject({ kind: 'read.denied', consentId: revised.id, why: 'consent_revoked' })
    expect((await seenByApplicant())[0].status).toBe('revoked')
    // A no stands: nobody is asked until they agree.
    must(await ask(guarantor), 409, 'guarantor_refused')
  })
})

describe('a guarantor that does not agree', () => {
  it('shows nothing, and is not asked again for the same naming', async () => {
    const guarantor = await named()
    must(await lookAt(guarantor), 403, 'guarantor_not_agreed')
    const request = await asked(guarantor)
    must(await lookAt(guarantor), 403, 'guarantor_not_agreed')
    must(await ask(guarantor), 409, 'request_open')
    must(await answer(request, 'deny', { reason: '不熟' }), 200)
    must(await lookAt(guarantor), 403, 'guarantor_not_agreed')
    expect((await seenByApplicant())[0].status).toBe('denied')
    expect(JSON.stringify(await seenByApplicant())).not.toContain('不熟')
    must(await ask(guarantor), 409, 'guarantor_refused')
    app.advance(1)
    must(await firm.post(`/api/v1/guarantors/${guarantor}/withdraw`), 200)
    app.advance(1)
    const again = must(await name(CATERING.code), 201).body
    expect(again.status).toBe('named')
    // Named again it may be asked again, though not before the days have passed that a no holds.
    must(await ask(again.id), 409, 'asked_too_soon')
    app.advance(30 * DAY)
    await asked(again.id)
  })

  it('lets the request lapse after 72 hours, and may be asked once more', async () => {
    const guarantor = await named()
    const request = await asked(guarantor)
    app.advance(72 * HOUR - 1)
    expect((await seenByLender())[0]).toMatchObject({ status: 'requested', mayAsk: false })
    app.advance(1)
    expect((await seenByLender())[0]).toMatchObject({ status: 'lapsed', mayAsk: true })
    must(await answer(request, 'grant'), 409, 'illegal_transition')
    await asked(guarantor)
  })

  it('or agreed, stands as answered in the lender’s list, also days later', async () => {
    const request = await agreed(await named())
    app.advance(4 * DAY)
    const { items } = must(await viewer.get('/api/v1/lender/consent-requests'), 200).body
    expect(items[0]).toMatchObject({ id: request, status: 'granted' })
  })
})

describe('the borrower', () => {
  it.each([
    ['that is none', '91440199MADEM0B38', 422, 'invalid_code'],
    ['with two wrong digits', '91440199MADEM0B837', 422, 'invalid_code'],
    ['that nobody has', NOBODY, 422, 'unknown_guarantor'],
    ['of a household', FARMER.code, 422, 'invalid_code'],
    ['of its own', HARDWARE.code, 422, 'guarantor_is_applicant'],
  ])('names nobody by a code %s', async (_, code, status, why) => {
    must(await name(code), status, why)
    expect(await seenByApplicant()).toEqual([])
  })

  it('is told the same of a code that was erased as of one that nobody has', async () => {
    const trader = await soleTrader()
    const before = await name(trader.code)
    expect(must(before, 201).body).toMatchObject({ code: trader.code, name: null })
    must(await firm.post(`/api/v1/guarantors/${before.body.id}/withdraw`), 200)
    await app.database.db.execute(sql`update subjects set code = ${`gone:${trader.id.slice(4)}`} where id = ${trader.id}`)
    const told = ({ status, body: { requestId: _id, ...body } }: Answer) => ({ status, body })
    const erased = must(await name(trader.code), 422, 'unknown_guarantor')
    expect(told(erased)).toEqual(told(await name(NOBODY)))
    await app.database.db.execute(sql`update subjects set code = ${trader.code} where id = ${trader.id}`)
  })

  it('names nobody twice, and nobody of another firm’s application', async () => {
    await named()
    must(await name(CATERING.code), 409, 'guarantor_named')
    must(await name(HARDWARE.code, catering), 404)
  })

  it('takes a naming back: what was asked lapses, what was given ends, and the guarantor is told no more than that', async () => {
    const guarantor = await named()
    const request = await asked(guarantor)
    must(await firm.post(`/api/v1/guarantors/${guarantor}/withdraw`), 200)
    must(await answer(request, 'grant'), 409, 'illegal_transition')
    expect((await accessOf(catering))[0]).toMatchObject({ kind: 'consent.lapsed', why: 'guarantee_ended' })
    must(await ask(guarantor), 409, 'guarantor_withdrawn')
    must(await firm.post(`/api/v1/guarantors/${guarantor}/withdraw`), 409, 'guarantor_withdrawn')

    app.advance(1)
    const second = await named()
    await agreed(second)
    must(await firm.post(`/api/v1/guarantors/${second}/withdraw`), 200)
    must(await lookAt(second), 403, 'consent_revoked')
    expect((await seenByLender()).map(({ status, mayAsk }: { status: string; mayAsk: boolean }) => [status, mayAsk])).toEqual([
      ['lapsed', false],
      ['revoked', false],
    ])
  })
})

describe('the end of the application', () => {
  it.each([
    ['declined', () => decide('declined')],
    ['withdrawn', () => firm.post(`/api/v1/applications/${applicationId}/withdraw`)],
  ] as const)('%s ends what the guarantor gave, and does not say how it ended', async (_, end) => {
    const guarantor = await named()
    const request = await agreed(guarantor)
    must(await lookAt(guarantor), 200)
    must(await end(), 200)
    must(await lookAt(guarantor), 403, 'consent_revoked')
    expect(must(await catering.get(`/api/v1/consents/${request}`), 200).body).toMatchObject({ status: 'revoked', endReason: 'guarantee_ended' })
    await drained(app)
    expect((await dutiesOf())[0]).toMatchObject({ consentId: request, dueOn: inDays(30) })
    const told = JSON.stringify([await accessOf(catering), await dutiesOf(), await seenByGuarantor()])
    expect(told).not.toMatch(/withdrawn"|declined/)
    must(await name(CATERING.code), 409, 'application_ended')
    must(await ask(guarantor), 409, 'application_ended')
  })

  it.each([
    ['declined', () => decide('declined')],
    ['withdrawn', () => firm.post(`/api/v1/applications/${applicationId}/withdraw`)],
  ] as const)('%s before an answer leaves nothing to answer', async (_, end) => {
    const request = await asked(await named())
    must(await end(), 200)
    expect((await requestsOf())[0]).toMatchObject({ id: request, status: 'lapsed' })
    must(await answer(request, 'grant'), 409, 'illegal_transition')
    must(await answer(request, 'deny'), 409, 'illegal_transition')
  })

  it('approved leaves the consent to its own end, and starts the days of keeping', async () => {
    const guarantor = await named()
    const request = await agreed(guarantor)
    must(await lookAt(guarantor), 200)
    must(await decide('approved'), 200)
    await drained(app)
    expect((await dutiesOf())[0]).toMatchObject({ consentId: request, cause: 'decided', dueOn: inDays(30) })
    must(await lookAt(guarantor), 200)
    must(await firm.post(`/api/v1/guarantors/${guarantor}/withdraw`), 409, 'application_ended')
    app.advance(30 * DAY)
    must(await lookAt(guarantor), 403, 'consent_expired')
  })

  it('elsewhere, by another bank’s offer taken, ends it too', async () => {
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
    const other = await productNamed(firm, '示例穗税通')
    const body = { subjectId: await subjectOf(firm), productIds: [product.id, other.id], settles: true, data: tick('registration', 'tax') }
    const consents = must(await firm.post('/api/v1/consent-bundles', body), 201).body.items
    for (const { id } of consents) must(await firm.post('/api/v1/applications', { consentId: id, ...NEED }), 201)
    await drained(app)
    applicationId = consents[0].applicationId
    const guarantor = await named()
    await agreed(guarantor)
    const banks = await Promise.all(['bank-b-approver', 'bank-a-approver'].map((username) => app.signIn(username)))
    const approved = { outcome: 'approved', amountFen: NEED.amountFen, termMonths: NEED.termMonths, rateBp: 420 }
    const taken = await Promise.all(banks.map((bank) => bank.post(`/api/v1/lender/applications/${consents[1].applicationId}/decision`, approved)))
    expect(taken.filter(({ status }) => status === 200)).toHaveLength(1)
    must(await firm.post(`/api/v1/applications/${consents[1].applicationId}/accept`), 200)
    must(await lookAt(guarantor), 403, 'consent_revoked')
  })
})

describe('a lender’s request', () => {
  it.each([
    ['for nobody', (_: string) => ask(undefined), 422, 'guarantor_missing'],
    ['for somebody of another purpose', (id: string) => ask(id, { purpose: 'POSTLOAN' }), 422, 'guarantor_not_taken'],
    ['beyond the template', (id: string) => ask(id, { validDays: 61, reads: 11, data: [{ category: 'cash_flow' }] }), 422, 'consent_exceeds_template'],
    ['for whom nobody named', () => ask('gua_01jd7w9k8m0000000000000000'), 404, 'not_found'],
  ] as const)('%s is refused', async (_, send, status, code) => {
    must(await send(await named()), status, code)
    expect((await requestsOf()).map((one: { applicationId: string }) => one.applicationId)).not.toContain(applicationId)
  })

  it('tells the lender nothing of who it is before an answer', async () => {
    const guarantor = await named()
    const sent = must(await ask(guarantor), 201).body
    const told = JSON.stringify([await seenByLender(), sent, must(await viewer.get('/api/v1/lender/consent-requests'), 200).body])
    for (const secret of [CATERING.name, CATERING.code, await subjectOf(catering)]) expect(told).not.toContain(secret)
  })
})

test('a guarantor’s consent does not make it an applicant in the lender’s batches', async () => {
  await agreed(await named())
  const people = [await subjectOf(catering), await subjectOf(firm)]
  const found = await listConsented(app.database.db, { lenderId: product.lenderId, productId: product.id }, people, app.mode.clock.now())
  expect(found.map(({ subjectId }) => subjectId)).toEqual([people[1]])
})

test('a lender’s machine hears of a naming by ids, and of each consent what it is for', async () => {
  const guarantor = await named()
  const request = await agreed(guarantor)
  must(await catering.post(`/api/v1/consents/${request}/revoke`, {}), 200)
  await drained(app)
  const rows = await rowsOf<{ type: string; ids: unknown }>(app.database.db, sql`select type, ids from lender_events order by place`)
  const about = { consentId: request, applicationId, purpose: 'GUARANTEE' }
  expect(rows.slice(-3)).toEqual([
    { type: 'guarantor.named', ids: { applicationId, guarantorId: guarantor } },
    { type: 'consent.granted', ids: about },
    { type: 'consent.revoked', ids: about },
  ])
})

test('the whole of it is lawful to whoever replays the log', async () => {
  const guarantor = await named()
  const request = await agreed(guarantor)
  must(await lookAt(guarantor), 200)
  must(await catering.post(`/api/v1/consents/${request}/pause`), 200)
  must(await lookAt(guarantor), 403)
  must(await catering.post(`/api/v1/consents/${request}/resume`), 200)
  must(await decide('declined'), 200)
  must(await lookAt(guarantor), 403)
  await drained(app)
  const auditor = await app.signIn('auditor')
  let text = ''
  for (let path: string | null = '/api/v1/audit/dump'; path !== null; ) {
    const page = must(await auditor.get(path), 200)
    text += page.body
    path = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1] ?? null
  }
  expect(text).toContain('"why\\":\\"guarantee_ended')
  expect(await verifyFile(blocksOf(text), { ...PLAIN_TRUST, at: Date.now() })).toMatchObject({ exit: 0 })
})

describe('the number of namings', () => {
  const naming = (n: number, withdrawnAt: Date | null = null): Guarantor => ({
    ...{ subjectId: 'sub_a', id: `gua_${n}`, applicationId: 'app_1', lenderId: 'ins_1', guarantorId: `sub_${n}`, namedBy: 'usr_1' },
    ...{ namedAt: new Date(0), withdrawnAt },
  })
  const tries = (named: readonly Guarantor[]) => {
    try {
      checkNaming('sub_a', 'sub_new', named)
      return 'named'
    } catch (error) {
      return error instanceof Fault ? error.code : error
    }
  }
  const many = (n: number, withdrawnAt?: Date) => Array.from({ length: n }, (_, i) => naming(i, withdrawnAt ?? null))
  it.each([
    [many(MOST_GUARANTORS - 1), 'named'],
    [many(MOST_GUARANTORS), 'too_many_guarantors'],
    [many(MOST_NAMINGS - 1, new Date(1)), 'named'],
    [many(MOST_NAMINGS, new Date(1)), 'too_many_guarantors'],
  ])('is bounded at one time and in all', (named, said) => {
    expect(tries(named)).toBe(said)
  })
})

// Last, because somebody else signs in by the guarantor's account from here on.
test('a sole trader’s data goes through the bureau, and its erasure leaves no naming behind', async () => {
  const trader = await soleTrader()
  const { id } = must(await name(trader.code), 201).body
  await asked(id)
  await app.database.db.execute(sql`update users set subject_id = ${trader.id} where username = 'firm-catering'`)
  const client = await app.signIn('firm-catering')
  const [request] = must(await client.get('/api/v1/consent-requests'), 200).body.items
  must(await client.post(`/api/v1/consent-requests/${request.id}/grant`, { data: tick('registration') }), 201)
  expect(must(await lookAt(id), 200).body.gateway).toMatchObject({ ticket: expect.any(String) })
  must(await client.post(`/api/v1/subjects/${trader.id}/erasure`, { words: '删除我的数据' }), 200)
  expect(await seenByApplicant()).toEqual([])
  must(await lookAt(id), 404)
})

async function soleTrader(): Promise<{ id: string; code: string }> {
  const [row] = await rowsOf<{ id: string; code: string }>(app.database.db, sql`select id, code from subjects where kind = 'sole_trader' order by id limit 1`)
  return row!
}
