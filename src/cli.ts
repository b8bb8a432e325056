/** `npm run suixin -- <command>`: what an operator does to a PostgreSQL before a Worker serves from it. */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { plantCity } from './demo/index.ts'
import { feeds } from './feeds/index.ts'
import { scanLog } from './log/index.ts'
import { replayRun } from './matching/index.ts'
import { FLAW_SENTENCES, PROOF_TYPE, proofLines, verifyProof } from './matching/proof/index.ts'
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
import { typeOf } from './platform/outside/signing.ts'
import { rebuildAll } from './profiles/rebuild/jobs.ts'
import { importLocalFile } from './sources/drop/jobs.ts'
import type { Batch } from './sources/index.ts'
import { countSubjects } from './subjects/index.ts'

const USAGE = `suixin migrate                           bring DATABASE_URL's schema up to date
suixin plant [street]                    fill an empty database with the demo city (or its first street)
suixin import <source> <record> <file>   take a file of any size in; the same command again goes on where it broke off
suixin rebuild [day]                     work every profile out anew; one hash over all of them, to compare two rebuilds by
suixin scan-log                          look through every leaf of the log for personal data; 0: none, 3: some, told by kind and place
suixin replay <run>                      make a match again from what it was made from; 0: the same bytes, 1: not
suixin verify <file|-> --keys jwks.json [--at 2026-11-23T10:00:00Z] [--lender ID] [--product ID] [--code CODE [--salt SALT]]
                                         is this signed file genuine? needs no database and no network; keys: /.well-known/jwks.json`

async function main([command, ...words]: readonly string[]): Promise<number> {
  if (command === 'verify') return verify(words)
  const url = process.env.DATABASE_URL
  const complete =
    command === 'migrate' ||
    command === 'plant' ||
    command === 'scan-log' ||
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
    if (command === 'migrate') return 0
    if (command === 'import') return await takeFile(ctx, database.copyRows, words)
    if (command === 'scan-log') return await scan(ctx)
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

/** Reads, never writes; says what it found by kind and place, and never repeats it. */
async function scan(ctx: Context): Promise<number> {
  const { leaves, findings } = await scanLog(ctx)
  for (const { logIndex, finds } of findings) console.error(`entry ${logIndex}: ${finds.map(({ kind, at }) => `${kind} at ${at}`).join(', ')}`)
  console.log(`${leaves} leaves, ${findings.length} with personal data`)
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

const VERIFY_OPTIONS = ['keys', 'at', 'lender', 'product', 'code', 'salt'] as const
type VerifyOptions = { [K in (typeof VERIFY_OPTIONS)[number]]?: string }

/** What judges a signed file, by the `typ` of its header: a line or more in words, and whether it holds. */
const VERIFIERS: Readonly<Record<string, (text: string, keys: unknown, at: Date, options: VerifyOptions) => Promise<{ holds: boolean; lines: string[] }>>> = {
  async [PROOF_TYPE](text, keys, at, { lender, product, code, salt }) {
    const { why, claims } = await verifyProof(text, keys, at, { lenderId: lender, productId: product, code, salt })
    return why === null ? { holds: true, lines: proofLines(claims, at) } : { holds: false, lines: [`${why}: ${FLAW_SENTENCES[why]}`] }
  },
}

/** @returns 0 it holds, 1 it does not, 2 it could not be judged (no such file, no keys, a wrong option) */
async function verify([file, ...rest]: readonly string[]): Promise<number> {
  const options: VerifyOptions = {}
  for (let i = 0; i < rest.length; i += 2) {
    const name = VERIFY_OPTIONS.find((known) => `--${known}` === rest[i])
    const value = rest[i + 1]
    if (name === undefined || value === undefined) return cannotJudge(`${rest[i]} is unknown or lacks its value.\n${USAGE}`)
    options[name] = value
  }
  const at = options.at === undefined ? systemClock.now() : new Date(options.at)
  if (Number.isNaN(at.getTime())) return cannotJudge(`--at ${options.at} is no instant; write it as 2026-11-23T10:00:00Z.`)
  if (file === undefined || options.keys === undefined) return cannotJudge(USAGE)
  let text: string
  let keys: unknown
  try {
    // 0 is standard input.
    text = readFileSync(file === '-' ? 0 : file, 'utf8').trim()
    keys = JSON.parse(readFileSync(options.keys, 'utf8'))
  } catch (error) {
    return cannotJudge(`The file or the keys cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const type = typeOf(text)
  // A text of no known kind is judged as a proof: that says what is wrong with it.
  const judge = (type !== null && Object.hasOwn(VERIFIERS, type) ? VERIFIERS[type] : undefined) ?? VERIFIERS[PROOF_TYPE]!
  const { holds, lines } = await judge(text, keys, at, options)
  for (const line of lines) (holds ? console.log : console.error)(line)
  return holds ? 0 : 1
}

function cannotJudge(sentence: string): number {
  console.error(sentence)
  return 2
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
