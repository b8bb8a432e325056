import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { settleShownItem, shownItemsOf } from '../../src/consent/index.ts'
import { emit } from '../../src/platform/jobs/service.ts'
import { ownProfile } from '../../src/profiles/index.ts'
import type { Category } from '../../src/profiles/model.ts'
import { applyFor, look, must, NEED, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'
import { type City, cityOf, drained, penaltiesIn, recallsTold } from './city.ts'

const DAY_SECONDS = 86_400

let app: TestApp
let firm: TestClient
let bank: TestClient
let otherBank: TestClient
let operator: TestClient
let city: City
let subjectId: string
/** The decision this test is about. */
let documentNo: string

beforeAll(async () => {
  app = await testApp('pglite')
  await signInAll()
  subjectId = await subjectOf(firm)
})
afterAll(() => app.close())

async function signInAll(): Promise<void> {
  firm = await app.signIn('firm-hardware')
  bank = await app.signIn('bank-a-viewer')
  otherBank = await app.signIn('bank-b-viewer')
  operator = await app.signIn('operator')
  city = await cityOf(operator, firm)
}

let tests = 0
beforeEach(() => {
  documentNo = `示例罚字〔2026〕${++tests}号`
})
const opened: string[] = []
afterEach(async () => {
  for (const id of opened.splice(0)) must(await firm.post(`/api/v1/applications/${id}/withdraw`), 200)
  expect(app.log.filter(({ level }) => level === 'error')).toEqual([])
})

/** A case; the application is withdrawn after the test, so that the product is free again. */
async function caseAt(productName: string, categories: readonly Category[] = ['registration', 'public_credit']): Promise<string> {
  const product = await productNamed(firm, productName)
  const { applicationId } = await applyFor(firm, product.id, { categories, reads: 10 })
  opened.push(applicationId)
  return applicationId
}

async function penaltiesSeen(reader: TestClient, applicationId: string): Promise<string[] | null> {
  return penaltiesIn(must(await look(reader, applicationId), 200).body)
}

/** The penalty comes in and bank A sees it, in a new case. */
async function shown(cells: Record<string, string> = {}): Promise<string> {
  await city.penalty({ 行政处罚决定书文号: documentNo, ...cells })
  const applicationId = await caseAt('示例税易贷')
  expect(await penaltiesSeen(bank, applicationId)).toContain(documentNo)
  return applicationId
}

/** What bank A was told about a case of its own. */
function toldOf(applicationId: string): Promise<Record<string, unknown>[]> {
  return recallsTold(bank, `?applicationId=${applicationId}`)
}

async function inContext<T>(work: (ctx: Parameters<typeof ownProfile>[0]) => Promise<T>): Promise<T> {
  return work({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' })
}

describe('a record that is repaired', () => {
  test('is out of the next look and of the match, and every reader of it is told once', async () => {
    const applicationId = await shown()
    const match = async () => must(await firm.post('/api/v1/matches', { subjectId, ...NEED }), 201).body.counts
    const before = await match()

    await city.mark(documentNo, '已修复')
    expect(await penaltiesSeen(bank, applicationId)).not.toContain(documentNo)
    expect((await match()).eligible).toBeGreaterThan(before.eligible)

    const [told, ...more] = await toldOf(applicationId)
    expect(more).toEqual([])
    expect(told).toMatchObject({
      ...{ applicationId, attribute: 'penalties', attributeName: '行政处罚', kind: 'record', documentNo, reason: 'repaired', status: 'issued' },
      ...{ issuedAt: app.mode.clock.now().toISOString(), dueOn: '2026-11-30', overdue: false, answer: null },
    })
    expect((told!.fields as { id: string }[]).map((f) => f.id).sort()).toEqual(['penalties', 'penaltyCount12m', 'penaltyCount36m', 'penaltyFen36m'])
    // No word of what the record says now, or of whom it is about.
    for (const never of ['subjectId', 'item', 'value']) expect(told).not.toHaveProperty(never)
    expect(await recallsTold(otherBank)).toEqual([])

    // The same work done again tells nobody twice.
    await inContext((ctx) => emit(ctx, 'recalls.review', { subjectIds: [subjectId] }))
    await drained(app)
    expect(await toldOf(applicationId)).toHaveLength(1)
    const log = must(await firm.get(`/api/v1/subjects/${subjectId}/access-log`), 200).body.items
    expect(log.filter((e: { kind: string }) => e.kind === 'recall.issued')).toMatchObject([
      { why: 'repaired', actorName: '平台', lenderName: '示例银行甲广州分行' },
    ])
  })

  test('is not told to a lender that looked before it came in, nor to one that was not granted it', async () => {
    const early = await caseAt('示例税易贷')
    expect(await penaltiesSeen(bank, early)).not.toContain(documentNo)
    await city.penalty({ 行政处罚决定书文号: documentNo })
    const { lenderId } = await productNamed(firm, '示例穗税通')
    const reader = must(await bank.get('/api/v1/me'), 200).body.institutionId === lenderId ? bank : otherBank
    const blind = await caseAt('示例穗税通', ['registration', 'tax'])
    expect(await penaltiesSeen(reader, blind)).toBeNull()
    await city.mark(documentNo, '已修复')
    expect(await toldOf(early)).toEqual([])
    expect(await recallsTold(reader, `?applicationId=${blind}`)).toEqual([])
  })

  test('and shown again, read again and repaired again is told again', async () => {
    const applicationId = await shown()
    await city.mark(documentNo, '已修复', '2026-11-18')
    await city.mark(documentNo, '恢复公示', '2026-11-19')
    expect(await penaltiesSeen(bank, applicationId)).toContain(documentNo)
    await city.mark(documentNo, '已修复', '2026-11-20')
    // What awaits an answer first; the one before ended when the penalty was shown again.
    expect((await toldOf(applicationId)).map((r) => [r.reason, r.status])).toEqual([
      ['repaired', 'issued'],
      ['repaired', 'lifted'],
    ])
  })
})

describe('what else makes a record stop standing', () => {
  test.each([
    ['withdrawn', 'a mark that it should never have been shown', '已撤销'],
    ['ended', 'a mark that its publicity ended', '公示期满'],
  ])('%s: %s', async (reason, _, state) => {
    const applicationId = await shown()
    await city.mark(documentNo, state)
    expect(await toldOf(applicationId)).toMatchObject([{ reason, documentNo }])
  })

  test('not an objection: the record stands, in doubt, and nobody is told', async () => {
    const applicationId = await shown()
    await city.mark(documentNo, '异议中')
    expect(await toldOf(applicationId)).toEqual([])
  })

  test('withdrawn: the office takes it back', async () => {
    const applicationId = await shown()
    await city.penalty({ 行政处罚决定书文号: documentNo, 数据操作: '撤销', 更新时间: '2026-11-20 10:00:00' })
    expect(await toldOf(applicationId)).toMatchObject([{ reason: 'withdrawn', documentNo }])
    expect(await penaltiesSeen(bank, applicationId)).not.toContain(documentNo)
  })

  test('corrected: told once, not again for the same words under a later time, and told apart from a repair that follows', async () => {
    const applicationId = await shown()
    const corrected = { 行政处罚决定书文号: documentNo, '罚款金额（万元）': '0.1' }
    await city.penalty({ ...corrected, 更新时间: '2026-11-19 10:00:00' })
    expect(await toldOf(applicationId)).toMatchObject([{ reason: 'corrected', documentNo }])
    await city.penalty({ ...corrected, 更新时间: '2026-11-20 10:00:00' })
    expect(await toldOf(applicationId)).toHaveLength(1)
    await city.mark(documentNo, '已修复')
    expect((await toldOf(applicationId)).map((r) => r.reason).sort()).toEqual(['corrected', 'repaired'])
  })
})

describe('what a reader was shown', () => {
  test('is what the profile of that day and that knowledge held: the time machine agrees', async () => {
    const applicationId = await shown()
    const at = app.mode.clock.now()
    app.advance(60)
    await city.mark(documentNo, '已修复')
    const listed = async (knownAt: Date) =>
      inContext(async (ctx) => {
        const { profile } = await ownProfile(ctx, subjectId, { asOf: '2026-11-23', knownAt })
        return JSON.stringify(profile.entries.find((e) => e.attribute === 'penalties')!.value).includes(documentNo)
      })
    expect(await listed(at)).toBe(true)
    expect(await listed(app.mode.clock.now())).toBe(false)
    expect(await toldOf(applicationId)).toHaveLength(1)
  })

  test.each(['recalledAt', 'correctedAt'] as const)(
    'is written down once, and again by the next look where its reader was told since that it does not stand (%s)',
    async (told) => {
      const applicationId = await shown()
      const kept = async () => (await inContext((ctx) => shownItemsOf(ctx, subjectId))).filter((row) => row.consentId === consentId)
      const { consentId } = must(await bank.get(`/api/v1/lender/applications/${applicationId}`), 200).body
      const [first, ...others] = await kept()
      await look(bank, applicationId)
      expect(await kept()).toEqual([first, ...others])
      await inContext((ctx) => settleShownItem(ctx, first!, { [told]: app.mode.clock.now() }))
      await look(bank, applicationId)
      const [again, ...rest] = await kept()
      expect(again!.logIndex).toBeGreaterThan(first!.logIndex)
      expect([again, ...rest]).toEqual([{ ...first!, logIndex: again!.logIndex, [told]: null }, ...others])
      await look(bank, applicationId)
      expect(await kept()).toEqual([again, ...rest])
    },
  )
})

/** The clock goes on from here. */
describe('time', () => {
  async function sweep(): Promise<void> {
    await inContext((ctx) => emit(ctx, 'recalls.sweep', {}))
    await drained(app)
  }

  test('the sweep tells of what ran out on the day after its last day, and not on the day itself', async () => {
    const applicationId = await shown({ 公示截止期: '2026-11-24' })
    app.advance(DAY_SECONDS)
    await sweep()
    expect(await toldOf(applicationId)).toEqual([])
    app.advance(DAY_SECONDS)
    await sweep()
    await sweep()
    expect(await toldOf(applicationId)).toMatchObject([{ reason: 'expired', documentNo, dueOn: '2026-12-02' }])
  })

  test('an answer that is late stands at the top of the operator’s list', async () => {
    await signInAll()
    const late = await shown()
    await city.mark(documentNo, '已修复')
    const list = () => operator.get('/api/v1/recalls?status=open&limit=100')
    const mine = async () => must(await list(), 200).body.items.find((r: { applicationId: string }) => r.applicationId === late)
    expect(await mine()).toMatchObject({ overdue: false, dueOn: '2026-12-02', subjectId, lenderName: '示例银行甲广州分行' })
    app.advance(7 * DAY_SECONDS)
    await signInAll()
    expect(await mine()).toMatchObject({ overdue: false })
    app.advance(DAY_SECONDS)
    await signInAll()
    expect(await mine()).toMatchObject({ overdue: true })

    const { items } = must(await operator.get('/api/v1/recalls?limit=100'), 200).body
    const order = items.map((r: { status: string; dueOn: string; id: string }) => `${r.status === 'answered' || r.status === 'lifted'} ${r.dueOn} ${r.id}`)
    expect(order).toEqual([...order].sort())
    expect(new Set(items.map((r: { status: string }) => r.status)).size).toBeGreaterThan(1)
    const paged: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = must(await operator.get(`/api/v1/recalls?limit=2${cursor && `&cursor=${cursor}`}`), 200)
      paged.push(...body.items.map((r: { id: string }) => r.id))
      cursor = body.nextCursor
    }
    expect(paged).toEqual(items.map((r: { id: string }) => r.id))
  })
})
