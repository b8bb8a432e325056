import type { Db } from './db/client.ts'
import type { Allowance } from './kernel/fault.ts'
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
  /** How the log is sealed, and by this process where it holds the log's key; never called within a transaction. */
  sealing?: Sealing
  /** Told what is left of a limit each time something counts against it, so that the answer can say so. */
  onAllowance?(allowance: Allowance): void
}

/** What a verb has to know of the log's sealer. */
export interface Sealing {
  /** An entry may wait so long; then nothing more is disclosed. */
  lagLimitSeconds: number
  /** Witnesses that must have signed before an entry counts as sealed; 0: none. */
  quorum: number
  /** Seals what is settled; absent where another process has the key. */
  run?(): Promise<void>
}
