import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../../src/platform/db/client.ts'
import { migrate } from '../../../src/platform/db/migrate.ts'
import { openPglite } from '../../../src/platform/db/pglite.ts'
import { theTableLosesNothing } from './round-trip.ts'

let database: Database
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
}, 60_000)
afterAll(() => database.close())

it('a screening row says of a subject what its profile says, on PGlite', async () => {
  await expect(theTableLosesNothing(database, 30)).resolves.toBeUndefined()
}, 120_000)
