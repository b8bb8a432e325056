import { describe, expect, it, test } from 'vitest'
import { seededRandom } from '../../../bench/measure.ts'
import { FLAW_WORDS, sentenceOf, verifyFile } from '../../../src/consent/audit/model.ts'
import {
  type AuditReport,
  type Flaw,
  keptTiles,
  LONGEST_LINE_BYTES,
  PLAIN_TRUST,
  stopped,
  type Trust,
  verifyCheckpoints,
} from '../../../src/log/audit/model.ts'
import { encodeBase64 } from '../../../src/log/base64.ts'
import { cosignatureSigner } from '../../../src/log/cosignature.ts'
import { addSignature, formatSignatureLine, formatVerifierKey, parseNote } from '../../../src/log/note.ts'
import { formatProofFile } from '../../../src/log/proof-file.ts'
import { consistencyProof, EMPTY_ROOT, hashLeaf, inclusionProof, rootOf } from '../../../src/log/tree.ts'
import { blocksOf, exported, JWKS, keyPair, LOG_ORIGIN, ledgerOf, signedCheckpoint, VKEY, vkeyOf, world } from '../../support/audit-history.ts'

const TRUST: Trust = { ...PLAIN_TRUST, at: Date.UTC(2027, 1, 1), vkeys: [VKEY], jwks: JWKS }

const w = world(seededRandom(7))
while (w.acts.length < 40) w.step()
w.acts.length = 40
const ledger = await ledgerOf(w.acts, 16)
const dump = exported(ledger)
const hashes = ledger.leaves.map(({ hash }) => hash!)
const nodeHash = (level: number, at: number) => rootOf(hashes.slice(at * 2 ** level, (at + 1) * 2 ** level))
const checkpoint = ledger.checkpoints.at(-1)!.note
const older = ledger.checkpoints[0]!.note
const leaf = Buffer.from(ledger.leaves[3]!.leaf!)
const receipt = formatProofFile({ extra: leaf, index: 3, proof: inclusionProof(3, 40, nodeHash), checkpoint })

const joined = (lines: readonly string[]) => `${lines.join('\n')}\n`
const judge = (text: string | Uint8Array, trust: Trust = TRUST, held: string[] = []) =>
  verifyFile(
    typeof text === 'string'
      ? blocksOf(text, 997)
      : (async function* () {
          yield text
        })(),
    trust,
    held,
  )
const told = ({ exit, findings }: AuditReport) => ({ exit, why: findings[0]?.why })
const bent = (at: number, change: (line: string) => string) => joined(dump.map((line, i) => (i === at ? change(line) : line)))
const leafAt = dump.findIndex((line) => line.startsWith('{"i":'))

