import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  claimsOf,
  commitmentTo,
  flawOf,
  LIFETIMES_DAYS,
  lifetimeDays,
  PROOF_MEMBERS,
  type ProofClaims,
  readClaims,
  type Statement,
  shortCodeOf,
  termsHash,
} from '../../../src/matching/proof/claims.ts'
import { FLAW_SENTENCES, proofLines } from '../../../src/matching/proof/wording.ts'
import { PROOF_FLAWS } from '../../../src/matching/proof-contract.ts'
import { canonicalJson } from '../../../src/platform/kernel/canonical.ts'
import { termsOf } from '../../support/match-builders.ts'

const ISSUED = new Date('2026-11-23T02:00:00.000Z')
const FIRM = '91440199MADEM0A155'
const ID = '01jd7w9k8m0000000000000000'

function statementOf(over: Partial<Statement> = {}): Statement {
  return {
    id: `prf_${ID}`,
    about: { code: FIRM },
    product: { id: `prd_${ID}`, version: 1, lenderId: `ins_${ID}`, terms: termsOf() },
    issuedAt: ISSUED,
    heldDays: 30,
    ...over,
  }
}

const claims = claimsOf(statementOf())

describe('the members of a proof', () => {
  test('are these eleven and no others', () => {
    expect(Object.keys(claims)).toEqual(['aud', 'exp', 'factsAsOf', 'holds', 'iat', 'iss', 'jti', 'product', 'sub', 'terms', 'version'])
    expect(PROOF_MEMBERS).toEqual(Object.keys(claims))
  })

  test.each([...PROOF_MEMBERS])('do not do without %s, and take nothing else in its place', (member) => {
    const { [member]: _, ...rest } = claims
    expect(readClaims(rest)).toBeNull()
    for (const value of [null, '', [], {}, -1, 1.5, Number.MAX_SAFE_INTEGER, 'x', true])
      expect(readClaims({ ...claims, [member]: value }), `${value}`).toBeNull()
  })

  test('read back as they were written', () => {
    expect(readClaims(JSON.parse(canonicalJson({ ...claims })))).toEqual(claims)
    expect(readClaims({ ...claims, score: 1 })).toBeNull()
  })
})

describe('the length of a proof', () => {
  const sized = (over: Partial<Statement>) => canonicalJson({ ...claimsOf(statementOf(over)) }).length

  test('is the same for every firm, product, lender and term', () => {
    const lengths = [
      {},
      { about: { code: '91440199MADEM0B386' } },
      { heldDays: 1 },
      { product: { ...statementOf().product, terms: termsOf({ name: '另一款' }) } },
    ]
    expect(new Set(lengths.map(sized)).size).toBe(1)
  })

  test('is the same for every natural person, however long its number', () => {
    const people = ['H440114103206-9001', '92440101MA5XXXXXXX', '1'].map((code) => sized({ about: { code, salt: 's' } }))
    expect(new Set(people).size).toBe(1)
  })
})

describe('whom a proof is about', () => {
  test('is a firm by its code', () => {
    expect(claims.sub).toBe(`uscc:${FIRM}`)
  })

  test('is a natural person by a commitment that only code and salt together open', () => {
    const person = claimsOf(statementOf({ about: { code: FIRM, salt: 'salt' } }))
    expect(person.sub).toMatch(/^commitment:[\w-]{43}$/)
    expect(canonicalJson({ ...person })).not.toContain(FIRM)
    const asked = (code: string, salt?: string) => flawOf(person, ISSUED, { code, salt })
    expect([asked(FIRM, 'salt'), asked(FIRM), asked(FIRM, 'salu'), asked('91440199MADEM0B386', 'salt')]).toEqual([
      null,
      ...(['wrong_subject', 'wrong_subject', 'wrong_subject'] as const),
    ])
  })

  test('never shares a commitment: another code or another salt is another one', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (code, salt, code2, salt2) => {
        const same = code === code2 && salt === salt2
        expect(commitmentTo(code, salt) === commitmentTo(code2, salt2)).toBe(same)
      }),
    )
  })
})

describe('how long a proof lasts', () => {
  test.each([
    [1, 1],
    [2, 1],
    [3, 3],
    [6, 3],
    [7, 7],
    [13, 7],
    [14, 14],
    [29, 14],
    [30, 30],
    [400, 30],
  ])('facts that hold for %i days give %i', (held, days) => {
    expect(lifetimeDays(held)).toBe(days)
  })

  test.each([
    [1, '2026-11-23T16:00:00.000Z'],
    [3, '2026-11-25T16:00:00.000Z'],
    [30, '2026-12-22T16:00:00.000Z'],
  ])('%i days end with a day in Guangzhou: %s', (heldDays, end) => {
    expect(new Date(claimsOf(statementOf({ heldDays })).exp * 1000).toISOString()).toBe(end)
  })

  test('is never longer than thirty days nor than its facts, and always one of five lengths', () => {
    const instant = fc.date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2030-01-01T00:00:00Z'), noInvalidDate: true })
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 60 }), (issuedAt, heldDays) => {
        const { iat, exp } = claimsOf(statementOf({ issuedAt, heldDays }))
        expect(exp).toBeGreaterThan(iat)
        expect(exp - iat).toBeLessThanOrEqual(30 * 86_400)
        // From the beginning of its first day.
        const days = Math.ceil((exp - iat) / 86_400)
        expect(days).toBeLessThanOrEqual(heldDays)
        expect(LIFETIMES_DAYS).toContain(days)
      }),
    )
  })

  test.each<[string, Date, string | null]>([
    ['a minute before its issue, as clocks differ', new Date(ISSUED.getTime() - 60_000), null],
    ['two minutes before its issue', new Date(ISSUED.getTime() - 120_000), 'future'],
    ['in its last second', new Date((claims.exp - 1) * 1000), null],
    ['at its end', new Date(claims.exp * 1000), 'expired'],
  ])('asked %s', (_, at, flaw) => {
    expect(flawOf(claims, at)).toBe(flaw)
  })
})

describe('the hash of the terms', () => {
  test('moves with anything in them', () => {
    const hashes = [
      termsOf(),
      termsOf({ maxFen: 100_000_001n }),
      termsOf({ criteria: [{ attr: 'taxGrade', op: 'in', value: ['A'] }] }),
      termsOf({ audience: ['household'] }),
    ]
    expect(new Set(hashes.map(termsHash)).size).toBe(4)
  })
})

describe('words', () => {
  test('there are some for everything that can be wrong', () => {
    expect(Object.keys(FLAW_SENTENCES).sort()).toEqual([...PROOF_FLAWS].sort())
  })

  test.each<[string, Partial<ProofClaims>, RegExp]>([
    ['a firm', {}, /统一社会信用代码 91440199MADEM0A155/],
    ['a natural person', { sub: `commitment:${'x'.repeat(43)}` }, /一位自然人.*x{43}/],
  ])('of %s say what is proven, until when, and what is not', (_, over, who) => {
    const text = proofLines({ ...claims, ...over }, ISSUED).join('\n')
    for (const said of [who, /2026-11-23 的记录/, /第 1 版的全部条件/, /2026-12-23 00:00/, /没有给出任何数值/, /联网问/]) expect(text).toMatch(said)
  })
})

describe('the short code', () => {
  test('is eight letters that nobody confuses, and another one for another proof', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(shortCodeOf(a)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
        if (a !== b) expect(shortCodeOf(a)).not.toBe(shortCodeOf(b))
      }),
    )
  })
})
