/**
 * `npm test`: everything CI checks, in one command, on a machine that has nothing but Node.
 *
 *   npm test                     lint, types, then every test
 *   npm test -- test/consent     only these tests, with the services they need
 *
 * The last line of standard output is `N passed, N failed`; the exit code is 0 only when nothing failed, at
 * least one test ran and none was skipped.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endRunning, runProgram } from './support/child-process.ts'
import { ensureChromium } from './support/chromium.ts'
import { seconds } from './support/debian-packages.ts'
import { ensurePostgres, type TestServer } from './support/postgres-server.ts'
import { hollowness, tallyReport, type VitestReport } from './support/tally.ts'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const filters = process.argv.slice(2)
const scratch = mkdtempSync(join(tmpdir(), 'suixin-test-'))
// Colour codes in a log file help nobody.
if (!process.stdout.isTTY) process.env.NO_COLOR ??= '1'
const count = { passed: 0, failed: 0 }
const failures: string[] = []
let server: TestServer | undefined
let interrupted: NodeJS.Signals | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted ??= signal
    endRunning()
  })
}

try {
  await checkEverything()
} catch (error) {
  fail(error instanceof Error ? (error.stack ?? error.message) : String(error))
} finally {
  await server?.stop()
  rmSync(scratch, { recursive: true, force: true })
}
closeRun()

async function checkEverything(): Promise<void> {
  if (filters.length === 0) {
    await check('Lint', 'biome', ['check', '--error-on-warnings', '--max-diagnostics=100'])
    await check('Types', 'tsc', ['-p', '.'])
  }
  const needs = filters.length === 0 ? new Set(['postgres', 'runtimes', 'browser']) : await projectsOf(filters)
  if (needs.has('postgres') || needs.has('runtimes') || needs.has('browser')) {
    await step('PostgreSQL', async () => {
      server = await ensurePostgres()
      process.env.TEST_DATABASE_URL = server.url
      console.log(server.description)
    })
  }
  if (needs.has('browser')) {
    await step('Chromium', async () => {
      process.env.CHROMIUM_PATH = await ensureChromium()
      console.log(process.env.CHROMIUM_PATH)
    })
  }
  await step('Tests', runTests)
}

async function runTests(): Promise<void> {
  const file = join(scratch, 'report.json')
  const { code } = await vitest([
    'run',
    '--allowOnly=false',
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ])
  if (interrupted) return
  if (!existsSync(file)) throw new Error(`vitest ended with exit code ${code} before any test; what it said is above.`)
  const tally = tallyReport(JSON.parse(readFileSync(file, 'utf8')) as VitestReport, code, root)
  count.passed += tally.passed
  for (const failure of tally.failures) fail(failure)
  // A name filter leaves tests out on purpose.
  const asked = filters.some((filter) => filter === '-t' || filter.startsWith('--testNamePattern'))
  const hollow = asked ? null : hollowness(tally)
  if (hollow) fail(hollow)
}

/** Which projects the developer's filter reaches: so that a pure test starts no server. */
async function projectsOf(filter: readonly string[]): Promise<Set<string>> {
  const file = join(scratch, 'files.json')
  // `--json` alone would take the filter after it for the file to write to.
  const { code } = await vitest(['list', '--filesOnly', `--json=${file}`, ...filter], true)
  if (code !== 0) return new Set(['postgres', 'runtimes', 'browser'])
  const files = JSON.parse(readFileSync(file, 'utf8')) as { projectName?: string }[]
  return new Set(files.map((file) => file.projectName ?? ''))
}

/** A check that is one program: counted as one. */
function check(title: string, program: string, args: readonly string[]): Promise<void> {
  return step(title, async () => {
    const { code } = await runProgram(join(root, 'node_modules/.bin', program), args, { cwd: root })
    if (code === 0) count.passed++
    else fail(`${title}: ${program} ${args.join(' ')} ended with exit code ${code}; its findings are above.`)
  })
}

/** One heading, the work, and the time it took; a failure is kept and the next step still runs. */
async function step(title: string, work: () => Promise<void>): Promise<void> {
  if (interrupted) return
  console.log(`\n== ${title}`)
  const started = Date.now()
  try {
    await work()
  } catch (error) {
    fail(`${title}: ${(error as Error).message}`)
  }
  console.log(`-- ${title}: ${seconds(started)}`)
}

function vitest(args: readonly string[], quiet = false) {
  return runProgram(join(root, 'node_modules/.bin/vitest'), args, { cwd: root, quiet })
}

function fail(sentence: string): void {
  if (interrupted) return
  count.failed++
  failures.push(sentence)
}

function closeRun(): void {
  if (interrupted) {
    console.log(`\nStopped by ${interrupted}.`)
    process.exitCode = interrupted === 'SIGINT' ? 130 : 143
    return
  }
  if (failures.length > 0) console.log(`\n== Failures\n\n${failures.join('\n\n')}`)
  process.exitCode = count.failed === 0 && count.passed > 0 ? 0 : 1
  console.log(`\n${count.passed} passed, ${count.failed} failed`)
}
