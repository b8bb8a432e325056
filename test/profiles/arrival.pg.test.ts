import { afterAll, beforeAll, it } from 'vitest'
import type { Database } from '../../src/platform/db/client.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { type ScratchDatabase, scratchDatabase } from '../support/scratch-database.ts'
import { arrivalNeverShows } from './arrival.ts'

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

it('is the same for any order, repetition and grouping of its records’ arrival, on PostgreSQL', () => arrivalNeverShows(database, 1_000), 300_000)
