/** What a village officer may do for a household, and who may confirm it. */
import { checkEvidence } from '../platform/kernel/evidence.ts'
import { Fault, invalidField } from '../platform/kernel/fault.ts'
import type { Mandate } from './artefact.ts'
import { checkMandate } from './grantor.ts'
import type { PurposeCode } from './template.ts'

/** Hours before a second officer may confirm: time in which the household can say no. */
export const COOLING_OFF_HOURS = 24

/** Purposes an officer may propose: a household's own loan, from the first look to its renewal. */
export const PROXY_PURPOSES: readonly PurposeCode[] = ['UNDERWRITE', 'POSTLOAN', 'RENEWAL']

/**
 * @throws Fault invalid `proxy_not_for_purpose`, `mandate_term`, `witness_required`; forbidden `mandate_out_of_scope`, `mandate_out_of_term`
 */
export function checkProposal(
  { purpose, mandate, method, witnessed }: { purpose: PurposeCode; mandate: Mandate; method: string; witnessed: boolean },
  day: string,
): void {
  if (!PROXY_PURPOSES.includes(purpose))
    throw invalidField('/purpose', 'proxy_not_for_purpose', '这项用途不能由村信用服务员代办。 An officer cannot propose this purpose.')
  if (mandate.from > mandate.to) throw invalidField('/mandate/to', 'mandate_term', '委托书的截止日早于起始日。 The mandate ends before it begins.')
  // Who cannot read what is signed needs somebody who hears what was read (Civil Code art. 1136 and 1140 by analogy).
  if (method === 'read_aloud' && !witnessed) throw invalidField('/witness', 'witness_required', '口头宣读须有见证人在场。 A reading aloud needs a witness.')
  checkMandate(mandate, purpose, day)
}

/**
 * The second look has its own record: what the first officer recorded shows no call.
 * @throws Fault invalid `empty_evidence`, `same_evidence`
 */
export function checkCallBack(callBackSha256: string, evidenceSha256: string): void {
  checkEvidence({ '/callBackSha256': callBackSha256 })
  if (callBackSha256 === evidenceSha256)
    throw invalidField(
      '/callBackSha256',
      'same_evidence',
      '这是代办时的那份凭证，请提交回访通话的记录。 This is the proposal’s own evidence; give the record of the call.',
    )
}

export interface Proposal {
  /** The proposing officer's account. */
  officer: string
  coolingOffUntil: Date
}

/**
 * May this officer, not the household itself, confirm?
 * @throws Fault forbidden `second_person_required`; conflict `cooling_off`
 */
export function checkSecondOfficer(proposal: Proposal, reviewer: string, now: Date): void {
  if (proposal.officer === reviewer)
    throw new Fault('forbidden', 'second_person_required', '代办的人不能自己复核，请另一位服务员回访复核。 Somebody else has to call back and confirm.')
  if (now < proposal.coolingOffUntil)
    throw new Fault(
      'conflict',
      'cooling_off',
      `冷静期到 ${proposal.coolingOffUntil.toISOString()} 为止，请到时再复核。 The cooling-off runs until then; confirm after it.`,
      { retryAfterSeconds: Math.ceil((proposal.coolingOffUntil.getTime() - now.getTime()) / 1000) },
    )
}
