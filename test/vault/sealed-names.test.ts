import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HARDWARE } from '../../src/demo/people.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { recordsOf, sealHouseholds } from '../../src/sources/index.ts'
import { ERASED_NAME, findSubject, findSubjectByCode, findSubjects, listAliases, listAllNames, listSubjects, namesOf } from '../../src/subjects/index.ts'
import { isSealed, openerOf } from '../../src/vault/index.ts'
import { FARMER, farmerAtBank, must, placesOf } from '../deletions/story.ts'
import { NEED } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

let app: TestApp
let farmer: TestClient
let operator: TestClient
let farmerId: string
const ctx = () => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' })
const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const lying = async () => (await rowsOf<Record<string, string | null>>(app.database.db, sql`select * from subjects where id = ${farmerId}`))[0]!
const NAME = FARMER.name

/** Everything a household does and has done to it, so that whatever writes of it has written. */
beforeAll(async () => {
  app = await testApp('pglite')
  ;({ farmer, subjectId: farmerId } = await farmerAtBank(app))
  operator = await app.signIn('operator')
  const run = must(await farmer.post('/api/v1/matches', { subjectId: farmerId, ...NEED, purpose: 'farming' }), 201).body
  must(await farmer.get(`/api/v1/matches/${run.id}/advice`), 200)
  const { items } = must(await farmer.get('/api/v1/products?audience=household&purpose=farming&limit=100'), 200).body
  const officer = await app.signIn('officer')
  must(
    await officer.post('/api/v1/officer/consents', {
      ...{ householdNo: FARMER.code, productId: items[0].id, data: [{ category: 'village', separateConsent: true }], method: 'written' },
      ...{ evidenceSha256: sha('sheet'), mandate: { sha256: sha('mandate'), scope: ['UNDERWRITE'], from: '2026-11-01', to: '2027-12-31' } },
    }),
    201,
  )
  must(
    await operator.post('/api/v1/break-glass', {
      ...{ code: FARMER.code, basis: 'court_evidence', documentNo: '示例（2026）调字第9号', documentSha256: 'ab'.repeat(32) },
    }),
    201,
  )
  await app.nobody.post('/__test/outbox/drain')
}, 300_000)
afterAll(() => app.close())

