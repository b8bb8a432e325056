import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FAULTS } from '../../src/demo/city/faults.ts'
import { cityFirms } from '../../src/demo/city/firms.ts'
import { demoOutput } from '../../src/demo/city/output.ts'
import { FAULTY_FIRMS } from '../../src/demo/city/quality-faults.ts'
import { EXPECTED_BATCHES } from '../../src/demo/expected.ts'
import { CATERING, FARMER, HARDWARE, INSTITUTIONS, USERS } from '../../src/demo/people.ts'
import { GUANGZHOU_DISTRICTS, isIndustryCode, isSyntheticCode } from '../../src/subjects/model.ts'
import { demoFile, profileInCity, takeCity, takenCity } from './city-import.ts'

const MAX_BYTES = 4 * 1024 * 1024

describe('the demo city’s files', () => {
  test('are what the generator writes, byte for byte', () => {
    for (const [path, bytes] of demoOutput()) {
      const committed = readFileSync(new URL(`../../src/demo/${path}`, import.meta.url))
      expect(committed.equals(bytes), path).toBe(true)
    }
  })

  test('stay within 4 MB together', () => {
    expect(EXPECTED_BATCHES.reduce((sum, { file }) => sum + demoFile(file).length, 0)).toBeLessThanOrEqual(MAX_BYTES)
  })

  test.each(EXPECTED_BATCHES)('$file imports with the counts that expected.ts states', ({ file, received, accepted, duplicate, quarantined }) => {
    const taken = takenCity().files.get(file)!
    expect(taken).toMatchObject({ received, accepted, duplicate })
    expect(taken.refused).toHaveLength(quarantined)
  })

  test.each(EXPECTED_BATCHES)('$file is refused row by row for the seeded reasons, in their order', ({ file, record }) => {
    expect(
      takenCity()
        .files.get(file)!
        .refused.map((issues) => issues[0]!.code),
    ).toEqual(FAULTS[record]!.map(({ why }) => why))
  })

  test('count the same years later: no bad row becomes good with time', () => {
    const later = takeCity('2031-05-05').files
    for (const { file, received, accepted, duplicate } of EXPECTED_BATCHES) expect(later.get(file)).toMatchObject({ received, accepted, duplicate })
  })

  test('show every format and both encodings of Chinese offices', () => {
    const files = [...takenCity().files.values()]
    expect(new Set(files.map(({ format, encoding }) => `${format} ${encoding}`))).toEqual(new Set(['csv utf-8', 'csv gb18030', 'xlsx utf-8', 'jsonl utf-8']))
  })
})

describe('the demo city', () => {
  const firms = cityFirms()
  const { subjects } = takenCity()

  test('has at least 2,000 firms, and 120 households in 3 villages', () => {
    const households = [...subjects.keys()].filter((code) => code.startsWith('H'))
    expect(subjects.size - households.length).toBe(firms.length + FAULTY_FIRMS.length)
    expect(firms.length).toBeGreaterThanOrEqual(2_000)
    expect(households).toHaveLength(120)
    expect(new Set(households.map((code) => code.slice(1, 13))).size).toBe(3)
  })

  test('holds only codes that are never issued and names that say 示例', () => {
    expect([...subjects.keys()].filter((code) => !isSyntheticCode(code))).toEqual([])
    expect(firms.filter(({ name }) => !name.includes('示例'))).toEqual([])
    expect(new Set(firms.map(({ name }) => name)).size).toBe(firms.length)
  })

  test('reaches all 11 districts and works in industries of the standard', () => {
    expect(new Set(firms.map(({ district }) => district))).toEqual(new Set(GUANGZHOU_DISTRICTS.map(({ code }) => code)))
    expect(firms.filter(({ trade }) => !isIndustryCode(trade.code))).toEqual([])
  })

  test('has every kind of subject, enterprises above all', () => {
    const share = (kind: string) => firms.filter((firm) => firm.kind === kind).length / firms.length
    expect(share('enterprise')).toBeGreaterThan(0.75)
    for (const kind of ['sole_trader', 'cooperative', 'rural_collective']) expect(share(kind)).toBeGreaterThan(0.01)
  })

  test('grades well-run firms better: the tax office gives C and D to the punished more often', () => {
    const told = [...subjects.values()]
      .map(({ records }) => ({ facts: records.flatMap((r) => r.facts) }))
      .map(({ facts }) => ({
        punished: facts.some(({ attribute }) => attribute === 'penalties'),
        grade: facts.find(({ attribute, asOf }) => attribute === 'taxGrade' && asOf >= '2026-01-01')?.value,
      }))
    const shareLow = (punished: boolean) => {
      const graded = told.filter((firm) => firm.punished === punished && firm.grade !== undefined)
      return graded.filter(({ grade }) => grade === 'C' || grade === 'D').length / graded.length
    }
    expect(shareLow(true)).toBeGreaterThan(shareLow(false) * 1.5)
  })
})

describe('the people of the demo', () => {
  test('the hardware firm is sound, with one slight penalty still shown', () => {
    const profile = profileInCity(HARDWARE.code)
    const values = Object.fromEntries(profile.entries.filter(({ freshness }) => freshness === 'fresh').map(({ attribute, value }) => [attribute, value]))
    expect(values).toMatchObject({
      name: HARDWARE.name,
      ageMonths: 61,
      district: '440113',
      industry: 'C3399',
      staff: 46,
      revenueFen: '1284500000',
      sizeClass: 'small',
      taxGrade: 'A',
      cityEvaluation: '良',
      environmentGrade: '蓝',
      labourGrade: 'A',
      carbonGrade: 'B',
      penaltyCount12m: 1,
    })
  })

  test('of the catering firm little is known', () => {
    const profile = profileInCity(CATERING.code)
    expect(entry(profile, 'name')).toBe(CATERING.name)
    expect(entry(profile, 'ageMonths')).toBe(8)
    expect(entry(profile, 'taxGrade')).toBe('M')
    for (const unknown of ['staff', 'revenueFen', 'sizeClass', 'labourGrade', 'carbonGrade'] as const) expect(entry(profile, unknown)).toBeNull()
  })

  test('the farmer’s household is rated AA with a green code, and its name is masked', () => {
    const profile = profileInCity(FARMER.code)
    expect(entry(profile, 'name')).toBe(FARMER.name)
    expect(entry(profile, 'householdGrade')).toBe('AA')
    expect(entry(profile, 'greenCode')).toBe('绿')
    expect(entry(profile, 'villageLimitFen')).toBe('20000000')
  })

  test('stand first in the files', () => {
    expect([...subjects().keys()].slice(0, 2)).toEqual([HARDWARE.code, CATERING.code])
    expect([...subjects().keys()].find((code) => code.startsWith('H'))).toBe(FARMER.code)
  })

  test('each acts for a subject of the files or for one of the institutions, never both', () => {
    for (const { institution, subjectCode } of USERS) {
      expect([institution === null, subjectCode === null].filter(Boolean)).toHaveLength(1)
      if (institution !== null) expect(INSTITUTIONS.map(({ code }) => code)).toContain(institution)
      if (subjectCode !== null) expect(subjects().has(subjectCode)).toBe(true)
    }
    expect(new Set(USERS.map(({ username }) => username)).size).toBe(USERS.length)
  })
})

function subjects() {
  return takenCity().subjects
}

function entry(profile: ReturnType<typeof profileInCity>, attribute: string) {
  const found = profile.entries.find((e) => e.attribute === attribute)!
  return found.freshness === 'fresh' ? found.value : null
}
