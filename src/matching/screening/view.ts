/** Counts and batches as a lender sees them: every number of subjects made anonymous. */
import { type Criterion, describeCriterion, describeLeaf, type PlacedLeaf, type PopulationCount } from '../../products/model.ts'
import type { BatchView, CountsView, EntryView } from '../screening-contract.ts'
import { type Counted, type Figure, shownOf, within } from './anonymity.ts'
import { areaName } from './area.ts'
import type { BatchStatus } from './lifecycle.ts'

export interface Verdicts {
  met: Counted
  short: Counted
  unknown: Counted
}

/** The one maker of figures: a live count and a batch that count the same subjects answer the same. */
function verdictFigures(secret: string, { met, short, unknown }: Verdicts, total: Figure) {
  const figure = (counted: Counted) => within(shownOf(secret, counted), total)
  return { meet: figure(met), couldMeet: figure(unknown), short: figure(short) }
}

export interface CountedSubjects extends Verdicts {
  total: Counted
  asOf: string | null
  byCriterion: readonly Verdicts[]
  byLeaf: readonly (PlacedLeaf & { excluded: Counted })[]
}

export function countsView(counted: CountedSubjects, criteria: readonly Criterion[], secret: string): CountsView {
  const total = shownOf(secret, counted.total)
  const [worst] = [...counted.byLeaf].sort((a, b) => b.excluded.count - a.excluded.count)
  const excluded = worst && within(shownOf(secret, worst.excluded), total)
  return {
    ...{ asOf: counted.asOf, total, ...verdictFigures(secret, counted, total) },
    biggestExcluder:
      worst && excluded && !excluded.hidden
        ? { leafPath: `/criteria/${worst.path.join('/')}`, sentence: describeLeaf(worst.leaf, worst.negated), excluded }
        : null,
    byCriterion: counted.byCriterion.map((verdicts, i) => ({ sentence: describeCriterion(criteria[i]!), ...verdictFigures(secret, verdicts, total) })),
  }
}

/** The same for whoever publishes: nobody at all is told, one to nine are not. */
export function populationCount(counted: CountedSubjects, secret: string): PopulationCount {
  const total = shownOf(secret, counted.total)
  const told = (set: Counted) => (set.count === 0 ? 0 : within(shownOf(secret, set), total).count)
  return {
    total: told(counted.total),
    ...{ met: told(counted.met), short: told(counted.short), unknown: told(counted.unknown) },
    byLeaf: counted.byLeaf.map(({ path, excluded }) => ({ path, short: told(excluded) })),
  }
}

export interface WalkedBatch {
  met: number
  short: number
  unknown: number
  prints: Record<'met' | 'short' | 'unknown', string> | null
  area: string
  id: string
  productId: string
  version: number
  productName: string
  status: BatchStatus
  expected: number
  walked: number
  asOf: string | null
  createdAt: Date
  endedAt: Date | null
}

export function batchView(batch: WalkedBatch, createdByName: string | null, secret: string): BatchView {
  const { id, productId, version, productName, area, status, asOf, createdAt, endedAt } = batch
  return {
    ...{ id, productId, version, productName, area: { code: area, name: areaName(area) ?? area }, status, progressPercent: progressOf(batch), asOf },
    // Before the end each page would tell by how much its few subjects raised a number.
    totals: status === 'done' ? totalsOf(secret, batch) : null,
    ...{ createdByName, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
  }
}

function totalsOf(secret: string, { prints, met, short, unknown }: WalkedBatch): BatchView['totals'] {
  if (prints === null) return null
  const sets = {
    met: { count: met, print: BigInt(prints.met) },
    short: { count: short, print: BigInt(prints.short) },
    unknown: { count: unknown, print: BigInt(prints.unknown) },
  }
  const all = Object.values(sets).reduce((sum, { count, print }) => ({ count: sum.count + count, print: sum.print + print }))
  const total = shownOf(secret, all)
  return { total, ...verdictFigures(secret, sets, total) }
}

/** Subjects may have come since it was ordered: it is whole only when it is done. */
function progressOf({ status, expected, walked }: WalkedBatch): number {
  if (status === 'done') return 100
  return expected === 0 ? 0 : Math.min(99, Math.floor((walked * 100) / expected))
}

/** An applicant's place on a lender's list: whether it meets the product, under which consent, and no fact of it. */
export function applicantView({ verdict, applicationId, consentId }: Omit<Extract<EntryView, { basis: 'consent' }>, 'basis'>): EntryView {
  return { basis: 'consent', verdict, applicationId, consentId }
}
