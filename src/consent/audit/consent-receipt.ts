/**
 * The receipt of one consent, `GET /api/v1/consents/{id}/receipt` as it was answered: is the artefact the one the platform
 * signed, is what is told of it what it says, and did each step of its life follow the rules? That the steps stand in the
 * log is shown by their own receipts, given along.
 */
import {
  type AuditReport,
  type Caveat,
  type Finding,
  type GivenFile,
  isRecord,
  keysIn,
  kidOf,
  leafTextOf,
  MOST_BYTES,
  reportOf,
  Stop,
  sha256,
  type Trust,
  textOf,
  toHex,
  verifyReceipt,
} from '../../log/audit/model.ts'
import { canonicalOf, readLeaf } from './leaf.ts'
import { replay } from './replay.ts'
import { signatureHolds } from './signature.ts'
import { readTerms } from './terms.ts'

interface Step {
  index: number
  kind: string
  at: string
  why: string
  requestId: string
  leaf: string
}

interface ConsentReceipt {
  consent: Readonly<Record<string, unknown>>
  /** The artefact's canonical bytes. */
  text: string
  hash: string
  sig?: Readonly<Record<string, unknown>> | null
  life: Step[]
}

/** @throws Stop */
export async function verifyConsent(file: string, trust: Trust, beside: readonly GivenFile[]): Promise<AuditReport> {
  const receipt = readConsentReceipt(file)
  const artefact = parsed(receipt.text)
  const terms = artefact && readTerms(artefact, new Map())
  if (artefact === null || terms === null) throw new Stop({ why: 'artefact_shape', index: null, about: 'text' })
  const { id } = terms
  const findings: Finding[] = []
  if (canonicalOf(artefact) !== receipt.text || toHex(sha256(new TextEncoder().encode(receipt.text))) !== receipt.hash)
    findings.push({ why: 'artefact_hash', index: null, about: id })
  const platform = typeof receipt.sig?.platform === 'string' && receipt.sig.platform !== '' ? receipt.sig.platform : null
  // What nobody signed is a text like any other, whatever hash stands beside it.
  if (platform === null) findings.push({ why: 'receipt_unsigned', index: null, about: id })
  else if (!(await isSigned(platform, receipt.text, artefact, trust))) findings.push({ why: 'artefact_signature', index: null, about: id })
  findings.push(...differences(receipt, id, artefact), ...judgeLife(receipt, terms))

  const leaves = new Set(receipt.life.map(({ leaf }) => leaf))
  const { proven, unused, head } = await proofsOf(leaves, trust, beside)
  const caveats: Caveat[] = ['told_unsigned']
  if (proven < leaves.size) caveats.push('leaves_not_proven')
  if (receipt.sig && receipt.sig.subject !== undefined) caveats.push('subject_signature')
  if (unused > 0) caveats.push('others_unused')
  const unlike = findings.filter(({ why }, at) => findings.findIndex((other) => other.why === why) === at)
  // What it says is told only where it is what was signed.
  const statement = unlike.length === 0 ? { why: null, facts: factsOf(artefact, id) } : undefined
  return reportOf(unlike, { form: 'consent', caveats, counts: { artefacts: 1, steps: receipt.life.length, proven }, head, statement })
}

function factsOf(artefact: Readonly<Record<string, unknown>>, id: string): [name: string, detail: string][] {
  const { lenderName, purpose, data, validFrom, validTo } = summaryOf(artefact)
  const fields = Array.isArray(data) ? data.flatMap((part) => (Array.isArray(part) && Array.isArray(part[1]) ? part[1] : [])) : []
  const facts: [string, unknown][] = [
    ['consent.id', id],
    ['consent.lender', lenderName],
    ['consent.purpose', isRecord(purpose) ? purpose.text : null],
    ['consent.data', fields.join(' ')],
    ['consent.since', validFrom],
    ['consent.until', validTo],
  ]
  return facts.flatMap(([name, detail]) => (typeof detail === 'string' && detail !== '' ? [[name, detail]] : []))
}

/** The artefact names its key: another of the platform's may not stand in for it. */
async function isSigned(jws: string, text: string, { issued }: Readonly<Record<string, unknown>>, { jwks }: Trust): Promise<boolean> {
  return isRecord(issued) && issued.kid === kidOf(jws) && (await signatureHolds(jws, text, await keysIn(jwks)))
}

