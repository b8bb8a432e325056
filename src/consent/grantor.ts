/**
 * Who may give a consent for whom, as dated rules. An account whose capacity nobody checked acts as the subject's own:
 * what the platform does not know it does not refuse.
 */
import { checkEvidence } from '../platform/kernel/evidence.ts'
import { Fault } from '../platform/kernel/fault.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Evidence, GrantorRole, Mandate } from './artefact.ts'
import type { PurposeCode } from './template.ts'

export interface GrantorRule {
  role: GrantorRole
  /** First day in force. */
  from: CivilDate
  /** Kinds of subject for which there is such a role. */
  kinds: readonly string[]
  /** Acts by a paper that names purposes and a term. */
  mandate: boolean
  /** What the paper is, where one must have been seen. */
  evidence: Evidence['what'] | null
  /** Where it stands. */
  basis: string
}

const FIRMS = ['enterprise', 'cooperative', 'rural_collective']
const PERSONS = ['sole_trader', 'household']

/** The Civil Code has been in force since 2021-01-01. */
export const GRANTOR_RULES: readonly GrantorRule[] = [
  { role: 'self', from: '2021-01-01', kinds: [...FIRMS, ...PERSONS], mandate: false, evidence: null, basis: '《个人信息保护法》第十四条' },
  { role: 'legal_rep', from: '2021-01-01', kinds: FIRMS, mandate: false, evidence: 'appointment', basis: '《民法典》第六十一条' },
  { role: 'agent', from: '2021-01-01', kinds: [...FIRMS, ...PERSONS], mandate: true, evidence: 'mandate', basis: '《民法典》第一百六十五条' },
  // For who is a minor or cannot see what it agrees to.
  {
    role: 'guardian',
    from: '2021-01-01',
    kinds: PERSONS,
    mandate: false,
    evidence: 'guardianship',
    basis: '《民法典》第二十三条、《个人信息保护法》第三十一条',
  },
]

/** In what capacity somebody acts for a subject, as it was checked against papers. */
export interface Capacity {
  role: GrantorRole
  mandate: Mandate | null
  evidence: Evidence[]
}

/** The capacity of an account that nobody checked. */
export const OWN_CAPACITY: Capacity = { role: 'self', mandate: null, evidence: [] }

/**
 * Is a capacity sound enough to be written down: does the role exist for this kind of subject, are its papers there?
 * @throws Fault invalid `role_not_for_kind`, `evidence_required`, `empty_evidence`, `mandate_required`, `mandate_not_taken`, `mandate_term`
 */
export function checkCapacity({ role, mandate, evidence }: Capacity, kind: string, day: CivilDate): void {
  const rule = ruleOf(role, day)
  const refuse = (pointer: string, code: string, detail: string) => {
    throw new Fault('invalid', code, detail, { errors: [{ pointer, code, detail }] })
  }
  if (!rule.kinds.includes(kind)) refuse('/role', 'role_not_for_kind', `这类主体没有这种身份（${rule.basis}）。 This kind of subject has no such role.`)
  if (rule.evidence !== null && !evidence.some(({ what }) => what === rule.evidence))
    refuse('/evidence', 'evidence_required', `须登记所见的证明文件 ${rule.evidence}（${rule.basis}）。 Name the paper that was seen.`)
  if (rule.mandate && mandate === null)
    refuse('/mandate', 'mandate_required', `代理须有书面授权委托书（${rule.basis}），请登记范围和期限。 An agent needs a written mandate.`)
  if (!rule.mandate && mandate !== null) refuse('/mandate', 'mandate_not_taken', '这种身份不凭委托书办理。 This role needs no mandate.')
  checkEvidence({ '/mandate/sha256': mandate?.sha256, ...Object.fromEntries(evidence.map(({ sha256 }, i) => [`/evidence/${i}/sha256`, sha256])) })
  if (mandate !== null && mandate.from > mandate.to) refuse('/mandate/to', 'mandate_term', '委托书的截止日早于起始日。 The mandate ends before it begins.')
}

/**
 * May somebody in this capacity give a consent for this purpose today?
 * @param hasGuardian somebody is written down as this subject's guardian: then only the guardian agrees
 * @throws Fault forbidden `guardian_required`, `mandate_out_of_scope`, `mandate_out_of_term`
 */
export function checkGrantor({ role, mandate }: Capacity, purpose: PurposeCode, day: CivilDate, hasGuardian: boolean): void {
  if (hasGuardian && role !== 'guardian')
    throw new Fault('forbidden', 'guardian_required', '这位权利人已登记监护人，须由监护人同意（《民法典》第二十三条）。 Its guardian has to agree.')
  if (role === 'agent') checkMandate(mandate, purpose, day)
}

/** @throws Fault forbidden `mandate_out_of_scope`, `mandate_out_of_term` */
export function checkMandate(mandate: Mandate | null, purpose: PurposeCode, day: CivilDate): void {
  if (!mandate?.scope.includes(purpose))
    throw new Fault('forbidden', 'mandate_out_of_scope', '委托书没有写明这项用途，请补办委托书。 The mandate does not cover this purpose; get one that does.')
  if (day < mandate.from || day > mandate.to)
    throw new Fault(
      'forbidden',
      'mandate_out_of_term',
      `委托书的有效期是 ${mandate.from} 至 ${mandate.to}，请补办委托书。 The mandate is not in force today; get a new one.`,
    )
}

function ruleOf(role: GrantorRole, day: CivilDate): GrantorRule {
  const all = GRANTOR_RULES.filter((rule) => rule.role === role)
  return all.findLast(({ from }) => from <= day) ?? all[0]!
}
