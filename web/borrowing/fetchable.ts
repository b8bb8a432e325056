import type { AttributeId } from '../../src/profiles/model.ts'
import type { CatalogueView } from '../../src/sources/contract.ts'
import type { Api } from '../client/api.ts'
import { paths } from './api-paths.ts'
import type { Side } from './side.ts'

export type CatalogueItem = CatalogueView['items'][number]

/** What each item that can be fetched tells, by its id in the catalogue: the contract of its record. */
const GIVES: Readonly<Record<string, readonly AttributeId[]>> = {
  'gz-tax/tax_code': ['taxGrade', 'taxPaidFen12m', 'invoicedFen12m', 'invoicedGrowthBp', 'zeroFilings12m'],
  'cash-flow/cash_flow': ['inflowFen12m', 'outflowFen12m', 'averageBalanceFen', 'activeMonths12m'],
  'local-bureau/credit_record': ['loanBalanceFen', 'lenderCount', 'overdueCount24m'],
  'social-insurance/social': ['insuredStaff', 'socialPaidMonths'],
  'social-insurance/housing_fund': ['housingFundCurrent'],
  'utilities/usage': ['powerKwh12m', 'waterCubicMetre12m', 'gasCubicMetre12m', 'utilityArrearsMonths'],
}

export function givenBy({ id }: Pick<CatalogueItem, 'id'>): readonly AttributeId[] {
  return GIVES[id] ?? []
}

/** What a borrower can have fetched: the source answers one question about one subject, or issues a code to present. */
export function fetchableItems({ items }: CatalogueView): CatalogueItem[] {
  return items.filter((item) => item.inForce && item.ways.some((way) => way === 'query' || way === 'present'))
}

/** Attributes that can be fetched in this portal, each with the consent category under which its item stands. */
export type Fetchable = ReadonlyMap<string, string>

/** A catalogue that cannot be read just now only costs a link. */
export async function fetchableAttributes(api: Api, { sources }: Side): Promise<Fetchable> {
  if (sources === null) return new Map()
  const answer = await api.get<CatalogueView>(paths.catalogue)
  return new Map(answer.ok ? fetchableItems(answer.body).flatMap((item) => givenBy(item).map((id) => [id, item.category] as const)) : [])
}
