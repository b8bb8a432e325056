/**
 * The errands the demo tells, by HTTP: written once, run on both databases. Each step says what must hold, so that a
 * test file only names the errand; every exchange is recorded by the test app, so that two runs can be compared.
 */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { ATTRIBUTES, attributesOf, CATEGORIES, type Category } from '../../src/profiles/attributes.ts'
import type { Answer, TestApp, TestClient } from '../support/test-app.ts'

export const NEED = { amountFen: '200000000', termMonths: 12, purpose: 'working_capital' }
const DAY_SECONDS = 86_400

/** The answer, once it has the status it must have; a surprise shows its body. */
export function must({ status, body, headers }: Answer, expected: number, code?: string): Answer {
  expect({ status, ...(status === expected && code === undefined ? {} : { code: body?.code, body }) }).toMatchObject({
    status: expected,
    ...(code === undefined ? {} : { code }),
  })
  return { status, body, headers }
}

/** One after the other: the seeded ids count requests in the order of their arrival. */
async function signInEach<const N extends readonly string[]>(app: TestApp, ...usernames: N): Promise<{ [K in keyof N]: TestClient }> {
  const clients: TestClient[] = []
  for (const username of usernames) clients.push(await app.signIn(username))
  return clients as { [K in keyof N]: TestClient }
}

export async function subjectOf(client: TestClient): Promise<string> {
  return must(await client.get('/api/v1/me'), 200).body.subjectId
}

/** A product on offer by its name. */
export async function productNamed(client: TestClient, name: string): Promise<{ id: string; version: number; lenderId: string }> {
  const { items } = must(await client.get('/api/v1/products?limit=100'), 200).body
  const found = items.find((item: { terms: { name: string } }) => item.terms.name === name)
  if (!found) throw new Error(`no product ${name} on offer`)
  return found
}

export interface Granting {
  categories?: readonly Category[]
  reads?: number
  validDays?: number
}

/** A consent with each category's own tick. */
export async function grant(client: TestClient, productId: string, { categories = ['registration', 'tax'], ...bounds }: Granting = {}): Promise<Answer> {
  const data = categories.map((category) => ({ category, separateConsent: true }))
  return client.post('/api/v1/consents', { subjectId: await subjectOf(client), productId, data, ...bounds })
}

/** Authorises and applies: the ids of both. */
export async function applyFor(
  client: TestClient,
  productId: string,
  granting: Granting = {},
  asking: object = NEED,
): Promise<{ consentId: string; applicationId: string }> {
  const consent = must(await grant(client, productId, granting), 201).body
  const application = must(await client.post('/api/v1/applications', { consentId: consent.id, ...asking }), 201).body
  expect(application.id).toBe(consent.applicationId)
  return { consentId: consent.id, applicationId: application.id }
}

export function look(bank: TestClient, applicationId: string): Promise<Answer> {
  return bank.get(`/api/v1/lender/applications/${applicationId}/profile`)
}

async function accessLog(client: TestClient) {
  return must(await client.get(`/api/v1/subjects/${await subjectOf(client)}/access-log`), 200).body.items
}

