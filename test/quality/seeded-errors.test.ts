import { describe, expect, test } from 'vitest'
import { SEEDED_ERRORS } from '../../src/demo/expected.ts'
import { checkCity, rowKey } from './city-check.ts'

const { rows, told } = checkCity()
const seeded = new Set(SEEDED_ERRORS.map(({ file, rowNo }) => rowKey(file, rowNo)))
const isFound = ({ file, rowNo, code }: (typeof SEEDED_ERRORS)[number]) => told.get(rowKey(file, rowNo))?.has(code) === true

/** Per kind: how many were seeded, how many found, and where the others stand; for the reader of a failure. */
function confusion(): string {
  const kinds = new Set(SEEDED_ERRORS.map(({ foundBy, code }) => `${foundBy} ${code}`))
  const lines = [...kinds].map((kind) => {
    const errors = SEEDED_ERRORS.filter(({ foundBy, code }) => `${foundBy} ${code}` === kind)
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
    expect(new Set(SEEDED_ERRORS.map(({ foundBy, code }) => `${foundBy} ${code}`)).size).toBeGreaterThanOrEqual(20)
    expect(new Set(SEEDED_ERRORS.map(({ foundBy }) => foundBy)).size).toBe(3)
    expect(seeded.size).toBe(SEEDED_ERRORS.length)
  })

  test('are found: at least 99 of 100', () => {
    const found = SEEDED_ERRORS.filter(isFound).length
    expect(found / SEEDED_ERRORS.length, confusion()).toBeGreaterThanOrEqual(0.99)
  })

  test('and nothing else is: no clean row raises an alarm', () => {
    expect(rows.filter((key) => !seeded.has(key)).length).toBeGreaterThan(14_000)
    expect(falseAlarms().length, confusion()).toBe(0)
  })
})
