/** What the demo's lenders offer: 40 products modelled on what banks publish. The lenders and the products are invented. */
import { FARM_LOANS } from './products/farm.ts'
import { GREEN_LOANS } from './products/green.ts'
import { INDUSTRY_LOANS } from './products/industry.ts'
import type { DemoProduct } from './products/loan.ts'
import { SUPPORT_LOANS } from './products/support.ts'
import { TAX_LOANS } from './products/tax.ts'

export type { DemoProduct } from './products/loan.ts'

export const PRODUCTS: readonly DemoProduct[] = [...TAX_LOANS, ...GREEN_LOANS, ...INDUSTRY_LOANS, ...SUPPORT_LOANS, ...FARM_LOANS]
