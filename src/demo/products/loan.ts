/** How the demo's products are written down: what a lender always says, and what most of them say alike. */
import type { Fen } from '../../platform/kernel/money.ts'
import type { Bp } from '../../platform/kernel/rate.ts'
import type { Criterion, Leaf, PriceTier, Pricing, ProductTerms, Subsidy, TestCase } from '../../products/model.ts'
import type { AttributeId } from '../../profiles/model.ts'

export interface DemoProduct {
  /** Place in LENDERS. */
  lender: number
  terms: ProductTerms
  testCases?: readonly TestCase[]
}

type LoanText = Pick<ProductTerms, 'name' | 'summary' | 'minFen' | 'maxFen' | 'maxMonths' | 'criteria' | 'answerHours'> &
  Partial<Omit<ProductTerms, 'pricing'>> & {
    spreadBp: Bp
    floorBp?: Bp
    capBp?: Bp
    tiers?: readonly PriceTier[]
    fees?: Pricing['fees']
    subsidies?: readonly Subsidy[]
    testCases?: readonly TestCase[]
  }

export function loan(lender: number, { spreadBp, floorBp = 200, capBp = 900, tiers = [], fees = [], subsidies, testCases, ...rest }: LoanText): DemoProduct {
  const terms: ProductTerms = {
    audience: ['enterprise'],
    minMonths: 3,
    purposes: ['working_capital', 'materials'],
    methods: ['equal_instalment'],
    unsecured: true,
    ...rest,
    pricing: { spreadBp, tiers, floorBp, capBp, fees, ...(subsidies && { subsidies }) },
  }
  return { lender, terms, ...(testCases && { testCases }) }
}

const FEN_PER_WAN = 1_000_000n

/** 万元 → fen. */
export function wan(amount: number): Fen {
  return BigInt(amount) * FEN_PER_WAN
}

export function atLeast(attr: AttributeId, value: number | string | Fen, maxAgeDays?: number): Leaf {
  return leaf({ attr, op: '>=', value: typeof value === 'bigint' ? String(value) : value }, maxAgeDays)
}

export function atMost(attr: AttributeId, value: number | string | Fen, maxAgeDays?: number): Leaf {
  return leaf({ attr, op: '<=', value: typeof value === 'bigint' ? String(value) : value }, maxAgeDays)
}

export function oneOf(attr: AttributeId, ...value: string[]): Leaf {
  return { attr, op: 'in', value }
}

/** Industries or places by how their codes begin. */
export function within(attr: 'industry' | 'district' | 'village', ...value: string[]): Leaf {
  return { attr, op: 'prefix', value }
}

export function except(criterion: Criterion): Criterion {
  return { not: criterion }
}

function leaf(plain: Leaf, maxAgeDays: number | undefined): Leaf {
  return maxAgeDays === undefined ? plain : { ...plain, maxAgeDays }
}

/** Carbon grades A and B each bring the price down, E puts it up: one grade is ten points or so. */
export const CARBON_TIERS: readonly PriceTier[] = [
  { label: '碳等级 A', when: oneOf('carbonGrade', 'A'), addBp: -20 },
  { label: '碳等级 B', when: oneOf('carbonGrade', 'B'), addBp: -10 },
  { label: '碳等级 E', when: oneOf('carbonGrade', 'E'), addBp: 30 },
]
