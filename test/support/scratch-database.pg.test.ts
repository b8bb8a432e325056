import postgres from 'postgres'
import { describe, expect, test } from 'vitest'
import { type ScratchDatabase, scratchDatabase } from './scratch-database.ts'

async function ask<T extends object>(url: string, query: string): Promise<T[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return [...(await sql.unsafe<T[]>(query))]
  } finally {
    await sql.end({ timeout: 1 })
  }
}

describe('a scratch database', () => {
  test('is migrated, and its own: what one writes another never sees', async () => {
    const [one, other] = (await Promise.all([scratchDatabase(), scratchDatabase()])) as [ScratchDatabase, ScratchDatabase]
    try {
      expect(one.url).not.toBe(other.url)
      expect(await ask(one.url, "select 1 from information_schema.tables where table_name = 'subjects'")).toHaveLength(1)
      await ask(one.url, 'create table mark (id int)')
      expect(await ask(other.url, "select 1 from information_schema.tables where table_name = 'mark'")).toHaveLength(0)
    } finally {
      await Promise.all([one.drop(), other.drop()])
    }
  })

  test('is gone when dropped, though a connection was left open', async () => {
    const scratch = await scratchDatabase()
    const left = postgres(scratch.url, { max: 1, onnotice: () => {} })
    await left`select 1`
    await scratch.drop()
    await expect(ask(scratch.url, 'select 1')).rejects.toThrow(/does not exist/)
    await left.end({ timeout: 1 })
  })

  test('asks for PostgreSQL in a sentence when there is none', async () => {
    const given = process.env.TEST_DATABASE_URL
    delete process.env.TEST_DATABASE_URL
    try {
      await expect(scratchDatabase()).rejects.toThrow(/needs PostgreSQL: run `npm test/)
    } finally {
      process.env.TEST_DATABASE_URL = given
    }
  })
})
