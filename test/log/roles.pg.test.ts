import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entriesOf, latestCheckpoint, sealLagSeconds, sealLog } from '../../src/log/index.ts'
import { proveInclusion } from '../../src/log/service/proofs.ts'
import { type Database, rowsOf } from '../../src/platform/db/client.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { testLogKeyring } from '../support/log-key.ts'
import { type ScratchDatabase, scratchDatabase } from '../support/scratch-database.ts'
import { deskOf, write } from './desk.ts'

const TABLES = ['access_log', 'log_leaves', 'log_tiles', 'log_checkpoints', 'log_cosignatures', 'log_keys']
const ROLES = ['suixin_app', 'suixin_sealer', 'suixin_auditor']

let scratch: ScratchDatabase
let database: Database
beforeAll(async () => {
  scratch = await scratchDatabase()
  database = openPostgres(scratch.url, { max: 4 })
  const desk = deskOf(database.db)
  for (let n = 0; n < 5; n++) await write(desk, n)
  await sealLog(desk, await testLogKeyring.open())
  await database.db.execute(sql`insert into log_cosignatures (size, witness, line, at) values (5, 'w', '— w AAAAAAA=', now())`)
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

const as = <T>(role: string, work: (desk: ReturnType<typeof deskOf>) => Promise<T>): Promise<T> =>
  database.db.transaction(async (tx) => {
    await tx.execute(sql.raw(`set local role ${role}`))
    return work(deskOf(tx))
  })

const CHANGES = TABLES.flatMap((table) => [
  [
    `update ${table}`,
    `update ${table} set ${table === 'access_log' ? "leaf = '{}'" : table === 'log_tiles' ? "hashes = '\\x00'" : table === 'log_cosignatures' ? "line = ''" : table === 'log_keys' ? 'from_size = 9' : table === 'log_leaves' ? "leaf_hash = '\\x00'" : "note = ''"}`,
  ],
  [`delete from ${table}`, `delete from ${table}`],
  [`truncate ${table}`, `truncate ${table}`],
])

describe.each([...ROLES, 'the owner'])('%s', (role) => {
  test.each(CHANGES)('may not %s', async (_, statement) => {
    const change = role === 'the owner' ? database.db.execute(sql.raw(statement)) : as(role, ({ db }) => db.execute(sql.raw(statement)))
    await expect(change).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

describe('the app', () => {
  test('appends, reads and proves', async () => {
    await as('suixin_app', async (desk) => {
      expect(await write(desk, 6)).toBeGreaterThan(5)
      expect((await entriesOf(desk, 'subject-1', 10, null)).map(({ seq }) => seq)).toEqual([1])
      expect((await latestCheckpoint(desk))!.size).toBe(5)
      expect((await proveInclusion(desk, { index: 3 })).proof).toHaveLength(3)
      expect(await sealLagSeconds(desk)).toBe(0)
    })
  })

  test.each(['log_leaves', 'log_tiles', 'log_checkpoints', 'log_keys'])('gives nothing its place in %s', async (table) => {
    const [{ row }] = (await rowsOf<{ row: string }>(database.db, sql.raw(`select (t.*)::text as row from ${table} t limit 1`))) as [{ row: string }]
    const insert = as('suixin_app', ({ db }) => db.execute(sql.raw(`insert into ${table} select (${`'${row.replaceAll("'", "''")}'`}::${table}).*`)))
    await expect(insert).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

describe('the sealer', () => {
  test.each(['suixin_sealer', 'suixin_app'])('takes its rights where the login is %s and may', async (role) => {
    const before = (await latestCheckpoint(deskOf(database.db)))!.size
    await write(deskOf(database.db), 7)
    const login = openPostgres(scratch.url, { max: 1 })
    try {
      await login.db.execute(sql.raw(`set role ${role}`))
      expect(await sealLog(deskOf(login.db), await testLogKeyring.open())).toMatchObject({ size: expect.any(Number) })
      expect((await latestCheckpoint(deskOf(database.db)))!.size).toBeGreaterThan(before)
      expect(await rowsOf(login.db, sql`select current_user as who`)).toEqual([{ who: role }])
    } finally {
      await login.close()
    }
  })

  test('lets a tile do nothing but grow', async () => {
    const grown = as('suixin_sealer', ({ db }) => db.execute(sql`update log_tiles set hashes = hashes || decode(repeat('ab', 32), 'hex') where false`))
    await expect(grown).resolves.toBeDefined()
    const shrunk = as('suixin_sealer', ({ db }) => db.execute(sql`update log_tiles set hashes = substring(hashes from 1 for 32)`))
    await expect(shrunk).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})
