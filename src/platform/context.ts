import type { Db } from './db/client.ts'
import type { Ids } from './kernel/id.ts'
import type { Clock } from './kernel/time.ts'
import type { MasterKey } from './outside/master-key.ts'

/**
 * What a verb works with. `db` is the open transaction wherever a write belongs to one: a verb never reaches
 * past it (on PGlite the outer handle would wait for the transaction for ever).
 */
export interface Context {
  db: Db
  clock: Clock
  ids: Ids
  /** Wraps the key of each subject. */
  master: MasterKey
  /** Goes into every log entry this work writes. */
  requestId: string
}
