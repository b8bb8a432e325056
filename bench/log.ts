/**
 * The disclosure log on a PostgreSQL with fsync on: how fast a million entries are sealed, what a proof costs over them, how long
 * an entry waits for its seal while others write, and what verifying one receipt takes.
 */
import { sql } from 'drizzle-orm'
import { openCheckpoint } from '../src/log/checkpoint.ts'
import { keepSealing, logKeeper, logKeyring, sealLog } from '../src/log/index.ts'
import { parseProofFile } from '../src/log/proof-file.ts'
import { proveConsistency, proveInclusion, receiptOf } from '../src/log/service/proofs.ts'
import { DEFAULT_LOG } from '../src/log/settings.ts'
import { appendLog } from '../src/log/store.ts'
import { hashLeaf, verifyConsistency, verifyInclusion } from '../src/log/tree.ts'
import { randomIds, systemClock } from '../src/platform/chance.ts'
import type { Context } from '../src/platform/context.ts'
import { rowsOf } from '../src/platform/db/client.ts'
import { logKeyText } from '../test/support/log-key.ts'
import { testMaster } from '../test/support/test-master.ts'
import { type Benchmark, type Measured, perSecond, seededRandom } from './measure.ts'
import { onScratchServer, type ScratchServer } from './scratch-server.ts'

const LEAVES = 1_000_000
const PROOFS = 3_000
const RECEIPTS = 500
const CLIENTS = 8
const APPENDING_MS = 20_000
const FIELDS = ['ageMonths', 'code', 'district', 'industry', 'kind', 'name', 'registeredOn', 'registrationStatus', 'taxGrade']

export const log: Benchmark = {
  title: `sealing ${LEAVES.toLocaleString('en')} entries, proofs over them, and the wait for the seal while ${CLIENTS} clients write`,
  run: () => onScratchServer(measure, 16),
}

const keyring = logKeyring(logKeyText(11), DEFAULT_LOG.origin)

async function measure({ database, description }: ScratchServer): Promise<Measured> {
  const ctx: Context = { db: database.db, clock: systemClock, ids: randomIds(systemClock), master: testMaster, requestId: 'bench' }
  const key = await keyring.open()
  await fill(ctx)
  const began = performance.now()
  await sealLog(ctx, key)
  const sealMs = performance.now() - began
  const inclusion = await timeProofs(ctx)
  const receipts = await timeReceipts(ctx)
  const appending = await appendAndSeal(ctx)
  const sealedPerSecond = perSecond(LEAVES, sealMs)
  return {
    rows: [
      ['', 'p50', 'p99', 'most'],
      ['inclusion proof, ms', ...inclusion.told],
      ['receipt verified, ms', ...receipts.told],
      ['wait for the seal while appending, ms', ...appending.lag.told],
      ['one entry appended, ms', ...appending.append.told],
      ['sealed, rows/s', String(sealedPerSecond), '', ''],
      ['appended meanwhile, rows/s', String(appending.perSecond), '', ''],
      [description, '', '', ''],
    ],
    numbers: {
      leaves: LEAVES,
      sealedPerSecond,
      inclusionP99Ms: inclusion.p99,
      receiptVerifyP99Ms: receipts.p99,
      lagP99Ms: appending.lag.p99,
      lagMostMs: appending.lag.most,
      appendP99Ms: appending.append.p99,
      appendedPerSecond: appending.perSecond,
    },
  }
}

/** Leaves of the length that real ones have. */
async function fill({ db }: Context): Promise<void> {
  const step = 20_000
  for (let from = 0; from < LEAVES; from += step)
    await db.execute(sql`
      insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at)
      select 'sub_' || (n % 50000), 'read.released', 'cns_' || n, 'ins_1', 'usr_1',
        '{"ac":"ins_01jd7w9k8m0000000000000000","ah":"' || md5(n::text) || md5((n + 1)::text) || '","at":"2026-11-23T02:00:00.000Z","cid":"cns_' || n ||
        '","f":["ageMonths","code","district","industry","kind","name","registeredOn","registrationStatus","taxGrade"],"n":1,"op":"' || md5('op') ||
        '","rid":"req_' || md5((n + 2)::text) || '","sp":"' || md5((n % 50000)::text) || '","t":"read.released","why":"UNDERWRITE"}', now()
      from generate_series(${from}::int, ${from + step - 1}::int) n`)
  await db.execute(sql`analyze access_log`)
}

