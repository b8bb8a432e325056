import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reportLines, verifyFile } from '../../src/consent/audit/model.ts'
import { SCENARIOS } from '../../src/demo/sandbox/scenarios.ts'
import { PLAIN_TRUST } from '../../src/log/audit/model.ts'
import { attributeOf, ownProfile } from '../../src/profiles/index.ts'
import { findSubject, isNaturalPerson } from '../../src/subjects/index.ts'
import { type Machine, machine } from '../machines/machine.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { profileInCity } from './city-import.ts'

interface Firm {
  scenario: string
  subjectId: string
  code: string
  signIn: string | null
  answer: object | null
}

let app: TestApp
let firms: ReadonlyMap<string, Firm>
beforeAll(async () => {
  app = await testApp('pglite')
  const { items } = (await app.nobody.get('/api/v1/sandbox/firms')).body
  firms = new Map(items.map((firm: Firm) => [firm.scenario, firm]))
})
afterAll(() => app.close())
const context = () => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'sandbox' })

test('every scenario but those of the whole city has its firm on the street of test mode', () => {
  expect([...firms.keys()]).toEqual(SCENARIOS.filter(({ cityOnly }) => !cityOnly).map(({ scenario }) => scenario))
})

test.each<[string, string, { freshness?: string; value?: string | null }]>([
  ['complete', 'taxGrade', { freshness: 'fresh', value: 'A' }],
  ['young_firm', 'taxGrade', { freshness: 'fresh', value: 'M' }],
  ['no_tax_grade', 'taxGrade', { freshness: 'missing' }],
  ['tax_grade_d', 'taxGrade', { freshness: 'fresh', value: 'D' }],
  ['stale_data', 'cityEvaluation', { freshness: 'stale' }],
  ['carbon_worst', 'carbonGrade', { freshness: 'fresh', value: 'E' }],
  ['sole_trader_stale', 'taxGrade', { freshness: 'stale' }],
])('%s says of %s what it is there for', async (scenario, attribute, said) => {
  const { profile } = await ownProfile(context(), firms.get(scenario)!.subjectId)
  expect(profile.entries.find((entry) => entry.attribute === attribute)).toMatchObject(said)
})

const inCity = (wanted: string) => profileInCity(SCENARIOS.find(({ scenario }) => scenario === wanted)!.code)

test('nothing_on_file has lists that are empty and nothing else but its registration', () => {
  const known = inCity('nothing_on_file').entries.filter(({ freshness }) => freshness !== 'missing')
  const others = known.filter(({ attribute }) => attributeOf(attribute).category !== 'registration')
  expect(others.map(({ attribute, value }) => [attribute, value])).toEqual([
    ...([['licences', []]] as const),
    ...([['penalties', []]] as const),
    ...(['licenceCount', 'penaltyCount12m', 'penaltyCount36m'] as const).map((attribute) => [attribute, 0]),
    ['penaltyFen36m', '0'],
  ])
})

test('disputed_grade has two grades of one year, and neither is believed', () => {
  const entryOf = new Map(inCity('disputed_grade').entries.map((entry) => [entry.attribute, entry]))
  expect(entryOf.get('taxGrade')).toMatchObject({ freshness: 'disputed', doubt: 'conflict' })
  expect(entryOf.get('registeredCapitalFen')).toMatchObject({ freshness: 'disputed' })
})

test('repaired_penalty shows the one that is not repaired, and counts no other', async () => {
  const { profile } = await ownProfile(context(), firms.get('repaired_penalty')!.subjectId)
  const entryOf = new Map(profile.entries.map((entry) => [entry.attribute, entry]))
  expect(entryOf.get('penalties')!.value).toMatchObject([{ documentNo: '示例罚字〔2026〕0198号' }])
  expect(entryOf.get('penaltyCount12m')!.value).toBe(1)
})

test('sole_trader and sole_trader_stale are persons in trade, whose data go through a licensed bureau', async () => {
  for (const scenario of ['sole_trader', 'sole_trader_stale']) {
    const { kind } = (await findSubject(context(), firms.get(scenario)!.subjectId))!
    expect([scenario, kind, isNaturalPerson(kind)]).toEqual([scenario, 'sole_trader', true])
  }
})

test('whoever is said to act for a firm may sign in and does', async () => {
  for (const { signIn, subjectId } of firms.values()) {
    if (signIn === null) continue
    expect((await (await app.signIn(signIn)).get('/api/v1/me')).body.subjectId).toBe(subjectId)
  }
})

describe('cases in every state of a consent', () => {
  interface Case {
    scenario: string
    applicationId: string
    path: string
    answer: { status: number; code: string | null }
  }
  let bot: Machine
  const make = async (): Promise<Case[]> => {
    const { status, body } = await (await app.signIn('bank-a-viewer')).post('/api/v1/sandbox/cases')
    expect({ status, body }).toMatchObject({ status: 200 })
    return body.items
  }
  beforeAll(async () => {
    bot = await machine(app, ['cases.read', 'profiles.read'])
  })

  test('are none until they are asked for, and the same ones however often they are', async () => {
    expect((await bot.get('/api/v1/sandbox/cases')).body.items).toEqual([])
    const made = await make()
    expect(made.map(({ scenario }) => scenario)).toEqual(['consent_live', 'consent_paused', 'consent_revoked', 'consent_consumed', 'consent_expired'])
    expect(await make()).toEqual(made)
    expect((await bot.get('/api/v1/sandbox/cases')).body.items).toEqual(made)
  })

  test.each(SCENARIOS.filter(({ made }) => made !== undefined).map(({ scenario }) => scenario))('%s answers what is listed for it', async (scenario) => {
    const { answer, path } = (await make()).find((each) => each.scenario === scenario)!
    expect(firms.get(scenario)!.answer).toEqual(answer)
    const { status, body } = await bot.get(path)
    expect({ status, code: body.code ?? null }).toEqual(answer)
  })

  test('are another lender’s own, and one that has moved on is made anew', async () => {
    const other = await app.signIn('bank-b-viewer')
    expect((await other.get('/api/v1/sandbox/cases')).body.items).toEqual([])
    const before = await make()
    expect((await other.get(before[0]!.path)).status).toBe(404)
    const decided = await (await app.signIn('bank-a-approver')).post(`/api/v1/lender/applications/${before[1]!.applicationId}/decision`, {
      ...{ outcome: 'declined', reasons: ['tax_record'] },
    })
    expect(decided.status).toBe(200)
    const after = await make()
    expect(after.map(({ applicationId }, at) => applicationId === before[at]!.applicationId)).toEqual([true, false, true, true, true])
  })

  test('are lawful to whoever verifies the log, the one of the day before, too', async () => {
    await make()
    await app.nobody.post('/__test/outbox/drain', {}, { key: null })
    const dump = (await (await app.signIn('auditor')).get('/api/v1/audit/dump')).body
    async function* blocks() {
      yield new TextEncoder().encode(dump)
    }
    const report = await verifyFile(blocks(), { ...PLAIN_TRUST, at: app.mode.clock.now().getTime(), signedArtefacts: true })
    expect(report.exit, reportLines(report).join('\n')).toBe(0)
    expect(dump).toContain('consent.consumed')
  })
})
