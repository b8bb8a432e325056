/** A process of its own that imports a file slowly, so that it can be killed: `node killed-import.ts <database>`. */
import { feeds } from '../../../src/feeds/index.ts'
import { randomIds, systemClock } from '../../../src/platform/chance.ts'
import { openPostgres } from '../../../src/platform/db/postgres.ts'
import { importStream } from '../../../src/sources/index.ts'
import { testMaster } from '../../support/test-master.ts'
import { streamed } from './resumable-file.ts'

const database = openPostgres(process.argv[2]!, { max: 2 })
const ctx = { db: database.db, clock: systemClock, ids: randomIds(systemClock), master: testMaster, requestId: 'killed' }
const batch = await importStream(ctx, feeds, streamed(), { copyRows: database.copyRows, blockBytes: 400 })
console.log(JSON.stringify({ status: batch.status, received: batch.received }))
await database.close()
