/** A process of its own that reads one consent with eight hands, and says the request id of each read that gave data. */
import { heldClock, randomIds } from '../../src/platform/chance.ts'
import { isDatabaseAway } from '../../src/platform/db/client.ts'
import { isLateWrite, openPostgres } from '../../src/platform/db/postgres.ts'
import { Fault } from '../../src/platform/kernel/fault.ts'
import { type DisclosureRequest, discloseTo } from '../../src/profiles/index.ts'
import { testMaster } from '../support/test-master.ts'

const of = JSON.parse(process.env.READ_OF ?? '{}') as DisclosureRequest
const clock = heldClock(new Date(process.env.READ_AT ?? ''))
const open = () => openPostgres(process.env.READ_URL ?? '', { max: 8, role: 'suixin_app' })
let database = open()
process.on('uncaughtException', (error) => {
  if (!isLateWrite(error)) process.exit(1)
})

let asked = 0
async function hand(): Promise<void> {
  for (;;) {
    const requestId = `child-${process.pid}-${++asked}`
    const current = database
    const context = { db: current.db, clock, ids: randomIds(clock), master: testMaster, requestId }
    try {
      await discloseTo(context, of, () => Promise.reject(new Error('firms alone are read here')))
      process.stdout.write(`${requestId}\n`)
    } catch (error) {
      if (!isDatabaseAway(error) && !(error instanceof Fault)) throw error
      // A pool whose transaction broke is worn (postgres.ts): one new one for all hands.
      if (database === current) database = open()
    }
  }
}
await Promise.all(Array.from({ length: 8 }, hand))
