import type { Context } from '../../platform/context.ts'
import { isTransaction } from '../../platform/db/client.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { encodeBase64 } from '../base64.ts'
import { addSignature } from '../note.ts'
import { type CheckpointRow, listCheckpoints, listCosignatures, oldestUnsealed, oldestUnwitnessed } from '../store.ts'

/** Where nothing else is said: six times the delay of at most five seconds that is promised. */
export const LAG_LIMIT_SECONDS = 30

export interface SignedCheckpoint {
  size: number
  /** Base 64, as in the note. */
  root: string
  /** The signed note with the lines of the witnesses. */
  note: string
  at: Date
  /** Names of the witnesses that have signed. */
  witnesses: string[]
}

/** The log's head; null until the sealer has run for the first time. Two look-ups by key. */
export async function latestCheckpoint(ctx: Context): Promise<SignedCheckpoint | null> {
  return (await checkpoints(ctx, 1, null))[0] ?? null
}

/** Newest first; `below` only smaller ones. */
export async function checkpoints({ db }: Context, limit: number, below: number | null): Promise<SignedCheckpoint[]> {
  return withCosignatures({ db }, await listCheckpoints(db, limit, below))
}

export async function withCosignatures({ db }: Pick<Context, 'db'>, rows: readonly CheckpointRow[]): Promise<SignedCheckpoint[]> {
  const lines = await listCosignatures(
    db,
    rows.map(({ size }) => size),
  )
  return rows.map(({ size, root, note, sealedAt }) => {
    const own = lines.filter((line) => line.size === size)
    return {
      ...{ size, root: encodeBase64(root), at: sealedAt },
      note: own.reduce((signed, { line }) => addSignature(signed, line), note),
      witnesses: own.map(({ witness }) => witness),
    }
  })
}

/** For how long the oldest entry has waited for the seal, or for the witnesses where their quorum counts. */
export async function sealLagSeconds({ db, clock, sealing }: Context): Promise<number> {
  const oldest = sealing?.quorum ? await oldestUnwitnessed(db, sealing.quorum) : await oldestUnsealed(db)
  return oldest === null ? 0 : Math.max(0, (clock.now().getTime() - oldest.getTime()) / 1000)
}

/**
 * Nothing is disclosed that could not be proven soon: call it before a disclosure, outside its transaction. One query. Where the log lags
 * and this process can seal, it does and looks again.
 * @throws Fault unavailable `log_not_sealed`
 */
export async function requireSealed(ctx: Context): Promise<void> {
  const limit = ctx.sealing?.lagLimitSeconds ?? LAG_LIMIT_SECONDS
  if ((await sealLagSeconds(ctx)) <= limit) return
  if (ctx.sealing?.run && !isTransaction(ctx.db)) {
    // Why it could not is for the sealer's own log; the reader learns that nothing is shown.
    await ctx.sealing.run().catch(() => undefined)
    if ((await sealLagSeconds(ctx)) <= limit) return
  }
  throw new Fault(
    'unavailable',
    'log_not_sealed',
    '查看记录暂时不能封存，为了让每次查看都有据可查，现在不提供任何资料；请稍后再试。 The log cannot be sealed at the moment; nothing is disclosed without proof, retry shortly.',
    { retryAfterSeconds: 5 },
  )
}
