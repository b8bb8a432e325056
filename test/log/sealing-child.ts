/**
 * A process that seals until it is killed, and writes entries that it never commits: `tsx sealing-child.ts <database url>`.
 * Says `sealing` once it does.
 */
import { sealLog } from '../../src/log/index.ts'
import { appendLog } from '../../src/log/store.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { testLogKeyring } from '../support/log-key.ts'
import { deskOf, entryOf } from './desk.ts'

const { db } = openPostgres(process.argv[2]!, { max: 3 })
const key = await testLogKeyring.open()

async function neverCommit(): Promise<void> {
  for (let n = 0; ; n++)
    await db
      .transaction(async (tx) => {
        await appendLog(tx, { ...entryOf(n), requestId: 'lost', at: new Date() }, { subject: 'lost', operator: 'lost' })
        await new Promise((resolve) => setTimeout(resolve, 10))
        throw new Error('given up')
      })
      .catch(() => undefined)
}

void neverCommit()
for (let told = false; ; told = true) {
  await sealLog(deskOf(db), key)
  if (!told) console.log('sealing')
}
