/** What a bank's security department asks about a proof, each question answered by trying it. */
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { termsHash } from '../../../src/matching/proof/claims.ts'
import { verifyProof } from '../../../src/matching/proof/index.ts'
import { rowsOf } from '../../../src/platform/db/client.ts'
import { keyring, openSigned } from '../../../src/platform/outside/signing.ts'
import { must, productNamed, subjectOf, terms } from '../../journeys/errand.ts'
import { OTHER_SIGNING_KEY, TEST_SIGNING_KEY, testKeyring } from '../../support/signing-key.ts'
import { type TestApp, type TestClient, testApp } from '../../support/test-app.ts'

/** The key the platform has at the moment. */
let keys = testKeyring
let app: TestApp
let firm: TestClient
let farmer: TestClient
let viewer: TestClient
let approver: TestClient
beforeAll(async () => {
  app = await testApp('pglite', {
    app: {
      signing: {
        sign: (...what) => keys.sign(...what),
        signDetached: (...what) => keys.signDetached(...what),
        signingKid: () => keys.signingKid(),
        published: () => keys.published(),
      },
    },
  })
  firm = await app.signIn('firm-hardware')
  farmer = await app.signIn('farmer')
  viewer = await app.signIn('bank-a-viewer')
  approver = await app.signIn('bank-a-approver')
})
afterAll(() => app.close())

const GRADE = { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'M'] }

let made = 0
/** A product of bank A on offer, of these criteria. */
async function onOffer(criteria: readonly object[], more: object = {}): Promise<string> {
  const { id } = must(await viewer.post('/api/v1/products', { ...terms(`示例证明贷${++made}`, 60), criteria, ...more }), 201).body
  must(await viewer.post(`/api/v1/products/${id}/submit`), 200)
  must(await approver.post(`/api/v1/products/${id}/publish`), 200)
  return id
}

async function issue(client: TestClient, productId: string) {
  return must(await client.post('/api/v1/proofs', { productId }), 201).body
}

const check = async (proof: string, more: object = {}) => must(await app.nobody.post('/api/v1/proofs/verify', { proof, ...more }), 200).body
const payloadOf = (proof: string) => JSON.parse(Buffer.from(proof.split('.')[1]!, 'base64url').toString())
const logOf = async (client: TestClient) => must(await client.get(`/api/v1/subjects/${await subjectOf(client)}/access-log`), 200).body.items

describe('Is it ours to rely on?', () => {
  test('Can I check it without asking you? – With the published keys and nothing else.', async () => {
    const { proof } = await issue(firm, await onOffer([GRADE]))
    const answer = must(await app.nobody.get('/.well-known/jwks.json'), 200)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect((await verifyProof(proof, answer.body, app.mode.clock.now())).why).toBeNull()
  })

  test('Which terms did it mean? – The hash of exactly those your product shows.', async () => {
    const id = await onOffer([GRADE])
    const { proof } = await issue(firm, id)
    expect(payloadOf(proof).terms).toBe(termsHash(must(await firm.get(`/api/v1/products/${id}`), 200).body.terms))
  })

  test('What if you change your key? – The old one stays published, and old proofs still open.', async () => {
    const rotated = keyring(JSON.stringify({ keys: [JSON.parse(OTHER_SIGNING_KEY), JSON.parse(TEST_SIGNING_KEY)] }))
    const { proof } = await issue(firm, await onOffer([GRADE]))
    expect((await verifyProof(proof, await rotated.published(), app.mode.clock.now())).why).toBeNull()
    expect((await rotated.published()).keys[1]).toEqual((await testKeyring.published()).keys[0])
  })

  test('Can a signature for something else be passed off as one? – Every kind of statement has a type of its own.', async () => {
    const { jws } = await testKeyring.sign('suixin-receipt+jwt', '{}')
    expect(await check(jws)).toMatchObject({ outcome: 'refused', why: 'type', proof: null })
    const { proof } = await issue(firm, await onOffer([GRADE]))
    expect(await openSigned(proof, 'suixin-receipt+jwt', await testKeyring.published())).toEqual({ ok: false, why: 'type' })
  })

  test('Can one meant for another bank be shown to me? – It names its lender, and you can ask for that.', async () => {
    const { proof, lenderId, lenderName, productId } = await issue(firm, await onOffer([GRADE]))
    const other = (await productNamed(firm, '示例穗税通')).lenderId
    expect(await check(proof, { lenderId: other })).toMatchObject({ outcome: 'refused', why: 'wrong_lender', proof: { lenderId, lenderName } })
    expect(await check(proof, { lenderId, productId, code: '91440199MADEM0A155' })).toMatchObject({ outcome: 'holds', why: null })
  })
})

