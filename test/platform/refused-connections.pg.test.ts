import { connect, createServer, type Server } from 'node:net'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { isDatabaseAway, rowsOf } from '../../src/platform/db/client.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { promptSocket } from '../../src/platform/db/prompt-socket.ts'
import { freePort } from '../support/runtimes.ts'
import { scratchDatabase } from '../support/scratch-database.ts'

test('a pool whose server was not there for longer than it has connections works again once it is', async () => {
  const scratch = await scratchDatabase()
  const port = await freePort()
  const target = new URL(scratch.url)
  const database = openPostgres(Object.assign(new URL(scratch.url), { host: `127.0.0.1:${port}` }).href, { max: 3, socket: promptSocket })
  const ask = () => rowsOf<{ n: number }>(database.db, sql`select 1::int as n`)
  let door: Server | undefined
  try {
    for (let round = 0; round < 4; round++) {
      const refused = await Promise.all(Array.from({ length: 3 }, () => ask().then(() => 'answered', isDatabaseAway)))
      expect(refused).toEqual([true, true, true])
    }
    door = createServer((near) => {
      const far = connect(Number(target.port), target.hostname)
      near.pipe(far).pipe(near)
      for (const socket of [near, far]) socket.on('error', () => {})
    }).listen(port, '127.0.0.1')
    expect(await Promise.all(Array.from({ length: 6 }, ask))).toEqual(Array.from({ length: 6 }, () => [{ n: 1 }]))
  } finally {
    await database.close()
    door?.close()
    await scratch.drop()
  }
})
