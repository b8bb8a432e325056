import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dueOn, startsTerm, termBegins } from '../../src/deletions/model.ts'
import { must } from '../journeys/errand.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { type Cast, farmerAtBank } from './story.ts'

const DAY_SECONDS = 86_400
let app: TestApp
let cast: Cast

beforeAll(async () => {
  app = await testApp('pglite')
  cast = await farmerAtBank(app)
}, 120_000)
afterAll(() => app.close())

describe('the term for deleting', () => {
  test.each([
    ['P30D', '2026-11-23', '2026-12-23'],
    ['P2W', '2026-11-23', '2026-12-07'],
    ['P3M', '2026-11-30', '2027-02-28'],
    ['P1Y', '2028-02-29', '2029-02-28'],
  ])('of %s from %s ends on %s', (duration, from, until) => {
    expect(dueOn(from, duration)).toBe(until)
  })

  test('of a duration no template sets is an error, not a day', () => {
    expect(() => dueOn('2026-11-23', 'PT1H')).toThrow(/no duration/)
  })

  test.each([
    ['revoked', 'decision', true, true],
    ['erased', 'expiry', true, true],
    ['decided', 'decision', true, true],
    ['decided', 'expiry', true, false],
    ['expired', 'expiry', true, true],
    ['expired', 'decision', true, false],
    ['expired', 'decision', false, true],
    ['superseded', 'decision', true, false],
  ] as const)('begins with %s under trigger %s (application: %s): %s', (cause, trigger, hasApplication, begins) => {
    expect(startsTerm({ trigger, deleteAfter: 'P30D' }, cause, hasApplication)).toBe(begins)
  })
})

describe('the term of a consent that the last look used up', () => {
  const [look, end] = [new Date('2026-11-24T02:00:00Z'), new Date('2026-11-26T02:00:00Z')]
  test.each([
    ['consumed', 'expiry', end],
    ['consumed', 'decision', look],
    ['revoked', 'expiry', look],
    ['erased', 'expiry', look],
  ] as const)('counts, where it was %s under trigger %s, from %s', (cause, trigger, from) => {
    expect(termBegins({ trigger, deleteAfter: 'P7D' }, cause, look, end)).toEqual(from)
  })
})

describe('a lender that read something and decided', () => {
  test('owes its deletion: it is in its list and in the subject’s, with the day, and in the log', async () => {
    const { farmer, bank, subjectId, consentId, applicationId } = cast
    const { items } = must(await bank.get('/api/v1/lender/deletions'), 200).body
    expect(items).toMatchObject([{ consentId, applicationId, cause: 'decided', dueOn: '2026-12-23', overdue: false, answer: null }])
    expect(items[0].fields.length).toBeGreaterThan(0)
    expect((await farmer.get(`/api/v1/subjects/${subjectId}/deletions`)).body.items).toMatchObject([{ lenderName: '示例银行甲广州分行', answer: null }])
    const log = (await farmer.get(`/api/v1/subjects/${subjectId}/access-log`)).body.items
    expect(log.map(({ kind, why }: { kind: string; why: string }) => [kind, why])).toContainEqual(['delete.requested', 'decided due 2026-12-23'])
    expect((await (await app.signIn('bank-b-viewer')).get('/api/v1/lender/deletions')).body.items).toEqual([])
  })

  test('is asked once, however many ends come after', async () => {
    await cast.farmer.post(`/api/v1/consents/${cast.consentId}/revoke`)
    await app.nobody.post('/__test/outbox/drain')
    expect((await cast.bank.get('/api/v1/lender/deletions')).body.items).toHaveLength(1)
  })

  test('is not flagged on its last day and is on the day after, for the bureau and the subject', async () => {
    const regulator = await app.signIn('regulator')
    const overdue = async () => (await regulator.get('/api/v1/deletions?status=overdue')).body.items
    app.mode.clock.set(new Date('2026-12-23T10:00:00.000Z'))
    await app.nobody.post('/__test/outbox/drain')
    expect(await overdue()).toEqual([])
    app.advance(DAY_SECONDS)
    await app.nobody.post('/__test/outbox/drain')
    const again = await app.signIn('regulator')
    expect((await again.get('/api/v1/deletions?status=overdue')).body.items).toMatchObject([{ subjectId: cast.subjectId, overdue: true }])
    const farmer = await app.signIn('farmer')
    expect((await farmer.get(`/api/v1/subjects/${cast.subjectId}/deletions`)).body.items[0].overdue).toBe(true)
    const log = (await farmer.get(`/api/v1/subjects/${cast.subjectId}/access-log`)).body.items
    expect(log.filter(({ kind }: { kind: string }) => kind === 'delete.overdue')).toHaveLength(1)
  })

  test('attests once, late or not; keeping asks for the law; another bank’s is not there', async () => {
    const bank = await app.signIn('bank-a-viewer')
    const other = await app.signIn('bank-b-viewer')
    const [{ id }] = (await bank.get('/api/v1/lender/deletions')).body.items
    const path = `/api/v1/lender/deletions/${id}/attestation`
    must(await other.post(path, { answer: 'deleted' }), 404)
    must(await bank.post(path, { answer: 'kept_for_law' }), 422, 'legal_ground_required')
    must(await bank.post(path, { answer: 'deleted', legalGround: '《反洗钱法》第三十四条' }), 422, 'legal_ground_not_asked')
    expect(must(await bank.post(path, { answer: 'deleted' }), 200).body).toMatchObject({ answer: 'deleted', overdue: false })
    must(await bank.post(path, { answer: 'not_kept' }), 409, 'already_attested')
    expect((await bank.get('/api/v1/lender/deletions')).body.items).toEqual([])
    expect((await bank.get('/api/v1/lender/deletions?status=all')).body.items).toHaveLength(1)
  })
})
