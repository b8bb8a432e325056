/**
 * The public engines, each in the best way its documents show. All of them get the facts as plain numbers on our scale
 * (a grade as a number, fen as a double), which is easier for them than what a profile holds; none of them knows "unknown".
 */

import { ZenEngine } from '@gorules/zen-engine'
import { Environment } from '@marcbachmann/cel-js'
import { LogicEngine } from 'json-logic-engine'
import { Engine, type NestedCondition } from 'json-rules-engine'
import { ASKABLE, measure } from '../../src/matching/scale.ts'
import { type Criterion, isLeaf, type Leaf } from '../../src/products/model.ts'
import { attributeOf, type Profile } from '../../src/profiles/model.ts'

export type Facts = Record<string, number | string>
/** Places of the products that it calls eligible, ascending. */
export type Decide = (facts: Facts) => Promise<number[]> | number[]
export type PeerName = 'json-rules-engine' | 'zen-engine' | 'cel-js' | 'json-logic-engine'

export const PEERS: Record<PeerName, { how: string; prepare(products: readonly Criterion[][]): Decide }> = {
  'json-rules-engine': { how: 'one engine, a rule a product', prepare: rulesEngine },
  'zen-engine': { how: 'one decision table, a row a product', prepare: zenTable },
  'cel-js': { how: 'typed environment, an expression a product, parsed once', prepare: celExpressions },
  'json-logic-engine': { how: 'a function a product, compiled by build()', prepare: jsonLogic },
}

/** Fresh facts only; what is unknown is absent. */
export function plainFacts(profile: Profile): Facts {
  const facts: Facts = {}
  for (const { attribute, freshness, value } of profile.entries) {
    if (freshness !== 'fresh' || !ASKABLE.some(({ id }) => id === attribute)) continue
    const point = measure(attributeOf(attribute), value)
    if (point !== null) facts[attribute] = typeof point === 'string' ? point : Number(point)
  }
  return facts
}

function valuesOf(leaf: Leaf): (number | string)[] {
  const written: readonly (number | string)[] = typeof leaf.value === 'object' ? leaf.value : [leaf.value]
  return written.map((value) => {
    const point = measure(attributeOf(leaf.attr), value)!
    return typeof point === 'string' ? point : Number(point)
  })
}

function rulesEngine(products: readonly Criterion[][]): Decide {
  const engine = new Engine([], { allowUndefinedFacts: true })
  engine.addOperator('prefix', (fact: string, prefixes: string[]) => typeof fact === 'string' && prefixes.some((prefix) => fact.startsWith(prefix)))
  products.forEach((criteria, product) => {
    engine.addRule({ conditions: { all: criteria.map(ruleCondition) }, event: { type: 'eligible', params: { product } } })
  })
  return async (facts) => {
    const { events } = await engine.run(facts)
    return events.map(({ params }) => params!.product as number).sort((a, b) => a - b)
  }
}

function ruleCondition(criterion: Criterion): NestedCondition {
  if (!isLeaf(criterion)) {
    if ('not' in criterion) return { not: ruleCondition(criterion.not) }
    return 'all' in criterion ? { all: criterion.all.map(ruleCondition) } : { any: criterion.any.map(ruleCondition) }
  }
  const [low, high] = valuesOf(criterion)
  const on = (operator: string, value: unknown) => ({ fact: criterion.attr, operator, value })
  if (criterion.op === '>=') return on('greaterThanInclusive', low)
  if (criterion.op === '<=') return on('lessThanInclusive', low)
  if (criterion.op === 'between') return { all: [on('greaterThanInclusive', low), on('lessThanInclusive', high)] }
  return on(criterion.op === 'prefix' ? 'prefix' : 'in', valuesOf(criterion))
}

/** A column for each attribute with one test a cell; criteria that take more than one leaf stand in columns of expressions. */
function zenTable(products: readonly Criterion[][]): Decide {
  const expressions = [0, 1, 2].map((i) => ({ id: `expression${i}`, name: `expression ${i}`, type: 'expression' }))
  // A cell that is not there is a test that fails; an empty one asks nothing.
  const empty = Object.fromEntries([...ASKABLE, ...expressions].map(({ id }) => [id, '']))
  const rows = products.map((criteria, product) => {
    const cells: Record<string, string> = { ...empty, _id: `p${product}`, product: String(product) }
    let used = 0
    for (const criterion of criteria) {
      const leaf = isLeaf(criterion) ? criterion : 'not' in criterion && isLeaf(criterion.not) ? criterion.not : null
      if (leaf && cells[leaf.attr] === '') cells[leaf.attr] = zenTest(leaf, leaf !== criterion)
      else cells[`expression${used++}`] = zenExpression(criterion)
    }
    return cells
  })
  const content = {
    hitPolicy: 'collect',
    inputs: [...ASKABLE.map(({ id }) => ({ id, name: id, type: 'expression', field: id })), ...expressions],
    outputs: [{ id: 'product', name: 'product', type: 'expression', field: 'product' }],
    rules: rows,
  }
  const decision = new ZenEngine().createDecision(
    Buffer.from(
      JSON.stringify({
        nodes: [
          { id: 'in', type: 'inputNode', name: 'in', position: { x: 0, y: 0 } },
          { id: 'table', type: 'decisionTableNode', name: 'table', position: { x: 1, y: 0 }, content },
          { id: 'out', type: 'outputNode', name: 'out', position: { x: 2, y: 0 } },
        ],
        edges: [
          { id: 'e1', sourceId: 'in', targetId: 'table', type: 'edge' },
          { id: 'e2', sourceId: 'table', targetId: 'out', type: 'edge' },
        ],
      }),
    ),
  )
  return async (facts) => {
    const { result } = await decision.evaluate(facts)
    return (result as { product: number }[]).map(({ product }) => product).sort((a, b) => a - b)
  }
}

