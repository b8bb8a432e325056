/**
 * Criteria brought into the one shape that the fast evaluators share.
 *
 * 1. `not` is pushed down to the leaves. De Morgan's laws hold in Kleene's logic, so nothing is lost.
 * 2. A leaf becomes a *literal*: a question to one slot whose answer starts out as `starts` and **flips** at certain
 *    places. On an ordinal slot these are whole numbers ("24 months or more" starts false and flips at 24; "between 12
 *    and 36" flips at 12 and again at 37). On a code slot they are patterns – `^44` is passed by every code beginning
 *    with 44, `=440106` by that code alone – and an answer flips once for each pattern its code passes. Negation turns
 *    `starts` round and leaves the flips; `all` and `any` over one slot are a merge. So literals are closed under every
 *    connective, without bounds to move or intervals to split, and XOR is all that an evaluator needs:
 *    the index toggles products at a flip, the batch kernel toggles firms.
 * 3. What was joined over one slot is one literal. Known, it says what the tree said; unknown, all of its leaves were
 *    unknown and so is it. A literal that holds for every value is kept for that reason: over a hole it is unknown.
 * 4. A leaf with `maxAgeDays` asks another slot: the same attribute, empty when its fact is older. Age is nothing else.
 *
 * Left over is a conjunction of literals, at most one a slot, and of groups: an `any` over several slots.
 */
import { type Criterion, isLeaf, type Leaf } from '../products/model.ts'
import { attributeOf } from '../profiles/model.ts'
import { ASKABLE, measure } from './scale.ts'

export interface Literal {
  /** Which fact is asked: `slotOf`. */
  readonly slot: number
  /** Is the answer yes before the first flip? */
  readonly starts: boolean
  /** Ordinal: ascending whole numbers. Code: patterns `^prefix` and `=code`, no two of which undo each other. */
  readonly flips: readonly number[] | readonly string[]
}

export interface Group {
  readonly join: 'all' | 'any'
  readonly of: readonly Node[]
}

export type Node = Literal | Group

/** Everything that must hold for one product. */
export interface Conjunction {
  readonly literals: readonly Literal[]
  readonly groups: readonly Group[]
}

const PLACE = new Map<string, number>(ASKABLE.map(({ id }, place) => [id, place]))

/** A slot's number: the attribute's place in ASKABLE, plus ASKABLE.length for every day of age allowed. */
function slotOf(place: number, maxAgeDays = 0): number {
  return place + maxAgeDays * ASKABLE.length
}

export function placeOfSlot(slot: number): number {
  return slot % ASKABLE.length
}

/** 0: no older than the registry itself allows. */
export function maxAgeDaysOfSlot(slot: number): number {
  return Math.floor(slot / ASKABLE.length)
}

/** @throws Error on a criterion that products/criteria-schema would not have let in */
export function normalForm(criteria: readonly Criterion[]): Conjunction {
  const whole = nodeForm({ all: criteria })
  const parts = isGroup(whole) && whole.join === 'all' ? whole.of : [whole]
  return { literals: parts.filter((part): part is Literal => !isGroup(part)), groups: parts.filter(isGroup) }
}

/** The same for a tree whose verdict is wanted by itself. */
export function nodeForm(criterion: Criterion): Node {
  return pushed(criterion, false)
}

export function isGroup(node: Node): node is Group {
  return 'join' in node
}

/** The answer on a value that is known: a whole number or a code, as the slot has it. */
export function passes(literal: Literal, value: number | string): boolean {
  let answer = literal.starts
  for (const flip of literal.flips) if (isPast(flip, value)) answer = !answer
  return answer
}

/** Has a value passed this flip? */
export function isPast(flip: number | string, value: number | string): boolean {
  if (typeof flip === 'number') return flip <= (value as number)
  const text = flip.slice(1)
  return flip.startsWith('^') ? (value as string).startsWith(text) : value === text
}

/** Equal for nodes that ask the same, whatever order they were written in. A code may hold any sign, so it is quoted. */
export function keyOf(node: Node): string {
  if (isGroup(node)) return `${node.join}(${node.of.map(keyOf).sort().join()})`
  const flips = typeof node.flips[0] === 'string' ? JSON.stringify(node.flips) : node.flips.join(' ')
  return `${node.slot}${node.starts ? '+' : '-'}${flips}`
}

function pushed(criterion: Criterion, negated: boolean): Node {
  if (isLeaf(criterion)) {
    const literal = literalOf(criterion)
    return negated ? { ...literal, starts: !literal.starts } : literal
  }
  if ('not' in criterion) return pushed(criterion.not, !negated)
  const isAll = 'all' in criterion
  const children = (isAll ? criterion.all : criterion.any).map((child) => pushed(child, negated))
  return joined(isAll !== negated ? 'all' : 'any', children)
}

