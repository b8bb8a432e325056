import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../../src/platform/db/client.ts'
import { migrate } from '../../../src/platform/db/migrate.ts'
import { openPglite } from '../../../src/platform/db/pglite.ts'
import { sqlIsTheReference } from './equality.ts'

let database: Database
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
})
afterAll(() => database.close())

it('criteria as SQL say what the reference says, on the embedded database', async () => {
  expect(await sqlIsTheReference(database, 15)).toBe(15_000)
}, 120_000)
