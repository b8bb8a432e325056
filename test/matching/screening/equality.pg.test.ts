import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../../src/platform/db/client.ts'
import { openPostgres } from '../../../src/platform/db/postgres.ts'
import { type ScratchDatabase, scratchDatabase } from '../../support/scratch-database.ts'
import { sqlIsTheReference } from './equality.ts'

let scratch: ScratchDatabase
let database: Database
beforeAll(async () => {
  scratch = await scratchDatabase()
  database = openPostgres(scratch.url)
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

it('criteria as SQL say what the reference says, on PostgreSQL', async () => {
  expect(await sqlIsTheReference(database, 40)).toBe(40_000)
}, 300_000)
