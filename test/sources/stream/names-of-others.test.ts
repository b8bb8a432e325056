import { afterAll, beforeAll, describe } from 'vitest'
import type { Database } from '../../../src/platform/db/client.ts'
import { migrate } from '../../../src/platform/db/migrate.ts'
import { openPglite } from '../../../src/platform/db/pglite.ts'
import { namesOfOthersInStreams } from './names-of-others.ts'

let database: Database
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
})
afterAll(() => database.close())

describe('names of others in a stream, on the embedded database', () => namesOfOthersInStreams(() => database))
