import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../../src/platform/db/client.ts'
import { openPostgres } from '../../../src/platform/db/postgres.ts'
import { type ScratchDatabase, scratchDatabase } from '../../support/scratch-database.ts'
import { theTableLosesNothing } from './round-trip.ts'

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

it('a screening row says of a subject what its profile says, on PostgreSQL', async () => {
  await expect(theTableLosesNothing(database, 30)).resolves.toBeUndefined()
}, 120_000)
