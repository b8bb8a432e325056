/** `npm run suixin -- <command>`: what an operator does to a PostgreSQL before a Worker serves from it. */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { serve } from '@hono/node-server'
import { plantCity } from './demo/index.ts'
import { feeds } from './feeds/index.ts'
import { argon2idHasher } from './identity/argon2/index.ts'
import { REGISTRAR_USAGE, registrarCommand, scryptHasher } from './identity/index.ts'
import { scanLog, sweepLog } from './log/index.ts'
import { WITNESS_USAGE, witnessCommand } from './log/witness/index.ts'
import { replayRun } from './matching/index.ts'
import { randomIds, systemClock } from './platform/chance.ts'
import type { Context } from './platform/context.ts'
import type { CopyRows } from './platform/db/client.ts'
import { migrate } from './platform/db/migrate.ts'
import { openPostgres } from './platform/db/postgres.ts'
import { promptSocket } from './platform/db/prompt-socket.ts'
import { Fault } from './platform/kernel/fault.ts'
import { civilDateOf, isCivilDate } from './platform/kernel/time.ts'
import { keptText } from './platform/outside/kept-file.ts'
import { makeMasterKey, masterKey } from './platform/outside/master-key.ts'
import { drawWall } from './profiles/index.ts'
import { rebuildAll } from './profiles/rebuild/jobs.ts'
import { importLocalFile } from './sources/drop/jobs.ts'
import { type Batch, sealHouseholds } from './sources/index.ts'
import { countSubjects } from './subjects/index.ts'
import { rewrapKeys } from './vault/index.ts'
import { VERIFY_USAGE, verifyCommand } from './verify.ts'

const USAGE = `suixin migrate                           bring DATABASE_URL's schema up to date
suixin plant [street]                    fill an empty database with the demo city (or its first street)
suixin import <source> <record> <file>   take a file of any size in; the same command again goes on where it broke off
suixin rebuild [day]                     work every profile out anew; one hash over all of them, to compare two rebuilds by
suixin scan-log                          hold every entry and tile of the log against what was sealed, and look through every leaf for
                                         personal data; 0: as sealed and none, 2: damaged, 3: personal data, each told by its place
suixin seal-households                   after an upgrade to 0039: seals what earlier builds wrote of households in the open
suixin rewrap-keys                       after a new MASTER_KEY was put first: wraps every subject's key under it
suixin replay <run>                      make a match again from what it was made from; 0: the same bytes, 1: not
${WITNESS_USAGE}
${REGISTRAR_USAGE}
${VERIFY_USAGE}`

async function main([command, ...words]: readonly string[]): Promise<number> {
  if (command === 'verify') return verifyCommand(words, { now: () => systemClock.now(), out: console.log, err: console.error })
  if (command === 'witness') return witnessCommand(words, { now: () => systemClock.now(), out: console.log, err: console.error, serve: serveUntilStopped })
  const url = process.env.DATABASE_URL
  const registers = command !== undefined && ['add-user', 'add-institution', 'invite'].includes(command)
  const complete =
    registers ||
    command === 'migrate' ||
    command === 'plant' ||
    command === 'scan-log' ||
    command === 'rewrap-keys' ||
    command === 'seal-households' ||
    command === 'rebuild' ||
    (command === 'import' && words.length === 3) ||
    (command === 'replay' && words.length === 1)
  if (!complete) {
    console.error(USAGE)
    return 2
  }
  if (!url) {
    console.error('Set DATABASE_URL to the PostgreSQL to work on; the embedded database is filled by npm start itself.')
    return 2
  }
  const database = openPostgres(url, { socket: promptSocket })
  const masterText = masterKeyText()
  const ctx = { db: database.db, clock: systemClock, ids: randomIds(systemClock), master: masterKey(masterText), requestId: 'cli' }
  try {
    await migrate(database)
    await drawWall(database.db, feeds)
    if (command === 'migrate') return 0
    if (registers) return (await registrarCommand(ctx, terminal(), command, words)) ?? 2
    if (command === 'import') return await takeFile(ctx, database.copyRows, words)
    if (command === 'scan-log') return await scan(ctx)
    if (command === 'rewrap-keys') {
      console.log(`${await rewrapKeys(ctx)} keys wrapped anew`)
      return 0
    }
    if (command === 'seal-households') {
      console.log(`${await sealHouseholds(ctx)} households sealed`)
      return 0
    }
    if (command === 'replay') return await replay(ctx, words[0]!)
    if (command === 'rebuild') return await rebuild(url, masterText, words[0] ?? civilDateOf(systemClock.now()))
    if ((await countSubjects(database.db)) > 0) {
      console.error('The database is not empty; nothing was planted.')
      return 1
    }
    await plantCity(ctx, feeds, words[0] === 'street' ? 'street' : 'city', console.log)
    return 0
  } finally {
    await database.close()
  }
}

