import fc from 'fast-check'
import { type Criterion, type Leaf, MAX_DEPTH, OPS_OF, type Op } from '../../src/products/model.ts'
import { ATTRIBUTES, type Attribute, type AttributeId, attributeOf, type Profile, type ProfileEntry } from '../../src/profiles/model.ts'
import { AS_OF, entryOf, profileOf } from './match-builders.ts'

/** Few attributes of every askable type, and few values each: trees and profiles must meet often. */
export const ASKED = ATTRIBUTES.filter((a) => a.askable).map((a) => a.id)
const POPULAR: readonly AttributeId[] = ['ageMonths', 'registeredCapitalFen', 'carbonRatioBp', 'taxGrade', 'district', 'penaltyCount12m', 'greenCode']

export function valueFor(attribute: Attribute): fc.Arbitrary<number | string> {
  switch (attribute.type) {
    case 'fen':
      return fc.bigInt({ min: 0n, max: 6n }).map((n) => String(n * 10_000_000n))
    case 'grade':
      return fc.constantFrom(...(attribute.grades ?? []))
    case 'code':
      // Who somebody is, is one of a few words and nothing else.
      if (attribute.id === 'kind') return fc.constantFrom('enterprise', 'household', 'sole_trader')
      return fc.constantFrom('440106', '440104', '440103', '4401', '4', 'C13', 'C', 'enterprise', 'household')
    default:
      return fc.integer({ min: 0, max: 6 })
  }
}

function leafOn(id: AttributeId): fc.Arbitrary<Leaf> {
  const attribute = attributeOf(id)
  const value = valueFor(attribute)
  return fc
    .record({
      op: fc.constantFrom<Op>(...(OPS_OF[attribute.type] as readonly Op[])),
      one: value,
      two: value,
      many: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
      age: fc.option(fc.integer({ min: 1, max: 400 }), { freq: 5, nil: undefined }),
    })
    .map(({ op, one, two, many, age }) => {
      const asked = op === 'between' ? [one, two].sort((a, b) => Number(BigInt(a) - BigInt(b))) : op === 'in' || op === 'prefix' ? many : one
      return { attr: id, op, value: asked, ...(age === undefined ? {} : { maxAgeDays: age }) }
    })
}

export const leaf: fc.Arbitrary<Leaf> = fc
  .oneof({ weight: 4, arbitrary: fc.constantFrom(...POPULAR) }, { weight: 1, arbitrary: fc.constantFrom(...ASKED) })
  .chain(leafOn)

/** Trees within the permitted depth; they may well contradict themselves. */
export function tree(depth = MAX_DEPTH): fc.Arbitrary<Criterion> {
  if (depth <= 1) return leaf
  const inner = fc.array(tree(depth - 1), { minLength: 1, maxLength: 3 })
  return fc.oneof(
    leaf,
    inner.map((all) => ({ all })),
    inner.map((any) => ({ any })),
    tree(depth - 1).map((not) => ({ not })),
  )
}

function entry(id: AttributeId): fc.Arbitrary<ProfileEntry> {
  const value = valueFor(attributeOf(id))
  const asOf = fc.constantFrom(AS_OF, '2026-06-01', '2024-01-01')
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ value, asOf }).map((known) => entryOf(id, known)) },
    { weight: 1, arbitrary: fc.record({ value, asOf }).map((known) => entryOf(id, { ...known, freshness: 'stale' })) },
    { weight: 1, arbitrary: fc.constant(entryOf(id, { freshness: 'missing' })) },
    { weight: 1, arbitrary: fc.constant(entryOf(id, { freshness: 'not_consented' })) },
  )
}

/** A profile with holes: about three in eight attributes are stale, missing or not consented to. */
export const holedProfile: fc.Arbitrary<Profile> = fc.tuple(...ASKED.map(entry)).map((entries) => profileOf({}, entries))

/** The same profile with its unknown entries, all or some, filled with fresh values. */
export function filled(profile: Profile): fc.Arbitrary<Profile> {
  const entries = profile.entries.map((e) =>
    e.freshness === 'fresh' || !attributeOf(e.attribute).askable
      ? fc.constant(e)
      : fc.option(
          valueFor(attributeOf(e.attribute)).map((value) => entryOf(e.attribute, { value })),
          { nil: e },
        ),
  )
  return fc.tuple(...entries).map((all) => ({ ...profile, entries: all }))
}
