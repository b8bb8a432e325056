/** What an owner who is no superuser has to say to pg_dump: forced policies stand before its own rows, too. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { feeds } from '../../src/feeds/index.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { drawWall } from '../../src/profiles/index.ts'
import { deskOf, write } from '../log/desk.ts'
import { runProgram } from '../support/child-process.ts'
import { findPrograms } from '../support/postgres-server.ts'

const owner = `suixin_test_owner_${randomBytes(6).toString('hex')}`
const [first, second] = [`${owner}_a`, `${owner}_b`]
const ROLES = ['suixin_app', 'suixin_sealer', 'suixin_auditor', 'suixin_lender']
const folder = mkdtempSync(join(tmpdir(), 'suixin-dump-'))
const file = join(folder, 'suixin.dump')

let admin: postgres.Sql
const urlOf = (database: string) => Object.assign(new URL(process.env.TEST_DATABASE_URL!), { username: owner, pathname: `/${database}` }).href
beforeAll(async () => {
  admin = postgres(process.env.TEST_DATABASE_URL!, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create role ${owner} login`)
  for (const role of ROLES) {
    const [found] = await admin`select 1 from pg_roles where rolname = ${role}`
    if (!found) await admin.unsafe(`create role ${role} nologin`)
    await admin.unsafe(`grant ${role} to ${owner} with admin option`)
  }
  for (const name of [first, second]) await admin.unsafe(`create database ${name} owner ${owner}`)
  const database = openPostgres(urlOf(first), { max: 1 })
  await migrate(database)
  await drawWall(database.db, feeds)
  for (let n = 0; n < 5; n++) await write(deskOf(database.db), n)
  await database.db.execute(
    `
    insert into subjects (id, kind, code, name, synthetic, created_at) values ('one', 'enterprise', '91440101MA00000000', 'A firm', true, now())` as never,
  )
  await database.db.execute(
    `
    insert into records (subject_id, id, source, record, record_key, version, retracts, as_of, body, layout, facts, batch_id, row_no, recorded_at)
    values ('one', 'r', 'samr', 'registration', 'k', '2026', false, '2026-01-01', '[]', 'l', '[]', 'b', 1, now())` as never,
  )
  await database.close()
})
afterAll(async () => {
  for (const name of [first, second]) await admin.unsafe(`drop database if exists ${name} with (force)`)
  await admin.unsafe(`drop owned by ${owner}`)
  await admin.unsafe(`drop role ${owner}`)
  await admin.end()
  rmSync(folder, { recursive: true, force: true })
})

const program = (name: string, ...words: string[]) => runProgram(join(findPrograms()!, name), words, { quiet: true })

const counts = async (database: string) => {
  const sql = postgres(urlOf(database), { max: 1, onnotice: () => {} })
  try {
    return (
      await sql`
        select (select count(*)::int from access_log) as entries, (select count(*)::int from records) as records,
          (select count(*)::int from subjects) as subjects, (select count(*)::int from wall_feeds) > 0 as wall,
          (select count(*)::int from pg_class where relforcerowsecurity) as walls, (select count(*)::int from pg_policy) as policies`
    )[0]
  } finally {
    await sql.end()
  }
}

test('without a word about row-level security an owner’s dump is refused, not half', async () => {
  const { code, output } = await program('pg_dump', '-Fc', '-f', file, urlOf(first))
  expect(code).not.toBe(0)
  expect(output).toMatch(/row-level security/)
})

test('with --enable-row-security it is whole, and the walls stand again where it is read in', async () => {
  expect(await program('pg_dump', '--enable-row-security', '-Fc', '-f', file, urlOf(first))).toMatchObject({ code: 0 })
  expect(await program('pg_restore', '--no-owner', '--exit-on-error', '-d', urlOf(second), file)).toMatchObject({ code: 0 })
  const before = await counts(first)
  expect(before).toMatchObject({ entries: 5, records: 1, subjects: 1, wall: true, walls: 4 })
  expect(await counts(second)).toEqual(before)
})
