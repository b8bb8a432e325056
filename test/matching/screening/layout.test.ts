import { sql } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { columnOf, LAYOUT, VALUE_COLUMNS } from '../../../src/matching/screening/layout.ts'
import { screenRows } from '../../../src/matching/screening/tables.ts'
import { type Database, rowsOf } from '../../../src/platform/db/client.ts'
import { migrate } from '../../../src/platform/db/migrate.ts'
import { openPglite } from '../../../src/platform/db/pglite.ts'
import { ATTRIBUTES } from '../../../src/profiles/model.ts'

let database: Database
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
})
afterAll(() => database.close())

describe('the screening table', () => {
  test('has a typed column for every attribute that criteria may ask for, and for no other: a new one wants a migration', async () => {
    const columns = await rowsOf<{ name: string; type: string }>(
      database.db,
      sql`select column_name as name, data_type as type from information_schema.columns where table_name = 'screen_rows' and starts_with(column_name, 'v_')`,
    )
    const wanted = ATTRIBUTES.filter(({ askable }) => askable).map(({ id, type }) => ({
      name: columnOf(id).column,
      type: type === 'grade' ? 'smallint' : type === 'code' ? 'text' : 'bigint',
    }))
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
    expect([...columns].sort(byName)).toEqual(wanted.sort(byName))
  })

  test('is declared with the same columns', () => {
    const declared = getTableConfig(screenRows).columns.map(({ name }) => name)
    for (const { column } of VALUE_COLUMNS) expect(declared).toContain(column)
  })

  test('knows its places by the order of the registry and has none for a list', () => {
    expect(VALUE_COLUMNS.map(({ place }) => place)).toEqual(VALUE_COLUMNS.map((_, i) => i + 1))
    expect(() => columnOf('penalties')).toThrow(/no column for penalties/)
    expect(Number.isInteger(LAYOUT)).toBe(true)
  })
})
