import { describe, expect, test } from 'vitest'
import { hollowness, tallyReport, type VitestReport } from './tally.ts'

type File = VitestReport['testResults'][number]

function file(statuses: string[], more: Partial<File> = {}): File {
  const assertionResults = statuses.map((status, i) => ({ status, fullName: `case ${i}`, failureMessages: status === 'failed' ? ['expected 1 to be 2'] : [] }))
  return { name: '/repo/test/loans/schedule.test.ts', status: statuses.includes('failed') ? 'failed' : 'passed', assertionResults, ...more }
}

const tallied = (files: File[], exitCode = 0) => tallyReport({ testResults: files }, exitCode, '/repo')

describe('the count of a test run', () => {
  test('adds up the tests of all files', () => {
    expect(tallied([file(['passed', 'passed']), file(['passed'])])).toMatchObject({ passed: 3, failed: 0 })
  })

  test('names the file, the test and the reason of a failure', () => {
    const { failed, failures } = tallied([file(['passed', 'failed'])], 1)
    expect(failed).toBe(1)
    expect(failures[0]).toBe('test/loans/schedule.test.ts › case 1\n    expected 1 to be 2')
  })

  test('counts a file that broke before its tests as one failure, and its tests as no skips', () => {
    const tally = tallied(
      [file([], { status: 'failed', message: 'Cannot find module' }), file(['skipped'], { status: 'failed', message: 'beforeAll threw' })],
      1,
    )
    expect(tally).toMatchObject({ passed: 0, failed: 2, skipped: [] })
  })

  test('counts an error outside all files as a failure, by the exit code', () => {
    expect(tallied([file(['passed'])], 1)).toMatchObject({ passed: 1, failed: 1 })
    expect(tallied([file(['passed'])], 0)).toMatchObject({ passed: 1, failed: 0 })
  })
})

describe('a hollow run', () => {
  test('is one without tests', () => {
    expect(hollowness(tallied([]))).toBe('No test ran.')
    expect(hollowness(tallied([file(['passed'])]))).toBeNull()
  })

  test.each(['skipped', 'pending', 'todo'])('is one that left a test out as %s', (status) => {
    expect(hollowness(tallied([file(['passed', status])]))).toContain('test/loans/schedule.test.ts › case 1')
  })
})