describe('what is no sound dump', () => {
  test.each<[string, number, Flaw, () => string | Uint8Array]>([
    ['an empty file', 5, 'empty', () => ''],
    ['blank space', 5, 'empty', () => '\n\n'],
    ['any other text', 5, 'unknown_kind', () => 'hello\n'],
    ['any other JSON', 5, 'unknown_kind', () => '{"hello":1}\n'],
    ['a picture', 5, 'not_utf8', () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0xff, 0x0a)],
    ['a dump that is not UTF-8', 5, 'not_utf8', () => Buffer.concat([Buffer.from(joined(dump.slice(0, 3))), Buffer.of(0x7b, 0xff, 0x0a)])],
    ['a dump cut off in a line', 5, 'truncated', () => joined(dump).slice(0, -40)],
    ['a dump cut off behind a line', 5, 'truncated', () => joined(dump.slice(0, -1))],
    ['a dump whose end counts other lines', 5, 'truncated', () => bent(dump.length - 1, () => '{"end":3}')],
    ['a dump with more behind its end', 5, 'after_end', () => joined([...dump, dump[leafAt]!])],
    ['a line of another kind', 5, 'line', () => bent(leafAt, () => '{"surprise":true}')],
    ['a line that is no JSON', 5, 'line', () => bent(leafAt, (line) => line.slice(1))],
    ['a leaf hash of 31 bytes', 5, 'line', () => bent(leafAt, (line) => line.replace(/"h":"[^"]+"/, `"h":"${encodeBase64(new Uint8Array(31))}="`))],
    ['an empty leaf hash', 5, 'line', () => bent(leafAt, (line) => line.replace(/"h":"[^"]+"/, '"h":""'))],
    ['an index that is no number', 5, 'line', () => bent(leafAt, (line) => line.replace(/"i":\d+/, '"i":-1'))],
    ['a leaf twice', 5, 'order', () => joined(dump.flatMap((line, i) => (i === leafAt ? [line, line] : [line])))],
    ['a second header', 5, 'order', () => joined([dump[0]!, dump[0]!, ...dump.slice(1)])],
    ['no header', 5, 'unknown_kind', () => joined(dump.slice(1))],
    ['a header without a member', 5, 'unknown_kind', () => bent(0, (line) => line.replace('"from":0,', ''))],
    ['a line beyond all measure', 5, 'too_large', () => joined([dump[0]!, `{"checkpoint":"${'x'.repeat(LONGEST_LINE_BYTES + 1)}"}`])],
    ['a checkpoint that is no note', 5, 'note', () => joined(dump.map((line) => (line.startsWith('{"checkpoint"') ? '{"checkpoint":"x"}' : line)))],
    ['a leaf withheld from an auditor', 2, 'leaf_missing', () => bent(leafAt, (line) => line.replace(/,"leaf":.*/, '}'))],
    ['a header of another log', 2, 'origin', () => bent(0, (line) => line.replace(LOG_ORIGIN, 'another.log'))],
    ['a foreign key in the header, where none is held', 2, 'unknown_key', () => bent(0, (line) => line.replace(VKEY, vkeyOf(keyPair('thief'))))],
    ['a key that is none', 5, 'key', () => bent(0, (line) => line.replace(VKEY, 'none'))],
  ])('is told apart: %s', async (name, exit, why, text) => {
    const trust = name.includes('key') ? { ...TRUST, vkeys: [] } : name.includes('another log') ? { ...TRUST, origin: LOG_ORIGIN } : TRUST
    expect(told(await judge(text(), trust))).toEqual({ exit, why })
  })

  it('is what everything else is held against: the sound one', async () => {
    expect(told(await judge(joined(dump)))).toEqual({ exit: 0, why: undefined })
  })
})

describe('a receipt', () => {
  test.each<[string, number, Flaw | undefined, () => Promise<string> | string]>([
    ['as it was given', 0, undefined, () => receipt],
    ['with another leaf', 2, 'inclusion', () => receipt.replace(/^extra .*$/m, `extra ${encodeBase64(Buffer.from(`${leaf} `))}`)],
    ['at another place', 2, 'inclusion', () => receipt.replace(/^index 3$/m, 'index 2')],
    ['at a place outside', 2, 'inclusion', () => receipt.replace(/^index 3$/m, 'index 40')],
    ['with a hash too few', 2, 'inclusion', () => receipt.replace(/^[A-Za-z0-9+/]{43}=\n/m, '')],
    ['with a hash of 31 bytes', 5, 'proof_file', () => receipt.replace(/^[A-Za-z0-9+/]{43}=$/m, `${encodeBase64(new Uint8Array(31))}`)],
    ['without its leaf', 5, 'proof_file', () => receipt.replace(/^extra .*\n/m, '')],
    ['cut off', 5, 'proof_file', () => receipt.slice(0, 200)],
    [
      'under a checkpoint with an altered root',
      2,
      'checkpoint_signature',
      () => receipt.replace(/\n40\n./, (part) => `${part.slice(0, -1)}${part.endsWith('A') ? 'B' : 'A'}`),
    ],
    [
      'under a checkpoint by a foreign key',
      2,
      'unknown_key',
      async () =>
        formatProofFile({
          extra: leaf,
          index: 3,
          proof: inclusionProof(3, 40, nodeHash),
          checkpoint: await signedCheckpoint(40, rootOf(hashes), keyPair('thief')),
        }),
    ],
    [
      'of a leaf that is no entry',
      2,
      'leaf_shape',
      async () => formatProofFile({ extra: Buffer.from('[]'), index: 0, proof: [], checkpoint: await signedCheckpoint(1, hashLeaf(Buffer.from('[]'))) }),
    ],
  ])('%s', async (_, exit, why, text) => {
    expect(told(await judge(await text()))).toEqual({ exit, why })
  })

  it('of another log is refused where one is named', async () => {
    expect(told(await judge(receipt, { ...TRUST, origin: 'another.log' }))).toEqual({ exit: 2, why: 'origin' })
  })
})

describe('two checkpoints', () => {
  const pair = async (notes: [string, string], proof: string | null, trust = TRUST) =>
    told(await verifyCheckpoints(notes, { proof, tiles: null }, trust).catch((error: unknown) => stopped('checkpoints', error)))
  const proof = consistencyProof(16, 40, nodeHash).map(encodeBase64)

  test.each<[string, number, Flaw | undefined, () => Promise<[string, string]> | [string, string], string | null]>([
    ['with their proof', 0, undefined, () => [older, checkpoint], JSON.stringify({ proof })],
    ['in the other order', 0, undefined, () => [checkpoint, older], proof.join('\n')],
    ['that are one', 0, undefined, () => [checkpoint, checkpoint], null],
    ['without proof', 5, 'consistency_missing', () => [older, checkpoint], null],
    ['with a hash too many', 2, 'consistency', () => [older, checkpoint], [...proof, proof[0]].join('\n')],
    ['with an empty proof', 2, 'consistency', () => [older, checkpoint], ''],
    ['with an empty hash', 5, 'proof_file', () => [older, checkpoint], '{"proof":[null]}'],
    ['with hashes of other sizes', 2, 'consistency', () => [older, checkpoint], JSON.stringify({ proof: proof.map(() => encodeBase64(new Uint8Array(31))) })],
    ['from size 0', 2, 'consistency', async () => [await signedCheckpoint(0, EMPTY_ROOT), checkpoint], '[]'],
    ['of one size and two roots', 2, 'split_view', async () => [checkpoint, await signedCheckpoint(40, hashLeaf(leaf))], null],
    ['of two histories', 2, 'consistency', async () => [await signedCheckpoint(16, hashLeaf(leaf)), checkpoint], JSON.stringify({ proof })],
    ['of two logs', 2, 'origin', async () => [checkpoint, await signedCheckpoint(50, hashLeaf(leaf), undefined, 'another.log')], null],
  ])('%s', async (_, exit, why, notes, text) => {
    expect(await pair(await notes(), text === '[]' ? '' : text)).toEqual({ exit, why })
  })
})

describe('two checkpoints and the tiles of the log', () => {
  const tile = Buffer.concat(hashes)
  test.each<[string, number, Flaw | undefined, Uint8Array | null]>([
    ['as the log serves them', 0, undefined, tile],
    ['one of them altered', 2, 'consistency', Uint8Array.from(tile, (byte, at) => (at === 700 ? byte ^ 1 : byte))],
    ['one of them too short', 5, 'tiles', tile.subarray(32)],
    ['one of them missing', 5, 'tiles', null],
  ])('%s', async (_, exit, why, bytes) => {
    const tiles = keptTiles({ read: (path) => (path === 'tile/0/000.p/40' ? bytes : null), list: (path) => (path === 'tile/0/000.p' ? ['40'] : []) })
    expect(told(await verifyCheckpoints([older, checkpoint], { proof: null, tiles }, TRUST).catch((error: unknown) => stopped('checkpoints', error)))).toEqual({
      exit,
      why,
    })
  })
})

describe('a policy', () => {
  const witness = keyPair('witness')
  const cosigned = async () => {
    const key = await crypto.subtle.importKey('pkcs8', new Uint8Array(witness.key.export({ format: 'der', type: 'pkcs8' })), 'Ed25519', false, ['sign'])
    const signer = cosignatureSigner('witness.example', key, witness.bytes, Date.UTC(2027, 0, 31) / 1000)
    const note = parseNote(checkpoint)
    if (typeof note === 'string') throw new Error(note)
    return addSignature(checkpoint, formatSignatureLine({ ...signer, bytes: await signer.sign(Buffer.from(note.text)) }))
  }
  const witnesses = [formatVerifierKey('witness.example', 0x04, witness.bytes)]
  const DAY_SECONDS = 86_400

  test.each<[string, number, Flaw | undefined, Partial<Trust>, boolean]>([
    ['one witness of one', 0, undefined, { witnesses, quorum: 1 }, true],
    ['one witness and none signed', 4, 'quorum', { witnesses, quorum: 1 }, false],
    ['a day old and seen a day ago', 0, undefined, { witnesses, quorum: 1, maxAgeSeconds: DAY_SECONDS }, true],
    ['a day less a second', 4, 'too_old', { witnesses, quorum: 1, maxAgeSeconds: DAY_SECONDS - 1 }, true],
    ['an age where nobody says when', 4, 'too_old', { maxAgeSeconds: DAY_SECONDS }, false],
    ['its key', 0, undefined, { requiredKey: VKEY.split('+')[1]! }, false],
    ['another key', 4, 'required_key', { requiredKey: '00000000' }, false],
  ])('that asks for %s', async (_, exit, why, policy, isCosigned) => {
    expect(told(await judge(isCosigned ? await cosigned() : checkpoint, { ...TRUST, ...policy }))).toEqual({ exit, why })
  })
})

describe('what is held against a dump', () => {
  it('must itself be sound', async () => {
    expect(told(await judge(joined(dump), TRUST, [checkpoint, receipt, older]))).toEqual({ exit: 0, why: undefined })
    expect(told(await judge(joined(dump), TRUST, ['nonsense']))).toEqual({ exit: 5, why: 'unknown_kind' })
    expect(told(await judge(joined(dump), TRUST, [receipt.replace(/^index 3$/m, 'index 2')]))).toEqual({ exit: 2, why: 'inclusion' })
  })
})

it('has a sentence in both languages for every flaw, and each fills in what it is about', () => {
  for (const why of Object.keys(FLAW_WORDS) as Flaw[]) {
    const { zh, en } = sentenceOf({ why, index: 4, through: 9, about: 'ABOUT' })
    expect(zh).toMatch(/^第 4–9 号记录：.*。$/)
    expect(en).toMatch(/^leaf 4–9: .*\.$/)
    expect(zh + en).not.toMatch(/[{}]/)
  }
})
