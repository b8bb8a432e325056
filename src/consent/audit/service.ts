import { DUMP_FORMAT, type DumpHeader } from '../../log/audit/model.ts'
import { latestCheckpoint, logVkeys, sealedStretch } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Keyring } from '../../platform/outside/signing.ts'
import { BEGINS, isShown, linesOfStretch } from './export.ts'
import { listArtefacts } from './store.ts'

export interface AuditSource {
  /** The log's name. */
  origin: string
  keys: Keyring
}

/** Where the next stretch begins; null: from the start, up to what is the newest checkpoint then. */
export interface DumpPlace {
  from: number
  to: number
  lines: number
}

export interface DumpPage {
  lines: string[]
  next: DumpPlace | null
}

/** Whole tiles: one read of the table and a few look-ups, well within the time of a request. */
const LEAVES_A_PAGE = 2_048

/**
 * The next stretch of the audit dump; all of them, one behind the other, are the file.
 * @param scope `whole`, or the lender whose entries are written out while the others stand as hashes
 */
export async function dumpPage(ctx: Context, { origin, keys }: AuditSource, scope: string, place: DumpPlace | null): Promise<DumpPage> {
  const from = place?.from ?? 0
  const to = place?.to ?? (await latestCheckpoint(ctx))?.size ?? 0
  const upTo = Math.min(to, from + LEAVES_A_PAGE)
  const header: DumpHeader = {
    ...{ format: DUMP_FORMAT, origin, vkeys: await logVkeys(ctx), jwks: await keys.published() },
    ...{ from: 0, to, madeAt: ctx.clock.now().toISOString(), scope },
  }
  const { leaves, checkpoints, tiles } = await sealedStretch(ctx, from, upTo)
  const begun = leaves.flatMap((row) => {
    const { kind, subjectId, consentId } = row
    return kind !== null && subjectId !== null && consentId !== null && BEGINS.has(kind) && isShown(header, row) ? [{ subjectId, consentId }] : []
  })
  const artefacts = (await listArtefacts(ctx.db, begun)).map(({ id, artefact, hash, signatures }) => ({
    id,
    artefact,
    hash,
    platform: signatures?.platform ?? null,
  }))
  const linesBefore = place?.lines ?? 0
  const lines = linesOfStretch({ header, from, upTo, leaves, checkpoints, tiles, artefacts, linesBefore })
  return { lines, next: upTo < to ? { from: upTo, to, lines: linesBefore + lines.length } : null }
}
