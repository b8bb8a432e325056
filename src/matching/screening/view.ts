/** Counts and batches as a lender sees them: every number of subjects made anonymous. */
import { canonicalJson } from '../../platform/kernel/canonical.ts'
import { type Criterion, describeCriterion, describeLeaf, type PlacedLeaf, type PopulationCount } from '../../products/model.ts'
import type { BatchView, CountsView } from '../screening-contract.ts'
import { type Figure, figureOf, offsetFor, plainQuestion } from './anonymity.ts'
import { areaName } from './area.ts'
import type { BatchStatus } from './lifecycle.ts'

interface Verdicts {
  met: number
  short: number
  unknown: number
}

interface Question {
  criteria: readonly Criterion[]
  audience: readonly string[]
  area: string
}

/** The one maker of figures for a question: a live count and a batch that ask the same answer the same. */
function figuresOf(secret: string, { criteria, audience, area }: Question): (count: number, name: string) => Figure {
  const question = canonicalJson({ criteria: plainQuestion(criteria), audience: [...new Set(audience)].sort(), area })
  return (count, name) => figureOf(count, offsetFor(secret, question, name))
}

function verdictFigures({ met, short, unknown }: Verdicts, figure: (count: number, name: string) => Figure) {
  return { meet: figure(met, 'meet'), couldMeet: figure(unknown, 'couldMeet'), short: figure(short, 'short') }
}

export interface CountedSubjects extends Verdicts {
  total: number
  asOf: string | null
  byCriterion: readonly Verdicts[]
  byLeaf: readonly (PlacedLeaf & { excluded: number })[]
}

export function countsView(counted: CountedSubjects, asked: Question, secret: string): CountsView {
  const [worst] = [...counted.byLeaf].sort((a, b) => b.excluded - a.excluded)
  const excluded = worst && excludedFigure(secret, asked, worst)
  return {
    asOf: counted.asOf,
    total: totalFigure(secret, asked, counted.total),
    ...verdictFigures(counted, figuresOf(secret, asked)),
    biggestExcluder:
      worst && excluded && !excluded.hidden
        ? { leafPath: `/criteria/${worst.path.join('/')}`, sentence: describeLeaf(worst.leaf, worst.negated), excluded }
        : null,
    byCriterion: counted.byCriterion.map((verdicts, i) => {
      const criterion = asked.criteria[i]!
      return { sentence: describeCriterion(criterion), ...verdictFigures(verdicts, figuresOf(secret, { ...asked, criteria: [criterion] })) }
    }),
  }
}

/** The group's size, whatever else is asked of it. */
function totalFigure(secret: string, asked: Question, total: number): Figure {
  return figuresOf(secret, { ...asked, criteria: [] })(total, 'total')
}

/** Whom a leaf rules out is a question about its own criterion, whatever stands beside it. */
function excludedFigure(secret: string, asked: Question, { path, excluded }: CountedSubjects['byLeaf'][number]): Figure {
  const criterion = asked.criteria[Number(path[0])]!
  return figuresOf(secret, { ...asked, criteria: [criterion] })(excluded, `excluded ${path.slice(1).join('/')}`)
}

/** The same for whoever publishes: nobody at all is told, one to nine are not. */
export function populationCount(counted: CountedSubjects, asked: Question, secret: string): PopulationCount {
  const told = (count: number, figure: Figure) => (count === 0 ? 0 : figure.count)
  const { meet, couldMeet, short } = verdictFigures(counted, figuresOf(secret, asked))
  return {
    total: told(counted.total, totalFigure(secret, asked, counted.total)),
    ...{ met: told(counted.met, meet), short: told(counted.short, short), unknown: told(counted.unknown, couldMeet) },
    byLeaf: counted.byLeaf.map((leaf) => ({ path: leaf.path, short: told(leaf.excluded, excludedFigure(secret, asked, leaf)) })),
  }
}

export interface WalkedBatch extends Verdicts, Question {
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
  const { id, productId, version, productName, area, status, walked, asOf, createdAt, endedAt } = batch
  return {
    ...{ id, productId, version, productName, area: { code: area, name: areaName(area) ?? area }, status, progressPercent: progressOf(batch), asOf },
    // Before the end each page would tell by how much its few subjects raised a number.
    totals: status === 'done' ? { total: totalFigure(secret, batch, walked), ...verdictFigures(batch, figuresOf(secret, batch)) } : null,
    ...{ createdByName, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
  }
}

/** Subjects may have come since it was ordered: it is whole only when it is done. */
function progressOf({ status, expected, walked }: WalkedBatch): number {
  if (status === 'done') return 100
  return expected === 0 ? 0 : Math.min(99, Math.floor((walked * 100) / expected))
}
