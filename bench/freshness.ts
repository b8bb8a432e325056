import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { createApp, jobHandlers } from '../src/app.ts'
import { DEMO_PASSWORD, plantCity } from '../src/demo/index.ts'
import { feeds } from '../src/feeds/index.ts'
import { randomIds, systemClock } from '../src/platform/chance.ts'
import { rowsOf } from '../src/platform/db/client.ts'
import { drain } from '../src/platform/jobs/service.ts'
import { testMaster } from '../test/support/test-master.ts'
import type { Benchmark } from './measure.ts'
import { type PublicityFile, writePublicityFiles } from './publicity-files.ts'
import { onScratchServer, type ScratchServer } from './scratch-server.ts'

const CHANGES = Number(process.env.BENCH_CHANGES ?? 200)
const READERS = 16
const BACKGROUND_ROWS = 400_000
const ORIGIN = 'http://suixin.bench'
const READERS_OF = ['firm-hardware', 'firm-catering']

export const freshness: Benchmark = {
  title: `one changed record until the profile shows it, under ${READERS} readers and a large import`,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'suixin-bench-'))
    try {
      const files = await writePublicityFiles(folder, BACKGROUND_ROWS, 7, 10)
      return await onScratchServer((server) => measure(server, files), 24)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function measure({ database, url }: ScratchServer, files: readonly PublicityFile[]) {
  const ctx = { db: database.db, clock: systemClock, ids: randomIds(systemClock), master: testMaster, requestId: 'bench' }
  await plantCity(ctx, feeds, 'street')
  const shared = { db: database.db, release: async () => {} }
  const failures: string[] = []
  const app = createApp({
    connect: async () => shared,
    ...{ clock: ctx.clock, ids: ctx.ids, master: ctx.master, secret: 'a secret of the benchmark, 32 characters', demo: { demo: true, signIns: [] } },
    isServing: () => true,
    log: (line) => void (line.level === 'error' && failures.push(JSON.stringify(line))),
  })
  let sent = 0
  const send = async (cookie: string, method: string, path: string, body?: string, type = 'application/json') => {
    const headers: Record<string, string> = {
      ...(cookie ? { cookie } : {}),
      ...(body === undefined ? {} : { 'content-type': type }),
      'idempotency-key': `bench-${++sent}`,
    }
    const response = await app.fetch(new Request(ORIGIN + path, { method, headers, ...(body === undefined ? {} : { body }) }))
    return { status: response.status, text: await response.text(), cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  }
  const signIn = async (username: string) => (await send('', 'POST', '/api/v1/sessions', JSON.stringify({ username, password: DEMO_PASSWORD }))).cookie
  const operator = await signIn('operator')
  const firms = await Promise.all(
    READERS_OF.map(async (username) => {
      const cookie = await signIn(username)
      const { subjectId } = JSON.parse((await send(cookie, 'GET', '/api/v1/me')).text)
      return { cookie, subjectId, code: JSON.parse((await send(cookie, 'GET', `/api/v1/subjects/${subjectId}`)).text).code as string }
    }),
  )

  let goesOn = true
  let reads = 0
  const readers = Array.from({ length: READERS }, async (_, i) => {
    const { cookie, subjectId } = firms[i % firms.length]!
    const need = JSON.stringify({ subjectId, amountFen: '200000000', termMonths: 24, purpose: 'working_capital' })
    while (goesOn) {
      const { status, text } =
        i % 2 === 0 ? await send(cookie, 'POST', '/api/v1/matches', need) : await send(cookie, 'GET', `/api/v1/subjects/${subjectId}/profile`)
      if (status >= 400) failures.push(`${status} ${text.slice(0, 200)}`)
      reads++
      await delay(1)
    }
  })
  // As an operator does it: in a process of its own.
  const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
  let importer: ChildProcess | undefined
  const background = (async () => {
    for (const { kind, path } of files) {
      if (!goesOn) return
      importer = spawn(process.execPath, ['--import', 'tsx', cli, 'import', kind.source, kind.record, path], {
        env: { ...process.env, DATABASE_URL: url },
        stdio: 'ignore',
      })
      await once(importer, 'exit')
    }
  })()
  const draining = (async () => {
    while (goesOn) {
      await drain(ctx, jobHandlers)
      await delay(1_000)
    }
  })()

  const waits: number[] = []
  /** Of these, until the upload was answered. */
  const answers: number[] = []
  for (let i = 0; i < CHANGES; i++) {
    const { cookie, subjectId, code } = firms[i % firms.length]!
    const documentNo = `新许字${i}号`
    const header = '统一社会信用代码,行政相对人名称,行政相对人类别,行政许可决定文书号,许可类别,许可决定日期,许可机关'
    const started = performance.now()
    const posted = await send(
      operator,
      'POST',
      '/api/v1/imports?source=gz-credit&record=licence',
      `${header}\n${code},示例公司,法人,${documentNo},普通,2026-01-05,示例局\n`,
      'text/csv',
    )
    const answered = performance.now() - started
    if (posted.status !== 201) throw new Error(`the change was answered ${posted.status} ${posted.text}`)
    for (;;) {
      const { text } = await send(cookie, 'GET', `/api/v1/subjects/${subjectId}/profile`)
      if (text.includes(documentNo)) break
      if (performance.now() - started > 30_000) throw new Error(`${documentNo} never showed`)
    }
    waits.push(performance.now() - started)
    answers.push(answered)
  }
  goesOn = false
  importer?.kill('SIGINT')
  await Promise.all([...readers, background, draining])
  if (failures.length > 0) throw new Error(`${failures.length} requests failed, first: ${failures[0]}`)
  const batches = await rowsOf<{ n: number }>(database.db, sql`select coalesce(sum(received), 0)::int as n from import_batches where way = 'drop'`)
  const imported = batches[0]!.n
  if (imported === 0) throw new Error('nothing was imported meanwhile')
  const of = (list: number[], share: number) => Math.round(list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.ceil(list.length * share) - 1)]!)
  const at = (share: number) => of(waits, share)
  const numbers = {
    changes: waits.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    mostMs: at(1),
    answeredP50Ms: of(answers, 0.5),
    answeredP99Ms: of(answers, 0.99),
    readers: READERS,
    reads,
    importedMeanwhile: imported,
  }
  return {
    rows: [
      ['', 'p50', 'p99', 'most'],
      ['change → profile, ms', String(numbers.p50Ms), String(numbers.p99Ms), String(numbers.mostMs)],
      [`reads ${reads}, rows imported meanwhile ${imported}`, '', '', ''],
    ],
    numbers,
  }
}
