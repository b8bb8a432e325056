/** Counts and batches as a lender sees them: every number of subjects made anonymous. */
import { canonicalJson } from '../../platform/kernel/canonical.ts'
import { type Criterion, describeCriterion } from '../../products/model.ts'
import { type Figure, figureOf, offsetFor, plainQuestion } from './anonymity.ts'
import { areaName } from './area.ts'
import type { BatchView, CountsView } from './contract.ts'
import { type CountedLeaf, leafSentence } from './leaf-path.ts'
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
function figures(secret: string, { criteria, audience, area }: Question): (count: number, name: string) => Figure {
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
  byLeaf: readonly (CountedLeaf & { excluded: number })[]
}

export function countsView(counted: CountedSubjects, asked: Question, secret: string): CountsView {
  const alone = (criteria: readonly Criterion[]) => figures(secret, { ...asked, criteria })
  const [worst] = [...counted.byLeaf].sort((a, b) => b.excluded - a.excluded)
  const excluded = worst && alone([asked.criteria[worst.criterion]!])(worst.excluded, `excluded ${worst.path.replace(/^\/\d+/, '')}`)
  return {
    asOf: counted.asOf,
    total: alone([])(counted.total, 'total'),
    ...verdictFigures(counted, alone(asked.criteria)),
    biggestExcluder: worst && excluded && !excluded.hidden ? { leafPath: `/criteria${worst.path}`, sentence: leafSentence(worst), excluded } : null,
    byCriterion: counted.byCriterion.map((verdicts, i) => {
      const criterion = asked.criteria[i]!
      return { sentence: describeCriterion(criterion), ...verdictFigures(verdicts, alone([criterion])) }
    }),
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
    totals:
      status === 'done' ? { total: figures(secret, { ...batch, criteria: [] })(walked, 'total'), ...verdictFigures(batch, figures(secret, batch)) } : null,
    ...{ createdByName, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
  }
}

/** Subjects may have come since it was ordered: it is whole only when it is done. */
function progressOf({ status, expected, walked }: WalkedBatch): number {
  if (status === 'done') return 100
  return expected === 0 ? 0 : Math.min(99, Math.floor((walked * 100) / expected))
}
