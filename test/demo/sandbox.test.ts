import { afterAll, beforeAll, expect, test } from 'vitest'
import { SCENARIOS } from '../../src/demo/sandbox/scenarios.ts'
import { ownProfile } from '../../src/profiles/index.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

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

test('every scenario has its firm on the street of test mode', () => {
  expect([...firms.keys()]).toEqual(SCENARIOS.map(({ scenario }) => scenario))
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
  const context = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'sandbox' }
  const { profile } = await ownProfile(context, firms.get(scenario)!.subjectId)
  expect(profile.entries.find((entry) => entry.attribute === attribute)).toMatchObject(said)
})

test('whoever is said to act for a firm may sign in and does', async () => {
  for (const { signIn, subjectId } of firms.values()) {
    if (signIn === null) continue
    expect((await (await app.signIn(signIn)).get('/api/v1/me')).body.subjectId).toBe(subjectId)
  }
})