/** Firm applies → bank sees exactly the consented fields → firm sees the look → firm revokes → the bank's next look is refused. */
export async function firmBorrows(app: TestApp): Promise<void> {
  const [firm, bank] = await signInEach(app, 'firm-hardware', 'bank-a-viewer')
  const me = must(await firm.get('/api/v1/me'), 200).body
  expect(me).toMatchObject({ role: 'firm', institutionId: null })
  const own = must(await firm.get(`/api/v1/subjects/${me.subjectId}/profile`), 200).body
  expect(own.sections.map((s: { category: string }) => s.category)).toEqual([...CATEGORIES])

  const run = must(await firm.post('/api/v1/matches', { subjectId: me.subjectId, ...NEED }), 201).body
  expect(run.counts.eligible + run.counts.unknown + run.counts.ineligible).toBe(40)
  expect(run.counts.eligible).toBeGreaterThan(3)
  expect(run.offers.filter((o: { status: string }) => o.status === 'eligible').map((o: { rank: number }) => o.rank)).toEqual(
    Array.from({ length: run.counts.eligible }, (_, i) => i + 1),
  )
  for (const offer of run.offers) expect(offer.reasons.length + offer.limits.length, offer.productName).toBeGreaterThan(0)
  expect(must(await firm.get(`/api/v1/matches/${run.id}`), 200).body).toEqual(run)

  const product = await productNamed(firm, '示例税易贷')
  const { consentId, applicationId } = await applyFor(firm, product.id)

  const queue = must(await bank.get('/api/v1/lender/applications'), 200).body.items
  expect(queue.map((row: { id: string }) => row.id)).toContain(applicationId)
  expect(JSON.stringify(queue)).not.toContain('精密五金')
  const theCase = must(await bank.get(`/api/v1/lender/applications/${applicationId}`), 200)
  expect(JSON.stringify(theCase.body)).not.toContain('精密五金')
  expect(theCase.body).not.toHaveProperty('subjectId')

  const seen = must(await bank.get(`/api/v1/lender/applications/${applicationId}/profile`, { headers: { 'x-request-id': 'look-number-one' } }), 200)
  expect(seen.headers.get('cache-control')).toBe('no-store')
  const granted = [...attributesOf('registration'), ...attributesOf('tax')]
  const shown = seen.body.sections.flatMap((s: { entries: { attribute: string }[] }) => s.entries.map((e) => e.attribute))
  expect(shown.sort()).toEqual([...granted].sort())
  expectNothingOf(seen.body, own, ['operations', 'public_credit', 'carbon', 'village'])
  expect(seen.body.consent).toMatchObject({ id: consentId, readNo: 1, readsTotal: 5 })

  const [entry] = await accessLog(firm)
  expect(entry).toMatchObject({
    kind: 'read.released',
    consentId,
    lenderName: '示例银行甲广州分行',
    actorName: '甲行客户经理',
    why: 'UNDERWRITE',
    readNo: 1,
    requestId: 'look-number-one',
  })
  expect(entry.fields.map((f: { id: string }) => f.id)).toEqual([...granted].sort())

  const revoked = must(await firm.post(`/api/v1/consents/${consentId}/revoke`, { reason: '先不借了' }), 200).body
  expect(revoked).toMatchObject({ status: 'revoked', endReason: '先不借了' })
  const refused = must(await look(bank, applicationId), 403, 'consent_revoked')
  expect(refused.body).not.toHaveProperty('sections')
  expect((await accessLog(firm)).slice(0, 3)).toMatchObject([
    { kind: 'read.denied', why: 'consent_revoked', actorName: '甲行客户经理', fields: [], requestId: refused.body.requestId },
    { kind: 'delete.requested' },
    // The firm's own words stay with the consent: the log is for ever.
    { kind: 'consent.revoked', why: 'subject_request' },
  ])
  must(await firm.post(`/api/v1/consents/${consentId}/revoke`, {}), 409, 'illegal_transition')

  // One open application a product: the second consent is of no use until the first application has ended.
  const another = must(await grant(firm, product.id), 201).body
  must(await firm.post('/api/v1/applications', { consentId: another.id, ...NEED }), 409, 'application_open')
  must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
  must(await firm.post('/api/v1/applications', { consentId: another.id, ...NEED }), 201)
  must(await firm.post('/api/v1/applications', { consentId: another.id, ...NEED }), 409, 'application_open')
  must(await firm.post(`/api/v1/applications/${another.applicationId}/withdraw`), 200)
  must(await firm.post('/api/v1/applications', { consentId: another.id, ...NEED }), 422, 'consent_revoked')
}

/** No attribute of these categories, and no value the subject itself can see in them, anywhere in what a lender got. */
export function expectNothingOf(disclosed: object, own: { sections: Section[] }, categories: readonly Category[]): void {
  const text = JSON.stringify(disclosed)
  for (const category of categories) {
    for (const id of attributesOf(category)) expect(text, `${category}.${id}`).not.toContain(`"attribute":"${id}"`)
    for (const canary of canariesOf(own, category)) expect(text, `a value of ${category}`).not.toContain(canary)
  }
}

interface Section {
  category: string
  entries: { attribute: string; value: unknown; from: { recordKey: string } | null }[]
}

