/** A consent and those it took the place of: what their reads add up to, and what was asked for once stays the bound of all. */
import type { Db } from '../../platform/db/client.ts'
import { windowStart } from '../coverage.ts'
import { countReleases } from '../held/store.ts'
import type { Consent } from '../model.ts'
import type { Remainder } from '../revision.ts'
import { findInquiry, listSiblings } from '../store.ts'

const DAY_MS = 86_400_000

/** Oldest first, this one last. */
async function familyOf(db: Db, consent: Consent): Promise<Consent[]> {
  if (consent.artefact.supersedes === null) return [consent]
  const replaced = new Map((await listSiblings(db, consent)).map((one) => [one.replacedBy, one]))
  const family = [consent]
  for (let before = replaced.get(consent.id); before; before = replaced.get(before.id)) family.unshift(before)
  return family
}

/**
 * Reads released in the window that runs at an instant. Windows follow each other from the first consent of the family on and its
 * reads count together: to revise a consent opens no window anew. Exact under the consent's row lock, since those before it have
 * ended; no statement where reads are counted in total alone.
 */
export async function readsOfWindow(db: Db, consent: Consent, at: Date): Promise<number> {
  if (windowStart(consent, at) === null) return 0
  const family = await familyOf(db, consent)
  const since = windowStart(consent, at, new Date(family[0]!.artefact.validity.from))!
  let reads = 0
  for (const { subjectId, id } of family) reads += await countReleases(db, subjectId, id, since)
  return reads
}

/**
 * What a consent's revision has behind it.
 * @returns reads of the family so far; `asked` null where no lender had asked and the subject began by itself
 */
export async function behindRevision(db: Db, consent: Consent, now: Date): Promise<{ reads: number; asked: Remainder | null }> {
  const family = await familyOf(db, consent)
  const reads = family.reduce((sum, { readsUsed }) => sum + readsUsed, 0)
  const first = family[0]!
  // A request goes on as the consent of the same id.
  const inquiry = await findInquiry(db, first.subjectId, first.id)
  if (inquiry === null) return { reads, asked: null }
  const until = new Date(Date.parse(first.artefact.validity.from) + inquiry.asked.validDays * DAY_MS)
  const validDays = Math.ceil((until.getTime() - now.getTime()) / DAY_MS)
  return { reads, asked: { left: { ...inquiry.asked, validDays, reads: inquiry.asked.reads - reads }, until } }
}
