import type { Context } from '../../platform/context.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { type Gateway, profileView, type SourceName } from '../../profiles/model.ts'
import type { ApplicationStatus } from '../model.ts'
import { discloseCase } from '../service.ts'
import { listQueue } from '../store.ts'
import type { ExportRow } from './sheet.ts'

/** A page that takes longer ends early, within the two seconds an answer with disclosed data has. */
const PAGE_MS = 1_200

export interface PageQuery {
  status: ApplicationStatus | null
  limit: number
  after: { at: Date; id: string } | null
}

export interface ExportPage {
  rows: ExportRow[]
  /** Where the next page goes on; null after the last. */
  next: { at: Date; id: string } | null
}

/**
 * A page of a lender's cases with their consented profiles, oldest first. Each is a read like any other, locked, checked,
 * counted and logged by itself and by `discloseTo` alone; what is refused says why, and its refusal is logged too. A page
 * holds what was read while it was made: what cannot be read now ends it, and the next page begins there.
 * @throws Fault unavailable, where not even the first could be read
 */
export async function exportPage(
  ctx: Context,
  { gateway, nameOf }: { gateway: Gateway; nameOf: SourceName },
  reader: { lenderId: string; actorId: string },
  { status, limit, after }: PageQuery,
): Promise<ExportPage> {
  const started = performance.now()
  const queue = await listQueue(ctx.db, reader.lenderId, status, limit + 1, after)
  const rows: ExportRow[] = []
  let last = after
  for (const { applicationId, submittedAt } of queue.slice(0, limit)) {
    if (rows.length > 0 && performance.now() - started > PAGE_MS) return { rows, next: last }
    try {
      const { application, profile, consent, logIndex } = await discloseCase(ctx, gateway, reader.lenderId, reader.actorId, applicationId)
      rows.push({
        ...{ applicationId, productId: application.productId, productVersion: application.productVersion },
        ...{ readNo: consent.readsUsed, logIndex },
        consent: { id: consent.id, hash: consent.hash, validTo: consent.validTo.toISOString(), deleteAfter: consent.artefact.retention.deleteAfter },
        ...shownBy(profileView(profile, nameOf)),
      })
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      if (error.kind === 'unavailable') {
        if (rows.length === 0) throw error
        return { rows, next: last }
      }
      rows.push({ applicationId, refused: error.code })
    }
    last = { at: submittedAt, id: applicationId }
  }
  return { rows, next: queue.length > limit ? last : null }
}

function shownBy({ asOf, sections }: ReturnType<typeof profileView>): Pick<Extract<ExportRow, { asOf: string }>, 'asOf' | 'sections'> {
  return { asOf, sections: sections.filter(({ granted }) => granted) }
}
