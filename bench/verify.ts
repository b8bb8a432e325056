import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyFile } from '../src/consent/audit/model.ts'
import { artefactLine, checkpointLine, endLine, headerLine, leafLine, PLAIN_TRUST, TILE_WIDTH, tileLine } from '../src/log/audit/model.ts'
import { type Edge, EMPTY_EDGE, grow, nodesOf, rootOfEdge, type Tile } from '../src/log/edge.ts'
import { formatProofFile } from '../src/log/proof-file.ts'
import { type Hash, hashLeaf, inclusionProof } from '../src/log/tree.ts'
import { JWKS, LOG_ORIGIN, signedCheckpoint, VKEY, world } from '../test/support/audit-history.ts'
import { type Benchmark, type Measured, seededRandom } from './measure.ts'

const LEAVES = 1_000_000
const SEALED_AT_ONCE = 1_000
const RECEIPTS = 200

/** A lawful history by a seed, written as the export would: consents signed, a checkpoint every thousand leaves. */
export const verifying: Benchmark = {
  title: 'one receipt, and the replay of a million leaves by suixin-verify.mjs as it is handed out',
  async run(): Promise<Measured> {
    const folder = mkdtempSync(join(tmpdir(), 'suixin-bench-verify-'))
    try {
      return await measured(folder)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function measured(folder: string): Promise<Measured> {
  const { default: built } = await import('../web/assets/built/verifiers.json', { with: { type: 'json' } })
  writeFileSync(join(folder, 'suixin-verify.mjs'), built.node)
  writeFileSync(join(folder, 'keys.txt'), VKEY)
  writeFileSync(join(folder, 'jwks.json'), JSON.stringify(JWKS))
  const { receipts, reads, consents } = await writeDump(join(folder, 'dump.jsonl'))

  const trust = { ...PLAIN_TRUST, at: Date.UTC(2027, 1, 1), vkeys: [VKEY], jwks: JWKS }
  const times: number[] = []
  for (const receipt of receipts) {
    const bytes = Buffer.from(receipt)
    const began = performance.now()
    const { exit } = await verifyFile(oneBlock(bytes), trust)
    times.push(performance.now() - began)
    if (exit !== 0) throw new Error(`A receipt of the bench was judged ${exit}`)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!

  const watch = `process.on('exit', () => process.stderr.write('\\nRSS ' + process.resourceUsage().maxRSS + '\\n'))`
  writeFileSync(join(folder, 'watch.mjs'), watch)
  const began = performance.now()
  const words = ['--import', './watch.mjs', 'suixin-verify.mjs', 'dump.jsonl', '--keys', 'keys.txt', '--keys', 'jwks.json', '--signed-consents', '--json']
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8', env: {}, maxBuffer: 1 << 24 })
  const replaySeconds = (performance.now() - began) / 1000
  if (status !== 0) throw new Error(`The dump of the bench was judged ${status}: ${stdout}${stderr}`)
  if (JSON.parse(stdout).counts.tiled !== LEAVES) throw new Error('Not every leaf of the bench was held against its tile')
  const rssMiB = Number(/RSS (\d+)/.exec(stderr)?.[1]) / 1024
  const dumpMiB = statSync(join(folder, 'dump.jsonl')).size / 1_048_576
  return {
    rows: [
      ['what', 'value', 'bound'],
      ['one receipt, median ms', at(0.5).toFixed(2), '10'],
      ['one receipt, p99 ms', at(0.99).toFixed(2), '10'],
      [`replay of ${LEAVES} leaves, s`, replaySeconds.toFixed(1), '120'],
      ['its resident memory, MiB', rssMiB.toFixed(0), '1024'],
      ['dump, MiB', dumpMiB.toFixed(0), ''],
      ['consents · reads in it', `${consents} · ${reads}`, ''],
    ],
    numbers: {
      ...{ receiptP50Ms: at(0.5), receiptP99Ms: at(0.99), replayLeaves: LEAVES, replaySeconds, replayRssMiB: rssMiB, dumpMiB, consents, reads },
    },
  }
}

async function writeDump(path: string) {
  const file = createWriteStream(path, { highWaterMark: 1 << 20 })
  let lines = 0
  const put = async (line: string) => {
    lines += 1
    if (!file.write(`${line}\n`)) await once(file, 'drain')
  }
  await put(
    headerLine({
      format: 'suixin-audit/1',
      origin: LOG_ORIGIN,
      vkeys: [VKEY],
      jwks: JWKS,
      from: 0,
      to: LEAVES,
      madeAt: '2027-01-31T00:00:00.000Z',
      scope: 'whole',
    }),
  )
  const city = world(seededRandom(20261123))
  const tiles = new Map<string, Tile>()
  const texts: string[] = []
  let edge: Edge = EMPTY_EDGE
  let hashes: Hash[] = []
  /** A tile stands before its leaves: they wait until it is full. */
  let tile: Hash[] = []
  let waiting: string[] = []
  let reads = 0
  let consents = 0
  for (let index = 0; index < LEAVES; ) {
    city.acts.length = 0
    city.step()
    for (const { leaf, artefact } of city.acts) {
      if (index === LEAVES) break
      if (artefact) {
        consents += 1
        waiting.push(artefactLine(artefact))
      }
      if (leaf.includes('"t":"read.released"')) reads += 1
      const hash = hashLeaf(Buffer.from(leaf))
      hashes.push(hash)
      if (index % (LEAVES / RECEIPTS) === 0) texts.push(leaf)
      waiting.push(leafLine({ index, hash, leaf }))
      tile.push(hash)
      index += 1
      if (hashes.length === SEALED_AT_ONCE) {
        const grown = grow(edge, hashes)
        edge = grown.edge
        hashes = []
        for (const tile of grown.tiles) tiles.set(`${tile.level} ${tile.index}`, tile)
        waiting.push(checkpointLine(await signedCheckpoint(index, rootOfEdge(edge))))
      }
      if (tile.length < TILE_WIDTH && index < LEAVES) continue
      await put(tileLine({ index: Math.floor((index - 1) / TILE_WIDTH), hashes: new Uint8Array(Buffer.concat(tile)) }))
      for (const line of waiting) await put(line)
      tile = []
      waiting = []
    }
  }
  await put(endLine(lines))
  file.end()
  await once(file, 'finish')
  const nodes = nodesOf([...tiles.values()])
  const checkpoint = await signedCheckpoint(LEAVES, rootOfEdge(edge))
  const receipts = texts.map((leaf, at) => {
    const index = at * (LEAVES / RECEIPTS)
    return formatProofFile({ extra: Buffer.from(leaf), index, proof: inclusionProof(index, LEAVES, nodes), checkpoint })
  })
  return { receipts, reads, consents }
}

async function* oneBlock(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
