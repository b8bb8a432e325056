import type { Db } from './db/client.ts'
import type { Ids } from './kernel/id.ts'
import type { Clock } from './kernel/time.ts'

/**
 * What a verb works with. `db` is the open transaction wherever a write belongs to one: a verb never reaches
 * past it (on PGlite the outer handle would wait for the transaction for ever).
 */
export interface Context {
  db: Db
  clock: Clock
  ids: Ids
  /** Goes into every log entry this work writes. */
  requestId: string
}
