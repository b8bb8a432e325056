import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IdentifierCheckRequest, IdentifierCheckResponse } from '../../src/subjects/contract.ts'
import { checkIdentifier, makeCreditCode, readOrganisationCode, subjectKindOf } from '../../src/subjects/credit-code.ts'

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
/** Public codes of well-known firms; both digits verified independently. */
const REAL = [
  '9144030071526726XG',
  '914403001922038216',
  '91110000802100433B',
  '91330100799655058B',
  '9144010163320680X7',
  '91440101633203772F',
  '914401017083429628',
  '911000001000013428',
  '9144030010001686XA',
]
const anyCode = fc
  .tuple(fc.constantFrom('91', '92', '93', 'N1', 'N2', 'N3', '12', '51'), fc.stringMatching(/^\d{6}$/), fc.stringMatching(/^[0-9A-HJ-NPQRTUWXY]{8}$/))
  .map(([type, region, org]) => makeCreditCode(type + region, org))
const replaced = (code: string, at: number, character: string) => code.slice(0, at) + character + code.slice(at + 1)

describe('a credit code', () => {
  test.each(REAL)('%s with both check digits right is valid', (code) => {
    expect(checkIdentifier(code)).toEqual({ input: code, canonical: code, verdict: 'valid', kind: 'enterprise', regionCode: code.slice(2, 8), reason: null })
  })

  test.each([
    ['lower case', '9144030071526726xg'],
    ['full width', '９１４４０３００７１５２６７２６ＸＧ'],
    ['spaces of several kinds', ' 9144 0300\u00a07152\u30006726\tXG\r\n'],
    ['hyphens and dashes of every kind', '91-440300‐71‑52–67—26－X−G―'],
    ['a BOM, zero-width and direction marks', '\ufeff91440300\u200b715267\u206026X\u200eG'],
    ["a spreadsheet's apostrophe", "'9144030071526726XG"],
  ])('written with %s is read, and echoed as given', (_, input) => {
    expect(checkIdentifier(input)).toMatchObject({ input, canonical: '9144030071526726XG', verdict: 'valid' })
  })

  test('of the early pilot with a right inner digit is kept for review, naming the last digit', () => {
    const check = checkIdentifier('91350100M0001TGQXM')
    expect(check).toMatchObject({ canonical: '91350100M0001TGQXM', verdict: 'legacy_check_mismatch', kind: 'enterprise', regionCode: '350100' })
    expect(check.reason).toBe('第18位校验码（GB 32100-2015）应为1，实为M，需人工核对。')
  })

  test('with a right last digit over a wrong inner digit is kept for review, naming the inner digit', () => {
    // 71526726 has the inner digit X; with 0 in its place the last digit is recomputed over what stands there.
    const found = [...ALPHABET].map((last) => checkIdentifier(`91440300715267260${last}`)).filter((check) => check.verdict !== 'invalid')
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ verdict: 'legacy_check_mismatch', reason: '第17位组织机构代码校验码（GB 11714）应为X，实为0，需人工核对。' })
  })

  test.each([
    ['both check digits wrong', '914403007152672600', 'GB 32100-2015）与第17位'],
    ['three last digits lost to a spreadsheet', '914403001922038000', '末三位为000'],
    ['17 characters', '91440300192203821', '应为18位，实为17位'],
    ['19 characters', '9144030019220382166', '应为18位，实为19位'],
    ['an old registration number', '440301103097413', '旧的工商注册号'],
    ['nothing', '', '没有填写'],
    ['only filler', ' \u200b—', '没有填写'],
    ['the letter O', '91440300192203821O', '第18位“O”不能出现'],
    ['the letter i', '91440300i922038216', '第9位“I”不能出现'],
    ['a Chinese character', '9144030019220382中6', '第17位“中”不能出现'],
    ['a letter that upper-cases to a good one only outside ASCII', '9144030071526726\u0445G', '第17位“\u0445”不能出现'],
    ['a NUL', '91440300192203821\0', '第18位“U+0000”不能出现'],
    ['a lone surrogate', '91440300192203821\ud800', '第18位“U+D800”不能出现'],
    ['an emoji, counted as one character', '91440300192203821😀', '第18位“😀”不能出现'],
    ['a letter in the region', '9144A300192203821X', '第5位“A”应为数字'],
    ['a department that does not exist', '014403001922038216', '“01”不是登记管理部门与机构类别的有效组合'],
    ['a type that the department does not have', '944403001922038216', '“94”不是'],
    ['the spreadsheet power', '9.14E+17', '科学计数法'],
    ['the spreadsheet power, whole and full width', '９Ｅ＋１７', '科学计数法'],
  ])('that is %s is invalid and says so', (_, input, reason) => {
    const check = checkIdentifier(input)
    expect(check).toMatchObject({ input, canonical: null, verdict: 'invalid', kind: null, regionCode: null })
    expect(check.reason).toContain(reason)
    expect(check.reason!.isWellFormed()).toBe(true)
  })

  test.each([
    ['1.23E+17', true],
    ['1.23e17', true],
    ['9.14403E+17', true],
    // 18 characters with an E are a code, not a power.
    ['9144030071526726EG', false],
  ])('tells the spreadsheet power %s apart: %s', (input, power) => {
    expect(checkIdentifier(input).reason!.includes('科学计数法')).toBe(power)
  })

  test.each([
    ['91', 'enterprise', 'enterprise'],
    ['92', 'sole_trader', 'sole_trader'],
    ['93', 'cooperative', 'cooperative'],
    ['N1', 'rural_collective', 'rural_collective'],
    ['N2', 'rural_collective', 'rural_collective'],
    ['N3', 'rural_collective', 'rural_collective'],
    ['N9', 'other', null],
    ['11', 'government', null],
    ['12', 'public_institution', null],
    ['13', 'mass_organisation', null],
    ['51', 'social_organisation', null],
    ['54', 'self_governance', null],
    ['81', 'mass_organisation', null],
    ['Y1', 'other', null],
  ])('of type %s is a %s and, for us, %s', (type, kind, subjectKind) => {
    const code = makeCreditCode(`${type}440114`, 'MA5TEST7'.replaceAll('S', 'X'))
    expect(checkIdentifier(code)).toMatchObject({ verdict: 'valid', kind, regionCode: '440114' })
    expect(subjectKindOf(code)).toBe(subjectKind)
  })

  test('is not refused for a region that no table has', () => {
    expect(checkIdentifier(makeCreditCode('91999999', '00000000')).verdict).toBe('valid')
  })

  test.each([
    ['9144011', '00000000'],
    ['9444011 ', '00000000'],
    ['94440114', '00000000'],
    ['91440114', '0000000'],
    ['91440114', '0000000O'],
    ['91440114', '0000000a'],
  ])('cannot be made from %j and %j', (prefix, org) => {
    expect(() => makeCreditCode(prefix, org)).toThrow(RangeError)
  })

  test('that was made is always valid', () => {
    fc.assert(fc.property(anyCode, (code) => checkIdentifier(code).verdict === 'valid'))
  })

  test('with any single character replaced is no longer valid, and never by the unused letters', () => {
    const spoil = (code: string) => {
      for (let at = 0; at < 18; at++)
        for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')
          if (character !== code[at] && checkIdentifier(replaced(code, at, character)).verdict === 'valid') throw new Error(`${code} ${at} ${character}`)
    }
    REAL.forEach(spoil)
    fc.assert(fc.property(anyCode, spoil), { numRuns: 20 })
  })

  test('with two neighbours swapped is no longer valid', () => {
    fc.assert(
      fc.property(fc.oneof(anyCode, fc.constantFrom(...REAL)), fc.integer({ min: 0, max: 16 }), (code, at) => {
        fc.pre(code[at] !== code[at + 1])
        const swapped = code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2)
        expect(checkIdentifier(swapped).verdict).not.toBe('valid')
      }),
    )
  })

  test('check answers any text whatever in the published shape', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (input) => {
        const { items } = IdentifierCheckResponse.parse({ items: [checkIdentifier(input)] })
        expect(items[0]!.input).toBe(input)
        expect((items[0]!.reason === null) === (items[0]!.verdict === 'valid')).toBe(true)
      }),
    )
  })

  test.each(['9', ' ', '-', '\u200b', '😀', '\ud800', '9.', 'E+1'])('check of 10 000 × %j is quick and invalid', (piece) => {
    const input = piece.repeat(10_000)
    const before = performance.now()
    expect(checkIdentifier(input)).toMatchObject({ verdict: 'invalid', input })
    expect(performance.now() - before).toBeLessThan(1_000)
  })
})

