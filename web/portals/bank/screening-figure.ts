import type { CountsView } from '../../../src/matching/screening-contract.ts'
import { words } from '../../words/index.ts'

/** A count with its unit; what is hidden says so. */
export function figureText({ count }: CountsView['total']): string {
  const w = words.zh.screening
  return count === null ? w.hidden : w.households(String(count))
}

/** How many there are of each, side by side. */
export function verdictTerms(counts: Pick<CountsView, 'total' | 'meet' | 'couldMeet' | 'short'>) {
  const w = words.zh.screening
  return (['total', 'meet', 'couldMeet', 'short'] as const).map((name) => ({ term: w[name], detail: figureText(counts[name]) }))
}