async function timeProofs(ctx: Context): Promise<Spread> {
  const random = seededRandom(1)
  const taken: number[] = []
  for (let n = 0; n < PROOFS; n++) {
    const index = Math.floor(random() * LEAVES)
    const began = performance.now()
    const { leafHash, size, proof, root } = await proveInclusion(ctx, { index })
    taken.push(performance.now() - began)
    if (n % 100 === 0 && verifyInclusion({ leafHash, index, size, proof, root }) !== null) throw new Error(`proof of ${index} does not hold`)
  }
  const { from, to, fromRoot, toRoot, proof } = await proveConsistency(ctx, { from: 123_457 })
  if (verifyConsistency({ from, to, fromRoot, toRoot, proof }) !== null) throw new Error('the consistency proof does not hold')
  return spread(taken.slice(100))
}

/** As a reader does it, who has the file and the log's key. */
async function timeReceipts(ctx: Context): Promise<Spread> {
  const { verifiers, origin } = await keyring.open()
  const random = seededRandom(2)
  const [first] = await rowsOf<{ n: number | string }>(ctx.db, sql`select min(log_index) as n from access_log`)
  const files: string[] = []
  for (let n = 0; n < RECEIPTS; n++) files.push(await receiptOf(ctx, Number(first!.n) + Math.floor(random() * LEAVES), () => true))
  const taken: number[] = []
  for (const file of files) {
    const began = performance.now()
    const receipt = parseProofFile(file)
    if (typeof receipt === 'string') throw new Error(receipt)
    const opened = await openCheckpoint(receipt.checkpoint, origin, verifiers)
    if ('flaw' in opened) throw new Error(opened.flaw)
    const { index, proof, extra } = receipt
    const flaw = verifyInclusion({ leafHash: hashLeaf(extra!), index, proof, ...opened.checkpoint })
    taken.push(performance.now() - began)
    if (flaw !== null) throw new Error(flaw)
  }
  return spread(taken)
}

/** Each entry in a transaction of its own, over the million that are there; the sealer runs every second as it does in a server. */
async function appendAndSeal(ctx: Context): Promise<{ lag: Spread; append: Spread; perSecond: number }> {
  const keeper = logKeeper(DEFAULT_LOG, keyring)
  const ends: { size: number; at: number }[] = []
  const stop = keepSealing(
    () => ctx,
    {
      ...keeper,
      seal: async (sealing) => {
        const run = await keeper.seal!(sealing)
        if ('size' in run) ends.push({ size: run.size, at: Date.now() })
        return run
      },
    },
    (error) => {
      throw error
    },
  )
  const committed = new Map<number, number>()
  const appended: number[] = []
  const until = performance.now() + APPENDING_MS
  const client = async (name: number) => {
    for (let n = 0; performance.now() < until; n++) {
      const began = performance.now()
      const entry = { subjectId: `sub_${name}`, consentId: `cns_${name}_${n}`, lenderId: 'ins_1', actorId: 'usr_1', artefactHash: 'a'.repeat(64) }
      const index = await appendLog(
        ctx.db,
        { kind: 'read.released', ...entry, fields: FIELDS, readNo: 1, why: 'UNDERWRITE', requestId: `req_${n}`, at: new Date() },
        { subject: 'b'.repeat(32), operator: 'c'.repeat(32) },
      )
      appended.push(performance.now() - began)
      committed.set(index, Date.now())
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, name) => client(name)))
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  await stop()
  const seats = await rowsOf<{ seq: number | string; index: number | string }>(
    ctx.db,
    sql`select seq, log_index as index from log_leaves where seq >= ${LEAVES}`,
  )
  const lags = seats.map(({ seq, index }) => ends.find(({ size }) => size > Number(seq))!.at - committed.get(Number(index))!)
  if (lags.length !== committed.size) throw new Error(`${committed.size} were written and ${lags.length} sealed`)
  return { lag: spread(lags), append: spread(appended), perSecond: perSecond(committed.size, APPENDING_MS) }
}

interface Spread {
  p99: number
  most: number
  /** p50, p99 and the most, for the table. */
  told: string[]
}

function spread(taken: readonly number[]): Spread {
  const sorted = [...taken].sort((a, b) => a - b)
  const at = (share: number) => Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(2))
  const values = [at(0.5), at(0.99), at(1)]
  return { p99: values[1]!, most: values[2]!, told: values.map(String) }
}