/** What stands beside the signed text and the sealed leaves is for reading: it may say nothing else. */
function differences({ consent, text, hash, life }: ConsentReceipt, id: string, artefact: Readonly<Record<string, unknown>>): Finding[] {
  const findings: Finding[] = []
  const tell = (about: string) => findings.push({ why: 'receipt_differs', index: null, about })
  if (consent.id !== id) tell('id')
  if (consent.hash !== hash) tell('hash')
  if (!isRecord(consent.artefact) || canonicalOf(consent.artefact) !== text) tell('artefact')
  const signed = summaryOf(artefact)
  for (const [name, told] of Object.entries(summaryAsTold(consent)))
    if (told !== undefined && canonicalOf({ told }) !== canonicalOf({ told: signed[name] ?? null })) tell(name)
  for (const [at, { index, leaf, kind, at: when, why, requestId }] of life.entries()) {
    const entry = parsed(leaf)
    const told = entry !== null && entry.t === kind && entry.at === when && entry.why === why && entry.rid === requestId && entry.cid === id
    if (!told || (at > 0 && index <= life[at - 1]!.index)) tell(`life ${at + 1}`)
  }
  return findings
}

/** What the signed artefact itself says of each member of the view, by the view's names. */
function summaryOf({ grantee, binding, purpose, data, access, validity, retention, proxy, rev }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [to, bound, why, reads, span, kept, by] = [grantee, binding, purpose, access, validity, retention, proxy].map((part) => (isRecord(part) ? part : {}))
  return {
    ...{ lenderId: to!.lender, lenderName: to!.name, productId: bound!.product, productVersion: bound!.productVersion, applicationId: bound!.application },
    ...{ purpose: { code: why!.code ?? null, text: why!.text ?? null }, data: dataOf(data), readsTotal: reads!.total, total: reads!.total },
    ...{ validFrom: span!.from, validTo: span!.to, deleteAfter: kept!.deleteAfter, rev },
    proxy: isRecord(proxy) ? proxyOf(by!) : null,
  }
}

/** The view's own, without what the artefact cannot say: labels, and who confirmed. */
function summaryAsTold(consent: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { lenderId, lenderName, productId, productVersion, applicationId, purpose, data, readsTotal, total, validFrom, validTo, deleteAfter, rev, proxy } =
    consent
  return {
    ...{ lenderId, lenderName, productId, productVersion, applicationId, purpose, readsTotal, total, validFrom, validTo, deleteAfter, rev },
    data: data === undefined ? undefined : dataOf(data),
    proxy: isRecord(proxy) ? proxyOf(proxy) : proxy,
  }
}

function dataOf(data: unknown): unknown {
  if (!Array.isArray(data)) return 'none'
  return data.map((part) => (isRecord(part) ? [part.category ?? null, part.fields ?? null, part.sensitive ?? null, part.lookback ?? null] : null))
}

function proxyOf({ method, village, coolingOffUntil }: Readonly<Record<string, unknown>>): unknown[] {
  return [method ?? null, village ?? null, coolingOffUntil ?? null]
}

function judgeLife({ hash, life }: ConsentReceipt, terms: NonNullable<ReturnType<typeof readTerms>>): Finding[] {
  const judged = replay()
  judged.hold(hash, { terms, flaw: null })
  return life.flatMap(({ leaf }, at): Finding[] => {
    const entry = readLeaf(leaf)
    if (typeof entry === 'string') return [{ why: entry, index: null, about: `life ${at + 1}` }]
    const found = judged.judge(0, entry)
    return found ? [{ ...found, index: null }] : []
  })
}

/** @throws Stop where a receipt given along does not hold */
async function proofsOf(leaves: ReadonlySet<string>, trust: Trust, beside: readonly GivenFile[]) {
  let proven = 0
  let unused = 0
  let head: AuditReport['head'] = null
  for (const { kind, blocks } of beside) {
    const text = kind === 'receipt' ? await textOf(blocks, MOST_BYTES) : null
    if (text === null || !leaves.has(leafTextOf(text) ?? '')) unused += 1
    else {
      head = (await verifyReceipt(text, trust)).head
      proven += 1
    }
  }
  return { proven, unused, head }
}

/** @throws Stop `receipt_shape` */
function readConsentReceipt(file: string): ConsentReceipt {
  const value = parsed(file)
  const sound =
    value !== null &&
    isRecord(value.consent) &&
    typeof value.text === 'string' &&
    typeof value.hash === 'string' &&
    (value.sig === undefined || value.sig === null || isRecord(value.sig)) &&
    Array.isArray(value.life) &&
    value.life.every(isStep)
  if (!sound) throw new Stop({ why: 'receipt_shape', index: null })
  return value as unknown as ConsentReceipt
}

function isStep(step: unknown): step is Step {
  return (
    isRecord(step) && Number.isSafeInteger(step.index) && [step.kind, step.at, step.why, step.requestId, step.leaf].every((part) => typeof part === 'string')
  )
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}
