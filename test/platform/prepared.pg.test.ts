import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, rowsOf } from '../../src/platform/db/client.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { type ScratchDatabase, scratchDatabase } from '../support/scratch-database.ts'

let scratch: ScratchDatabase
let database: Database

beforeAll(async () => {
  scratch = await scratchDatabase()
  database = openPostgres(scratch.url, { max: 1 })
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

/** Of ours; the driver prepares its own commits and savepoints. Asked without a parameter, and so not prepared itself. */
const prepared = async () =>
  (
    await rowsOf<{ statement: string }>(
      database.db,
      sql`select statement from pg_prepared_statements where statement !~ '^(commit|savepoint)' order by statement`,
    )
  ).map(({ statement }) => statement)

describe('queries on PostgreSQL', () => {
  it('of few parameters are prepared once a connection, inside transactions too', async () => {
    const ask = (n: number) => sql`select ${n}::int + 1 as next`
    for (const n of [1, 2, 3]) expect(await rowsOf(database.db, ask(n))).toEqual([{ next: n + 1 }])
    await database.db.transaction(async (tx) => {
      expect(await rowsOf(tx, ask(4))).toEqual([{ next: 5 }])
      await tx.transaction(async (inner) => expect(await rowsOf(inner, ask(5))).toEqual([{ next: 6 }]))
    })
    expect(await prepared()).toEqual(['select $1::int + 1 as next'])
  })

  it('of a list of any length, and what defines, are not kept', async () => {
    const many = sql.join(
      Array.from({ length: 17 }, (_, i) => sql`${i}::int`),
      sql`, `,
    )
    await database.db.execute(sql`select ${many}`)
    await database.db.execute(sql`set local statement_timeout = 1000`)
    expect(await prepared()).toHaveLength(1)
  })

  it('that write are prepared like those that read', async () => {
    const write = (key: string) => sql`delete from throttle where key = ${key}`
    for (const key of ['a', 'b']) await database.db.execute(write(key))
    expect(await prepared()).toEqual(['delete from throttle where key = $1', 'select $1::int + 1 as next'])
  })

  it('still answer after the table under them has changed', async () => {
    await database.db.execute(sql`create table changing (a int)`)
    await database.db.execute(sql`insert into changing values (1)`)
    const read = () => rowsOf(database.db, sql`select * from changing where a = ${1}`)
    expect(await read()).toEqual([{ a: 1 }])
    await database.db.execute(sql`alter table changing add column b text default 'x'`)
    expect(await read()).toEqual([{ a: 1, b: 'x' }])
  })
})
