import type { Hono } from 'hono'
import { mountBundling } from './bundling.tsx'
import { mountChoosing } from './choosing.tsx'
import { mountConsenting } from './consenting.tsx'
import { mountErasing } from './erasing.tsx'
import { mountFollowing } from './following.tsx'
import { mountGuaranteeing } from './guaranteeing.tsx'
import { mountHearing } from './hearing.tsx'
import { mountHolding } from './holding.tsx'
import { mountLooking } from './looking.tsx'
import { mountProving } from './proving.tsx'
import { mountRevising } from './revising.tsx'
import type { Side } from './side.ts'
import type { BorrowerDeps } from './visit.tsx'

export { paths } from './api-paths.ts'
export { FetchLinks } from './fetch-links.tsx'
export { type CatalogueItem, type Fetchable, fetchableAttributes, fetchableItems, givenBy } from './fetchable.ts'
export { BorrowerFrame } from './frame.tsx'
export { newOpenings } from './hearing.tsx'
export { waitingCount } from './holding.tsx'
export { OpeningsSheet } from './openings-sheet.tsx'
export type { Side, Stand } from './side.ts'
export { type BorrowerDeps, forReaders, refusedPage, type Visit } from './visit.tsx'
export { WaitingNotice } from './waiting-notice.tsx'

/** The errand that a firm and a household share: say the need, read the offers, let one lender look, follow, take back. */
export function mountBorrowing(portal: Hono, deps: BorrowerDeps, side: Side): void {
  mountLooking(portal, deps, side)
  mountChoosing(portal, deps, side)
  mountConsenting(portal, deps, side)
  mountBundling(portal, deps, side)
  mountFollowing(portal, deps, side)
  mountGuaranteeing(portal, deps, side)
  mountErasing(portal, deps, side)
  mountHolding(portal, deps, side)
  mountRevising(portal, deps, side)
  mountProving(portal, deps, side)
  mountHearing(portal, deps, side)
}