/** Values that cannot stand in a text by chance: five characters or more that no other category of this subject has too. */
export function canariesOf(own: { sections: Section[] }, category: Category): string[] {
  // The kind of subject is in the name of every household attribute.
  const texts = (s: Section) =>
    s.entries
      .filter((e) => e.attribute !== 'kind')
      .flatMap((e) => [...leaves(e.value), ...(e.from ? [e.from.recordKey] : [])])
      .filter((text) => text.length >= 5)
  const elsewhere = own.sections.filter((s) => s.category !== category).flatMap(texts)
  const mine = own.sections.filter((s) => s.category === category).flatMap(texts)
  return [...new Set(mine)].filter((text) => !elsewhere.some((other) => other.includes(text)) && !/^\d{4}(-\d\d-\d\d)?$/.test(text))
}

function leaves(value: unknown): string[] {
  if (value === null || value === undefined || typeof value === 'boolean') return []
  return typeof value === 'object' ? Object.values(value).flatMap(leaves) : [String(value)]
}

const CANARY_FILES = [
  {
    query: 'source=samr&record=annual_report',
    text: '统一社会信用代码,企业名称,报告年度,从业人数,营业总收入（万元）,资产总额（万元）,填报日期\n91440199MADEM0B386,广州示例鲜达餐饮管理有限公司,2025,76543,8172635.44,7261534.33,2026-06-01\n',
  },
  {
    query: 'source=gz-credit&record=licence',
    text: '行政相对人名称,行政相对人类别,统一社会信用代码,法定代表人,法定代表人证件号码,行政许可决定文书号,许可类别,许可证书名称,许可编号,许可内容,许可决定日期,有效期自,有效期至,许可机关,当前状态,数据来源单位,备注\n广州示例鲜达餐饮管理有限公司,法人及非法人组织,91440199MADEM0B386,陈金丝雀,440199190001010000,金丝雀许字〔2026〕7654号,普通,金丝雀许可证,CANARY-LICENCE-1,金丝雀许可内容,2026-10-06,2026-10-06,2031-10-05,金丝雀许可机关,有效,金丝雀数据单位,\n',
  },
  {
    query: 'source=gz-tax&record=tax_grade',
    text: '纳税人识别号,纳税人名称,评价年度,纳税信用级别,评价日期\n91440199MADEM0B386,广州示例鲜达餐饮管理有限公司,2025,M,2026-04-27\n',
  },
  {
    query: 'source=suitan&record=carbon_report',
    text: '',
  },
] as const

