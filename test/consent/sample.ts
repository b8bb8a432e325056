/** One sound artefact, as the platform would issue it for an underwriting. */
import type { Artefact } from '../../src/consent/artefact.ts'
import { legalTextOf } from '../../src/consent/legal-text.ts'
import { Fault } from '../../src/platform/kernel/fault.ts'

const { textId, version, lang, sha256, notice } = legalTextOf('UNDERWRITE', '2026-11-23')
const FROM = '2026-11-23T02:00:00.000Z'

export function sampleArtefact(over: Partial<Artefact> = {}): Artefact {
  return {
    v: 'xyd-consent/1',
    id: 'cns_01jd7w9k8m0000000000000001',
    rev: 1,
    supersedes: null,
    subject: { kind: 'enterprise', ref: 'sub_01jd7w9k8m0000000000000001', commit: 'ab'.repeat(32) },
    grantor: { ref: 'usr_01jd7w9k8m0000000000000001', role: 'self', assurance: 'password', evidence: [] },
    proxy: null,
    grantee: { lender: 'ins_01jd7w9k8m0000000000000001', clientId: null, name: '示例银行甲', contact: null, onward: [] },
    purpose: { code: 'UNDERWRITE', templateId: 'underwrite-1', text: '审查本笔贷款申请' },
    binding: { product: 'prd_01jd7w9k8m0000000000000001', productVersion: 1, application: 'app_01jd7w9k8m0000000000000001' },
    data: [
      { category: 'tax', fields: ['taxGrade'], lookback: 'P36M', sensitive: false, separateConsentAt: null },
      { category: 'operations', fields: ['revenueFen', 'staff'], lookback: 'P36M', sensitive: true, separateConsentAt: FROM },
    ],
    access: { fetch: 'on_demand', perWindow: null, total: 2 },
    validity: { from: FROM, to: '2026-12-23T02:00:00.000Z' },
    retention: { deleteAfter: 'P30D', trigger: 'decision' },
    legal: { textId, version, lang, sha256, notice },
    issued: { at: FROM, kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' },
    ...over,
  }
}

/** @throws Error where nothing is refused */
export function faultOf(work: () => unknown): Fault {
  try {
    work()
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('nothing was refused')
}