describe('What does it give away?', () => {
  test('What is in it? – Eleven members, always the same, and no value, category or source among them.', async () => {
    const { proof, id, productId, lenderId } = await issue(firm, await onOffer([GRADE]))
    const payload = payloadOf(proof)
    expect(payload).toEqual({
      aud: lenderId,
      exp: expect.any(Number),
      factsAsOf: '2026-11-23',
      holds: 'all_criteria',
      iat: app.mode.clock.now().getTime() / 1000,
      iss: 'urn:suixin:guangzhou',
      jti: id,
      product: productId,
      sub: 'uscc:91440199MADEM0A155',
      terms: expect.stringMatching(/^[0-9a-f]{64}$/),
      version: 1,
    })
    expect(JSON.parse(Buffer.from(proof.split('.')[0], 'base64url').toString())).toEqual({
      alg: 'EdDSA',
      kid: (await testKeyring.published()).keys[0]!.kid,
      typ: 'suixin-proof+jwt',
    })
  })

  test('Does its length or its order tell two firms apart? – It is as long for forty criteria as for one, and for either firm.', async () => {
    const catering = await app.signIn('firm-catering')
    const one = await onOffer([{ attr: 'kind', op: 'in', value: ['enterprise'] }])
    const many = await onOffer([{ any: [GRADE, { not: { attr: 'taxGrade', op: 'in', value: ['D'] } }] }, { attr: 'ageMonths', op: '>=', value: 1 }])
    const proofs = [await issue(firm, one), await issue(catering, one), await issue(firm, many)].map(({ proof }) => proof as string)
    expect(new Set(proofs.map((proof) => proof.length)).size).toBe(1)
    expect(new Set(proofs.map((proof) => Object.keys(payloadOf(proof)).join())).size).toBe(1)
    const [a, b] = proofs.map(payloadOf)
    // For one product at one moment, two firms differ in who they are and in nothing else.
    expect({ ...a, sub: '', jti: '' }).toEqual({ ...b, sub: '', jti: '' })
  })

  test('Does its end tell when a record was taken? – It lasts 30, 14, 7, 3 or 1 days and no other length.', async () => {
    const { sections } = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/profile`), 200).body
    const { asOf } = sections
      .flatMap((s: { entries: { attribute: string; asOf: string }[] }) => s.entries)
      .find((e: { attribute: string }) => e.attribute === 'taxGrade')
    const age = Math.round((Date.parse('2026-11-23') - Date.parse(asOf)) / 86_400_000)
    const lasted: [number, number][] = []
    for (const left of [0, 1, 2, 5, 6, 13, 28, 29]) {
      const { expiresAt } = await issue(firm, await onOffer([{ ...GRADE, maxAgeDays: age + left }]))
      lasted.push([left, (Date.parse(expiresAt) - Date.parse('2026-11-22T16:00:00Z')) / 86_400_000])
    }
    expect(lasted).toEqual([
      [0, 1],
      [1, 1],
      [2, 3],
      [5, 3],
      [6, 7],
      [13, 14],
      [28, 14],
      [29, 30],
    ])
  })

  test('Whose is it, if it is a person’s? – Nobody can tell, until that person shows number and salt.', async () => {
    const id = await onOffer([{ attr: 'kind', op: 'in', value: ['household'] }], { audience: ['household'] })
    const { proof, salt, code, about } = await issue(farmer, id)
    expect({ about, code }).toEqual({ about: 'commitment', code: 'H440114103206-9001' })
    for (const text of [JSON.stringify(payloadOf(proof)), JSON.stringify(await check(proof))])
      for (const told of [code, salt, '黄', await subjectOf(farmer)]) expect(text).not.toContain(told)
    // Sixteen bytes: the few thousand numbers of a village cannot be tried out.
    expect(Buffer.from(salt, 'base64url')).toHaveLength(16)
    expect(await check(proof, { code, salt })).toMatchObject({ outcome: 'holds' })
    for (const wrong of [{ code }, { code, salt: 'x' }, { code: 'H440114103206-9002', salt }])
      expect(await check(proof, wrong)).toMatchObject({ outcome: 'refused', why: 'wrong_subject' })
    // Two proofs of one person do not look alike either.
    expect(payloadOf((await issue(farmer, id)).proof).sub).not.toBe(payloadOf(proof).sub)
  })
})

describe('Could you have signed what is not so?', () => {
  test.each<[string, object, string]>([
    ['one criterion is short', { attr: 'ageMonths', op: '>=', value: 900 }, 'criterion_short'],
    ['one criterion is unknown', { attr: 'utilityArrearsMonths', op: '<=', value: 0 }, 'criterion_unknown'],
    ['one asks the absence of what nobody recorded', { not: { attr: 'utilityArrearsMonths', op: '>=', value: 1 } }, 'criterion_unknown'],
  ])('What if %s? – Nothing is signed, and only the firm hears why.', async (_, criterion, code) => {
    const { id } = must(await viewer.post('/api/v1/products', { ...terms(`示例证明贷${++made}`, 60), criteria: [GRADE, criterion] }), 201).body
    must(await viewer.post(`/api/v1/products/${id}/submit`), 200)
    must(await approver.post(`/api/v1/products/${id}/publish`), 200)
    const before = await app.digest()
    const { body } = must(await firm.post('/api/v1/proofs', { productId: id }), 409, 'criteria_not_met')
    expect(body.errors).toEqual([{ pointer: '/productId', code, detail: expect.stringMatching(/[\u4e00-\u9fff]/) }])
    expect(await app.digest()).toBe(before)
  })

  test('What if the product is not for this kind of subject? – Then it is short of that.', async () => {
    const { body } = must(await farmer.post('/api/v1/proofs', { productId: await onOffer([GRADE]) }), 409, 'criteria_not_met')
    expect(body.errors[0].code).toBe('criterion_short')
  })

  test('May somebody have one made about another? – The subject is whoever signed in; nothing in the request names one.', async () => {
    const productId = await onOffer([GRADE])
    must(await viewer.post('/api/v1/proofs', { productId }), 404, 'not_found')
    must(await farmer.post('/api/v1/proofs', { productId, subjectId: await subjectOf(firm) }), 422, 'invalid_request')
    const { id } = await issue(firm, productId)
    must(await farmer.get(`/api/v1/proofs/${id}`), 404, 'not_found')
    must(await farmer.post(`/api/v1/proofs/${id}/withdraw`), 404, 'not_found')
    expect(must(await firm.get(`/api/v1/proofs/${id}`), 200).body.id).toBe(id)
  })

  test('What if the product is gone or never was? – It is named in the refusal.', async () => {
    must(await firm.post('/api/v1/proofs', { productId: 'prd_01jd7w9k8m0000000000000000' }), 422, 'unknown_product')
  })

  test('What if there is no key? – 503 with a code, and nothing was written.', async () => {
    const { id } = await productNamed(firm, '示例税易贷')
    const before = await app.digest()
    keys = keyring()
    try {
      must(await firm.post('/api/v1/proofs', { productId: id }), 503, 'signing_key_missing')
      expect(must(await app.nobody.get('/.well-known/jwks.json'), 200).body).toEqual({ keys: [] })
    } finally {
      keys = testKeyring
    }
    expect(await app.digest()).toBe(before)
  })
})

describe('Does it still hold today?', () => {
  test('What if a criterion no longer holds? – Then you no longer stand by it, and do not say which.', async () => {
    const catering = await app.signIn('firm-catering')
    const productId = await onOffer([GRADE, { attr: 'kind', op: 'in', value: ['enterprise'] }])
    const { proof } = await issue(catering, productId)
    expect(await check(proof)).toMatchObject({ outcome: 'holds', checkedAt: app.mode.clock.now().toISOString() })
    const operator = await app.signIn('operator')
    const file = '纳税人识别号,纳税人名称,评价年度,纳税信用级别,评价日期\n91440199MADEM0B386,广州示例鲜达餐饮管理有限公司,2025,D,2026-05-20\n'
    const batch = must(await operator.post('/api/v1/imports?source=gz-tax&record=tax_grade', file, { headers: { 'content-type': 'text/csv' } }), 201).body
    expect(batch.accepted).toBe(1)
    const answer = await check(proof)
    expect(answer).toMatchObject({ outcome: 'withdrawn', why: null })
    expect(JSON.stringify(answer)).not.toMatch(/taxGrade|纳税|"D"/)
    // Offline nobody can know: that is why it does not last.
    expect((await verifyProof(proof, await testKeyring.published(), app.mode.clock.now())).why).toBeNull()
  })

  test('What if the product changed? – The same answer.', async () => {
    const productId = await onOffer([GRADE])
    const { proof } = await issue(firm, productId)
    const { headers } = must(await viewer.get(`/api/v1/products/${productId}`), 200)
    const next = { ...terms(`示例证明贷${++made}`, 70), criteria: [GRADE] }
    must(await viewer.put(`/api/v1/products/${productId}/draft`, next, { headers: { 'if-match': headers.get('etag')! } }), 200)
    expect((await check(proof)).outcome).toBe('holds')
    must(await viewer.post(`/api/v1/products/${productId}/submit`), 200)
    must(await approver.post(`/api/v1/products/${productId}/publish`), 200)
    expect((await check(proof)).outcome).toBe('withdrawn')
  })

  test('Can the firm take it back? – Yes, once and for good, and it is logged; a second time changes nothing.', async () => {
    const { proof, id } = await issue(firm, await onOffer([GRADE]))
    const first = must(await firm.post(`/api/v1/proofs/${id}/withdraw`), 200).body
    expect(first.withdrawnAt).toBe(app.mode.clock.now().toISOString())
    expect((await check(proof)).outcome).toBe('withdrawn')
    expect((await logOf(firm))[0]).toMatchObject({ kind: 'proof.withdrawn', consentId: id, why: 'subject_request' })
    const before = await app.digest()
    expect(must(await firm.post(`/api/v1/proofs/${id}/withdraw`), 200).body).toEqual(first)
    expect(await app.digest()).toBe(before)
  })

  test('Do the reasons look alike from outside? – To the byte, but for the proof itself.', async () => {
    const bare = (answer: Record<string, unknown>) => ({ ...answer, proof: null })
    const own = await issue(firm, await onOffer([GRADE]))
    await firm.post(`/api/v1/proofs/${own.id}/withdraw`)
    // Signed by us, and no longer in our books: erased with its subject.
    const payload = payloadOf(own.proof)
    const { jws } = await testKeyring.sign('suixin-proof+jwt', JSON.stringify({ ...payload, jti: 'prf_01jd7w9k8m0000000000000000' }))
    expect(bare(await check(jws))).toEqual(bare(await check(own.proof)))
  })

  test('May somebody ask all day, to learn when something changes? – Thirty times in ten minutes; a forged one costs no question.', async () => {
    const { proof } = await issue(firm, await onOffer([GRADE]))
    for (let i = 0; i < 40; i++) await check(`${proof.slice(0, -4)}AAAA`)
    for (let i = 0; i < 30; i++) await check(proof)
    const { headers } = must(await app.nobody.post('/api/v1/proofs/verify', { proof }), 429, 'too_many_attempts')
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    // Another proof is not held up by it.
    expect((await check((await issue(firm, await onOffer([GRADE]))).proof)).outcome).toBe('holds')
  })
})

describe('Who knows of it?', () => {
  test('Is it in the subject’s log? – One entry, with the hash of the very text that was handed over, and no field.', async () => {
    const { proof, id, lenderId } = await issue(firm, await onOffer([GRADE]))
    expect((await logOf(firm))[0]).toMatchObject({ kind: 'proof.issued', consentId: id, lenderId, fields: [], readNo: 0, why: 'all_criteria' })
    const auditor = await app.signIn('auditor')
    const [entry] = must(await auditor.get('/api/v1/audit/events'), 200).body.items
    expect(entry).toMatchObject({ kind: 'proof.issued', consentId: id, fields: [] })
    const [logged] = await rows<{ leaf: string }>(`select leaf from access_log where consent_id = '${id}'`)
    expect(JSON.parse(logged!.leaf).ah).toBe(createHash('sha256').update(proof).digest('hex'))
  })

  test('Is it written once, however often the request is sent? – The same key gives the same proof and one entry.', async () => {
    const productId = await onOffer([GRADE])
    const [a, b] = [
      await firm.post('/api/v1/proofs', { productId }, { key: 'proof-once' }),
      await firm.post('/api/v1/proofs', { productId }, { key: 'proof-once' }),
    ]
    expect(must(b, 201).body).toEqual(must(a, 201).body)
    expect((await rows(`select 1 from access_log where consent_id = '${a.body.id}'`)).length).toBe(1)
  })

  test('Does the lender learn of it from you? – No: neither its queue nor its profile door changes.', async () => {
    const before = must(await viewer.get('/api/v1/lender/applications'), 200).body
    await issue(firm, await onOffer([GRADE]))
    expect(must(await viewer.get('/api/v1/lender/applications'), 200).body).toEqual(before)
    expect(await rows(`select 1 from consents`)).toEqual([])
  })

  test('Can the firm find it again? – Newest first, with the text and a code to compare by eye.', async () => {
    const made = await issue(firm, await onOffer([GRADE]))
    const { items } = must(await firm.get('/api/v1/proofs'), 200).body
    expect(items.map(({ id }: { id: string }) => id)).toContain(made.id)
    expect(items.find(({ id }: { id: string }) => id === made.id)).toEqual(made)
    expect((await check(made.proof)).proof.shortCode).toBe(made.shortCode)
    expect(must(await viewer.get('/api/v1/proofs'), 200).body).toEqual({ items: [] })
  })
})

function rows<T extends Record<string, unknown> = Record<string, unknown>>(query: string): Promise<T[]> {
  return rowsOf<T>(app.database.db, sql.raw(query))
}
