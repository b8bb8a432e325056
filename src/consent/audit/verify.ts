/**
 * Judges a file whatever it is: a full audit dump, a receipt, a checkpoint. Nothing is asked of anybody and nothing is kept
 * of a dump but what is needed to go on, so a file of any size is read once from front to back.
 */
import {
  type AuditReport,
  auditTree,
  type Caveat,
  type DumpHeader,
  type DumpItem,
  type Finding,
  FLAWS,
  type Flaw,
  type Held,
  headOf,
  isRecord,
  linesOf,
  parseDumpLine,
  policyFindings,
  RECEIPT_START,
  readHeld,
  reportOf,
  Stop,
  sha256,
  type Trust,
  textOf,
  toHex,
  trustCaveats,
  verifiersOf,
  verifyCheckpoint,
  verifyReceipt,
} from '../../log/audit/model.ts'
import { type Canonical, canonicalJson } from '../../platform/kernel/canonical.ts'
import { replayBreakGlass } from './break-glass.ts'
import { type HeldArtefact, type ReplayLeaf, replay } from './replay.ts'
import { keysIn, signatureHolds } from './signature.ts'
import { type FieldSets, instantOf, readTerms } from './terms.ts'

/** Anything that is no dump is small. */
const MOST_BYTES = 4_194_304
const UTF8 = new TextEncoder()

/**
 * @param blocks the file, in blocks of any size
 * @param held files that were kept from earlier: checkpoints and receipts of the same log
 */
export async function verifyFile(blocks: AsyncIterable<Uint8Array>, trust: Trust, held: readonly string[] = []): Promise<AuditReport> {
  let form: AuditReport['form'] = 'unknown'
  try {
    const { start, whole } = await peek(blocks)
    if (start.startsWith('{')) {
      form = 'dump'
      return await verifyDump(whole, trust, held)
    }
    form = start.startsWith(RECEIPT_START) ? 'receipt' : 'checkpoint'
    const text = await textOf(whole, MOST_BYTES)
    if (text.trim() === '') throw new Stop({ why: 'empty', index: null })
    if (form === 'checkpoint' && !text.includes('\n\n\u2014 ')) throw new Stop({ why: 'unknown_kind', index: null })
    return form === 'receipt' ? await verifyReceipt(text, trust) : await verifyCheckpoint(text, trust)
  } catch (error) {
    return stopped(form, error)
  }
}

/** What stopped an audit, as its report. @throws whatever is no finding */
export function stopped(form: AuditReport['form'], error: unknown): AuditReport {
  if (!(error instanceof Stop)) throw error
  return reportOf([error.finding], { form, caveats: [], counts: {}, head: null })
}

/** The first letters of a file, and the file whole again. */
export async function peek(blocks: AsyncIterable<Uint8Array>): Promise<{ start: string; whole: AsyncIterable<Uint8Array> }> {
  const iterator = blocks[Symbol.asyncIterator]()
  const first = await iterator.next()
  const block = first.done ? new Uint8Array(0) : first.value
  async function* again() {
    yield block
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return { start: new TextDecoder().decode(block.subarray(0, 1_000)), whole: again() }
}

async function verifyDump(blocks: AsyncIterable<Uint8Array>, trust: Trust, heldTexts: readonly string[]): Promise<AuditReport> {
  const findings: Finding[] = []
  let audit: DumpAudit | null = null
  try {
    for await (const lines of linesOf(blocks)) {
      const items = lines.map(parseDumpLine)
      if (audit === null) audit = await beginAudit(items[0], trust, heldTexts)
      await audit.take(items, findings)
    }
    if (audit === null) throw new Stop({ why: 'empty', index: null })
    audit.end()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    findings.push(error.finding)
  }
  const newest = audit?.tree.newest() ?? null
  if (newest !== null && audit !== null) findings.push(...policyFindings(newest, trust, instantOf(audit.header.madeAt)))
  const counts = audit ? { ...audit.tree.counts(), ...audit.life.counts(), ...audit.breakGlass.counts(), ...audit.counts } : {}
  if (trust.signedArtefacts && audit && audit.counts.unsigned > 0)
    findings.push({ why: 'unsigned_artefact', index: null, about: String(audit.counts.unsigned) })
  const caveats: Caveat[] = newest === null ? [] : trustCaveats(newest, trust)
  if (heldTexts.length === 0) caveats.push('nothing_held')
  if (audit && audit.counts.unsigned > 0) caveats.push('artefacts_unsigned')
  if (audit && audit.tree.counts().withheld > 0) caveats.push('leaves_as_hashes')
  return reportOf(firstOfEach(findings), { form: 'dump', caveats, counts, head: newest && headOf(newest) })
}

/** The first unlawful leaf is named and the others are counted; whatever else there is comes once by nature. */
function firstOfEach(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ why }, at) => findings.findIndex((other) => other.why === why) === at)
}

