import { entriesToWrite, type LogKind, type NewEntry, writeEntry } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Consent } from '../model.ts'

type More = { fields?: readonly string[]; readNo?: number } & Pick<NewEntry, 'why' | 'via' | 'bodyMac'>

/** Writes down what happened to a consent, in the caller's transaction. @returns its place in the log */
export async function writeOfConsent(ctx: Context, consent: Consent, kind: LogKind, actorId: string, more: More): Promise<number> {
  return writeEntry(ctx, entryOf(consent, kind, actorId, more))
}

/** The reads of one moment as the statement that would write them, one entry each, in this order. */
export async function readsToWrite(ctx: Context, consent: Consent, reads: readonly (More & { actorId: string; requestId: string })[]) {
  return entriesToWrite(
    ctx,
    reads.map(({ actorId, requestId, ...more }) => ({ ...entryOf(consent, 'read.released', actorId, more), requestId })),
  )
}

function entryOf(consent: Consent, kind: LogKind, actorId: string, { fields = [], readNo = 0, ...more }: More): NewEntry {
  return {
    kind,
    subjectId: consent.subjectId,
    consentId: consent.id,
    artefactHash: consent.hash,
    lenderId: consent.lenderId,
    actorId,
    fields,
    readNo,
    ...more,
  }
}

interface LoggedProof {
  subjectId: string
  id: string
  lenderId: string
  /** SHA-256, hex, of the proof as it was handed over. */
  hash: string
}

/** Writes down that a subject had something proven for one lender, or took that back, in the transaction it happens in. */
export async function recordProof(ctx: Context, kind: 'proof.issued' | 'proof.withdrawn', proof: LoggedProof, actorId: string): Promise<void> {
  const { subjectId, id: consentId, lenderId, hash: artefactHash } = proof
  const why = kind === 'proof.issued' ? 'all_criteria' : 'subject_request'
  await writeEntry(ctx, { kind, subjectId, consentId, artefactHash, lenderId, actorId, fields: [], readNo: 0, why })
}

interface Listing {
  batchId: string
  lenderId: string
  product: { id: string; version: number }
  /** SHA-256, hex, of what the batch asked. */
  hash: string
  /** What the conditions ask of. */
  fields: readonly string[]
}

/** Writes down that a lender was shown these firms by open records alone, in the transaction in which it is shown them. */
export async function recordListing(ctx: Context, { batchId, hash, ...listing }: Listing, subjectIds: readonly string[], actorId: string): Promise<void> {
  for (const subjectId of subjectIds) {
    const about = { subjectId, consentId: batchId, artefactHash: hash, actorId }
    await writeEntry(ctx, { kind: 'screening.listed', ...about, ...listing, readNo: 0, why: 'public_records' })
  }
}
