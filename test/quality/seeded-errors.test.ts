import { describe, expect, test } from 'vitest'
import { SEEDED_ERRORS } from '../../src/demo/expected.ts'
import { checkCity, rowKey } from './city-check.ts'
import { FURTHER_TABLES } from './further-rows.ts'

const { rows, told } = checkCity()
/** Those of the demo's files, and those of sources that send no files. */
const ERRORS: typeof SEEDED_ERRORS = [
  ...SEEDED_ERRORS,
  ...FURTHER_TABLES.flatMap(({ file, seeded }) => [...seeded].map(([rowNo, code]) => ({ file, rowNo, foundBy: 'finding' as const, code }))),
]
const seeded = new Set(ERRORS.map(({ file, rowNo }) => rowKey(file, rowNo)))
const isFound = ({ file, rowNo, code }: (typeof ERRORS)[number]) => told.get(rowKey(file, rowNo))?.has(code) === true

/** Per kind: how many were seeded, how many found, and where the others stand; for the reader of a failure. */
function confusion(): string {
  const kinds = new Set(ERRORS.map(({ foundBy, code }) => `${foundBy} ${code}`))
  const lines = [...kinds].map((kind) => {
    const errors = ERRORS.filter(({ foundBy, code }) => `${foundBy} ${code}` === kind)
    const missed = errors.filter((error) => !isFound(error))
    const instead = missed.map(({ file, rowNo }) => `${rowKey(file, rowNo)} → ${[...(told.get(rowKey(file, rowNo)) ?? ['nothing'])].join(' ')}`)
    return `${kind}: ${errors.length - missed.length}/${errors.length}${instead.length === 0 ? '' : `; ${instead.join('; ')}`}`
  })
  const alarms = falseAlarms().map(([key, what]) => `false alarm ${key}: ${[...what].join(' ')}`)
  return [...lines, ...alarms].join('\n')
}

function falseAlarms() {
  return [...told].filter(([key]) => !seeded.has(key))
}

describe('the mistakes seeded in the demo city’s files', () => {
  test('are of more than 20 kinds, in quarantine and behind it', () => {
    expect(new Set(ERRORS.map(({ foundBy, code }) => `${foundBy} ${code}`)).size).toBeGreaterThanOrEqual(20)
    expect(new Set(ERRORS.map(({ foundBy }) => foundBy)).size).toBe(3)
    expect(seeded.size).toBe(ERRORS.length)
  })

  test('are found: at least 99 of 100', () => {
    const found = ERRORS.filter(isFound).length
    expect(found / ERRORS.length, confusion()).toBeGreaterThanOrEqual(0.99)
  })

  test('are found by every rule that is younger than the files', () => {
    const missed = ERRORS.filter((error) => error.file.includes('/') && !isFound(error))
    expect(missed).toEqual([])
  })

  test('and nothing else is: no clean row raises an alarm', () => {
    expect(rows.filter((key) => !seeded.has(key)).length).toBeGreaterThan(14_000)
    expect(falseAlarms().length, confusion()).toBe(0)
  })
})
