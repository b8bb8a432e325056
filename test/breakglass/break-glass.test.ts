import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BASES, basisOn } from '../../src/breakglass/model.ts'
import { HARDWARE } from '../../src/demo/people.ts'
import { attributesOf } from '../../src/profiles/model.ts'
import { must } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

const WISH = { code: HARDWARE.code, basis: 'court_evidence', documentNo: '示例（2026）调字第1号', documentSha256: 'ab'.repeat(32) }
let app: TestApp
let operator: TestClient
let regulator: TestClient
let firm: TestClient
let subjectId: string

beforeAll(async () => {
  app = await testApp('pglite')
  ;[operator, regulator, firm] = [await app.signIn('operator'), await app.signIn('regulator'), await app.signIn('firm-hardware')]
  subjectId = (await firm.get('/api/v1/me')).body.subjectId
}, 120_000)
afterAll(() => app.close())

const asked = async () => must(await operator.post('/api/v1/break-glass', WISH), 201).body.id as string
const answer = (who: TestClient, id: string, approve = true) => who.post(`/api/v1/break-glass/${id}/answer`, { approve })
const look = (id: string) => operator.get(`/api/v1/break-glass/${id}/profile`)

describe('looking without a consent', () => {
  test('needs a second person of another house: who asked, a bank and the firm itself cannot say yes', async () => {
    const id = await asked()
    must(await look(id), 403, 'not_approved')
    for (const person of ['operator', 'bank-a-approver', 'firm-hardware', 'officer']) must(await answer(await app.signIn(person), id), 403)
    must(await look(id), 403, 'not_approved')
  })

  test('shows the fields of the basis and no others, is a logged read with its hash, and the subject sees who', async () => {
    const id = await asked()
    must(await answer(regulator, id), 200)
    const { body } = must(await look(id), 200)
    const told = body.sections.flatMap(({ entries }: { entries: { attribute: string }[] }) => entries.map(({ attribute }) => attribute))
    expect([...told].sort()).toEqual([...attributesOf('registration'), ...attributesOf('public_credit')].sort())
    expect(body.wish).toMatchObject({ reads: 1, basis: { law: '《民事诉讼法》（2023年修正）第七十条' } })
    const log = must(await firm.get(`/api/v1/subjects/${subjectId}/access-log`), 200).body.items
    expect(log.slice(0, 3).map(({ kind }: { kind: string }) => kind)).toEqual(['breakglass.read', 'breakglass.approved', 'breakglass.requested'])
    expect(log[0]).toMatchObject({ consentId: id, why: 'court_evidence', readNo: 1, index: body.logIndex })
    expect((await firm.get(`/api/v1/subjects/${subjectId}/break-glass`)).body.items[0]).toMatchObject({ id, reads: 1, documentNo: WISH.documentNo })
  })

  test('ends after thirty minutes: the last second is inside, the next is not', async () => {
    const id = await asked()
    must(await answer(regulator, id), 200)
    app.advance(30 * 60 - 1)
    must(await look(id), 200)
    app.advance(1)
    must(await look(id), 403, 'window_closed')
  })

  test('is answered once, and no more after a day', async () => {
    const [denied, late] = [await asked(), await asked()]
    must(await answer(regulator, denied, false), 200)
    must(await answer(regulator, denied), 409, 'illegal_transition')
    must(await look(denied), 403, 'not_approved')
    app.advance(24 * 3_600 + 1)
    must(await answer(await app.signIn('auditor'), late), 409, 'wish_lapsed')
  })

  test('is asked for with a known code, a statute in force and a real hash', async () => {
    operator = await app.signIn('operator')
    must(await operator.post('/api/v1/break-glass', { ...WISH, code: '91440199MADEM0Z999' }), 422, 'unknown_subject')
    must(await operator.post('/api/v1/break-glass', { ...WISH, documentSha256: 'AB' }), 422)
    for (const documentSha256 of ['0'.repeat(64), createHash('sha256').digest('hex')])
      expect(must(await operator.post('/api/v1/break-glass', { ...WISH, documentSha256 }), 422, 'empty_evidence').body.errors).toMatchObject([
        { pointer: '/documentSha256' },
      ])
    must(await operator.post('/api/v1/break-glass', { ...WISH, basis: 'because' }), 422)
  })
})

test.each([
  ['court_evidence', '2023-12-31', null],
  ['court_evidence', '2024-01-01', 'court_evidence'],
  ['emergency_protection', '2021-10-31', null],
  ['emergency_protection', '2021-11-01', 'emergency_protection'],
] as const)('the basis %s on %s is %s', (code, day, found) => {
  expect(basisOn(code, day)?.code ?? null).toBe(found)
  expect(BASES.every(({ categories }) => categories.length > 0)).toBe(true)
})
