/** `suixin verify dump.jsonl --tiles DIR`: a bank that kept the log's tiles, and a log whose owner then altered all it has. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { seededRandom } from '../../../bench/measure.ts'
import { tilePath, tileWidth } from '../../../src/log/tiles.ts'
import { hashLeaf, rootOf } from '../../../src/log/tree.ts'
import { verifyCommand } from '../../../src/verify.ts'
import { exported, JWKS, keyPair, type Ledger, ledgerOf, seal, signedCheckpoint, tile, VKEY, world } from '../../support/audit-history.ts'

const folder = mkdtempSync(join(tmpdir(), 'suixin-tiles-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let serial = 0

function file(path: string, content: string | Uint8Array): string {
  const whole = join(folder, path)
  mkdirSync(dirname(whole), { recursive: true })
  writeFileSync(whole, content)
  return whole
}

const KEYS = ['--vkey', VKEY, '--keys', file('jwks.json', JSON.stringify(JWKS))]
const SIZE = 600
const EVERY = 100

async function history(): Promise<Ledger> {
  const w = world(seededRandom(9))
  while (w.acts.length < SIZE) w.step()
  w.acts.length = SIZE
  return ledgerOf(w.acts, EVERY)
}

/** What a bank fetches while the log has so many entries: full tiles, and the last one as far as it goes. */
function keep(ledger: Ledger, size: number, note: string | null = null): string {
  const kept = `kept-${++serial}`
  for (let index = 0; tileWidth(0, index, size) > 0; index++) {
    const width = tileWidth(0, index, size)
    file(join(kept, tilePath(0, index, width)), Buffer.concat(ledger.tiled.slice(index * 256, index * 256 + width)))
  }
  if (note !== null) file(join(kept, 'checkpoint'), note)
  return join(folder, kept)
}

/** Leaf, stored hash and the log's own tile alike. */
function alter(ledger: Ledger, index: number): void {
  const row = ledger.leaves[index]!
  row.leaf = JSON.stringify({ ...JSON.parse(row.leaf!), rid: 'another' })
  row.hash = hashLeaf(Buffer.from(row.leaf))
  tile(ledger)
}

async function verify(ledger: Ledger, tiles: string | null) {
  const said: string[] = []
  const dump = file(`dump-${++serial}.jsonl`, `${exported(ledger).join('\n')}\n`)
  const words = [dump, ...KEYS, '--json', ...(tiles === null ? [] : ['--tiles', tiles])]
  const exit = await verifyCommand(words, {
    now: () => new Date('2027-02-01T00:00:00Z'),
    out: (line) => void said.push(line),
    err: (line) => void said.push(line),
  })
  const { findings, counts, caveats } = JSON.parse(said.join('\n'))
  return { exit, findings, counts, caveats }
}

describe('a leaf that was altered with its hash and the log’s own tile', () => {
  test.each([
    ['in a full tile', 130, SIZE],
    ['the first leaf', 0, SIZE],
    ['the last leaf of a full tile', 255, SIZE],
    ['the first leaf of a partial tile', 512, SIZE],
    ['the last leaf that was kept', 299, 300],
    ['in a tile that has become full since', 270, 300],
    ['in a tile that was partial and still is', 20, 40],
  ])('is named by the kept tiles: %s', async (_, index, keptSize) => {
    const ledger = await history()
    const kept = keep(ledger, keptSize)
    alter(ledger, index)
    const from = Math.floor(index / EVERY) * EVERY
    expect(await verify(ledger, null)).toMatchObject({ exit: 2, findings: [{ why: 'root', index: from, through: from + EVERY - 1 }] })
    expect(await verify(ledger, kept)).toMatchObject({ exit: 2, findings: [{ why: 'held_tile', index }] })
  })

  it('is named also where the log’s own key signed the new history', async () => {
    const ledger = await history()
    const kept = keep(ledger, 300)
    alter(ledger, 77)
    await seal(ledger, EVERY)
    expect(await verify(ledger, null)).toMatchObject({ exit: 0, caveats: expect.arrayContaining(['nothing_held']) })
    expect(await verify(ledger, kept)).toMatchObject({ exit: 2, findings: [{ why: 'held_tile', index: 77 }] })
  })

  it('behind what was kept is sought from there on', async () => {
    const ledger = await history()
    const kept = keep(ledger, 340)
    alter(ledger, 360)
    expect(await verify(ledger, kept)).toMatchObject({ exit: 2, findings: [{ why: 'root', index: 340, through: 399 }] })
  })
})

