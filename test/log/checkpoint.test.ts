import { describe, expect, test } from 'vitest'
import { type Checkpoint, formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../src/log/checkpoint.ts'
import { COSIGNATURE, cosignatureSigner, cosignatureVerifier } from '../../src/log/cosignature.ts'
import { ED25519, ed25519Signer, ed25519Verifier, formatVerifierKey, type Note, parseNote, signNote } from '../../src/log/note.ts'
import { EMPTY_ROOT, hashLeaf } from '../../src/log/tree.ts'
import published from '../vectors/log-notes.json'
import { keyPairOf } from './note-keys.ts'

const root = hashLeaf(Uint8Array.of(1))
const base64 = Buffer.from(root).toString('base64')
const origin = 'log.example/信'

describe('a checkpoint', () => {
  test('of the specification is read and written back', () => {
    const { text } = parseNote(published.c2sp.checkpoint) as Note
    const checkpoint = parseCheckpoint(text) as Checkpoint
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163, extensions: [] })
    expect(Buffer.from(checkpoint.root).toString('base64')).toBe('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=')
    expect(formatCheckpoint(checkpoint)).toBe(text)
  })

  test('may have an origin of several words, extension lines, and the empty tree', () => {
    const moon = `Moon Log\n4027504\n${base64}\n6086d1a9\nWaxing gibbous\n`
    expect(parseCheckpoint(moon)).toEqual({ origin: 'Moon Log', size: 4_027_504, root, extensions: ['6086d1a9', 'Waxing gibbous'] })
    expect(formatCheckpoint(parseCheckpoint(moon) as Checkpoint)).toBe(moon)
    expect(parseCheckpoint(formatCheckpoint({ origin, size: 0, root: EMPTY_ROOT }))).toMatchObject({ size: 0 })
    expect(parseCheckpoint(`${origin}\n9007199254740991\n${base64}\n`)).toMatchObject({ size: Number.MAX_SAFE_INTEGER })
  })

  test.each([
    ['two lines', `${origin}\n9944\n`, 'lines'],
    ['nothing', '', 'lines'],
    ['no newline behind the root', `${origin}\n123\n${base64}`, 'lines'],
    ['an empty origin', `\n9944\n${base64}\n`, 'origin'],
    ['a size in words', `${origin}\nbananas\n${base64}\n`, 'tree_size'],
    ['a negative size', `${origin}\n-34\n${base64}\n`, 'tree_size'],
    ['a size with a plus', `${origin}\n+34\n${base64}\n`, 'tree_size'],
    ['a leading zero', `${origin}\n034\n${base64}\n`, 'tree_size'],
    ['two zeros', `${origin}\n00\n${base64}\n`, 'tree_size'],
    ['a size with an exponent', `${origin}\n3e4\n${base64}\n`, 'tree_size'],
    ['a hexadecimal size', `${origin}\n0x22\n${base64}\n`, 'tree_size'],
    ['a size with a space', `${origin}\n34 \n${base64}\n`, 'tree_size'],
    ['an empty size', `${origin}\n\n${base64}\n`, 'tree_size'],
    ['full-width digits', `${origin}\n３４\n${base64}\n`, 'tree_size'],
    ['a size that a double cannot hold', `${origin}\n9007199254740992\n${base64}\n`, 'tree_size'],
    ['a size of 28 digits', `${origin}\n3438945738945739845734895735\n${base64}\n`, 'tree_size'],
    ['a root that is not base64', `${origin}\n123\nThisIsn'tBase64\n`, 'root'],
    ['a root of 31 bytes', `${origin}\n123\n${Buffer.from(root.slice(1)).toString('base64')}\n`, 'root'],
    ['a root of 33 bytes', `${origin}\n123\n${Buffer.from([...root, 0]).toString('base64')}\n`, 'root'],
    ['a root without padding', `${origin}\n123\n${base64.slice(0, -1)}\n`, 'root'],
    ['an empty root', `${origin}\n123\n\n`, 'root'],
    ['no leaves and the root of one', `${origin}\n0\n${base64}\n`, 'root'],
    ['an empty extension line', `${origin}\n123\n${base64}\n\n`, 'extension'],
    ['an empty line between extensions', `${origin}\n123\n${base64}\nlots\n\nof\n`, 'extension'],
  ])('is refused with %s', (_, text, flaw) => {
    expect(parseCheckpoint(text)).toBe(flaw)
  })

  test.each([
    ['an origin of two lines', { origin: 'a\n5', size: 1, root }],
    ['an empty origin', { origin: '', size: 1, root }],
    ['a fractional size', { origin, size: 1.5, root }],
    ['a negative size', { origin, size: -1, root }],
    ['a short root', { origin, size: 1, root: root.slice(1) }],
    ['an empty extension', { origin, size: 1, root, extensions: [''] }],
    ['an extension of two lines', { origin, size: 1, root, extensions: ['a\nb'] }],
  ])('is not written with %s', (_, checkpoint) => {
    expect(() => formatCheckpoint(checkpoint)).toThrow(RangeError)
  })
})

describe('opening a checkpoint', async () => {
  const log = await keyPairOf(new Uint8Array(32).fill(1))
  const witness = await keyPairOf(new Uint8Array(32).fill(2))
  const logSigner = ed25519Signer(origin, log.privateKey, log.publicKey)
  const logKey = ed25519Verifier(formatVerifierKey(origin, ED25519, log.publicKey))
  const witnessSigner = cosignatureSigner('witness.example', witness.privateKey, witness.publicKey, 1_795_399_200)
  const witnessKey = cosignatureVerifier(formatVerifierKey('witness.example', COSIGNATURE, witness.publicKey))
  const text = formatCheckpoint({ origin, size: 5, root })
  const note = await signNote(text, [logSigner, witnessSigner])

  test('tells the log’s word from the witness’s', async () => {
    const opened = await openCheckpoint(note, origin, [logKey], [witnessKey])
    expect(opened).toMatchObject({ checkpoint: { origin, size: 5, root }, text, signedBy: [logKey], witnessedBy: [witnessKey] })
    expect('cosignatures' in opened && opened.cosignatures.map(({ name }) => name)).toEqual(['witness.example'])
    expect(await openCheckpoint(note, origin, [logKey])).toMatchObject({ signedBy: [logKey], witnessedBy: [], cosignatures: [] })
  })

  test('is refused on a witness’s word alone', async () => {
    const unsigned = await signNote(text, [witnessSigner])
    expect(await openCheckpoint(unsigned, origin, [logKey], [witnessKey])).toEqual({ flaw: 'no_known_signature' })
  })

  test('is refused for another origin, though the signature holds', async () => {
    const other = await signNote(formatCheckpoint({ origin: 'other.example', size: 5, root }), [logSigner])
    expect(await openCheckpoint(other, origin, [logKey])).toEqual({ flaw: 'origin' })
    expect(await openCheckpoint(note, 'other.example', [logKey])).toEqual({ flaw: 'origin' })
  })

  test('is refused when signed text is no checkpoint', async () => {
    expect(await openCheckpoint(await signNote('hello\n', [logSigner]), origin, [logKey])).toEqual({ flaw: 'lines' })
  })

  test('is refused with another size or root under the same signature', async () => {
    expect(await openCheckpoint(note.replace('\n5\n', '\n6\n'), origin, [logKey])).toEqual({ flaw: 'bad_signature' })
    expect(await openCheckpoint(note.replace('\n5\n', '\n5\n\n'), origin, [logKey])).toEqual({ flaw: 'bad_signature' })
    expect(await openCheckpoint(text, origin, [logKey])).toEqual({ flaw: 'signature_block' })
  })
})
