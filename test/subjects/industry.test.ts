import { describe, expect, test } from 'vitest'
import { GB4754_2017 } from '../../src/subjects/data/gb4754-2017.ts'
import { industryChain, industryCode, industryName, industrySection, isIndustryCode, isWithinIndustry } from '../../src/subjects/industry.ts'

describe('an industry code', () => {
  test.each([
    ['C1711', 'C1711'],
    ['1711', 'C1711'],
    [' c1711 ', 'C1711'],
    ['Ｃ１７１１', 'C1711'],
    ['17', 'C17'],
    ['171', 'C171'],
    ['C', 'C'],
    ['0111', 'A0111'],
    // A lost leading zero is not guessed.
    ['111', 'B111'],
    ['A1711', null],
    ['C9999', null],
    ['1', null],
    ['17110', null],
    ['U', null],
    ['', null],
    ['constructor', null],
  ])('%j is normalised to %j', (text, code) => {
    expect(industryCode(text)).toBe(code)
    expect(isIndustryCode(text)).toBe(code !== null)
  })

  test('has a name at every level and a chain from its section', () => {
    expect(industryChain('1711')).toEqual(['C', 'C17', 'C171', 'C1711'])
    expect(industryChain('C1711').map(industryName)).toEqual(['制造业', '纺织业', '棉纺织及印染精加工', '棉纺纱加工'])
    expect(industrySection('6513')).toBe('I')
    expect(industrySection('nothing')).toBeNull()
    expect(industryChain('nothing')).toEqual([])
    expect(industryName('nothing')).toBeNull()
  })

  test('lies within its ancestors and itself, not within neighbours', () => {
    expect(isWithinIndustry('1711', 'C17')).toBe(true)
    expect(isWithinIndustry('C1711', '1711')).toBe(true)
    expect(isWithinIndustry('C17', 'C1711')).toBe(false)
    expect(isWithinIndustry('C1711', 'C18')).toBe(false)
    expect(isWithinIndustry('nothing', 'nothing')).toBe(false)
  })

  test('list has the 20 sections, 97 divisions, 473 groups and 1 382 classes of the standard, each with its parents', () => {
    const codes = GB4754_2017.trim()
      .split(/\s/)
      .map((entry) => /^[A-T]\d*/.exec(entry)![0])
    expect([1, 3, 4, 5].map((length) => codes.filter((code) => code.length === length).length)).toEqual([20, 97, 473, 1_382])
    expect(new Set(codes).size).toBe(1_972)
    for (const code of codes) expect(industryChain(code).every((step) => industryName(step))).toBe(true)
  })
})
