import type { InquiryView } from '../../../src/consent/contract.ts'
import { PROXY_METHODS, WITNESSES } from '../../../src/consent/model.ts'
import { digestIn, sha256OfFile } from '../../client/file-hash.ts'
import type { FormBody } from '../../client/form-body.ts'
import type { FieldMap } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { words } from '../../words/index.ts'

/** A lender's request as somebody else than the household may read it. */
export type HouseholdRequest = Omit<InquiryView, 'reason'>

/** Papers of which the hash alone is kept. */
export const PAPERS = ['mandate', 'evidence', 'witnessPaper'] as const
export type Paper = (typeof PAPERS)[number]

export interface ProposalValues {
  household: string
  /** What is applied for; empty where a lender's request is answered. */
  product: string
  /** The end of the request's id as the household reads it out; empty where a product is applied for. */
  request: string
  data: readonly string[]
  separate: readonly string[]
  from: string
  to: string
  method: string
  witness: string
  hashes: Readonly<Record<Paper, string | null>>
}

export function emptyProposal(household: string, product: string, request: string): ProposalValues {
  return {
    household,
    product,
    request,
    data: [],
    separate: [],
    from: '',
    to: '',
    method: '',
    witness: '',
    hashes: { mandate: null, evidence: null, witnessPaper: null },
  }
}

/** What was filled in; a file chosen now goes before the digest of one chosen earlier. */
export async function proposalValues(form: FormBody): Promise<ProposalValues> {
  const hash = async (name: Paper) => {
    const file = form.file(name)
    return file === null ? digestIn(form.text(`${name}Sha256`)) : sha256OfFile(file)
  }
  return {
    ...{ household: form.text('household').trim(), product: form.text('product'), request: form.text('request').trim() },
    ...{ data: form.all('data'), separate: form.all('separate') },
    ...{ from: form.text('from'), to: form.text('to'), method: form.text('method'), witness: form.text('witness') },
    hashes: { mandate: await hash('mandate'), evidence: await hash('evidence'), witnessPaper: await hash('witnessPaper') },
  }
}

/**
 * The body of the proposal, or what is missing before the API can be asked.
 * @param inquiry the lender's request that is answered; null where the household applies for a product
 */
export function proposalBody(values: ProposalValues, inquiry: HouseholdRequest | null): { body: Record<string, unknown>; errors: FormError[] } {
  const w = words.zh.officer.read
  const required = words.zh.errors.field.required
  const errors: FormError[] = []
  const { hashes, method, witness } = values
  if (values.data.length + values.separate.length === 0) errors.push({ field: 'data', message: w.needTick })
  if (hashes.mandate === null) errors.push({ field: 'mandate', message: w.needFile(w.mandate) })
  if (values.from === '') errors.push({ field: 'from', message: required(w.from) })
  if (values.to === '') errors.push({ field: 'to', message: required(w.to) })
  if (!PROXY_METHODS.some((known) => known === method)) errors.push({ field: 'method', message: w.needMethod })
  if (hashes.evidence === null) errors.push({ field: 'evidence', message: w.needFile(w.evidence) })
  const witnessed = WITNESSES.some((known) => known === witness)
  if (witnessed && hashes.witnessPaper === null) errors.push({ field: 'witnessPaper', message: w.needFile(w.witnessPaper) })
  const body = {
    ...{ householdNo: values.household, ...(inquiry === null ? { productId: values.product } : { requestId: inquiry.id }) },
    data: [...values.data.map((category) => ({ category })), ...values.separate.map((category) => ({ category, separateConsent: true }))],
    mandate: { sha256: hashes.mandate, scope: [inquiry?.purpose.code ?? 'UNDERWRITE'], from: values.from, to: values.to },
    ...{ method, evidenceSha256: hashes.evidence },
    witness: witnessed ? { role: witness, sha256: hashes.witnessPaper } : null,
  }
  return { body, errors }
}

export function proposalPointers(): FieldMap {
  const w = words.zh.officer
  return {
    '/householdNo': { field: 'household', label: w.start.household },
    '/productId': { field: 'product', label: w.start.product },
    '/requestId': { field: 'request', label: w.start.requestNo },
    '/data': { field: 'data', label: w.read.ordinary },
    '/mandate/from': { field: 'from', label: w.read.from },
    '/mandate/to': { field: 'to', label: w.read.to },
    '/mandate': { field: 'mandate', label: w.read.mandate },
    '/method': { field: 'method', label: w.read.method },
    '/evidenceSha256': { field: 'evidence', label: w.read.evidence },
    '/witness': { field: 'witness', label: w.read.witness },
  }
}
