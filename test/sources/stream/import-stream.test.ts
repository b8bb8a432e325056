import { afterAll, beforeAll, describe } from 'vitest'
import type { Database } from '../../../src/platform/db/client.ts'
import { migrate } from '../../../src/platform/db/migrate.ts'
import { openPglite } from '../../../src/platform/db/pglite.ts'
import { resumable } from './resumable.ts'

let database: Database
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
})
afterAll(() => database.close())

describe('an import block by block, on the embedded database', () => resumable(() => database))