/** Passwords come on standard input: what stands in a command line stands in every process list. */
function terminal() {
  return {
    out: console.log,
    err: console.error,
    readPassword: () => readFileSync(0, 'utf8'),
    origin: process.env.ORIGIN ?? '',
    hasher: process.env.PASSWORD_HASH === 'scrypt' ? scryptHasher : argon2idHasher,
  }
}

function serveUntilStopped(fetch: (request: Request) => Response | Promise<Response>, port: number, ready: (port: number) => void): Promise<number> {
  const server = serve({ fetch, port }, (at) => ready(at.port))
  return new Promise((resolve) => {
    server.on('error', (error) => {
      console.error(String(error))
      resolve(1)
    })
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => server.close(() => resolve(0)))
  })
}

/** Says what it found by kind and place, and never repeats it; what is damaged stands in /readyz from then on. */
async function scan(ctx: Context): Promise<number> {
  const { leaves, findings } = await scanLog(ctx)
  for (const { logIndex, finds } of findings) console.error(`entry ${logIndex}: ${finds.map(({ kind, at }) => `${kind} at ${at}`).join(', ')}`)
  console.log(`${leaves} leaves, ${findings.length} with personal data`)
  const { leaves: sealed, damaged } = await sweepLog(ctx)
  for (const what of damaged) console.error(`not as sealed: ${what}`)
  console.log(`${sealed} sealed leaves, ${damaged.length} damages to them, their tiles or their root`)
  if (damaged.length > 0) return 2
  return findings.length === 0 ? 0 : 3
}

/** As the server takes it: given, or outside live mode kept beside the data. */
function masterKeyText(): string {
  const { MASTER_KEY, APP_MODE, DATA_DIR } = process.env
  if (MASTER_KEY) return MASTER_KEY
  if (APP_MODE === 'live') throw new Error('APP_MODE=live needs MASTER_KEY, the same as the server has.')
  return keptText(DATA_DIR || '.data', 'master-key', makeMasterKey)
}

/** Reads, never writes. */
async function replay(ctx: Context, id: string): Promise<number> {
  try {
    const run = await replayRun(ctx, id, feeds.nameOf)
    console.log(`${run.id} ${run.outcome}`)
    console.log(`stored profile ${run.stored.profileHash} answer ${run.stored.resultHash ?? '-'}`)
    console.log(`again  profile ${run.again?.profileHash ?? '-'} answer ${run.again?.resultHash ?? '-'}`)
    return run.outcome === 'same' ? 0 : 1
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    console.error(`There is no run ${id}.`)
    return 1
  }
}

/** One line that tells how far it has come; Ctrl-C stops behind the next commit. */
async function takeFile(ctx: Context, copyRows: CopyRows | undefined, [source, record, path]: readonly string[]): Promise<number> {
  let stopping = false
  process.once('SIGINT', () => {
    stopping = true
  })
  const tell = ({ bytesDone, bytesTotal, received, accepted, duplicate, quarantined }: Batch, end: string) =>
    process.stderr.write(
      `\r${((100 * bytesDone) / (bytesTotal || 1)).toFixed(1).padStart(5)} %  ${received} rows = ${accepted} new + ${duplicate} known + ${quarantined} kept aside${end}`,
    )
  const means = { copyRows, onProgress: (batch: Batch) => tell(batch, ''), isStopping: () => stopping }
  const batch = await importLocalFile(ctx, feeds, { source: source!, record: record!, path: path! }, means)
  tell(batch, '\n')
  console.log(`${batch.id} ${batch.status}`)
  return batch.status === 'done' ? 0 : 1
}

async function rebuild(url: string, masterText: string, asOf: string): Promise<number> {
  if (!isCivilDate(asOf)) {
    console.error(`${asOf} is no day; write it as 2026-11-23.`)
    return 2
  }
  const hashes = await rebuildAll(url, masterText, asOf, availableParallelism())
  const all = createHash('sha256')
  for (const id of [...hashes.keys()].sort()) all.update(`${id} ${hashes.get(id)}\n`)
  console.log(`${hashes.size} profiles as of ${asOf} ${all.digest('hex')}`)
  return 0
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  },
)