/** One category at a time: what is ticked is there, nothing else is, on every way the answer could leak it. */
export async function onlyTheTicked(app: TestApp): Promise<void> {
  const [firm, bank, operator] = await signInEach(app, 'firm-catering', 'bank-a-viewer', 'operator')
  for (const { query, text } of CANARY_FILES) {
    const body = text === '' ? carbonCanary() : text
    const batch = must(await operator.post(`/api/v1/imports?${query}`, body, { headers: { 'content-type': 'text/csv' } }), 201).body
    expect(batch, query).toMatchObject({ received: 1, accepted: 1, quarantined: 0 })
  }
  const own = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/profile`), 200).body
  const told = CATEGORIES.filter((c) => c !== 'village')
  // A grade is no canary; what is asked of other offices only by the subject itself is not there yet.
  const unsaid = ['tax', 'performance', 'tax_data', 'cash_flow', 'credit_history']
  for (const category of told.filter((c) => !unsaid.includes(c))) expect(canariesOf(own, category).length, category).toBeGreaterThan(0)

  const product = await productNamed(firm, '示例税易贷')
  for (const category of told) {
    const { applicationId } = await applyFor(firm, product.id, { categories: [category] })
    const { body } = must(await look(bank, applicationId), 200)
    const granted = body.sections.filter((s: { granted: boolean }) => s.granted)
    expect(granted.map((s: Section) => s.category)).toEqual([category])
    expect(granted[0].entries.map((e: { attribute: string }) => e.attribute)).toEqual(attributesOf(category))
    for (const section of body.sections) if (section.category !== category) expect(section.entries).toEqual([])
    expectNothingOf(
      body,
      own,
      CATEGORIES.filter((c) => c !== category),
    )
    const mine = own.sections.find((s: Section) => s.category === category).entries
    if (category === 'registration') expect(granted[0].entries).toEqual(mine)
    else {
      expect(JSON.stringify(body)).not.toMatch(/91440199MADEM0B386|鲜达餐饮/)
      expect(valuesOf(granted[0].entries)).toEqual(valuesOf(mine))
    }
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
  }
  expect(ATTRIBUTES.length).toBe(CATEGORIES.flatMap((c) => attributesOf(c)).length)
}

function valuesOf(entries: Section['entries']) {
  return entries.map(({ attribute, value }) => ({ attribute, value }))
}

function carbonCanary(): string {
  const [first] = readFileSync(new URL('../../src/demo/files/carbon_report.jsonl', import.meta.url), 'utf8').split('\n')
  const row = JSON.parse(first!) as Record<string, unknown>
  const codeKey = Object.keys(row).find((key) => row[key] === '91440199MADEM0A155')
  if (codeKey === undefined) throw new Error('the first carbon report is no longer about the hardware firm')
  // With the name of the other firm it would go to a person.
  const named = Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, String(value).startsWith('广州示例') ? '广州示例鲜达餐饮管理有限公司' : value]),
  )
  return `${JSON.stringify({ ...named, [codeKey]: '91440199MADEM0B386' })}\n`
}

/** A refusal carries its reasons, an approval its terms; nobody decides twice. */
export async function bankDecides(app: TestApp): Promise<void> {
  const [firm, viewer, approver] = await signInEach(app, 'firm-hardware', 'bank-a-viewer', 'bank-a-approver')
  const product = await productNamed(firm, '示例税易贷')
  const first = await applyFor(firm, product.id)
  const decision = `/api/v1/lender/applications/${first.applicationId}/decision`
  must(await viewer.post(decision, { outcome: 'declined', reasons: ['tax_record'] }), 403, 'approver_only')
  expect(must(await approver.post(decision, { outcome: 'declined' }), 422, 'reasons_required').body.errors[0].pointer).toBe('/reasons')
  expect(must(await approver.post(decision, { outcome: 'declined', reasons: ['other'] }), 422, 'note_required').body.errors[0].pointer).toBe('/note')
  must(await approver.post(decision, { outcome: 'approved' }), 422, 'terms_required')
  const declined = must(await approver.post(decision, { outcome: 'declined', reasons: ['tax_record'] }), 200).body
  expect(declined).toMatchObject({ status: 'declined', decidedByName: '甲行审批人' })
  must(await approver.post(decision, { outcome: 'declined', reasons: ['tax_record'] }), 409, 'illegal_transition')
  expect(must(await firm.get(`/api/v1/applications/${first.applicationId}`), 200).body).toMatchObject({
    status: 'declined',
    decision: { outcome: 'declined', reasons: [{ code: 'tax_record', label: '纳税记录不符合要求' }] },
  })
  expect(must(await viewer.get('/api/v1/lender/applications?status=declined'), 200).body.items.map((i: { id: string }) => i.id)).toContain(first.applicationId)

  const second = await applyFor(firm, product.id)
  const again = `/api/v1/lender/applications/${second.applicationId}/decision`
  const tooMuch = { outcome: 'approved', amountFen: '200000001', termMonths: 12, rateBp: 345 }
  must(await approver.post(again, tooMuch), 422, 'amount_above_request')
  must(await approver.post(again, { ...tooMuch, amountFen: '200000000' }), 200)
  expect(must(await firm.get(`/api/v1/applications/${second.applicationId}`), 200).body.decision).toMatchObject({
    outcome: 'approved',
    amountFen: '200000000',
    rateBp: 345,
  })
  must(await firm.post(`/api/v1/applications/${second.applicationId}/withdraw`), 409, 'illegal_transition')
}

/** Withdrawing ends the consent; a quota ends with its last read; a term ends with its day, to the second. */
export async function consentsEnd(app: TestApp): Promise<void> {
  const [firm, bank] = await signInEach(app, 'firm-hardware', 'bank-b-viewer')
  const product = await productNamed(firm, '示例穗税通')

  const withdrawn = await applyFor(firm, product.id)
  must(await firm.post(`/api/v1/applications/${withdrawn.applicationId}/withdraw`), 200)
  expect(must(await firm.get(`/api/v1/consents/${withdrawn.consentId}`), 200).body).toMatchObject({ status: 'revoked', endReason: 'application_withdrawn' })
  must(await look(bank, withdrawn.applicationId), 403, 'consent_revoked')

  const once = await applyFor(firm, product.id, { reads: 1 })
  must(await look(bank, once.applicationId), 200)
  must(await look(bank, once.applicationId), 403, 'consent_consumed')
  expect(must(await firm.get(`/api/v1/consents/${once.consentId}`), 200).body).toMatchObject({ status: 'consumed', readsUsed: 1 })
  must(await firm.post(`/api/v1/consents/${once.consentId}/revoke`, {}), 409, 'illegal_transition')
  must(await firm.post(`/api/v1/applications/${once.applicationId}/withdraw`), 200)

  const short = await applyFor(firm, product.id, { validDays: 1 })
  app.advance(DAY_SECONDS - 1)
  must(await look(bank, short.applicationId), 200)
  app.advance(1)
  must(await look(bank, short.applicationId), 403, 'consent_expired')
  expect(must(await firm.get(`/api/v1/consents/${short.consentId}`), 200).body).toMatchObject({ status: 'expired' })
  expect((await accessLog(firm))[0]).toMatchObject({ kind: 'read.denied', why: 'consent_expired' })

  const late = must(await grant(firm, product.id, { validDays: 1 }), 201).body
  app.advance(DAY_SECONDS)
  expect(must(await firm.post('/api/v1/applications', { consentId: late.id, ...NEED }), 422, 'consent_expired').body.errors[0].pointer).toBe('/consentId')
}

/** A household's own errand: rating, offers, a consent with the sensitive tick, the bank's look, who looked. */
export async function farmerBorrows(app: TestApp): Promise<void> {
  const farmer = await app.signIn('farmer')
  const subjectId = await subjectOf(farmer)
  const own = must(await farmer.get(`/api/v1/subjects/${subjectId}/profile`), 200).body
  const village: Section = own.sections.find((s: Section) => s.category === 'village')
  expect(village.entries.find((e) => e.attribute === 'householdGrade')?.value).toBe('AA')
  expect(JSON.stringify(own)).not.toMatch(/440199190001010401|10000000401|黄示例/)

  const run = must(await farmer.post('/api/v1/matches', { subjectId, amountFen: '10000000', termMonths: 12, purpose: 'farming' }), 201).body
  expect(run.counts.eligible).toBeGreaterThan(0)

  const mine = must(await farmer.get('/api/v1/products?audience=household&purpose=farming&limit=100'), 200).body.items
  const product = mine.find((p: { lenderName: string }) => p.lenderName === '示例银行甲广州分行')
  expect(run.offers.find((o: { productId: string }) => o.productId === product.id)).toMatchObject({ status: 'eligible' })
  const bank = await app.signIn('bank-a-viewer')

  const unticked = { subjectId, productId: product.id, data: [{ category: 'registration' }, { category: 'village' }] }
  const refused = must(await farmer.post('/api/v1/consents', unticked), 422, 'separate_consent_required')
  expect(refused.body.errors).toMatchObject([{ pointer: '/data/1/separateConsent' }])
  const asking = { amountFen: '10000000', termMonths: 12, purpose: 'farming' }
  const { consentId, applicationId } = await applyFor(farmer, product.id, { categories: ['village'] }, asking)
  const { body } = must(await look(bank, applicationId), 200)
  expectNothingOf(
    body,
    own,
    CATEGORIES.filter((c) => c !== 'village'),
  )
  expect((await accessLog(farmer))[0]).toMatchObject({ kind: 'read.released', consentId, readNo: 1 })
  must(await farmer.post(`/api/v1/consents/${consentId}/revoke`), 200)
  must(await look(bank, applicationId), 403, 'consent_revoked')

  const forFirms = await productNamed(farmer, '示例税易贷')
  const wrong = must(await grant(farmer, forFirms.id, { categories: ['village'] }), 201).body
  must(await farmer.post('/api/v1/applications', { consentId: wrong.id, ...asking, amountFen: '10000000' }), 422, 'audience_not_served')
}

/** Four eyes: drafted and submitted by one, published by another; a second version takes the first one's place. */
export async function bankPublishes(app: TestApp): Promise<void> {
  const [viewer, approver, other, firm] = await signInEach(app, 'bank-a-viewer', 'bank-a-approver', 'bank-b-approver', 'firm-hardware')
  const made = must(await viewer.post('/api/v1/products', terms('示例四眼贷', 60)), 201)
  const { id } = made.body
  const path = `/api/v1/products/${id}`
  expect(made.headers.get('location')).toBe(path)
  for (const outsider of [other, firm, app.nobody]) must(await outsider.get(path), 404, 'not_found')
  must(await other.post(`${path}/submit`), 404, 'not_found')
  must(await other.post(`${path}/publish`), 404, 'not_found')
  must(await approver.post(`${path}/publish`), 409, 'illegal_transition')
  must(await viewer.post(`${path}/submit`), 200)
  must(await viewer.post(`${path}/publish`), 403, 'approver_only')
  const published = must(await approver.post(`${path}/publish`), 200)
  expect(published.body).toMatchObject({ version: 1, status: 'published', draft: null })

  // An approver who drafted or submitted is the first person, not the second.
  const own = must(await approver.post('/api/v1/products', terms('示例自批贷', 60)), 201).body.id
  must(await viewer.post(`/api/v1/products/${own}/submit`), 200)
  must(await approver.post(`/api/v1/products/${own}/publish`), 403, 'second_person_required')
  const theirs = must(await viewer.post('/api/v1/products', terms('示例代提贷', 60)), 201).body.id
  must(await approver.post(`/api/v1/products/${theirs}/submit`), 200)
  must(await approver.post(`/api/v1/products/${theirs}/publish`), 403, 'second_person_required')

  const offerOf = async () => {
    const { offers } = must(await firm.post('/api/v1/matches', { subjectId: await subjectOf(firm), ...NEED }), 201).body
    return offers.find((o: { productId: string }) => o.productId === id)
  }
  expect(await offerOf()).toMatchObject({ version: 1, status: 'eligible' })
  const underFirst = await applyFor(firm, id)

  const { headers } = must(await viewer.get(path), 200)
  const etag = headers.get('etag')!
  must(await viewer.put(`${path}/draft`, terms('示例四眼贷二版', 40)), 428, 'if_match_required')
  must(await viewer.put(`${path}/draft`, terms('示例四眼贷二版', 40), { headers: { 'if-match': '"stale"' } }), 412, 'etag_stale')
  must(await other.put(`${path}/draft`, terms('示例四眼贷二版', 40), { headers: { 'if-match': etag } }), 404, 'not_found')
  const redrafted = must(await viewer.put(`${path}/draft`, terms('示例四眼贷二版', 40), { headers: { 'if-match': etag } }), 200)
  expect(redrafted.body).toMatchObject({ version: 1, terms: { name: '示例四眼贷' }, draft: { version: 2, status: 'draft', terms: { name: '示例四眼贷二版' } } })
  expect(must(await firm.get(path), 200).body).toMatchObject({ version: 1, draft: null })
  must(await viewer.put(`${path}/draft`, terms('示例四眼贷二版', 40), { headers: { 'if-match': etag } }), 412, 'etag_stale')
  must(await viewer.post(`${path}/submit`), 200)
  must(await approver.post(`${path}/publish`), 200)
  expect(await offerOf()).toMatchObject({ version: 2, productName: '示例四眼贷二版' })
  // The application keeps the terms it was made under.
  expect(must(await firm.get(`/api/v1/applications/${underFirst.applicationId}`), 200).body).toMatchObject({ productVersion: 1, productName: '示例四眼贷' })
}

export function terms(name: string, spreadBp: number): object {
  return {
    name,
    summary: '',
    audience: ['enterprise'],
    minFen: '1000000',
    maxFen: '300000000',
    minMonths: 3,
    maxMonths: 36,
    purposes: ['working_capital'],
    methods: ['equal_instalment'],
    unsecured: true,
    criteria: [{ attr: 'ageMonths', op: '>=', value: 12 }],
    pricing: { spreadBp, tiers: [], floorBp: 200, capBp: 900, fees: [] },
    answerHours: 8,
  }
}

/** An operator takes files in: counts add up, the same file twice changes nothing, bad rows say why. */
export async function operatorImports(app: TestApp): Promise<void> {
  const [operator, firm] = await signInEach(app, 'operator', 'firm-hardware')
  const profileOf = async () => must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/profile`), 200).headers.get('etag')
  for (const { file, source, record, type } of [
    { file: 'environment_grade.csv', source: 'gz-ecology', record: 'environment_grade', type: 'text/csv' },
    { file: 'labour_grade.csv', source: 'gz-hrss', record: 'labour_grade', type: 'text/csv' },
    { file: 'customs_grade.xlsx', source: 'gz-customs', record: 'customs_grade', type: 'application/octet-stream' },
  ]) {
    const body = new Uint8Array(readFileSync(new URL(`../../src/demo/files/${file}`, import.meta.url)))
    const send = () => operator.post(`/api/v1/imports?source=${source}&record=${record}&fileName=${file}`, body, { headers: { 'content-type': type } })
    const first = must(await send(), 201).body
    expect(first.received, file).toBe(first.accepted + first.duplicate + first.quarantined)
    expect(first.quarantined, file).toBeGreaterThan(0)
    const profile = await profileOf()
    const second = must(await send(), 201).body
    expect(second, file).toMatchObject({ received: first.received, accepted: 0, quarantined: first.quarantined, sha256: first.sha256 })
    expect(second.duplicate, file).toBe(first.accepted + first.duplicate)
    expect(await profileOf(), file).toBe(profile)
    must(await operator.get(`/api/v1/imports/${second.id}`), 200)
    const { items } = must(await operator.get(`/api/v1/imports/${second.id}/quarantine`), 200).body
    expect(items).toHaveLength(second.quarantined)
    for (const { issues } of items) {
      expect(issues.length).toBeGreaterThan(0)
      for (const issue of issues)
        expect(issue).toMatchObject({ code: expect.stringMatching(/^[a-z_]+$/), field: expect.any(String), detail: expect.any(String) })
    }
  }
  must(await firm.post('/api/v1/imports?source=gz-tax&record=tax_grade', 'x', { headers: { 'content-type': 'text/csv' } }), 403, 'role_required')
}

