import type { Context } from '../../platform/context.ts'
import type { Outside } from '../../platform/outside/outside.ts'
import type { LogSettings } from '../settings.ts'
import { latestCheckpoint, sealLagSeconds } from './head.ts'
import type { LogKeyring } from './key.ts'
import { type Sealing, sealLog } from './seal.ts'
import { askWitnesses, type WitnessOutcome } from './witnesses.ts'

/** What a process does for the log. */
export interface LogKeeper {
  settings: LogSettings
  /** Absent where this process has no key: it serves the log, and another seals it. */
  seal?(ctx: Context): Promise<Sealing>
  /** Shows the newest checkpoint to the witnesses; absent where there are none. */
  attest?(ctx: Context): Promise<ReadonlyMap<string, WitnessOutcome>>
}

/** @param outside the way to the witnesses */
export function logKeeper(settings: LogSettings, keyring: LogKeyring | null, outside?: Outside): LogKeeper {
  return {
    settings,
    ...(keyring && { seal: async (ctx: Context) => sealLog(ctx, await keyring.open()) }),
    ...(keyring && outside && settings.witnesses.length > 0 && { attest: (ctx: Context) => askWitnesses(ctx, outside, settings) }),
  }
}

/** The same work, knowing how its disclosures are sealed. */
export function withSealing(ctx: Context, { settings, seal, attest }: LogKeeper): Context {
  const { lagLimitSeconds, quorum, quorumCloses } = settings
  const run =
    seal &&
    (async () => {
      await seal(ctx)
      await attest?.(ctx)
    })
  return { ...ctx, sealing: { lagLimitSeconds, quorum: quorumCloses ? quorum : 0, ...(run && { run }) } }
}

/**
 * For /readyz: how long the oldest entry has waited.
 * @throws Error where that is longer than it may, or the witnesses' quorum is missing and counts
 */
export async function sealStatus(ctx: Context, { settings }: LogKeeper): Promise<string> {
  const lag = await sealLagSeconds(ctx)
  const told = `sealLag ${lag.toFixed(1)} s`
  if (lag > settings.lagLimitSeconds) throw new Error(`${told}, limit ${settings.lagLimitSeconds} s: nothing is disclosed`)
  if (settings.quorum === 0) return told
  const signed = (await latestCheckpoint(ctx))?.witnesses.length ?? 0
  return `${told}; witnesses ${signed} of ${settings.quorum}${signed < settings.quorum ? ' missing' : ''}`
}
