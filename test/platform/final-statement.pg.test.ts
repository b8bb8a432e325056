import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, type Db, isDatabaseAway, rowsOf, sqlStateOf } from '../../src/platform/db/client.ts'
import { type Ending, transactionEndingIn } from '../../src/platform/db/final-statement.ts'
import { openPglite } from '../../src/platform/db/pglite.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { type ScratchDatabase, scratchDatabase } from '../support/scratch-database.ts'

let scratch: ScratchDatabase
const databases = new Map<string, Database>()
beforeAll(async () => {
  scratch = await scratchDatabase()
  databases.set('PostgreSQL', openPostgres(scratch.url, { max: 4 }))
  databases.set('PostgreSQL through a pooler', openPostgres(scratch.url, { max: 4, pooled: true }))
  databases.set('PGlite', await openPglite())
  for (const name of ['PostgreSQL', 'PGlite'])
    await databases.get(name)!.db.execute(sql`create table ledger (id integer primary key, xid text not null default pg_current_xact_id()::text)`)
})
afterAll(async () => {
  for (const database of databases.values()) await database.close()
  await scratch.drop()
})

const ids = async (db: Db) => (await rowsOf<{ id: number }>(db, sql`select id from ledger order by id`)).map(({ id }) => id)
const insert = (id: number) => sql`insert into ledger (id) values (${id}) returning id, xid`

describe.each(['PostgreSQL', 'PostgreSQL through a pooler', 'PGlite'])('a transaction that ends in a statement, on %s,', (name) => {
  const db = () => databases.get(name)!.db
  const clear = () => db().execute(sql`delete from ledger`)

  test('is one transaction with it, however many run at once', async () => {
    await clear()
    const pairs = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        transactionEndingIn(db(), async (tx): Promise<Ending<unknown[]>> => {
          const [first] = await rowsOf<{ xid: string }>(tx, insert(2 * n))
          return { last: insert(2 * n + 1), read: (rows) => [first!.xid, rows[0]!.xid] }
        }),
      ),
    )
    for (const [first, last] of pairs) expect(last).toBe(first)
    expect(new Set(pairs.map(([first]) => first)).size).toBe(40)
    expect(await ids(db())).toHaveLength(80)
  })

  test('leaves nothing behind where its last statement is refused, and throws what refused it', async () => {
    await clear()
    await db().execute(insert(7))
    const refused = transactionEndingIn(db(), async (tx): Promise<Ending<void>> => {
      await tx.execute(insert(1))
      return { last: insert(7), read: () => expect.unreachable() }
    })
    await expect(refused.catch((error: unknown) => Promise.reject(new Error(String(sqlStateOf(error)))))).rejects.toThrow('23505')
    expect(await ids(db())).toEqual([7])
    // The connection is as good as before.
    await transactionEndingIn(db(), async () => ({ last: insert(8), read: () => undefined }))
    expect(await ids(db())).toEqual([7, 8])
  })

  test('rolls back where the work before it throws', async () => {
    await clear()
    const work = transactionEndingIn(db(), async (tx): Promise<Ending<void>> => {
      await tx.execute(insert(1))
      throw new Error('no leave')
    })
    await expect(work).rejects.toThrow('no leave')
    expect(await ids(db())).toEqual([])
  })

  test('may have no statement left', async () => {
    await clear()
    expect(await transactionEndingIn(db(), async (tx) => ({ done: (await rowsOf<{ id: number }>(tx, insert(3)))[0]!.id }))).toBe(3)
    expect(await ids(db())).toEqual([3])
  })
})

test('where the commit is refused, that is thrown, though the statement before it was answered', async () => {
  const { db } = databases.get('PostgreSQL')!
  await db.execute(sql`create table promise (id integer primary key, kept integer references promise deferrable initially deferred)`)
  const broken = transactionEndingIn(db, async () => ({ last: sql`insert into promise values (${1}, ${2}) returning id`, read: (rows) => rows[0]!.id }))
  await expect(broken.catch((error: unknown) => Promise.reject(new Error(String(sqlStateOf(error)))))).rejects.toThrow('23503')
  expect(await rowsOf(db, sql`select * from promise`)).toEqual([])
})

test('where the connection is lost on the way, the outcome is not known and nothing is answered', async () => {
  const database = openPostgres(scratch.url, { max: 1 })
  try {
    const lost = transactionEndingIn(database.db, async (tx) => {
      await tx.execute(sql`select 1`)
      return { last: sql`select pg_terminate_backend(pg_backend_pid()), ${1}::integer as id`, read: (rows) => rows[0]!.id }
    })
    const error = await lost.then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(isDatabaseAway(error)).toBe(true)
  } finally {
    await database.close()
  }
})

test('any number of statements, and any of them last, stand or fall together', async () => {
  const { db } = databases.get('PostgreSQL')!
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 100, max: 999 }), { minLength: 1, maxLength: 6 }), fc.boolean(), async (numbers, repeats) => {
      await db.execute(sql`delete from ledger`)
      const [first, ...others] = numbers
      const done = transactionEndingIn(db, async (tx): Promise<Ending<boolean>> => {
        for (const id of others) await tx.execute(insert(id))
        return { last: insert(repeats && others[0] !== undefined ? others[0] : first!), read: () => true }
      }).catch(() => false)
      const stands = !(repeats && others.length > 0)
      expect(await done).toBe(stands)
      expect(await ids(db)).toEqual(stands ? [...numbers].sort((a, b) => a - b) : [])
    }),
    { numRuns: 60 },
  )
})
