/**
 * No field goes out that was not granted, whichever way it goes: random grants against a profile whose every value can be
 * told from every other. GRANTS asks for more than a test run does.
 */
import { describe, expect, it } from 'vitest'
import { exportLines, exportSheet } from '../../src/loans/export/sheet.ts'
import { evaluate } from '../../src/matching/evaluate.ts'
import { reasonSentence } from '../../src/matching/wording.ts'
import type { Criterion } from '../../src/products/model.ts'
import { ATTRIBUTES, type Attribute, attributesOf, CATEGORIES } from '../../src/profiles/attributes.ts'
import { profileBytes } from '../../src/profiles/merge.ts'
import type { Profile, ProfileEntry } from '../../src/profiles/profile.ts'
import { projectProfile } from '../../src/profiles/projection.ts'
import { profileView } from '../../src/profiles/view.ts'

const GRANTS = Number(process.env.GRANTS ?? 20_000)
const ALL = ATTRIBUTES as readonly Attribute[]

/** Eleven digits or letters that stand nowhere else: the attribute's place in the registry is written into them. */
const canaryOf = (place: number, what: number) => `${9_000_000_000 + place * 1_000 + what}1`

function entryOf(attribute: Attribute, place: number): ProfileEntry {
  const from = { source: `s${canaryOf(place, 1)}`, record: 'r', recordKey: `k${canaryOf(place, 2)}`, recordId: `i${canaryOf(place, 3)}` }
  const value =
    attribute.type === 'integer' || attribute.type === 'bp'
      ? Number(canaryOf(place, 0))
      : attribute.type === 'list'
        ? [{ no: canaryOf(place, 0) }]
        : canaryOf(place, 0)
  return {
    attribute: attribute.id as ProfileEntry['attribute'],
    ...{ freshness: 'fresh', value, scheme: null, asOf: '2026-11-01', validUntil: null, from, decidedBy: 'authority', doubt: null, disputedItems: [] },
    losers: [{ value: canaryOf(place, 4), asOf: '2026-10-01', from: { ...from, recordKey: `k${canaryOf(place, 5)}` } }],
  } as ProfileEntry
}

const whole: Profile = { subjectId: 'sub_1', asOf: '2026-11-23', entries: ALL.map(entryOf) }
const criteria = ALL.filter(({ askable }) => askable).map(
  ({ id, type, grades }) =>
    (type === 'grade'
      ? { attr: id, op: 'in', value: [grades![0]!] }
      : type === 'code'
        ? { attr: id, op: 'in', value: ['x'] }
        : { attr: id, op: '>=', value: type === 'fen' ? '1' : 1 }) as unknown as Criterion,
)

/** Every way a lender gets something of a profile, as the text that goes out. */
const WAYS: Readonly<Record<string, (projected: Profile) => string>> = {
  'the answer': (projected) => JSON.stringify(profileView(projected, (source) => source)),
  'the bytes that are registered and sealed': (projected) => profileBytes(projected),
  'the reasons': (projected) => criteria.flatMap((criterion) => evaluate(criterion, projected).leaves.map((leaf) => reasonSentence(leaf, 'lender'))).join('\n'),
  'an exported line': (projected) => exportLines([rowOf(projected)]),
  'an exported table': (projected) => exportSheet([rowOf(projected)]),
}

function rowOf(projected: Profile) {
  const { sections, asOf } = profileView(projected, (source) => source)
  const consent = { id: 'cns_1', hash: '', validTo: '', deleteAfter: '' }
  return {
    applicationId: 'app_1',
    productId: 'prd_1',
    productVersion: 1,
    asOf,
    readNo: 1,
    logIndex: 1,
    consent,
    sections: sections.filter(({ granted }) => granted),
  }
}

/** Places in the registry whose canaries stand in a text. */
function told(text: string): Set<number> {
  return new Set([...text.matchAll(/9\d{9}1/g)].map(([canary]) => Math.floor((Number(canary.slice(0, -1)) - 9_000_000_000) / 1_000)))
}

/** The same numbers from the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Whole categories, single fields, both, all or none, and names that no registry has. */
function randomGrant(roll: () => number): Set<string> {
  const share = roll()
  const categories = CATEGORIES.filter(() => roll() < share).flatMap((category) => attributesOf(category))
  const single = ALL.filter(() => roll() < share / 4).map(({ id }) => id)
  return new Set<string>([...(roll() < 0.7 ? categories : []), ...(roll() < 0.5 ? single : []), ...(roll() < 0.2 ? ['__proto__', 'everything', ''] : [])])
}

describe(`${GRANTS} random grants`, () => {
  const names = Object.keys(WAYS)
  it.each(names)('let nothing else out by %s', { timeout: 20_000 + GRANTS * 2 }, (name) => {
    const roll = dice(1 + names.indexOf(name))
    let opened = 0
    for (let n = 0; n < GRANTS / names.length; n++) {
      const granted = randomGrant(roll)
      const text = WAYS[name]!(projectProfile(whole, granted))
      for (const place of told(text)) {
        if (!granted.has(ALL[place]!.id)) throw new Error(`${name} tells ${ALL[place]!.id} under ${JSON.stringify([...granted])}`)
        opened++
      }
    }
    // What nothing comes out of tells nothing either.
    expect(opened).toBeGreaterThan(GRANTS / names.length)
  })

  it.each(names)('with everything granted %s tells of every kind of value', (name) => {
    const text = WAYS[name]!(projectProfile(whole, new Set(ALL.map(({ id }) => id))))
    expect(told(text).size).toBeGreaterThan(10)
  })

  it.each(names)('what is not granted looks the same by %s, whether it is there or not', (name) => {
    const roll = dice(99)
    const empty: Profile = {
      ...whole,
      entries: whole.entries.map((e) => ({ ...e, freshness: 'missing', value: null, asOf: null, from: null, decidedBy: null, losers: [] })),
    }
    for (let n = 0; n < 200; n++) {
      const granted = randomGrant(roll)
      const mixed = { ...whole, entries: whole.entries.map((entry, i) => (granted.has(entry.attribute) ? entry : empty.entries[i]!)) }
      expect(WAYS[name]!(projectProfile(mixed, granted))).toBe(WAYS[name]!(projectProfile(whole, granted)))
    }
  })
})

describe('the registry', () => {
  const derived = ALL.filter(({ derivedFrom }) => derivedFrom)
  it.each(derived)('lets $id out only where its own category is ticked, which is one of its sources’', ({ category, derivedFrom }) => {
    expect(derivedFrom!.map((id) => ALL.find((one) => one.id === id)!.category)).toContain(category)
  })
})
