/** What the database itself refuses, whoever writes the query: by a real login that has the app's rights, and as the role of a lender. */
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyFor, ERRANDS, grant, look, must, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

const login = `suixin_test_${randomBytes(6).toString('hex')}`
let admin: postgres.Sql
let app: TestApp
let asApp: postgres.Sql
beforeAll(async () => {
  admin = postgres(process.env.TEST_DATABASE_URL!, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create role ${login} login`)
  for (const role of ['suixin_app', 'suixin_sealer']) {
    const [found] = await admin`select 1 from pg_roles where rolname = ${role}`
    if (!found) await admin.unsafe(`create role ${role} nologin`)
    await admin.unsafe(`grant ${role} to ${login}`)
  }
  app = await testApp('postgres', { login })
  asApp = postgres(Object.assign(new URL(app.url!), { username: login }).href, { max: 1, onnotice: () => {}, connection: { role: 'suixin_app' } })
})
afterAll(async () => {
  await asApp.end()
  await app.close()
  await admin.unsafe(`drop role ${login}`)
  await admin.end()
})

const refused = { code: '42501' }

describe('a login with the app’s rights', () => {
  test('is no superuser, owns nothing and passes no wall', async () => {
    expect(await asApp`select session_user::text, current_user::text, rolsuper, rolbypassrls from pg_roles where rolname = session_user`).toEqual([
      { session_user: login, current_user: 'suixin_app', rolsuper: false, rolbypassrls: false },
    ])
    expect(await asApp`select tablename from pg_tables where schemaname = 'public' and tableowner in (${login}, 'suixin_app')`).toEqual([])
  })

  for (const { title, run } of ERRANDS.slice(0, 4)) test(`goes the whole errand: ${title}`, () => run(app))

  test.each([
    'update access_log set actor_id = $$x$$',
    'delete from access_log',
    'truncate access_log',
    'update log_checkpoints set note = $$x$$',
    'delete from log_leaves',
    'drop table access_log',
    'insert into wall_feeds (category, source, record) values ($$tax$$, $$samr$$, $$annual_report$$)',
    'delete from wall_feeds',
  ])('may not %s', async (statement) => {
    await expect(asApp.unsafe(statement)).rejects.toMatchObject(refused)
  })
})

interface Settings {
  subject?: string
  consent?: string
  lender?: string
  application?: string
  at?: string
}

describe('the role of a lender', () => {
  let firm: TestClient
  let bank: TestClient
  let live: Required<Settings>
  beforeAll(async () => {
    firm = await app.signIn('firm-catering')
    bank = await app.signIn('bank-a-viewer')
    const { id, lenderId } = await productNamed(firm, '示例税易贷')
    const { consentId, applicationId } = await applyFor(firm, id)
    live = { subject: await subjectOf(firm), consent: consentId, lender: lenderId, application: applicationId, at: app.mode.clock.now().toISOString() }
  })

  /** Counts of what is seen under these settings; a setting left out was never made. */
  const seen = (settings: Settings) =>
    asApp.begin(async (sql) => {
      for (const [name, value] of Object.entries(settings)) await sql`select set_config(${`suixin.${name}`}, ${value}, true)`
      await sql`set local role suixin_lender`
      const [{ records, subjects, others }] = (await sql`
        select (select count(*)::int from records) as records, (select count(*)::int from subjects) as subjects,
          (select count(*)::int from records where subject_id <> ${live.subject}) as others`) as never as [
        { records: number; subjects: number; others: number },
      ]
      return { records, subjects, others }
    })

  test('sees the records of one subject under a live consent, and nobody else’s', async () => {
    const { records, subjects, others } = await seen(live)
    expect(records).toBeGreaterThan(0)
    expect({ subjects, others }).toEqual({ subjects: 1, others: 0 })
  })

  /** The kinds of record that are seen, `source/record`. */
  const kindsSeen = (settings: Settings) =>
    asApp.begin(async (sql) => {
      for (const [name, value] of Object.entries(settings)) await sql`select set_config(${`suixin.${name}`}, ${value}, true)`
      await sql`set local role suixin_lender`
      return (await sql<{ feed: string }[]>`select distinct source || '/' || record as feed from records order by 1`).map(({ feed }) => feed)
    })

  test('sees the records of the categories that were granted, and of no others', async () => {
    const lying = await asApp<{ feed: string }[]>`select distinct source || '/' || record as feed from records where subject_id = ${live.subject}`
    expect(lying.map(({ feed }) => feed)).toEqual(expect.arrayContaining(['gz-credit/city_evaluation', 'samr/annual_report']))
    expect(await kindsSeen(live)).toEqual(['gz-tax/tax_grade', 'samr/registration'])
  })

  test('sees of a list the day of founding too, before which its silence says nothing, and still no other category', async () => {
    const { id, lenderId } = await productNamed(firm, '示例餐饮小店贷')
    const { id: consentId, applicationId } = must(await grant(firm, id, { categories: ['public_credit'] }), 201).body
    const open = { ...live, consent: consentId, lender: lenderId, application: applicationId }
    const seen = await kindsSeen(open)
    expect(seen).toEqual(expect.arrayContaining(['gz-credit/city_evaluation', 'samr/registration']))
    expect(seen).not.toEqual(expect.arrayContaining(['gz-tax/tax_grade']))
    expect(seen).not.toEqual(expect.arrayContaining(['samr/annual_report']))
    must(await firm.post(`/api/v1/consents/${consentId}/revoke`), 200)
    expect(await kindsSeen(open)).toEqual([])
  })

  test('finds the records of its subject by their key, whatever else the table holds', async () => {
    await app.database.db.execute('analyze records' as never)
    const plan = await asApp.begin(async (sql) => {
      for (const [name, value] of Object.entries(live)) await sql`select set_config(${`suixin.${name}`}, ${value}, true)`
      await sql`set local role suixin_lender`
      return (await sql`explain (costs off) select id, facts from records where subject_id = ${live.subject}`).map((row) => row['QUERY PLAN']).join('\n')
    })
    expect(plan).toMatch(/Index (Scan|Only Scan) (using|on) "?records_subject_id_id_pk"?/)
    expect(plan).not.toContain('Seq Scan on records')
  })

  const nothing = { records: 0, subjects: 0, others: 0 }
  test.each(['subject', 'consent', 'lender', 'application', 'at'] as const)('sees nothing where the setting %s is missing or empty', async (name) => {
    const { [name]: _, ...rest } = live
    expect(await seen(rest)).toEqual(nothing)
    expect(await seen({ ...live, [name]: '' })).toEqual(nothing)
  })

  test('sees nothing of another’s: lender, application, subject', async () => {
    const [other] = (await app.database.db.execute(`select id from subjects where id <> '${live.subject}' order by id limit 1` as never)) as unknown as [
      { id: string },
    ]
    for (const wrong of [{ lender: 'ins_00000000000000000000000000' }, { application: 'app_00000000000000000000000000' }, { subject: other.id }])
      expect(await seen({ ...live, ...wrong })).toEqual(nothing)
  })

  test('sees nothing at the end of the consent, and all of it a moment before', async () => {
    const { validTo } = must(await firm.get(`/api/v1/consents/${live.consent}`), 200).body
    expect(await seen({ ...live, at: validTo })).toEqual(nothing)
    expect((await seen({ ...live, at: new Date(Date.parse(validTo) - 1).toISOString() })).subjects).toBe(1)
  })

  test.each([
    'select * from consents',
    'select body from records',
    'select * from access_log',
    'select * from users',
    'select * from sessions',
    'select * from shown_items',
    'insert into access_log (kind) values ($$x$$)',
    'update records set facts = $$[]$$',
    'delete from subjects',
    'insert into wall_feeds (category, source, record) values ($$tax$$, $$samr$$, $$annual_report$$)',
    'select * from wall_feeds',
  ])('may not %s', async (statement) => {
    await expect(
      asApp.begin(async (sql) => {
        await sql`set local role suixin_lender`
        await sql.unsafe(statement)
      }),
    ).rejects.toMatchObject(refused)
  })

  test('has rights to no table about a subject but where a forced policy stands before its rows', async () => {
    const tables = await asApp.unsafe(`
      select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as forced,
        exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'subject_id' and not a.attisdropped) or c.relname = 'subjects' as about,
        (select count(*)::int from pg_policy p where p.polrelid = c.oid and 'suixin_lender'::regrole = any (p.polroles)) as policies
      from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and (has_any_column_privilege('suixin_lender', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES') or has_table_privilege('suixin_lender', c.oid, 'DELETE, TRUNCATE, TRIGGER'))
      order by 1`)
    expect(tables).toEqual([
      { table: 'feed_coverage', about: false, forced: false, policies: 0 },
      { table: 'records', about: true, forced: true, policies: 1 },
      { table: 'subject_keys', about: true, forced: true, policies: 1 },
      { table: 'subjects', about: true, forced: true, policies: 1 },
    ])
  })

  test('sees nothing once the consent is revoked; the settings of a read do not outlive it', async () => {
    must(await look(bank, live.application), 200)
    must(await firm.post(`/api/v1/consents/${live.consent}/revoke`), 200)
    expect(await seen(live)).toEqual(nothing)
    expect(await asApp`select current_user::text, coalesce(current_setting('suixin.consent', true), '') as consent`).toEqual([
      { current_user: 'suixin_app', consent: '' },
    ])
  })
})