/** A profile seen as on an earlier day knows nothing that was said later. */
export async function profileOnADay(app: TestApp): Promise<void> {
  const firm = await app.signIn('firm-hardware')
  const path = `/api/v1/subjects/${await subjectOf(firm)}/profile`
  const on = async (day: string) => {
    const { body } = must(await firm.get(`${path}?asOf=${day}`), 200)
    expect(body.asOf).toBe(day)
    return body.sections.flatMap((s: Section) => s.entries)
  }
  const today = must(await firm.get(path), 200).body
  const entry = (entries: Section['entries'], id: string) =>
    entries.find((e) => e.attribute === id) as unknown as { value: unknown; asOf: string; freshness: string }
  const grade = entry(
    today.sections.flatMap((s: Section) => s.entries),
    'cityEvaluation',
  )
  expect(grade).toMatchObject({ value: '良', asOf: '2026-11-16', freshness: 'fresh' })
  expect(entry(await on('2026-11-16'), 'cityEvaluation')).toMatchObject({ value: '良' })
  expect(entry(await on('2026-11-15'), 'cityEvaluation')).toMatchObject({ value: null, freshness: 'missing' })
  expect(entry(await on('2027-05-15'), 'cityEvaluation')).toMatchObject({ freshness: 'fresh' })
  expect(entry(await on('2027-05-16'), 'cityEvaluation')).toMatchObject({ freshness: 'stale' })
  for (const bad of ['2026-02-30', 'yesterday', '2026-1-1', '1899-12-31']) {
    expect(must(await firm.get(`${path}?asOf=${bad}`), 422).body.errors[0].pointer).toBe('?asOf')
  }
}

export const ERRANDS = [
  { title: 'a firm borrows, sees the look and takes its consent back', run: firmBorrows },
  { title: 'a lender gets the ticked category and nothing else, category by category', run: onlyTheTicked },
  { title: 'a bank decides with reasons, or with terms, and only once', run: bankDecides },
  { title: 'a farmer borrows with the sensitive tick', run: farmerBorrows },
  { title: 'a product is published by a second person and superseded by its next version', run: bankPublishes },
  { title: 'an operator takes files in, twice', run: operatorImports },
  { title: 'a profile shows what was known on a day', run: profileOnADay },
  { title: 'a consent ends by withdrawal, by its last read and by its day', run: consentsEnd },
] as const
