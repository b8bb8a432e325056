/** What is wrong between members of terms that are sound by themselves: ranges, fees, limits, the number of leaves. */
import { type Fen, shareOf } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import { isLeaf, MAX_LEAVES } from './criteria.ts'
import { leavesOf } from './criteria-schema.ts'
import type { Fee, LimitRow, ProductTerms } from './terms.ts'

/** Fees due once, and fees due every year, may each reach 10 % of the loan: so a rate can always be worked out and shown. */
export const MAX_FEES_BP = 1000
/**
 * What others may bear of the interest, a year: a lender names its subsidies itself, and one that nobody pays would buy the
 * first place. Until programmes are registered by the office that pays, no more than is usual of them.
 */
export const MAX_SUBSIDY_BP = 300

export interface TermsIssue {
  path: (string | number)[]
  code: string
  message: string
}

export function termsIssues(terms: ProductTerms): TermsIssue[] {
  const { pricing, limits = [], topUp } = terms
  const issues: TermsIssue[] = []
  const refuse = (isWrong: boolean, path: (string | number)[], code: string, message: string) => void (isWrong && issues.push({ path, code, message }))
  refuse(pricing.floorBp > pricing.capBp, ['pricing', 'capBp'], 'range_reversed', '最高利率不能低于最低利率。 The cap lies below the floor.')
  refuse(terms.minFen > terms.maxFen, ['maxFen'], 'range_reversed', '最高额度不能低于最低额度。 maxFen lies below minFen.')
  refuse(terms.minMonths > terms.maxMonths, ['maxMonths'], 'range_reversed', '最长期限不能短于最短期限。 maxMonths lies below minMonths.')
  const feesFit = onceFen(pricing.fees, terms.minFen) <= shareOf(terms.minFen, MAX_FEES_BP) && yearlyBp(pricing.fees) <= MAX_FEES_BP
  refuse(
    !feesFit,
    ['pricing', 'fees'],
    'fees_too_high',
    '按最低额度算，一次性费用合计、每年费用合计都不能超过贷款的 10%。 Fees exceed 10% of the smallest loan.',
  )
  refuse(
    terms.validFrom !== undefined && terms.validTo !== undefined && terms.validTo < terms.validFrom,
    ['validTo'],
    'range_reversed',
    '结束日期不能早于开始日期。 validTo lies before validFrom.',
  )
  limits.forEach((row, i) => {
    const at = ['limits', i, 'maxFen']
    refuse(
      row.maxFen < terms.minFen || row.maxFen > terms.maxFen,
      at,
      'range_reversed',
      '每一档都要在最低和最高额度之间。 A limit lies outside minFen and maxFen.',
    )
  })
  refuse(
    topUp !== undefined && topUp.maxFen <= terms.maxFen,
    ['topUp', 'maxFen'],
    'range_reversed',
    '加担保后的额度要高于最高额度。 The limit with a guarantee does not exceed maxFen.',
  )
  const subsidyBp = (pricing.subsidies ?? []).reduce((sum, subsidy) => sum + subsidy.subsidyBp, 0)
  refuse(
    subsidyBp > MAX_SUBSIDY_BP,
    ['pricing', 'subsidies'],
    'subsidies_too_high',
    `贴息合计每年不能超过 ${MAX_SUBSIDY_BP / 100}%：机构自己让利请直接降利率。 Subsidies exceed ${MAX_SUBSIDY_BP / 100}% a year; what the lender bears itself belongs in the rate.`,
  )
  const base = limits.findIndex((row) => row.when === undefined)
  refuse(limits.length > 0 && base < 0, ['limits'], 'limit_without_base', '要有一档是人人都有的（不带条件）。 One limit must be without a condition.')
  refuse(
    base >= 0 && !limits.some((row) => row.when === undefined && reachesLeast(row, terms)),
    ['limits', base, 'ofAttribute'],
    'limit_needs_criterion',
    '按这个指标算出的额度可能低于最低额度，请把够得上最低额度的数值写成准入条件。 Add a criterion on this attribute that secures minFen.',
  )
  const conditions = [...pricing.tiers, ...(pricing.subsidies ?? []), ...limits, ...(topUp ? [topUp] : [])].flatMap(({ when }) => when ?? [])
  refuse(
    leavesOf([...terms.criteria, ...conditions]) > MAX_LEAVES,
    limits.length > 0 ? ['limits'] : pricing.subsidies ? ['pricing', 'subsidies'] : ['pricing', 'tiers'],
    'too_many_leaves',
    `一个产品连同利率档、贴息、额度档最多 ${MAX_LEAVES} 个条件。 At most ${MAX_LEAVES} leaves, all conditions included.`,
  )
  return issues
}

/** Whoever meets the criteria is lent the least amount: nobody eligible is priced for a loan that this row would not give. */
function reachesLeast({ ofAttribute }: LimitRow, { criteria, minFen }: ProductTerms): boolean {
  if (ofAttribute === undefined) return true
  return criteria.some((criterion) => {
    if (!isLeaf(criterion) || criterion.attr !== ofAttribute.attr || criterion.op === '<=') return false
    const least = BigInt([criterion.value].flat()[0]!)
    return (least * BigInt(ofAttribute.shareBp)) / 10_000n >= minFen
  })
}

function onceFen(fees: readonly Fee[], principalFen: Fen): Fen {
  return fees.reduce((sum, fee) => sum + ('fen' in fee ? fee.fen : fee.kind.endsWith('upfront_bp') ? shareOf(principalFen, fee.bp) : 0n), 0n)
}

function yearlyBp(fees: readonly Fee[]): Bp {
  return fees.reduce((sum, fee) => sum + ('bp' in fee && fee.kind.endsWith('yearly_bp') ? fee.bp : 0), 0)
}