/** Takes in groups of its own kind and merges the literals of each slot; a group of one is that one. */
function joined(join: Group['join'], nodes: readonly Node[]): Node {
  const literals = new Map<number, Literal>()
  const groups: Group[] = []
  for (const node of nodes.flatMap((child) => (isGroup(child) && child.join === join ? child.of : [child]))) {
    if (isGroup(node)) {
      groups.push(node)
      continue
    }
    const seen = literals.get(node.slot)
    literals.set(node.slot, seen ? merged(join, seen, node) : node)
  }
  const of = [...literals.values(), ...groups]
  return of.length === 1 ? of[0]! : { join, of }
}

function literalOf(leaf: Leaf): Literal {
  const attribute = attributeOf(leaf.attr)
  const written: readonly (string | number)[] = typeof leaf.value === 'object' ? leaf.value : [leaf.value]
  const place = PLACE.get(leaf.attr)
  if (place === undefined) throw new Error(`criterion on ${leaf.attr} was not validated: it cannot be asked`)
  const slot = slotOf(place, leaf.maxAgeDays)
  if (attribute.type === 'code') return { slot, starts: false, flips: patterns(leaf.op === 'prefix' ? '^' : '=', written.map(String)) }
  const bounds = written.map((value) => {
    const bound = Number(measure(attribute, value) ?? Number.NaN)
    if (!Number.isSafeInteger(bound)) throw new Error(`criterion on ${leaf.attr} was not validated: ${value}`)
    return bound
  })
  const [low = 0, high = 0] = bounds
  if (leaf.op === '>=') return { slot, starts: false, flips: [low] }
  if (leaf.op === '<=') return { slot, starts: true, flips: [low + 1] }
  if (leaf.op === 'between') return { slot, starts: false, flips: low <= high ? [low, high + 1] : [] }
  return { slot, starts: false, flips: oddOnes(bounds.flatMap((bound) => [bound, bound + 1])) }
}

/** Neighbouring values share a flip that happens twice, that is, not at all. */
function oddOnes(flips: readonly number[]): number[] {
  const odd = new Set<number>()
  for (const flip of flips) if (!odd.delete(flip)) odd.add(flip)
  return [...odd].sort((a, b) => a - b)
}

/** A prefix that begins with another adds nothing. */
function patterns(kind: '^' | '=', texts: readonly string[]): string[] {
  const once = [...new Set(texts)]
  const kept = kind === '=' ? once : once.filter((text) => !once.some((other) => other !== text && text.startsWith(other)))
  return kept.sort().map((text) => kind + text)
}

/**
 * Cuts the slot into the regions between all flips of both, asks both in each, and keeps the flips at which the common
 * answer changes. A number's region follows the one below it; a pattern's lies inside that of the longest other
 * pattern around it.
 */
function merged(join: Group['join'], a: Literal, b: Literal): Literal {
  const answerAt = (region: number | string) => (join === 'all' ? answerIn(a, region) && answerIn(b, region) : answerIn(a, region) || answerIn(b, region))
  const starts = join === 'all' ? a.starts && b.starts : a.starts || b.starts
  if (typeof (a.flips[0] ?? b.flips[0]) === 'number') {
    const numbers = [...new Set([...(a.flips as number[]), ...(b.flips as number[])])].sort((x, y) => x - y)
    return { slot: a.slot, starts, flips: numbers.filter((flip, i) => answerAt(flip) !== (i === 0 ? starts : answerAt(numbers[i - 1]!))) }
  }
  const texts = [...new Set([...(a.flips as string[]), ...(b.flips as string[])])].sort()
  const around = (pattern: string) =>
    texts
      .filter((other) => other !== pattern && other.startsWith('^') && pattern.slice(1).startsWith(other.slice(1)))
      .reduce<string | null>((longest, other) => (longest === null || other.length > longest.length ? other : longest), null)
  const changes = (pattern: string) => {
    const outer = around(pattern)
    return answerAt(pattern) !== (outer === null ? starts : answerAt(outer))
  }
  return { slot: a.slot, starts, flips: texts.filter(changes) }
}

/** The answer for values past this flip and past no flip that lies further in. */
function answerIn(literal: Literal, region: number | string): boolean {
  if (typeof region === 'number') return passes(literal, region)
  let answer = literal.starts
  for (const flip of literal.flips as readonly string[]) {
    const surrounds = flip.startsWith('^') ? region.slice(1).startsWith(flip.slice(1)) : flip === region
    if (surrounds) answer = !answer
  }
  return answer
}
