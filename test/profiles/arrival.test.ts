import { afterAll, beforeAll, it } from 'vitest'
import type { Database } from '../../src/platform/db/client.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPglite } from '../../src/platform/db/pglite.ts'
import { arrivalNeverShows } from './arrival.ts'

let database: Database
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
})
afterAll(() => database.close())

it('is the same for any order, repetition and grouping of its records’ arrival, on the embedded database', () => arrivalNeverShows(database, 1_000), 300_000)
