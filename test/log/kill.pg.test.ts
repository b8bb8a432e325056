/** kill -9 of whoever seals, and of who writes without having committed: what is left is a log that verifies. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeBase64 } from '../../src/log/base64.ts'
import { openCheckpoint } from '../../src/log/checkpoint.ts'
import { sealLog } from '../../src/log/index.ts'
import { proveConsistency, proveInclusion } from '../../src/log/service/proofs.ts'
import { listCheckpoints } from '../../src/log/store.ts'
import { append, emptyFrontier, frontierRoot, hashLeaf, verifyConsistency, verifyInclusion } from '../../src/log/tree.ts'
import { type Database, rowsOf } from '../../src/platform/db/client.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { TEST_LOG_ORIGIN, testLogKeyring } from '../support/log-key.ts'
import { type ScratchDatabase, scratchDatabase } from '../support/scratch-database.ts'
import { deskOf, write } from './desk.ts'

const KILLS = 8

let scratch: ScratchDatabase
let database: Database
beforeAll(async () => {
  scratch = await scratchDatabase()
  database = openPostgres(scratch.url, { max: 8 })
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves once the child has sealed for the first time. */
async function sealingChild(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('sealing-child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, scratch.url], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text) => {
    said += String(text)
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => resolve())
    child.on('exit', () => reject(new Error(`the sealing process ended:\n${said}`)))
  })
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

test('a log whose sealer is killed eight times, and a writer with it, is whole: every checkpoint, every pair, every leaf', { timeout: 120_000 }, async () => {
  const desk = deskOf(database.db)
  let writing = true
  let written = 0
  const hands = Array.from({ length: 4 }, async () => {
    while (writing) await write(desk, written++)
  })
  for (let at = 0; at < KILLS; at++) {
    const child = await sealingChild()
    await pause(Math.random() * 120)
    await kill(child)
  }
  writing = false
  await Promise.all(hands)
  const key = await testLogKeyring.open()
  // The killed one's connection may be at its last statement still.
  await expect.poll(async () => 'size' in (await sealLog(desk, key)), { timeout: 10_000 }).toBe(true)

  const leaves = (await rowsOf<{ leaf: string }>(database.db, sql`select leaf from access_log order by log_index`)).map(({ leaf }) => leaf)
  expect(leaves.length).toBe(written)
  expect(leaves.filter((leaf) => leaf.includes('lost'))).toEqual([])
  const hashes = leaves.map((leaf) => hashLeaf(new TextEncoder().encode(leaf)))
  const signed = (await listCheckpoints(database.db, 100_000)).reverse()
  expect(signed.at(-1)!.size).toBe(written)
  expect(signed.length).toBeGreaterThan(KILLS)
  let tree = emptyFrontier()
  for (const { size, note } of signed) {
    while (tree.size < size) tree = append(tree, hashes[tree.size]!)
    expect(await openCheckpoint(note, TEST_LOG_ORIGIN, key.verifiers)).toMatchObject({ checkpoint: { size, root: frontierRoot(tree) } })
  }
  const pairs = signed.filter(({ size }) => size > 0)
  for (let at = 1; at < pairs.length; at += Math.ceil(pairs.length / 40)) {
    const { from, to, fromRoot, toRoot, proof } = await proveConsistency(desk, { from: pairs[at - 1]!.size, to: pairs[at]!.size })
    expect([encodeBase64(fromRoot), encodeBase64(toRoot)]).toEqual([encodeBase64(pairs[at - 1]!.root), encodeBase64(pairs[at]!.root)])
    expect(verifyConsistency({ from, to, fromRoot, toRoot, proof })).toBe(null)
  }
  for (let index = 0; index < hashes.length; index += Math.ceil(hashes.length / 60)) {
    const { size, root, proof } = await proveInclusion(desk, { index })
    expect(verifyInclusion({ leafHash: hashes[index]!, index, size, proof, root })).toBe(null)
  }
})
