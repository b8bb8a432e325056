/** All profiles anew on every core of a machine: Node only, for the command line. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { randomIds, systemClock } from '../../platform/chance.ts'
import { openPostgres } from '../../platform/db/postgres.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import { masterKey } from '../../platform/outside/master-key.ts'
import { subjectSpans } from '../../subjects/index.ts'
import { rebuildProfiles, type Span } from './service.ts'

interface Part {
  rebuild: true
  url: string
  /** As MASTER_KEY gives it: a thread is handed text, not verbs. */
  masterText: string
  asOf: CivilDate
  span: Span
}

/**
 * @param threads how many at once, each with a connection of its own
 * @returns hash by subject id, in no order; see rebuildProfiles
 */
export async function rebuildAll(url: string, masterText: string, asOf: CivilDate, threads: number): Promise<Map<string, string>> {
  const database = openPostgres(url, { max: 1 })
  const spans = await subjectSpans(database.db, threads).finally(() => database.close())
  const parts = await Promise.all(spans.map((span) => inThread({ rebuild: true, url, masterText, asOf, span })))
  return new Map(parts.flat())
}

/** tsx does not reach into threads by itself: each registers it before it reads this file. */
const THREAD = "import('tsx/esm/api').then(({ register }) => { register(); return import(require('node:worker_threads').workerData.module) })"

function inThread(part: Part): Promise<[string, string][]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(THREAD, { eval: true, workerData: { ...part, module: import.meta.url } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function rebuildPart({ url, masterText, asOf, span }: Part): Promise<[string, string][]> {
  const database = openPostgres(url, { max: 1 })
  const hashes: [string, string][] = []
  try {
    const ctx = { db: database.db, clock: systemClock, ids: randomIds(systemClock), master: masterKey(masterText), requestId: 'rebuild' }
    for await (const page of rebuildProfiles(ctx, asOf, span)) hashes.push(...page)
  } finally {
    await database.close()
  }
  return hashes
}

if (!isMainThread && (workerData as Partial<Part> | null)?.rebuild === true) parentPort!.postMessage(await rebuildPart(workerData as Part))
