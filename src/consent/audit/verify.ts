/**
 * The audit dump once more from its first line to its last: every leaf, checkpoint, consent and read. Nothing is kept of it
 * but what is needed to go on, so a file of any size is read once from front to back.
 */
import {
  type AuditReport,
  auditTree,
  type Caveat,
  type ConsentAudit,
  type DumpHeader,
  type DumpItem,
  type Finding,
  FLAWS,
  type GivenFile,
  given,
  headOf,
  judge,
  type KeptTiles,
  keysIn,
  linesOf,
  parseDumpLine,
  policyFindings,
  reportOf,
  Stop,
  sha256,
  TILE_WIDTH,
  type Trust,
  toHex,
  trustCaveats,
  verifiersOf,
} from '../../log/audit/model.ts'
import { readBeside } from './beside.ts'
import { replayBreakGlass } from './break-glass.ts'
import { verifyConsent } from './consent-receipt.ts'
import { canonicalOf, readLeaf } from './leaf.ts'
import { type HeldArtefact, replay } from './replay.ts'
import { signatureHolds } from './signature.ts'
import { type FieldSets, instantOf, readTerms } from './terms.ts'

const UTF8 = new TextEncoder()

/** What a page fetches once a dump or a consent's receipt is dropped on it. */
export const CONSENT_AUDIT: ConsentAudit = { verifyDump, verifyConsent }

/**
 * Judges a file whatever it is.
 * @param blocks the file, in blocks of any size
 * @param held files that were kept from earlier: checkpoints, receipts, an earlier dump, answers
 */
export async function verifyFile(blocks: AsyncIterable<Uint8Array>, trust: Trust, held: readonly string[] = []): Promise<AuditReport> {
  const beside = await Promise.all(held.map((text) => given(once(text))))
  return judge([await given(blocks), ...beside], { trust }, async () => CONSENT_AUDIT)
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield UTF8.encode(text)
}

export async function verifyDump(
  blocks: AsyncIterable<Uint8Array>,
  trust: Trust,
  beside: readonly GivenFile[] = [],
  tiles: KeptTiles | null = null,
): Promise<AuditReport> {
  const findings: Finding[] = []
  let audit: DumpAudit | null = null
  try {
    for await (const lines of linesOf(blocks)) {
      const items = lines.map(parseDumpLine)
      if (audit === null) audit = await beginAudit(items[0], trust, beside, tiles)
      await audit.take(items, findings)
    }
    if (audit === null) throw new Stop({ why: 'empty', index: null })
    audit.end(findings)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    findings.push(error.finding)
  }
  const contradiction = audit?.tree.contradiction() ?? null
  if (contradiction) findings.push(contradiction)
  const newest = audit?.tree.newest() ?? null
  if (newest !== null && audit !== null) findings.push(...policyFindings(newest, trust, instantOf(audit.header.madeAt)))
  const counts = audit ? { ...audit.tree.counts(), ...audit.life.counts(), ...audit.breakGlass.counts(), ...audit.counts, ...audit.answers.counts() } : {}
  if (trust.signedArtefacts && audit && audit.counts.unsigned > 0)
    findings.push({ why: 'unsigned_artefact', index: null, about: String(audit.counts.unsigned) })
  const caveats: Caveat[] = newest === null ? [] : trustCaveats(newest, trust)
  if (beside.length === 0 && tiles === null) caveats.push('nothing_held')
  if (audit && audit.counts.unsigned > 0) caveats.push('artefacts_unsigned')
  if (audit && audit.tree.counts().withheld > 0) caveats.push('leaves_as_hashes')
  if (audit && audit.tree.counts().withheld > 0 && audit.answers.counts().answers === 0) caveats.push('nothing_answered')
  if (audit && audit.unused > 0) caveats.push('others_unused')
  if (audit && audit.answers.counts().answersTooNew > 0) caveats.push('answers_too_new')
  return reportOf(firstOfEach(findings), { form: 'dump', caveats, counts, period: audit?.period() ?? null, head: newest && headOf(newest) })
}

/** The first unlawful leaf is named and the others are counted; whatever else there is comes once by nature. */
function firstOfEach(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ why }, at) => findings.findIndex((other) => other.why === why) === at)
}

/** Who gives a folder expects it to be looked at: where no tile of this log lies in it, that is said first. @throws Stop */
function demandTiles(tiles: KeptTiles | null, size: number): void {
  const count = Math.ceil(size / TILE_WIDTH)
  for (let index = 0; tiles !== null && index < count; index++) if (tiles.hashes(0, index, TILE_WIDTH)) return
  if (tiles !== null && size > 0) throw new Stop({ why: 'tiles', index: null, about: 'tile/0/000' })
}

type DumpAudit = Awaited<ReturnType<typeof beginAudit>>

