import { randomBytes } from 'node:crypto'
import { dropRun, RUN_VARIABLE } from './scratch-database.ts'

/** Names the run before any test process starts, and leaves nothing of it on a server that outlives it. */
export default function setup(): () => Promise<void> {
  const run = randomBytes(4).toString('hex')
  process.env[RUN_VARIABLE] = run
  return async () => {
    if (process.env.TEST_DATABASE_URL) await dropRun(run)
  }
}
