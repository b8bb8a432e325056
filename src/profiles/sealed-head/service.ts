import { latestCheckpoint, requireSealed, type SignedCheckpoint } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Db } from '../../platform/db/client.ts'

/** A log is sealed every second: a head this old is still the latest but for a fraction of that. */
const FRESH_MS = 250

interface Look {
  head: Promise<SignedCheckpoint | null>
  /** Of the process, and of the clock by which lag is told. */
  lookedAt: number
  clockMs: number
}

/** By the database of a process, so that a thousand reads a second ask four times. No consent is kept here. */
const looks = new WeakMap<Db, Look>()

/**
 * The checkpoint that goes out with a disclosure; null before the first was signed.
 * @throws Fault unavailable `log_not_sealed` where entries wait too long for their seal: then nothing is disclosed
 */
export async function sealedHead(ctx: Context): Promise<SignedCheckpoint | null> {
  const [lookedAt, clockMs] = [performance.now(), ctx.clock.now().getTime()]
  const before = looks.get(ctx.db)
  if (before && lookedAt - before.lookedAt < FRESH_MS && Math.abs(clockMs - before.clockMs) < 2 * FRESH_MS) return before.head
  const head = requireSealed(ctx).then(() => latestCheckpoint(ctx))
  looks.set(ctx.db, { head, lookedAt, clockMs })
  // What failed is asked again by whoever comes next.
  head.catch(() => looks.delete(ctx.db))
  return head
}