describe('tiles of the same history', () => {
  it('hold, and it is said how many leaves they were held against', async () => {
    const ledger = await history()
    expect(await verify(ledger, keep(ledger, SIZE))).toMatchObject({ exit: 0, counts: { leaves: SIZE, keptTiled: SIZE } })
    expect(await verify(ledger, keep(ledger, 300))).toMatchObject({ exit: 0, counts: { leaves: SIZE, keptTiled: 300 } })
    expect(await verify(ledger, null)).toMatchObject({ exit: 0, counts: { keptTiled: 0 } })
  })

  it('kept again and again lie side by side; the widest of a tile counts', async () => {
    const ledger = await history()
    const kept = keep(ledger, 40)
    for (const width of [41, 200]) file(join(kept.slice(folder.length + 1), tilePath(0, 0, width)), Buffer.concat(ledger.tiled.slice(0, width)))
    expect(await verify(ledger, kept)).toMatchObject({ exit: 0, counts: { keptTiled: 200 } })
  })

  it('may begin anywhere: a bank keeps what it read in its own months', async () => {
    const ledger = await history()
    const kept = keep(ledger, SIZE)
    rmSync(join(kept, 'tile/0/000'))
    expect(await verify(ledger, kept)).toMatchObject({ exit: 0, counts: { keptTiled: SIZE - 256 } })
  })
})

describe('a folder that is not what it should be', () => {
  const MALFORMED = (about: string) => ({ exit: 5, findings: [{ why: 'tiles', about }] })
  test.each<[string, object, (ledger: Ledger) => string]>([
    ['there is none', MALFORMED('tile/0/000'), () => join(folder, 'nowhere')],
    ['it is a file', MALFORMED('tile/0/000'), () => file('plain.txt', 'no folder')],
    ['it is empty', MALFORMED('tile/0/000'), (ledger) => keep(ledger, 0)],
    [
      'it holds tiles of the upper levels alone',
      MALFORMED('tile/0/000'),
      () => join(dirname(dirname(dirname(file('upper/tile/1/000.p/2', new Uint8Array(64)))))),
    ],
    ['a full tile is short by a hash', MALFORMED('tile/0/000'), (ledger) => keptWith(ledger, 'tile/0/000', (bytes) => bytes.subarray(32))],
    ['a full tile is short by a byte', MALFORMED('tile/0/000'), (ledger) => keptWith(ledger, 'tile/0/000', (bytes) => bytes.subarray(1))],
    ['a full tile is too long', MALFORMED('tile/0/000'), (ledger) => keptWith(ledger, 'tile/0/000', (bytes) => Buffer.concat([bytes, bytes.subarray(0, 32)]))],
    ['a partial tile is short', MALFORMED('tile/0/002.p/88'), (ledger) => keptWith(ledger, 'tile/0/002.p/88', (bytes) => bytes.subarray(32))],
    ['a partial tile is too long', MALFORMED('tile/0/002.p/88'), (ledger) => keptWith(ledger, 'tile/0/002.p/88', (bytes) => Buffer.concat([bytes, bytes]))],
    ['a tile is empty', MALFORMED('tile/0/001'), (ledger) => keptWith(ledger, 'tile/0/001', () => new Uint8Array(0))],
    [
      'a tile is of another place',
      { exit: 2, findings: [{ why: 'held_tile', index: 256 }] },
      (ledger) => keptWith(ledger, 'tile/0/001', () => Buffer.concat(ledger.tiled.slice(0, 256))),
    ],
    [
      'a tile has one bit turned',
      { exit: 2, findings: [{ why: 'held_tile', index: 258 }] },
      (ledger) => keptWith(ledger, 'tile/0/001', (bytes) => bytes.map((byte, at) => (at === 70 ? byte ^ 1 : byte))),
    ],
  ])('is told apart: %s', async (_, expected, kept) => {
    const ledger = await history()
    expect(await verify(ledger, kept(ledger))).toMatchObject(expected)
  })

  function keptWith(ledger: Ledger, path: string, change: (bytes: Uint8Array) => Uint8Array): string {
    const kept = keep(ledger, SIZE)
    const [, index, width = '256'] = /^tile\/0\/(\d{3})(?:\.p\/(\d+))?$/.exec(path)!
    const begin = Number(index) * 256
    writeFileSync(join(kept, path), change(new Uint8Array(Buffer.concat(ledger.tiled.slice(begin, begin + Number(width))))))
    return kept
  }
})

