/**
 * Criteria as SQL over `screen_rows`: one product × all subjects. A boolean expression whose TRUE, FALSE and NULL are
 * met, short and unknown: SQL's AND, OR and NOT are Kleene's, so the tree is written down as it stands. What comes from a
 * criterion is bound, never spliced in; the text holds column names and places of the registry alone. Days count from
 * the row's own `as_of`, never from the clock.
 */
import { type Criterion, isLeaf, type Leaf } from '../../products/model.ts'
import { type AttributeId, attributeOf } from '../../profiles/model.ts'
import { measure } from '../scale.ts'
import { columnOf, LAYOUT, type ValueColumn } from './layout.ts'
import { withinBigint } from './row.ts'

/** A value for the database to take as it is, of this type. */
export interface Bound {
  value: string | number
  as: 'bigint' | 'smallint' | 'integer' | 'text'
}

export type Clause = readonly (string | Bound)[]

/**
 * Which values may be used: all of them (the platform's own work for the subject), or a lender's way round, without
 * consent: those of open categories that the row does not keep closed.
 */
export type Openness = 'all' | { open(attribute: AttributeId): boolean }

const UNKNOWN: Clause = ['null::boolean']

/** A row of another registry is unknown: its places mean nothing here. */
const READABLE: Clause = ['layout = ', { value: LAYOUT, as: 'integer' }]

/** TRUE, FALSE or NULL: all of the criteria met, one short, neither. No criteria: everybody meets them. */
export function verdictClause(criteria: readonly Criterion[], openness: Openness): Clause {
  return criteria.length === 0 ? ['true'] : ['(case when ', ...READABLE, ' then ', ...joined(criteria, 'and', openness), ' end)']
}

/** Who meets all of the criteria. Two predicates rather than one verdict to ask of: SQL turns a NOT over a plain tree into its leaves. */
export function metClause(criteria: readonly Criterion[], openness: Openness): Clause {
  return criteria.length === 0 ? ['true'] : ['(', ...READABLE, ' and ', ...joined(criteria, 'and', openness), ')']
}

/** Whom one of the criteria rules out. */
export function shortClause(criteria: readonly Criterion[], openness: Openness): Clause {
  return criteria.length === 0 ? ['false'] : ['(', ...READABLE, ' and not ', ...joined(criteria, 'and', openness), ')']
}

export function clauseOf(criterion: Criterion, openness: Openness): Clause {
  if (isLeaf(criterion)) return leafClause(criterion, openness)
  if ('not' in criterion) return ['(not ', ...clauseOf(criterion.not, openness), ')']
  return 'all' in criterion ? joined(criterion.all, 'and', openness) : joined(criterion.any, 'or', openness)
}

function joined(criteria: readonly Criterion[], by: 'and' | 'or', openness: Openness): Clause {
  return ['(', ...criteria.flatMap((child, i) => [...(i === 0 ? [] : [` ${by} `]), ...clauseOf(child, openness)]), ')']
}

function leafClause(leaf: Leaf, openness: Openness): Clause {
  const column = columnOf(leaf.attr)
  if (openness !== 'all' && !openness.open(leaf.attr)) return UNKNOWN
  const guards: Clause[] = []
  if (openness !== 'all') guards.push([`${column.place} <> all(closed)`])
  // daysBetween(value's day, as_of) <= maxAgeDays; a value without a day gives NULL, so ELSE: unknown.
  if (leaf.maxAgeDays !== undefined) guards.push([`known_on[${column.place}] >= (as_of - date '1970-01-01') - `, { value: leaf.maxAgeDays, as: 'integer' }])
  const test = testOf(leaf, column)
  if (guards.length === 0) return test
  return ['(case when ', ...guards.flatMap((guard, i) => [...(i === 0 ? [] : [' and ']), ...guard]), ' then ', ...test, ' end)']
}

function testOf(leaf: Leaf, column: ValueColumn): Clause {
  const values = boundsOf(leaf, column)
  const { column: name } = column
  switch (leaf.op) {
    case '>=':
    case '<=':
      return [`(${name} ${leaf.op} `, values[0]!, ')']
    case 'between':
      return [`(${name} between `, values[0]!, ' and ', values[1]!, ')']
    case '=':
    case 'in':
      return [`(${name} in (`, ...listed(values), '))']
    case 'prefix':
      return ['(', ...values.flatMap((value, i): Clause => [`${i === 0 ? '' : ' or '}starts_with(${name}, `, value, ')']), ')']
  }
}

function listed(values: readonly Bound[]): Clause {
  return values.flatMap((value, i) => (i === 0 ? [value] : [', ', value]))
}

function boundsOf(leaf: Leaf, { type }: ValueColumn): Bound[] {
  const attribute = attributeOf(leaf.attr)
  const values: readonly (string | number)[] = typeof leaf.value === 'object' ? leaf.value : [leaf.value]
  return values.map((value) => {
    const bound = measure(attribute, value)
    if (bound === null) throw new Error(`criterion on ${leaf.attr} was not validated: ${value}`)
    return { value: typeof bound === 'bigint' ? String(withinBigint(bound)) : bound, as: type }
  })
}

/** Text with numbered placeholders and the values for them, in order: what a driver takes. */
export function statementOf(clause: Clause): { text: string; values: (string | number)[] } {
  const values: (string | number)[] = []
  const text = clause
    .map((piece) => {
      if (typeof piece === 'string') return piece
      values.push(piece.value)
      return `$${values.length}::${piece.as}`
    })
    .join('')
  return { text, values }
}
