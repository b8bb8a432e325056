import { createHash } from 'node:crypto'
import { coverageOf, readConsent, recordDenial, recordListing, releaseRead } from '../../../consent/index.ts'
import { requireSealed } from '../../../log/index.ts'
import type { Context } from '../../../platform/context.ts'
import { canonicalJson } from '../../../platform/kernel/canonical.ts'
import { Fault } from '../../../platform/kernel/fault.ts'
import { placedLeaves } from '../../../products/model.ts'
import { type Gateway, isNaturalPerson } from '../../../profiles/model.ts'
import { findSubjects } from '../../../subjects/index.ts'
import type { EntryView } from '../../screening-contract.ts'
import { endEntry, listEntries, type ScreenBatch, type ScreenEntry } from '../store.ts'
import { applicantView } from '../view.ts'

export interface EntryQuery {
  basis?: ScreenEntry['basis'] | undefined
  /** How many of the list were shown before. A place by subject would tell whom a page ended with. */
  skip: number
  limit: number
}

type Consented = ScreenEntry & { consentId: string; applicationId: string }

/**
 * A page of a batch for its lender. Every applicant on it is a read under that applicant's consent: in one transaction
 * each consent is locked, checked anew, counted and logged, and nothing is returned before that has committed. What is
 * about a natural person first gets a licensed bureau's leave (decision 0013). Whose consent has ended is left out.
 * Whom open records alone decide is told in its log, in the same transaction: nobody is listed without an entry.
 * @throws Fault unavailable `gateway_unavailable` | `log_not_sealed`; then nothing was read or counted
 */
export async function entriesOf(
  ctx: Context,
  batch: ScreenBatch,
  actorId: string,
  gateway: Gateway,
  { basis, skip, limit }: EntryQuery,
): Promise<{ items: EntryView[]; next: number | null }> {
  const rows = await listEntries(ctx.db, batch, { basis, skip, limit: limit + 1 })
  const page = rows.slice(0, limit).filter(({ endedAt }) => endedAt === null)
  if (page.length > 0) await requireSealed(ctx)
  const asked = page.filter(isConsented)
  const tickets = await askLeave(ctx, batch, asked, gateway)
  const ended: { entry: Consented; why: string }[] = []
  const listed = page.filter((entry) => !isConsented(entry)).map(({ subjectId }) => subjectId)
  if (page.length > 0) {
    await ctx.db.transaction(async (tx) => {
      await recordListing({ ...ctx, db: tx }, listingOf(batch), listed, actorId)
      for (const entry of asked) {
        const { subjectId, consentId, applicationId, lenderId } = entry
        const via = tickets.get(subjectId)
        const read = { subjectId, consentId, lenderId, applicationId, actorId, body: bodyOf(entry), ...(via ? { via } : {}) }
        const released = await releaseRead({ ...ctx, db: tx }, read)
        if (!released.coverage.covered) ended.push({ entry, why: released.coverage.why })
      }
    })
  }
  for (const { entry, why } of ended) {
    await ctx.db.transaction(async (tx) => {
      const inner = { ...ctx, db: tx }
      await recordDenial(inner, await readConsent(inner, entry.subjectId, entry.consentId), actorId, why)
      await endEntry(tx, entry, ctx.clock.now())
    })
  }
  const gone = new Set(ended.map(({ entry }) => entry.subjectId))
  const codes = await codesOf(ctx, page)
  const items = page.filter(({ subjectId }) => !gone.has(subjectId)).map((entry) => viewOf(entry, codes))
  return { items, next: rows.length > limit ? skip + limit : null }
}

function isConsented(entry: ScreenEntry): entry is Consented {
  return entry.basis === 'consent'
}

function listingOf({ id, lenderId, productId, version, area, audience, criteria }: ScreenBatch) {
  return {
    ...{ batchId: id, lenderId, product: { id: productId, version } },
    hash: createHash('sha256')
      .update(canonicalJson({ id, productId, version, area, audience, criteria } as never))
      .digest('hex'),
    fields: [...new Set<string>(placedLeaves(criteria).map(({ leaf }) => leaf.attr))],
  }
}

/** The bureau's ticket by subject, for natural persons whose consent still covers the read. Outside any transaction. */
async function askLeave(ctx: Context, batch: ScreenBatch, entries: readonly Consented[], gateway: Gateway): Promise<Map<string, string>> {
  const tickets = new Map<string, string>()
  const attributes = new Set<string>(placedLeaves(batch.criteria).map(({ leaf }) => leaf.attr))
  for (const { subjectId, consentId, applicationId, lenderId, kind, verdict } of entries) {
    if (!isNaturalPerson(kind)) continue
    const consent = await readConsent(ctx, subjectId, consentId)
    const coverage = coverageOf(consent, { lenderId, applicationId, at: ctx.clock.now() })
    if (!coverage.covered) continue
    const pass = await gateway({
      ...{ consentRef: consentId, recipient: lenderId, purpose: consent.artefact.purpose.code, subjectKind: kind },
      fields: [...coverage.fields].filter((field) => attributes.has(field)).sort(),
      sha256: createHash('sha256')
        .update(canonicalJson({ applicationId, batch: batch.id, verdict }))
        .digest('hex'),
    })
    if ('unavailable' in pass) {
      throw new Fault(
        'unavailable',
        'gateway_unavailable',
        '个人信息须经持牌征信机构传送，通道暂时不可用；没有读取任何数据，也没有计次，请稍后再试。 Personal data passes a licensed bureau, which is not reachable; nothing was read or counted, retry later.',
        { retryAfterSeconds: pass.retryAfterSeconds },
      )
    }
    tickets.set(subjectId, pass.ticket)
  }
  return tickets
}

async function codesOf(ctx: Context, page: readonly ScreenEntry[]): Promise<Map<string, string>> {
  const named = page.filter(({ basis }) => basis === 'public').map(({ subjectId }) => subjectId)
  return new Map((await findSubjects(ctx, named)).map(({ id, code }) => [id, code]))
}

function viewOf(entry: ScreenEntry, codes: ReadonlyMap<string, string>): EntryView {
  const { subjectId, verdict } = entry
  return isConsented(entry) ? applicantView(entry) : { basis: 'public', verdict, subjectId, code: codes.get(subjectId)! }
}

/** What goes out for one applicant, as its read's entry vouches for it. */
function bodyOf(entry: Consented): string {
  return canonicalJson(applicantView(entry))
}
