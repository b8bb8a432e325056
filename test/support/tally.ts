/** What vitest's JSON reporter writes, as far as we read it. */
export interface VitestReport {
  testResults: {
    name: string
    status: string
    message?: string
    assertionResults: { status: string; fullName: string; failureMessages?: string[] | null }[]
  }[]
}

export interface Tally {
  passed: number
  failed: number
  /** One readable paragraph for each failure. */
  failures: string[]
  /** Tests that were found but did not run. */
  skipped: string[]
}

/**
 * Counts a finished run. A file that breaks outside its tests (an import, a hook) counts as one failure and its
 * tests that never ran are not skips; an exit code that no counted failure explains is a failure of its own.
 *
 * @param root removed from file names
 */
export function tallyReport(report: VitestReport, exitCode: number, root: string): Tally {
  const tally: Tally = { passed: 0, failed: 0, failures: [], skipped: [] }
  for (const file of report.testResults) {
    const name = file.name.startsWith(`${root}/`) ? file.name.slice(root.length + 1) : file.name
    const failedTests = file.assertionResults.filter((test) => test.status === 'failed')
    const brokenFile = file.status === 'failed' && failedTests.length === 0
    for (const test of file.assertionResults) {
      if (test.status === 'passed') tally.passed++
      else if (test.status === 'failed') tally.failures.push(`${name} › ${test.fullName}\n${indent(test.failureMessages?.join('\n') ?? '')}`)
      else if (!brokenFile) tally.skipped.push(`${name} › ${test.fullName}`)
    }
    if (brokenFile) tally.failures.push(`${name} (outside its tests)\n${indent(file.message ?? '')}`)
  }
  tally.failed = tally.failures.length
  if (exitCode !== 0 && tally.failed === 0) {
    tally.failed = 1
    tally.failures.push(`vitest ended with exit code ${exitCode} though no test failed: see its output above.`)
  }
  return tally
}

/** The failures that a clean count would hide: no test at all, or tests that were left out. */
export function hollowness(tally: Tally): string | null {
  if (tally.passed + tally.failed === 0) return 'No test ran.'
  if (tally.skipped.length > 0) return `${tally.skipped.length} tests were skipped:\n${indent(tally.skipped.join('\n'))}`
  return null
}

/** The message, and of the stack only the first place in the house: vitest's own report above has the rest. */
function indent(text: string): string {
  const lines = text.split('\n')
  const place = lines.find((line) => /^\s+at .*\.tsx?:\d/.test(line) && !line.includes('node_modules'))
  const message = lines.filter((line) => !/^\s+at /.test(line)).slice(0, 30)
  return [...message, ...(place === undefined ? [] : [place.trim()])].map((line) => `    ${line}`).join('\n')
}