describe('a request to check codes', () => {
  test.each([
    ['no code', [], false],
    ['one code', ['9'], true],
    ['200 codes', Array(200).fill('9'), true],
    ['201 codes', Array(201).fill('9'), false],
    ['256 characters', ['9'.repeat(256)], true],
    ['257 characters', ['9'.repeat(257)], false],
    ['a number', [914403001922038], false],
    ['a NUL', ['9\0'], false],
  ])('with %s', (_, codes, accepted) => {
    expect(IdentifierCheckRequest.safeParse({ codes }).success).toBe(accepted)
  })
})

describe('an organisation code by itself', () => {
  test.each([
    ['DEM00001-4', 'DEM000014'],
    ['dem00001－4', 'DEM000014'],
    ['DEM000015', null],
    ['DEM00001', null],
    ['DEM0000144', null],
    ['', null],
  ])('%j is read as %s', (text, code) => {
    expect(readOrganisationCode(text)).toBe(code)
  })

  test('is the one inside a credit code, with the check digits X and 0 too', () => {
    for (let i = 0; i < 200; i++) {
      const inner = makeCreditCode('91440199', `DEM${String(10_000 + i)}`).slice(8, 17)
      expect(readOrganisationCode(`${inner.slice(0, 8)}-${inner[8]}`)).toBe(inner)
    }
  })
})