type DumpAudit = Awaited<ReturnType<typeof beginAudit>>

/** @throws Stop */
async function beginAudit(first: DumpItem | null | undefined, trust: Trust, heldTexts: readonly string[]) {
  if (first?.is !== 'header') throw new Stop({ why: 'unknown_kind', index: null, about: '1' })
  const header: DumpHeader = first
  if (trust.origin !== null && trust.origin !== header.origin) throw new Stop({ why: 'origin', index: null, about: header.origin })
  const vkeys = trust.vkeys.length > 0 ? trust.vkeys : header.vkeys
  const keys = await keysIn(trust.jwks ?? header.jwks)
  let held: Held = { checkpoints: [], leaves: [] }
  for (const text of heldTexts) held = await readHeld(text, { ...trust, origin: header.origin, vkeys }, held)
  const tree = auditTree(header.origin, verifiersOf(vkeys, trust.witnesses), header.scope === 'whole', held)
  const life = replay()
  const breakGlass = replayBreakGlass()
  const sets: FieldSets = new Map()
  const counts = { artefacts: 0, unsigned: 0, unlawful: 0 }
  const pending: Finding[] = []
  let lines = 0
  let ended = false

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
    return typeof leaf === 'string' ? { why: leaf, index } : (life.judge(index, leaf) ?? breakGlass.judge(index, leaf))
  }

  /** What leaves were found to be counts once a checkpoint holds over them; before, the first bad one may be another. @throws Stop */
  function settle(findings: Finding[]): void {
    for (const finding of pending.splice(0)) {
      // A proof that fails ends the audit; an unlawful read is noted and the next one looked at.
      if (FLAWS[finding.why] !== 'unlawful') throw new Stop(finding)
      counts.unlawful += 1
      if (counts.unlawful === 1) findings.push(finding)
    }
  }

  return {
    header,
    tree,
    life,
    breakGlass,
    counts,
    /** A block of lines. Signatures are checked side by side, everything else in order. @throws Stop */
    async take(items: readonly (DumpItem | null)[], findings: Finding[]): Promise<void> {
      const artefacts = await Promise.all(items.map((item, at) => (item?.is === 'artefact' ? judgeArtefact(item, lines + at + 1) : null)))
      for (const [at, item] of items.entries()) {
        const line = String(++lines)
        if (ended) throw new Stop({ why: 'after_end', index: null, about: line })
        if (item === null) throw new Stop({ why: 'line', index: null, about: line })
        if (item.is === 'header' && lines > 1) throw new Stop({ why: 'order', index: null, about: line })
        if (item.is === 'artefact') life.hold(item.hash, artefacts[at]!)
        if (item.is === 'leaf') {
          const altered = tree.leaf(item)
          const found = altered ?? (item.leaf === null ? null : judgeLeaf(item.index, item.leaf))
          if (found) pending.push(found)
        }
        if (item.is === 'checkpoint') {
          await tree.checkpoint(item.note)
          settle(findings)
        }
        if (item.is === 'end') {
          if (item.lines !== lines - 1) throw new Stop({ why: 'truncated', index: null, about: line })
          ended = true
        }
      }
    },
    /** @throws Stop */
    end(): void {
      if (!ended) throw new Stop({ why: 'truncated', index: null, about: String(lines) })
      tree.end(header.to)
    },
  }
}

function canonicalOf(value: Readonly<Record<string, unknown>>): string | null {
  try {
    return canonicalJson(value as Canonical)
  } catch {
    return null
  }
}

function readLeaf(text: string): ReplayLeaf | Extract<Flaw, 'leaf_shape' | 'leaf_not_canonical'> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'leaf_shape'
  }
  if (!isRecord(value)) return 'leaf_shape'
  // One entry has one sequence of bytes: another order of members, or one of them twice, is not what was written.
  if (canonicalOf(value) !== text) return 'leaf_not_canonical'
  const { t, cid, ah, sp, ac, op, f, n, why } = value
  const at = instantOf(value.at)
  const sound = [t, cid, ah, sp, ac, op, why].every((part) => typeof part === 'string') && Array.isArray(f) && f.every((field) => typeof field === 'string')
  return sound && at !== null && Number.isSafeInteger(n) ? { ...(value as unknown as Omit<ReplayLeaf, 'at'>), at } : 'leaf_shape'
}
