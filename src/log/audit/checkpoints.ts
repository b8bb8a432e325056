/** One checkpoint by itself, or two and what shows that the later tree begins with the earlier one. */
import { decodeBase64 } from '../base64.ts'
import type { OpenedCheckpoint } from '../checkpoint.ts'
import { type Hash, sameHash, verifyConsistency } from '../tree.ts'
import { isRecord } from './dump.ts'
import { type AuditReport, type Caveat, type Finding, reportOf, Stop } from './finding.ts'
import type { KeptTiles } from './kept-tiles.ts'
import { headOf, openTrusted, originOf, policyFindings, type Trust, trustCaveats, verifiersOf } from './trust.ts'

export interface Between {
  /** JSON with a member `proof` or `hashes`, or one base64 hash a line. */
  proof: string | null
  tiles: KeptTiles | null
}

/** @throws Stop */
export async function verifyCheckpoint(note: string, trust: Trust): Promise<AuditReport> {
  const opened = await open(note, trust, null)
  return report('checkpoint', opened, trust, { checkpoints: 1 }, [])
}

/** In any order. @throws Stop */
export async function verifyCheckpoints(notes: readonly [string, string], between: Between, trust: Trust): Promise<AuditReport> {
  const first = await open(notes[0], trust, null)
  const second = await open(notes[1], trust, first.checkpoint.origin)
  const [older, newer] = first.checkpoint.size <= second.checkpoint.size ? [first, second] : [second, first]
  const from = older.checkpoint.size
  const to = newer.checkpoint.size
  const claim = { from, to, fromRoot: older.checkpoint.root, toRoot: newer.checkpoint.root }
  if (from === to) {
    // Two trees of one size under the log's own signature: what everybody was shown is not one history.
    if (!sameHash(claim.fromRoot, claim.toRoot)) throw new Stop({ why: 'split_view', index: 0, ...(from > 1 && { through: from - 1 }) })
    return report('checkpoints', newer, trust, { checkpoints: 2, from, to }, [])
  }
  const byTiles = between.proof === null && between.tiles !== null
  const proof = between.proof !== null ? hashesIn(between.proof) : (between.tiles?.proof(from, to) ?? null)
  // Both signatures hold. Whether the later tree goes on from the earlier one, nobody can say without a proof.
  if (proof === null)
    return report('checkpoints', newer, trust, { checkpoints: 2, from, to }, [], [{ why: 'consistency_missing', index: null, about: `${from} ${to}` }])
  const flaw = verifyConsistency({ ...claim, proof })
  if (flaw !== null) throw new Stop({ why: 'consistency', index: from === 0 ? null : 0, ...(from > 1 && { through: from - 1 }), about: flaw })
  return report('checkpoints', newer, trust, { checkpoints: 2, from, to, hashes: proof.length }, byTiles ? ['consistency_by_tiles'] : [])
}

async function open(note: string, trust: Trust, origin: string | null): Promise<OpenedCheckpoint> {
  const opened = await openTrusted(note, trust.origin ?? origin ?? originOf(note) ?? '', verifiersOf(trust.vkeys, trust.witnesses))
  if (typeof opened === 'string') throw new Stop({ why: opened, index: null })
  return opened
}

function report(
  form: AuditReport['form'],
  opened: OpenedCheckpoint,
  trust: Trust,
  counts: Record<string, number>,
  caveats: readonly Caveat[],
  findings: readonly Finding[] = [],
): AuditReport {
  return reportOf([...findings, ...policyFindings(opened, trust, null)], {
    form,
    caveats: [...caveats, ...trustCaveats(opened, trust)],
    counts,
    head: headOf(opened),
  })
}

/** @throws Stop `proof_file` */
function hashesIn(text: string): Hash[] {
  let list: unknown = text.trim() === '' ? [] : text.trim().split(/\s+/)
  if (text.trimStart().startsWith('{')) {
    try {
      const value: unknown = JSON.parse(text)
      list = isRecord(value) ? (value.proof ?? value.hashes) : null
    } catch {
      list = null
    }
  }
  const hashes = Array.isArray(list) ? list.map((hash) => (typeof hash === 'string' ? hashFrom(hash) : null)) : [null]
  if (hashes.length > 200 || hashes.some((hash) => hash === null)) throw new Stop({ why: 'proof_file', index: null, about: 'hash' })
  return hashes as Hash[]
}

function hashFrom(text: string): Hash | null {
  if (/^[0-9a-f]{64}$/.test(text)) return Uint8Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16))
  return decodeBase64(text)
}
