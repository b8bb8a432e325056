/**
 * No field goes out that was not granted, whichever way it goes: random grants against a profile whose every value can be
 * told from every other. GRANTS asks for more than a test run does.
 */
import { describe, expect, it } from 'vitest'
import { EVENT_TYPES, eventBody, idsOf } from '../../src/deliveries/event-type.ts'
import { disclosedView, guarantorShown } from '../../src/loans/disclosed-view.ts'
import { exportLines, exportSheet } from '../../src/loans/export/sheet.ts'
import { allOf, evaluate } from '../../src/matching/evaluate.ts'
import { claimsOf, PROOF_MEMBERS } from '../../src/matching/proof/claims.ts'
import { applicantView } from '../../src/matching/screening/view.ts'
import { reasonSentence } from '../../src/matching/wording.ts'
import type { Criterion, ProductTerms } from '../../src/products/model.ts'
import { ATTRIBUTES, type Attribute, attributesOf, CATEGORIES } from '../../src/profiles/attributes.ts'
import { disclosedFacts } from '../../src/profiles/disclosed.ts'
import type { FactRecord } from '../../src/profiles/fact.ts'
import { profileBytes } from '../../src/profiles/merge.ts'
import type { Profile, ProfileEntry } from '../../src/profiles/profile.ts'
import { projectProfile } from '../../src/profiles/projection.ts'
import { profileView } from '../../src/profiles/view.ts'
import { lenderRecall } from '../../src/recalls/lender-view.ts'
import type { Recall } from '../../src/recalls/model.ts'

const GRANTS = Number(process.env.GRANTS ?? 20_000)
const ALL = ATTRIBUTES as readonly Attribute[]

/** Eleven digits or letters that stand nowhere else: the attribute's place in the registry is written into them. */
const canaryOf = (place: number, what: number) => `${9_000_000_000 + place * 1_000 + what}1`

/** One shape for all lists: an event of June, or what goes on since then. */
const itemOf = (documentNo: string) => ({
  ...{ documentNo, decidedOn: '2026-06-01', inspectedOn: '2026-06-01', listedOn: '2026-06-01', filedOn: '2026-06-01', raisedOn: '2026-06-01' },
  ...{ awardedOn: '2026-06-01', madeOn: '2026-06-01', removedOn: null, closedOn: null, resolvedOn: null, validFrom: null, validUntil: null },
  ...{ shownUntil: null, verifiedOn: null, passed: false, status: '有效', state: 'open', amountFen: '1', fineFen: '1', confiscatedFen: null },
})