describe('what says who a household is', () => {
  test('stands in no column of any table, whatever it did: its number, its name, and the key of each of its records lie sealed', async () => {
    const { code, code_mark, name } = await lying()
    expect([isSealed(code), isSealed(name)]).toEqual([true, true])
    expect(code_mark).toMatch(/^[0-9a-f]{64}$/)
    expect(await placesOf(app.database.db, [FARMER.code, FARMER.code.slice(1), NAME, encodeURIComponent(FARMER.code)])).toEqual([])
    // A firm's stands where the register is searched for it.
    expect(await placesOf(app.database.db, [HARDWARE.code])).toContain(`subjects.code: ${HARDWARE.code}`)
  })

  test('comes out as it went in, by its number, by its id, among others and in lists', async () => {
    const whole = { id: farmerId, kind: 'household', code: FARMER.code, name: NAME, synthetic: true }
    expect(await findSubjectByCode(ctx(), FARMER.code)).toEqual(whole)
    expect(await findSubject(ctx(), farmerId)).toEqual(whole)
    const all = await listSubjects(ctx(), 1_000, null)
    expect(all.filter(({ kind }) => kind === 'household')).toEqual([whole])
    expect(await findSubjects(ctx(), [farmerId, all.find(({ code }) => code === HARDWARE.code)!.id])).toContainEqual(whole)
    expect((await listAliases(ctx(), farmerId)).map(({ scheme, value, shown }) => [scheme, value, shown])).toEqual([['name', NAME, NAME]])
    expect(await namesOf(ctx(), [farmerId])).toEqual(new Map([[farmerId, new Set([NAME])]]))
    expect(await listAllNames(ctx())).toContain(NAME)
    expect((await recordsOf(ctx(), farmerId)).map(({ recordKey }) => recordKey.startsWith(`${FARMER.code}:`))).toContain(true)
    expect((await farmer.get(`/api/v1/subjects/${farmerId}`)).body).toMatchObject({ code: FARMER.code, name: NAME })
  })

  test('is found by nothing but the whole number', async () => {
    for (const other of [FARMER.code.slice(0, -1), `${FARMER.code.slice(0, -1)}9`, (await lying()).code!, (await lying()).code_mark!])
      if (other !== FARMER.code && !isSealed(other)) expect(await findSubjectByCode(ctx(), other)).toBeNull()
  })

  test('is one household however often its file comes, and the newest of its names is what it is called', async () => {
    const header = '户编号,户主姓名,身份证号,手机号,村代码,村名,评分,信用等级,绿码,经营土地（亩）,主要经营,参考额度（元）,评定日期'
    const rated = async (name: string, on: string) => {
      const row = `${FARMER.code},${name},440199190001019999,13812345678,440114103206,红山村,86,AA,绿码,12.5,花卉种植,200000,${on}`
      const { status, body } = await operator.post('/api/v1/imports?source=nongrongtong&record=household_rating', `${header}\n${row}\n`, {
        headers: { 'content-type': 'text/csv' },
      })
      expect([status, body.accepted]).toEqual([201, 1])
      return (await findSubject(ctx(), farmerId))!.name
    }
    expect(await rated('赵某某', '2026-05-31')).toBe(NAME)
    expect(await rated('钱某某', '2026-07-31')).toBe('钱**')
    expect(await rated('孙某某', '2026-07-30')).toBe('钱**')
    expect(await namesOf(ctx(), [farmerId])).toEqual(new Map([[farmerId, new Set([NAME, '赵**', '钱**', '孙**'])]]))
    expect((await listSubjects(ctx(), 1_000, null)).filter(({ kind }) => kind === 'household')).toHaveLength(1)
    expect(await placesOf(app.database.db, [FARMER.code, NAME, '赵**', '钱**', '孙**'])).toEqual([])
  })

  test('that an earlier build wrote in the open is sealed once, and is the same afterwards', async () => {
    const db = app.database.db
    const before = { subject: await findSubject(ctx(), farmerId), aliases: await listAliases(ctx(), farmerId), records: await recordsOf(ctx(), farmerId) }
    await db.execute(sql`update subjects set code = ${FARMER.code}, name = ${before.subject!.name}, code_mark = null where id = ${farmerId}`)
    await db.execute(sql`delete from subject_aliases where subject_id = ${farmerId}`)
    for (const { scheme, value, shown, asOf } of before.aliases)
      await db.execute(sql`insert into subject_aliases (subject_id, scheme, value, shown, as_of) values (${farmerId}, ${scheme}, ${value}, ${shown}, ${asOf})`)
    for (const { id, recordKey } of before.records) await db.execute(sql`update records set record_key = ${recordKey} where id = ${id}`)
    expect((await findSubjectByCode(ctx(), FARMER.code))!.id).toBe(farmerId)

    expect(await sealHouseholds(ctx())).toBe(1)
    expect(await placesOf(db, [FARMER.code, before.subject!.name])).toEqual([])
    expect({ subject: await findSubjectByCode(ctx(), FARMER.code), aliases: await listAliases(ctx(), farmerId) }).toEqual({
      subject: before.subject,
      aliases: before.aliases,
    })
    const byId = (records: readonly { id: string }[]) => [...records].sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(byId(await recordsOf(ctx(), farmerId))).toEqual(byId(before.records))
    expect(await sealHouseholds(ctx())).toBe(0)
  })

  test('cannot be read any more once it had itself erased, from no copy of the rows that was taken before', async () => {
    const copy = await lying()
    const records = await rowsOf<{ record_key: string }>(app.database.db, sql`select record_key from records where subject_id = ${farmerId}`)
    const texts = [copy.code!, copy.name!, ...records.map(({ record_key }) => record_key)]
    const opened = async () => {
      const { open } = await openerOf(ctx(), [farmerId])
      return texts.map((text) => open(farmerId, text))
    }
    expect(await opened()).toContain(FARMER.code)
    must(await farmer.post(`/api/v1/subjects/${farmerId}/erasure`, { words: '删除我的数据' }), 200)
    expect(await opened()).toEqual(texts.map(() => null))
    expect(await findSubjectByCode(ctx(), FARMER.code)).toBeNull()
    expect(await lying()).toMatchObject({ code_mark: null, name: ERASED_NAME })
    // Put back from such a copy, the row is nobody's.
    await app.database.db.execute(sql`update subjects set code = ${copy.code}, name = ${copy.name} where id = ${farmerId}`)
    expect(await findSubject(ctx(), farmerId)).toMatchObject({ code: `gone:${farmerId.slice(4)}`, name: ERASED_NAME })
  })
})