const quoted = (value: number | string) => (typeof value === 'string' ? JSON.stringify(value) : String(value))

/** A cell of its attribute's column: `$` is the fact. */
function zenTest(leaf: Leaf, negated: boolean): string {
  const values = valuesOf(leaf).map(quoted)
  const [low, high] = values
  if (leaf.op === '>=') return `${negated ? '<' : '>='} ${low}`
  if (leaf.op === '<=') return `${negated ? '>' : '<='} ${low}`
  if (leaf.op === 'between') return `${negated ? 'not in' : ''} [${low}..${high}]`
  if (leaf.op === 'prefix') {
    const any = values.map((prefix) => `startsWith($, ${prefix})`).join(' or ')
    return negated ? `not (${any})` : any
  }
  return negated ? `not in [${values.join(', ')}]` : `in [${values.join(', ')}]`
}

function zenExpression(criterion: Criterion): string {
  if (!isLeaf(criterion)) {
    if ('not' in criterion) return `not (${zenExpression(criterion.not)})`
    return `(${('all' in criterion ? criterion.all : criterion.any).map(zenExpression).join('all' in criterion ? ' and ' : ' or ')})`
  }
  const values = valuesOf(criterion).map(quoted)
  const { attr, op } = criterion
  if (op === '>=' || op === '<=') return `${attr} ${op} ${values[0]}`
  if (op === 'between') return `(${attr} >= ${values[0]} and ${attr} <= ${values[1]})`
  if (op === 'prefix') return `(${values.map((prefix) => `startsWith(${attr}, ${prefix})`).join(' or ')})`
  return `${attr} in [${values.join(', ')}]`
}

function celExpressions(products: readonly Criterion[][]): Decide {
  const environment = new Environment()
  for (const { id, type } of ASKABLE) environment.registerVariable(id, type === 'code' ? 'string' : 'double')
  const expressions = products.map((criteria) => environment.parse(criteria.map(celOf).join(' && ')))
  return (facts) =>
    expressions.flatMap((expression, product) => {
      try {
        return expression(facts) === true ? [product] : []
      } catch {
        // CEL's own word for a missing fact is an error.
        return []
      }
    })
}

function celOf(criterion: Criterion): string {
  if (!isLeaf(criterion)) {
    if ('not' in criterion) return `!(${celOf(criterion.not)})`
    return `(${('all' in criterion ? criterion.all : criterion.any).map(celOf).join('all' in criterion ? ' && ' : ' || ')})`
  }
  const { attr, op } = criterion
  // Doubles: CEL's integers would be bigint here, which is slower.
  const values = valuesOf(criterion).map((value) => (typeof value === 'string' ? JSON.stringify(value) : value.toFixed(1)))
  if (op === '>=' || op === '<=') return `${attr} ${op} ${values[0]}`
  if (op === 'between') return `(${attr} >= ${values[0]} && ${attr} <= ${values[1]})`
  if (op === 'prefix') return `(${values.map((prefix) => `${attr}.startsWith(${prefix})`).join(' || ')})`
  return `${attr} in [${values.join(', ')}]`
}

function jsonLogic(products: readonly Criterion[][]): Decide {
  const engine = new LogicEngine()
  const compiled = products.map((criteria) => engine.build({ and: criteria.map(logicOf) }) as (facts: Facts) => unknown)
  return (facts) => compiled.flatMap((product, i) => (product(facts) === true ? [i] : []))
}

function logicOf(criterion: Criterion): object {
  if (!isLeaf(criterion)) {
    if ('not' in criterion) return { '!': logicOf(criterion.not) }
    return 'all' in criterion ? { and: criterion.all.map(logicOf) } : { or: criterion.any.map(logicOf) }
  }
  const fact = { var: criterion.attr }
  const values = valuesOf(criterion)
  const { op } = criterion
  if (op === '>=' || op === '<=') return { [op]: [fact, values[0]] }
  if (op === 'between') return { '<=': [values[0], fact, values[1]] }
  if (op === 'prefix') return { or: values.map((prefix) => ({ '===': [{ substr: [fact, 0, String(prefix).length] }, prefix] })) }
  return { in: [fact, values] }
}