/** @throws Stop */
async function beginAudit(first: DumpItem | null | undefined, trust: Trust, besides: readonly GivenFile[], tiles: KeptTiles | null) {
  if (first?.is !== 'header') throw new Stop({ why: 'unknown_kind', index: null, about: '1' })
  const header: DumpHeader = first
  if (trust.origin !== null && trust.origin !== header.origin) throw new Stop({ why: 'origin', index: null, about: header.origin })
  const vkeys = trust.vkeys.length > 0 ? trust.vkeys : header.vkeys
  const keys = await keysIn(trust.jwks ?? header.jwks)
  const { held, answers, unused } = await readBeside(besides, { ...trust, origin: header.origin, vkeys }, tiles)
  demandTiles(tiles, header.to)
  const tree = auditTree(header, verifiersOf(vkeys, trust.witnesses), held)
  const life = replay()
  const breakGlass = replayBreakGlass()
  const sets: FieldSets = new Map()
  const counts = { artefacts: 0, unsigned: 0, unlawful: 0 }
  const pending: Finding[] = []
  let lines = 0
  let ended = false
  let earliest = Number.POSITIVE_INFINITY
  let latest = Number.NEGATIVE_INFINITY

  async function judgeArtefact({ artefact, hash, platform }: Extract<DumpItem, { is: 'artefact' }>, line: number): Promise<HeldArtefact> {
    const terms = readTerms(artefact, sets)
    const text = canonicalOf(artefact)
    if (terms === null || text === null) throw new Stop({ why: 'artefact_shape', index: null, about: String(line) })
    counts.artefacts += 1
    if (platform === null) counts.unsigned += 1
    if (toHex(sha256(UTF8.encode(text))) !== hash) return { terms, flaw: 'artefact_hash' }
    return { terms, flaw: platform === null || (await signatureHolds(platform, text, keys)) ? null : 'artefact_signature' }
  }

  function judgeLeaf(index: number, text: string): Finding | null {
    const leaf = readLeaf(text)
    if (typeof leaf === 'string') return { why: leaf, index }
    earliest = Math.min(earliest, leaf.at)
    latest = Math.max(latest, leaf.at)
    // Whatever else is wrong with a read, its answer has its entry.
    const answered = answers.judge(index, leaf)
    return life.judge(index, leaf) ?? breakGlass.judge(index, leaf) ?? answered
  }

  /** What leaves were found to be counts once a checkpoint holds over them; before, the first bad one may be another. @throws Stop */
  function settle(findings: Finding[]): void {
    pending.sort((a, b) => (a.index ?? 0) - (b.index ?? 0))
    for (const finding of pending.splice(0)) {
      // A proof that fails ends the audit; an unlawful read is noted and the next one looked at.
      if (FLAWS[finding.why] !== 'unlawful') throw new Stop(finding)
      counts.unlawful += 1
      if (counts.unlawful === 1) findings.push(finding)
    }
  }

  async function checkpoint(note: string, findings: Finding[]): Promise<void> {
    try {
      // Of one place it is told first that it was altered, and only then what it says.
      pending.unshift(...(await tree.checkpoint(note)))
    } catch (error) {
      // Among a stretch that fails as a whole, what the platform never writes is named as well.
      findings.push(...pending.filter(({ why }) => why === 'leaf_shape' || why === 'leaf_not_canonical').slice(0, 1))
      throw error
    }
    settle(findings)
  }

  return {
    header,
    tree,
    life,
    breakGlass,
    answers,
    unused,
    counts,
    period: () => (latest < earliest ? null : { from: new Date(earliest).toISOString(), to: new Date(latest).toISOString() }),
    /** A block of lines. Signatures are checked side by side, everything else in order. @throws Stop */
    async take(items: readonly (DumpItem | null)[], findings: Finding[]): Promise<void> {
      const artefacts = await Promise.all(items.map((item, at) => (item?.is === 'artefact' ? judgeArtefact(item, lines + at + 1) : null)))
      for (const [at, item] of items.entries()) {
        const line = String(++lines)
        if (ended) throw new Stop({ why: 'after_end', index: null, about: line })
        if (item === null) throw new Stop({ why: 'line', index: null, about: line })
        if (item.is === 'header' && lines > 1) throw new Stop({ why: 'order', index: null, about: `line ${line}` })
        if (item.is === 'artefact') life.hold(item.hash, artefacts[at]!)
        if (item.is === 'tile') tree.tile(item)
        if (item.is === 'leaf') {
          const altered = tree.leaf(item)
          const found = item.leaf === null ? null : judgeLeaf(item.index, item.leaf)
          if (found) pending.push(found)
          pending.unshift(...altered)
          // A checkpoint that was kept holds over it as well as one in the file.
          if (altered.length > 0) settle(findings)
        }
        if (item.is === 'checkpoint') await checkpoint(item.note, findings)
        if (item.is === 'end') {
          if (item.lines !== lines - 1) throw new Stop({ why: 'truncated', index: null, about: line })
          ended = true
        }
      }
    },
    /** @throws Stop */
    end(findings: Finding[]): void {
      if (!ended) throw new Stop({ why: 'truncated', index: null, about: String(lines) })
      tree.end()
      findings.push(...answers.end(instantOf(header.madeAt)))
    },
  }
}
