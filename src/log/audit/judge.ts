/** Judges files whatever they are, as the command and the page both do it; what only a few need is fetched when it is needed. */
import { type Between, verifyCheckpoint, verifyCheckpoints } from './checkpoints.ts'
import { type AuditReport, reportOf, Stop } from './finding.ts'
import { arrange, type FileKind, type GivenFile } from './kind.ts'
import { textOf } from './lines.ts'
import { verifyReceipt } from './receipt.ts'
import type { Trust } from './trust.ts'

/** Anything that is no dump is small. */
export const MOST_BYTES = 4_194_304

/** What consents are judged by: the dump of the whole log, and a consent's own receipt. */
export interface ConsentAudit {
  /** @param beside all that was given with it */
  verifyDump(dump: AsyncIterable<Uint8Array>, trust: Trust, beside: readonly GivenFile[], tiles: Between['tiles']): Promise<AuditReport>
  verifyConsent(text: string, trust: Trust, beside: readonly GivenFile[]): Promise<AuditReport>
}

/** Judges a signed proof, which is another slice's. */
export interface ProofAudit {
  verifyStatement(text: string, trust: Trust): Promise<AuditReport>
}

export interface Asked {
  trust: Trust
  /** What shows that one checkpoint goes on from the other, as far as it does not come among the files. */
  between?: Between
  /** Of a receipt that does not hold it. */
  leafText?: string | null
}

const FORMS: Readonly<Partial<Record<FileKind, AuditReport['form']>>> = { dump: 'dump', consent: 'consent', receipt: 'receipt', checkpoint: 'checkpoint' }

/**
 * @param files at least one; the order says nothing
 * @param consents fetched only where a dump or a consent is among them
 * @param proofs fetched only where a signed proof is to be judged
 */
export async function judge(
  files: readonly GivenFile[],
  { trust, between, leafText = null }: Asked,
  consents: () => Promise<ConsentAudit>,
  proofs?: () => Promise<ProofAudit>,
): Promise<AuditReport> {
  const { main, beside } = arrange(files)
  const form = FORMS[main.kind] ?? 'unknown'
  try {
    if (main.kind === 'dump') return await (await consents()).verifyDump(main.blocks, trust, beside, between?.tiles ?? null)
    const text = await textOf(main.blocks, MOST_BYTES)
    if (main.kind === 'empty' || text.trim() === '') throw new Stop({ why: 'empty', index: null })
    if (main.kind === 'hashes' || main.kind === 'answers') throw new Stop({ why: 'alone', index: null })
    if (main.kind === 'statement' && proofs) return besides(await (await proofs()).verifyStatement(text.trim(), trust), beside.length)
    if (form === 'unknown') throw new Stop({ why: 'unknown_kind', index: null })
    if (form === 'consent') return await (await consents()).verifyConsent(text, trust, beside)
    if (form === 'receipt') return besides(await verifyReceipt(text, trust, leafText), beside.length)
    const other = beside.find(({ kind }) => kind === 'checkpoint')
    if (!other) return besides(await verifyCheckpoint(text, trust), beside.length)
    return await verifyPair(text, other, beside, between, trust)
  } catch (error) {
    return stopped(form, error)
  }
}

async function verifyPair(text: string, other: GivenFile, beside: readonly GivenFile[], between: Between | undefined, trust: Trust): Promise<AuditReport> {
  const hashes = beside.find(({ kind }) => kind === 'hashes')
  const proof = between?.proof ?? (hashes ? await textOf(hashes.blocks, MOST_BYTES) : null)
  try {
    const pair = [text, await textOf(other.blocks, MOST_BYTES)] as const
    return besides(await verifyCheckpoints(pair, { proof, tiles: between?.tiles ?? null }, trust), beside.length - (hashes ? 2 : 1))
  } catch (error) {
    return stopped('checkpoints', error)
  }
}

/** Whoever gives a file expects it to be looked at: where it was not, that is said. */
function besides(report: AuditReport, unused: number): AuditReport {
  return unused > 0 ? { ...report, caveats: [...report.caveats, 'others_unused'] } : report
}

/** What stopped an audit, as its report. @throws whatever is no finding */
export function stopped(form: AuditReport['form'], error: unknown): AuditReport {
  if (!(error instanceof Stop)) throw error
  return reportOf([error.finding], { form, caveats: [], counts: {}, head: null })
}
