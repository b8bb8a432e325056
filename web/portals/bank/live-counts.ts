/** How many of the city the criteria in the boxes would take, asked while they are written: what is not complete is left out and said so. */
import type { CountsView } from '../../../src/matching/screening-contract.ts'
import type { Criterion } from '../../../src/products/model.ts'
import type { Api } from '../../client/api.ts'
import { newFormKey } from '../../client/form-key.ts'
import { formErrors, type Problem, sentenceOf } from '../../client/problem.ts'
import { words } from '../../words/index.ts'
import { type CriteriaUnit, countableUnits } from './criteria-form.ts'
import type { CriteriaRow } from './terms-values.ts'

export interface LiveCounts {
  counts: CountsView | null
  /** Why there are none. */
  failure: string | null
  /** By the first row of a criterion: whom it keeps out, or why it was not counted. */
  notes: ReadonlyMap<number, { short: CountsView['total'] } | { leftOut: string }>
}

type Counted = { unit: CriteriaUnit; criterion: Criterion }

/** Asks twice at most: where the API refuses some criteria, once more without them. */
export async function askCounts(api: Api, rows: readonly CriteriaRow[], audience: readonly string[]): Promise<LiveCounts> {
  const w = words.zh.bank.builder
  const notes = new Map<number, { short: CountsView['total'] } | { leftOut: string }>()
  const units = countableUnits(rows)
  for (const { unit, criterion } of units) if (criterion === null) notes.set(unit.rows[0]!, { leftOut: w.unfinished })
  let counted = units.filter((one): one is Counted => one.criterion !== null)
  const ask = () =>
    api.post<CountsView>('/api/v1/lender/screenings/counts', { criteria: counted.map(({ criterion }) => criterion), audience }, { key: newFormKey() })
  let answer = await ask()
  if (!answer.ok && answer.problem.status === 422) {
    const refused = refusedAmong(answer.problem)
    for (const [place, sentence] of refused) {
      const first = counted[place]?.unit.rows[0]
      if (first !== undefined) notes.set(first, { leftOut: sentence })
    }
    counted = counted.filter((_, place) => !refused.has(place))
    if (refused.size > 0) answer = await ask()
  }
  if (!answer.ok) return { counts: null, failure: sentenceOf(answer.problem), notes }
  const { byCriterion } = answer.body
  counted.forEach(({ unit }, place) => {
    const judged = byCriterion[place]
    if (judged) notes.set(unit.rows[0]!, { short: judged.short })
  })
  return { counts: answer.body, failure: null, notes }
}

/** Which criteria of the request were refused, and the API's sentence about each. */
function refusedAmong(problem: Problem): Map<number, string> {
  const refused = new Map<number, string>()
  for (const error of problem.errors) {
    const place = /^\/criteria\/(\d+)/.exec(error.pointer)?.[1]
    if (place !== undefined && !refused.has(Number(place))) refused.set(Number(place), formErrors({ ...problem, errors: [error] })[0]!.message)
  }
  return refused
}
