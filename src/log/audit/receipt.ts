/** One entry and the proof that it stands in the log: a tlog-proof file with the leaf in its `extra`. */
import { parseProofFile } from '../proof-file.ts'
import { hashLeaf, verifyInclusion } from '../tree.ts'
import { isRecord } from './dump.ts'
import { type AuditReport, reportOf, Stop } from './finding.ts'
import { headOf, openTrusted, originOf, policyFindings, type Trust, trustCaveats, verifiersOf } from './trust.ts'

export const RECEIPT_START = 'c2sp.org/tlog-proof@'

/**
 * @param vkeys of the log, where the auditor brought none: a receipt brings no keys along
 * @throws Stop
 */
export async function verifyReceipt(text: string, trust: Trust, leafText: string | null = null): Promise<AuditReport> {
  const { file, bytes } = readReceipt(text, leafText)
  const origin = trust.origin ?? originOf(file.checkpoint) ?? ''
  const opened = await openTrusted(file.checkpoint, origin, verifiersOf(trust.vkeys, trust.witnesses))
  if (typeof opened === 'string') throw new Stop({ why: opened, index: file.index })
  const { root, size } = opened.checkpoint
  const flaw = verifyInclusion({ leafHash: hashLeaf(bytes), index: file.index, size, proof: file.proof, root })
  if (flaw !== null) throw new Stop({ why: 'inclusion', index: file.index, about: flaw })
  const entry = entryOf(bytes)
  if (entry === null) throw new Stop({ why: 'leaf_shape', index: file.index })
  return reportOf(policyFindings(opened, trust, null), {
    form: 'receipt',
    // A receipt shows that a read was written down, not that it was allowed: that takes the whole log.
    caveats: ['consent_not_judged', ...trustCaveats(opened, trust)],
    counts: { hashes: file.proof.length },
    head: headOf(opened),
    leaf: { index: file.index, entry },
  })
}

/** @throws Stop */
export function readReceipt(text: string, leafText: string | null) {
  const file = parseProofFile(text)
  if (typeof file === 'string') throw new Stop({ why: 'proof_file', index: null, about: file })
  const bytes = leafText === null ? file.extra : new TextEncoder().encode(leafText)
  if (!bytes) throw new Stop({ why: 'proof_file', index: file.index, about: 'extra' })
  return { file, bytes }
}

/** null unless it is a JSON object. */
function entryOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const entry: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isRecord(entry) ? entry : null
  } catch {
    return null
  }
}
