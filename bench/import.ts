import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { feeds } from '../src/feeds/index.ts'
import { randomIds, systemClock } from '../src/platform/chance.ts'
import { type Batch, importStream } from '../src/sources/index.ts'
import { testMaster } from '../test/support/test-master.ts'
import { type Benchmark, perSecond } from './measure.ts'
import { type PublicityFile, writePublicityFiles } from './publicity-files.ts'
import { onScratchServer, type ScratchServer } from './scratch-server.ts'

const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000)
/** Sole traders among the subjects: their records go in sealed. */
const PERSONS_PERCENT = Number(process.env.BENCH_PERSONS_PERCENT ?? 10)
const SEED = 20_261_123
const MIB = 1024 * 1024

export const importing: Benchmark = {
  title: 'taking licences and penalties in, against COPY of the same raw rows into tables without an index',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'suixin-bench-'))
    try {
      const files = await writePublicityFiles(folder, ROWS, SEED, PERSONS_PERCENT)
      return await onScratchServer((server) => compare(server, files))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** COPY runs before and after, so that a machine that grows busy slows both; the mean of the two counts. */
async function compare(server: ScratchServer, files: readonly PublicityFile[]) {
  const before = await copyRaw(server, files)
  const { ms, rssGrowthBytes, batches } = await importAll(server, files)
  const after = await copyRaw(server, files)
  await checkCounts(server, files, batches)
  const [rows, copyRows] = [perSecond(ROWS, ms), perSecond(2 * ROWS, before + after)]
  const quarantined = batches.reduce((sum, batch) => sum + batch.quarantined, 0)
  const rssGrowthMb = Math.round(rssGrowthBytes / MIB)
  return {
    rows: [
      ['', 'rows/s', 'seconds', 'ratio'],
      ['import', String(rows), (ms / 1000).toFixed(1), (rows / copyRows).toFixed(2)],
      ['COPY of the raw rows', String(copyRows), `${(before / 1000).toFixed(1)} and ${(after / 1000).toFixed(1)}`, '1.00'],
      ['memory of the process', `+${rssGrowthMb} MiB`, '', ''],
    ],
    numbers: { rows: ROWS, rowsPerSecond: rows, copyRowsPerSecond: copyRows, ratio: Number((rows / copyRows).toFixed(3)), rssGrowthMb, quarantined },
  }
}

async function copyRaw({ url }: ScratchServer, files: readonly PublicityFile[]): Promise<number> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} })
  try {
    let ms = 0
    for (const { kind, rawPath, columns, rows } of files) {
      const table = `raw_${kind.record}`
      await sql.unsafe(`drop table if exists ${table}`)
      await sql.unsafe(`create table ${table} (${Array.from({ length: columns }, (_, i) => `c${i} text`).join(', ')})`)
      const started = performance.now()
      await pipeline(createReadStream(rawPath, { highWaterMark: 256 * 1024 }), await sql.unsafe(`copy ${table} from stdin (format csv)`).writable())
      ms += performance.now() - started
      const [counted] = await sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${table}`)
      if (counted!.n !== rows) throw new Error(`${table}: COPY took ${counted!.n} of ${rows} rows`)
      await sql.unsafe(`drop table ${table}`)
    }
    return ms
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** As `suixin import` does it: the file's hash first, then block by block. */
async function importAll({ database }: ScratchServer, files: readonly PublicityFile[]) {
  const ctx = { db: database.db, clock: systemClock, ids: randomIds(systemClock), master: testMaster, requestId: 'bench' }
  const batches: Batch[] = []
  globalThis.gc?.()
  const startBytes = process.memoryUsage().rss
  let mostBytes = startBytes
  const watch = () => {
    mostBytes = Math.max(mostBytes, process.memoryUsage().rss)
  }
  const timer = setInterval(watch, 50)
  const started = performance.now()
  for (const { kind, path } of files) {
    const sha256 = createHash('sha256')
    for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) sha256.update(piece as Buffer)
    const file = {
      ...{ source: kind.source, record: kind.record, fileName: `${kind.record}.csv`, size: statSync(path).size, sha256: sha256.digest('hex') },
      ...{ open: (start: number) => createReadStream(path, { start, highWaterMark: 256 * 1024 }), actorId: null, way: 'drop' as const },
    }
    batches.push(await importStream(ctx, feeds, file, { copyRows: database.copyRows, onProgress: watch }))
  }
  const ms = performance.now() - started
  clearInterval(timer)
  return { ms, rssGrowthBytes: mostBytes - startBytes, batches }
}

/** Nothing is measured that is not right: every row counted, exactly the poison kept aside, every record there. */
async function checkCounts({ url }: ScratchServer, files: readonly PublicityFile[], batches: readonly Batch[]): Promise<void> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} })
  try {
    for (const [i, { kind, rows, poisoned }] of files.entries()) {
      const batch = batches[i]!
      const [found] = await sql<{ records: number; kept: number; subjects: number }[]>`
        select (select count(*) from records where batch_id = ${batch.id})::int as records, (select count(*) from quarantine where batch_id = ${batch.id})::int as kept,
          (select count(*) from records r left join subjects s on s.id = r.subject_id where r.batch_id = ${batch.id} and s.id is null)::int as subjects`
      const told = { ...batch, ...found }
      const expected = {
        status: 'done',
        received: rows,
        accepted: rows - poisoned,
        duplicate: 0,
        quarantined: poisoned,
        records: rows - poisoned,
        kept: poisoned,
        subjects: 0,
      }
      for (const [name, value] of Object.entries(expected))
        if (told[name as keyof typeof told] !== value) throw new Error(`${kind.record}: ${name} is ${told[name as keyof typeof told]}, should be ${value}`)
    }
  } finally {
    await sql.end({ timeout: 5 })
  }
}