describe('the checkpoint that lies beside kept tiles', () => {
  it('is held against the dump too', async () => {
    const ledger = await history()
    const { note } = ledger.checkpoints[2]!
    expect(await verify(ledger, keep(ledger, 300, note))).toMatchObject({ exit: 0, counts: { held: 1, keptTiled: 300 } })
  })

  test.each<[string, object, () => Promise<string>]>([
    [
      'of another log',
      { exit: 2, findings: [{ why: 'origin', about: 'held' }] },
      () => signedCheckpoint(300, hashLeaf(Buffer.from('x')), undefined, 'another.log'),
    ],
    [
      'by a foreign key',
      { exit: 2, findings: [{ why: 'unknown_key', about: 'held' }] },
      () => signedCheckpoint(300, hashLeaf(Buffer.from('x')), keyPair('thief')),
    ],
    ['that is no note', { exit: 5, findings: [{ why: 'note', about: 'held' }] }, async () => 'log.suixin.test/guangzhou\n300\n'],
  ])('tells what the tiles are of: %s', async (_, expected, note) => {
    const ledger = await history()
    expect(await verify(ledger, keep(ledger, 300, await note()))).toMatchObject(expected)
  })
})

it('two checkpoints and the tiles of a folder, a missing and an oversized one told apart', async () => {
  const ledger = await history()
  const [older, newer] = [ledger.checkpoints[2]!, ledger.checkpoints.at(-1)!].map(({ note, size }) => file(`checkpoint-${size}`, note))
  const kept = keep(ledger, SIZE)
  const judged = async () => {
    const said: string[] = []
    const exit = await verifyCommand([older!, newer!, ...KEYS, '--json', '--tiles', kept], {
      now: () => new Date('2027-02-01T00:00:00Z'),
      out: (line) => void said.push(line),
      err: (line) => void said.push(line),
    })
    return { exit, findings: JSON.parse(said.join('\n')).findings }
  }
  expect(await judged()).toEqual({ exit: 5, findings: [{ why: 'tiles', index: null, about: 'tile/1/000.p/2' }] })
  // The hashes of a tile of level 1 are roots over full tiles of level 0.
  const upper = Buffer.concat([0, 256].map((begin) => rootOf(ledger.tiled.slice(begin, begin + 256))))
  const path = join(kept, 'tile/1/000.p/2')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, upper)
  expect(await judged()).toEqual({ exit: 0, findings: [] })
  writeFileSync(path, Buffer.concat([upper, upper]))
  expect(await judged()).toEqual({ exit: 5, findings: [{ why: 'tiles', index: null, about: 'tile/1/000.p/2' }] })
  writeFileSync(
    path,
    upper.map((byte, at) => (at === 4 ? byte ^ 1 : byte)),
  )
  expect(await judged()).toMatchObject({ exit: 2, findings: [{ why: 'consistency' }] })
})
