import { afterAll, beforeAll, expect, test } from 'vitest'
import { SCENARIOS } from '../../src/demo/sandbox/scenarios.ts'
import { attributeOf, ownProfile } from '../../src/profiles/index.ts'
import { findSubject, isNaturalPerson } from '../../src/subjects/index.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { profileInCity } from './city-import.ts'

interface Firm {
  scenario: string
  subjectId: string
  code: string
  signIn: string | null
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
    const { kind } = (await findSubject(app.database.db, firms.get(scenario)!.subjectId))!
    expect([scenario, kind, isNaturalPerson(kind)]).toEqual([scenario, 'sole_trader', true])
  }
})

test('whoever is said to act for a firm may sign in and does', async () => {
  for (const { signIn, subjectId } of firms.values()) {
    if (signIn === null) continue
    expect((await (await app.signIn(signIn)).get('/api/v1/me')).body.subjectId).toBe(subjectId)
  }
})
