import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FARMER } from '../../src/demo/people.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { recordsOf } from '../../src/sources/index.ts'
import { findSubjectByCode } from '../../src/subjects/index.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

let app: TestApp
let farmer: TestClient
let farmerId: string
const ctx = () => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' })

beforeAll(async () => {
  app = await testApp('pglite')
  farmer = await app.signIn('farmer')
  farmerId = (await findSubjectByCode(ctx(), FARMER.code))!.id
}, 120_000)
afterAll(() => app.close())

interface Lying {
  kind: string
  body: string
  facts: string
}
const lying = () =>
  rowsOf<Lying>(app.database.db, sql`select s.kind, r.body::text as body, r.facts::text as facts from records r join subjects s on s.id = r.subject_id`)

describe('records of natural persons', () => {
  test('lie sealed in the table, every one; those of firms lie open', async () => {
    const rows = await lying()
    const persons = rows.filter(({ kind }) => kind === 'household' || kind === 'sole_trader')
    const firms = rows.filter(({ kind }) => kind === 'enterprise')
    expect(persons.length).toBeGreaterThan(5)
    expect(persons.filter(({ body, facts }) => !body.startsWith('"sealed:1:') || !facts.startsWith('"sealed:1:'))).toEqual([])
    expect(firms.length).toBeGreaterThan(100)
    expect(firms.filter(({ body, facts }) => body.includes('sealed:') || facts.includes('sealed:'))).toEqual([])
  })

  test('come out as they went in: their own profile is whole, and the record behind each value is shown', async () => {
    const { status, body } = await farmer.get(`/api/v1/subjects/${farmerId}/profile`)
    expect(status).toBe(200)
    expect(JSON.stringify(body)).toContain('householdGrade')
    const records = await recordsOf<{ attribute: string }>(ctx(), farmerId)
    expect(records.length).toBeGreaterThan(0)
    for (const { facts } of records) expect(facts.every(({ attribute }) => typeof attribute === 'string')).toBe(true)
  })

  test('give up no fact but those that were asked for', async () => {
    const all = await recordsOf<{ attribute: string }>(ctx(), farmerId)
    const wanted = all.flatMap(({ facts }) => facts)[0]!.attribute
    const some = await recordsOf<{ attribute: string }>(ctx(), farmerId, { attributes: [wanted] })
    expect(new Set(some.flatMap(({ facts }) => facts).map(({ attribute }) => attribute))).toEqual(new Set([wanted]))
    expect(some).toHaveLength(all.length)
  })
})
