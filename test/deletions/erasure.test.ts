import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERASED_TABLES, KEPT_TABLES } from '../../src/deletions/model.ts'
import { scanLog } from '../../src/log/index.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { findSubjectByCode } from '../../src/subjects/index.ts'
import { open, pseudonymOf, seal } from '../../src/vault/index.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'
import { type Cast, FARMER, farmerAtBank, must, placesOf } from './story.ts'

const WORDS = { words: '删除我的数据' }
let app: TestApp
let cast: Cast
const ctx = () => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' })
const leaves = () => rowsOf<{ logIndex: number; leaf: string }>(app.database.db, sql`select log_index as "logIndex", leaf from access_log order by log_index`)

beforeAll(async () => {
  app = await testApp('pglite')
  cast = await farmerAtBank(app)
}, 120_000)
afterAll(() => app.close())

describe('erasing', () => {
  test('is not for firms: their public records are no personal data', async () => {
    const firm = await app.signIn('firm-hardware')
    const { subjectId } = (await firm.get('/api/v1/me')).body
    expect((await firm.get(`/api/v1/subjects/${subjectId}/erasure`)).body.hindrance.code).toBe('not_personal_data')
    expect(await firm.post(`/api/v1/subjects/${subjectId}/erasure`, WORDS)).toMatchObject({ status: 409, body: { code: 'not_personal_data' } })
  })

  test('is nobody else’s to ask for, and needs the words in full', async () => {
    const path = `/api/v1/subjects/${cast.subjectId}/erasure`
    expect((await cast.bank.post(path, WORDS)).status).toBe(404)
    expect((await (await app.signIn('operator')).post(path, WORDS)).status).toBe(404)
    expect((await cast.farmer.post(path, { words: '删除' })).status).toBe(422)
  })

  test('takes back consents, asks lenders, empties every room, and leaves the log as it was and leading nowhere', async () => {
    const { farmer, bank, subjectId, consentId, applicationId } = cast
    const sealed = await seal(ctx(), subjectId, '一份旧备份里的内容')
    const pseudonym = await pseudonymOf(ctx(), subjectId)
    const before = await leaves()
    const hashesBefore = before.map(({ leaf }) => createHash('sha256').update(leaf).digest('hex'))
    expect((await findSubjectByCode(ctx(), FARMER.code))?.id).toBe(subjectId)

    const { body } = must(await farmer.post(`/api/v1/subjects/${subjectId}/erasure`, WORDS), 200)
    expect(body.erasedAt).toBe(app.mode.clock.now().toISOString())
    expect(body.deletions.map(({ consentId, answer }: Record<string, unknown>) => ({ consentId, answer }))).toEqual([{ consentId, answer: null }])

    // Its number leads nowhere, stands in no column of any table, and neither does what the key sealed or its pseudonym.
    expect(await findSubjectByCode(ctx(), FARMER.code)).toBeNull()
    expect(await placesOf(app.database.db, [FARMER.code])).toEqual([])
    await expect(open(ctx(), subjectId, sealed)).rejects.toMatchObject({ code: 'subject_erased' })
    expect(await placesOf(app.database.db, [pseudonym])).toEqual([`access_log.leaf: ${pseudonym}`])

    // Every leaf that stood stands to the letter; the tombstone came last under the pseudonym.
    const after = await leaves()
    expect(after.slice(0, before.length).map(({ leaf }) => createHash('sha256').update(leaf).digest('hex'))).toEqual(hashesBefore)
    expect(
      after
        .slice(before.length)
        .map(({ leaf }) => JSON.parse(leaf))
        .map(({ t, sp }) => [t, sp === pseudonym]),
    ).toContainEqual(['subject.erased', true])
    expect((await scanLog(ctx())).findings).toEqual([])

    // Nobody looks any more; the subject itself sees that it is gone.
    expect([403, 404]).toContain((await bank.get(`/api/v1/lender/applications/${applicationId}/profile`)).status)
    expect((await farmer.get(`/api/v1/subjects/${subjectId}`)).body.name).toBe('（已按本人要求删除）')
    const { sections } = (await farmer.get(`/api/v1/subjects/${subjectId}/profile`)).body
    expect(
      sections
        .flatMap(({ entries }: { entries: { attribute: string; value: unknown }[] }) => entries)
        .filter(({ attribute }: { attribute: string }) => attribute === 'householdGrade')[0].value,
    ).toBeNull()
    expect(await farmer.post(`/api/v1/subjects/${subjectId}/erasure`, WORDS)).toMatchObject({ status: 409, body: { code: 'subject_erased' } })
  })

  test('holds: what the source sends again is turned away, and nothing of the row is kept', async () => {
    const operator = await app.signIn('operator')
    const file = await householdFile()
    const { status, body } = await operator.post('/api/v1/imports?source=nongrongtong&record=household_rating', file, {
      headers: { 'content-type': 'text/csv' },
    })
    expect(status).toBe(201)
    const [{ n }] = (await rowsOf<{ n: number }>(
      app.database.db,
      sql`select count(*)::int as n from quarantine where batch_id = ${body.id} and issues -> 0 ->> 'code' = 'erased_subject' and row = '{}'::jsonb`,
    )) as [{ n: number }]
    expect(n).toBeGreaterThan(0)
    expect(await placesOf(app.database.db, [FARMER.code])).toEqual([])
  })

  test('leaves what lenders owe: they attest, and the subject sees it', async () => {
    const { farmer, bank, subjectId } = cast
    const { items } = (await bank.get('/api/v1/lender/deletions')).body
    expect(items).toHaveLength(1)
    must(await bank.post(`/api/v1/lender/deletions/${items[0].id}/attestation`, { answer: 'deleted' }), 200)
    expect((await farmer.get(`/api/v1/subjects/${subjectId}/deletions`)).body.items[0]).toMatchObject({ answer: 'deleted', overdue: false })
  })
})

test('every table that speaks of one subject is either erased or kept for a reason', async () => {
  const tables = await rowsOf<{ name: string }>(
    app.database.db,
    sql`select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'subject_id' order by 1`,
  )
  expect(tables.map(({ name }) => name).sort()).toEqual([...ERASED_TABLES, ...Object.keys(KEPT_TABLES)].sort())
})

async function householdFile(): Promise<string> {
  const { readFileSync } = await import('node:fs')
  const text = readFileSync(new URL('../../src/demo/files/household_rating.csv', import.meta.url), 'utf8')
  const [header, ...rows] = text.split('\n')
  return [header, ...rows.filter((row) => row.includes(FARMER.code))].join('\n')
}