function entryOf(attribute: Attribute, place: number): ProfileEntry {
  const from = { source: `s${canaryOf(place, 1)}`, record: 'r', recordKey: `k${canaryOf(place, 2)}`, recordId: `i${canaryOf(place, 3)}` }
  const value =
    attribute.type === 'integer' || attribute.type === 'bp'
      ? Number(canaryOf(place, 0))
      : attribute.type === 'list'
        ? [itemOf(canaryOf(place, 0))]
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

const CONSENT = {
  ...{ id: 'cns_1', hash: '', readsUsed: 1, validTo: new Date('2026-12-01T00:00:00Z') },
  artefact: { access: { total: 1 }, retention: { deleteAfter: 'P7D', trigger: 'expiry' as const }, purpose: { text: '' } },
}

/** Every way a lender gets something of a profile, as the text that goes out. */
const WAYS: Readonly<Record<string, (projected: Profile) => string>> = {
  'the answer': (projected) => JSON.stringify(profileView(projected, (source) => source)),
  'the bytes that are registered and sealed': (projected) => profileBytes(projected),
  'the reasons': (projected) => criteria.flatMap((criterion) => evaluate(criterion, projected).leaves.map((leaf) => reasonSentence(leaf, 'lender'))).join('\n'),
  'a precheck or a case': (projected) =>
    JSON.stringify(disclosedView({ profile: projected, terms: { criteria }, consent: CONSENT, pass: null }, (source) => source)),
  'a look at a guarantor': (projected) => JSON.stringify(guarantorShown({ profile: projected, consent: CONSENT, pass: null }, (source) => source)),
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

/** The records that say what the whole profile says. */
const records = whole.entries.map(({ attribute, value, from }): FactRecord => {
  const isList = Array.isArray(value)
  const said = isList ? value[0]! : value
  const fact = { attribute, item: isList ? attribute : '', value: said, scheme: null, asOf: '2026-11-01', validUntil: null }
  return { ...from!, id: from!.recordId, version: '2026-11-01', retracts: false, facts: [fact] }
})

function recallsOf(projected: Profile): string {
  const kept = disclosedFacts(records, whole, projected)
  const told = kept.map(({ attribute, item, documentNo, asOf, fields }) => {
    const recall: Recall = {
      ...{ subjectId: 'sub_1', id: 'rcl_1', lenderId: 'ins_1', applicationId: null, consentId: 'cns_1', logIndex: 1, attribute, item, documentNo, asOf },
      ...{ reason: 'withdrawn', fields, status: 'issued', issuedAt: new Date('2026-11-23T02:00:00Z'), dueOn: '2026-11-30' },
      ...{ answer: null, legalGround: null, answeredBy: null, answeredAt: null, restatedAt: null },
    }
    return lenderRecall(recall, '2026-11-23', null)
  })
  return JSON.stringify(told)
}

describe('what a lender is told later', () => {
  it('of a recall is what it was shown itself, by fields that were granted', { timeout: 20_000 + GRANTS }, () => {
    const roll = dice(7)
    let opened = 0
    for (let n = 0; n < GRANTS / 20; n++) {
      const granted = randomGrant(roll)
      const text = recallsOf(projectProfile(whole, granted))
      for (const place of told(text)) {
        if (!granted.has(ALL[place]!.id)) throw new Error(`a recall tells ${ALL[place]!.id} under ${JSON.stringify([...granted])}`)
        opened++
      }
      for (const { fields } of JSON.parse(text)) for (const { id } of fields) if (!granted.has(id)) throw new Error(`a recall names ${id}`)
    }
    expect(opened).toBeGreaterThan(GRANTS / 20)
  })

  const everything = projectProfile(whole, new Set(ALL.map(({ id }) => id)))
  const facts = Object.fromEntries(everything.entries.map(({ attribute, value }) => [attribute, value]))
  it.each(EVENT_TYPES)('by a webhook of %s is ids, whatever its cause wrote down beside them', (type) => {
    const ids = { consentId: 'cns_1', applicationId: 'app_1', recallId: 'rcl_1', dueOn: '2026-11-30' }
    const payload = { ...facts, ...ids, lenderId: 'ins_1', profile: everything }
    const body = eventBody({ id: 'evt_1', type, at: new Date('2026-11-23T02:00:00Z'), ids: idsOf(payload as Record<string, unknown>), checkpoint: null })
    expect(told(JSON.stringify(payload)).size).toBe(ALL.length)
    expect([...told(body)]).toEqual([])
    expect(JSON.parse(body).data).toEqual(ids)
  })

  it('by a place on its list is the verdict and whose consent it was', () => {
    const verdict = allOf(criteria.map((criterion) => evaluate(criterion, everything).verdict))
    const row = { ...facts, profile: everything, verdict, applicationId: 'app_1', consentId: 'cns_1' }
    expect(applicantView(row)).toEqual({ basis: 'consent', verdict, applicationId: 'app_1', consentId: 'cns_1' })
  })

  it('by a proof is that all criteria hold, and of a person not even its code', () => {
    const product = { id: 'prd_1', version: 1, lenderId: 'ins_1', terms: { criteria } as unknown as ProductTerms, ...facts }
    const about = { code: String(facts.code), salt: 'salt' }
    const claims = claimsOf({ id: 'prf_1', about, product, issuedAt: new Date('2026-11-23T02:00:00Z'), heldDays: 7 })
    expect([...told(JSON.stringify(claims))]).toEqual([])
    expect(Object.keys(claims).sort()).toEqual([...PROOF_MEMBERS])
  })
})

describe('the registry', () => {
  const derived = ALL.filter(({ derivedFrom }) => derivedFrom)
  it.each(derived)('lets $id out only where its own category is ticked, which is one of its sources’', ({ category, derivedFrom }) => {
    expect(derivedFrom!.map((id) => ALL.find((one) => one.id === id)!.category)).toContain(category)
  })
})
