import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coverageOf } from '../../src/consent/coverage.ts'
import { findConsent } from '../../src/consent/store.ts'
import { type Database, rowsOf } from '../../src/platform/db/client.ts'
import { openPglite } from '../../src/platform/db/pglite.ts'

const FOLDER = new URL('../../drizzle/', import.meta.url)
const MIGRATION = /_consents-by-request-and-proxy\.sql$/
const FIRST = {
  ...{ v: 'xyd-consent/1', id: 'cns_1', rev: 1, supersedes: null, subject: { kind: 'enterprise', ref: 'sub_1' }, proxy: null },
  ...{ grantor: { ref: 'usr_1', role: 'self', assurance: 'password' }, grantee: { lender: 'ins_1', name: '示例银行甲', onward: [] } },
  ...{ purpose: { code: 'UNDERWRITE', templateId: 'underwrite-1', text: '审查本笔贷款申请' }, access: { total: 5 } },
  ...{ binding: { product: 'prd_1', productVersion: 1, application: 'app_1' } },
  data: [{ category: 'tax', fields: ['taxGrade'], sensitive: false, separateConsentAt: null }],
  ...{ validity: { from: '2026-11-20T02:00:00.000Z', to: '2026-12-20T02:00:00.000Z' }, retention: { deleteAfter: 'P30D', trigger: 'decision' } },
  ...{ legal: { textId: 'consent-underwrite', version: 1, lang: 'zh-CN', sha256: 'ab'.repeat(32) }, issued: { at: '2026-11-20T02:00:00.000Z' } },
}

let database: Database
beforeAll(async () => {
  database = await openPglite()
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const at = files.findIndex((name) => MIGRATION.test(name))
  expect(at).toBeGreaterThan(0)
  const run = async (names: readonly string[]) => {
    for (const name of names)
      for (const statement of readFileSync(new URL(name, FOLDER), 'utf8').split('--> statement-breakpoint'))
        if (statement.trim() !== '') await database.db.execute(sql.raw(statement))
  }
  await run(files.slice(0, at))
  await database.db.execute(sql`insert into subjects (id, kind, code, name, synthetic, created_at) values ('sub_1', 'enterprise', 'X', 'X', true, now())`)
  await database.db.execute(sql`insert into institutions (id, kind, code, name, created_at) values ('ins_1', 'lender', 'X', 'X', now())`)
  for (const [id, status] of [
    ['cns_1', 'granted'],
    ['cns_2', 'revoked'],
    ['cns_3', 'consumed'],
    ['cns_4', 'expired'],
  ])
    await database.db.execute(sql`
      insert into consents (subject_id, id, lender_id, application_id, status, artefact, hash, reads_used, valid_to, granted_at)
      values ('sub_1', ${id}, 'ins_1', ${`app_${id}`}, ${status}, ${JSON.stringify(FIRST)}::jsonb, 'cd', 2, '2026-12-20T02:00:00Z', '2026-11-20T02:00:00Z')`)
  await run(files.slice(at))
})
afterAll(() => database.close())

describe('a consent from before requests and proxies', () => {
  it('is still there, was for underwriting, and belongs to nobody’s bundle or village', async () => {
    const consent = await findConsent(database.db, 'sub_1', 'cns_1')
    expect(consent).toMatchObject({ status: 'granted', purpose: 'UNDERWRITE', applicationId: 'app_cns_1', readsUsed: 2, artefact: FIRST })
    expect(consent).toMatchObject({ signatures: null, bundleId: null, bundleSettles: false, village: null, replacedBy: null, pausedAt: null, answerBy: null })
    const rows = await rowsOf<{ status: string }>(database.db, sql`select status from consents order by id`)
    expect(rows.map(({ status }) => status)).toEqual(['granted', 'revoked', 'consumed', 'expired'])
  })

  it('opens what it opened, to whom and for as long as it did', async () => {
    const consent = (await findConsent(database.db, 'sub_1', 'cns_1'))!
    const reading = { lenderId: 'ins_1', applicationId: 'app_cns_1', at: new Date('2026-12-01T00:00:00Z') }
    expect(coverageOf(consent, reading)).toMatchObject({ covered: true, fields: new Set(['taxGrade']), since: new Map(), readNo: 3, lastRead: false })
    expect(coverageOf(consent, { ...reading, at: new Date('2026-12-20T02:00:00Z') })).toEqual({ covered: false, why: 'consent_expired' })
  })
})
