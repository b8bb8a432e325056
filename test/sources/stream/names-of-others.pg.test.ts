import { afterAll, beforeAll, describe } from 'vitest'
import type { Database } from '../../../src/platform/db/client.ts'
import { openPostgres } from '../../../src/platform/db/postgres.ts'
import { promptSocket } from '../../../src/platform/db/prompt-socket.ts'
import { type ScratchDatabase, scratchDatabase } from '../../support/scratch-database.ts'
import { namesOfOthersInStreams } from './names-of-others.ts'

let scratch: ScratchDatabase
let database: Database
beforeAll(async () => {
  scratch = await scratchDatabase()
  database = openPostgres(scratch.url, { max: 4, socket: promptSocket })
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

describe('names of others in a stream, on PostgreSQL', () => namesOfOthersInStreams(() => database))
