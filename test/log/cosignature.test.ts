import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { COSIGNATURE, cosignatureSigner, cosignatureTime, cosignatureVerifier } from '../../src/log/cosignature.ts'
import { ED25519, formatVerifierKey, type Note, openNote, parseNote, signNote } from '../../src/log/note.ts'
import published from '../vectors/log-notes.json'
import { keyPairOf } from './note-keys.ts'

const NAME = 'witness.example/w1'
const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
const SECONDS = 1_679_315_147

describe('a cosignature', async () => {
  const { privateKey, publicKey } = await keyPairOf(new Uint8Array(32).fill(7))
  const signer = cosignatureSigner(NAME, privateKey, publicKey, SECONDS)
  const key = cosignatureVerifier(formatVerifierKey(NAME, COSIGNATURE, publicKey))
  const bytes = new TextEncoder().encode(TEXT)
  const signature = await signer.sign(bytes)

  test('is a time of eight bytes, then Ed25519 over header, time and the whole text', () => {
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey])
    const message = `cosignature/v1\ntime 1679315147\n${TEXT}`
    expect(signature).toHaveLength(72)
    expect(Buffer.from(signature.subarray(0, 8)).toString('hex')).toBe('00000000641850cb')
    expect(verify(null, Buffer.from(message), createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature.subarray(8))).toBe(true)
  })

  test('of the specification tells its time', () => {
    const { signatures } = parseNote(published.c2sp.cosigned) as Note
    expect(signatures.map(({ bytes }) => cosignatureTime(bytes))).toEqual([null, published.c2sp.cosignedAt])
    expect(cosignatureTime(Uint8Array.of(0, 0x1f, 255, 255, 255, 255, 255, 255, ...new Uint8Array(64)))).toBe(Number.MAX_SAFE_INTEGER)
    expect(cosignatureTime(Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0, ...new Uint8Array(64)))).toBeNull()
  })

  test('opens a note for whoever knows the witness', async () => {
    const note = await signNote(TEXT, [signer])
    const opened = await openNote(note, [key])
    expect(opened).toMatchObject({ text: TEXT, signedBy: [key] })
    expect('signatures' in opened && cosignatureTime(opened.signatures[0]!.bytes)).toBe(SECONDS)
    expect(await openNote(note.replace('20852163', '20852164'), [key])).toEqual({ flaw: 'bad_signature' })
  })

  test('covers extension lines', async () => {
    const note = await signNote(`${TEXT}Extendo\n`, [signer])
    expect(await openNote(note, [key])).toMatchObject({ signedBy: [key] })
    expect(await openNote(note.replace('Extendo', 'Extend0'), [key])).toEqual({ flaw: 'bad_signature' })
  })

  test.each([
    ['another time', (s: Uint8Array) => s.with(7, s[7]! ^ 1)],
    ['a time that no safe integer holds', (s: Uint8Array) => s.with(0, 0x80)],
    ['another signature', (s: Uint8Array) => s.with(40, s[40]! ^ 1)],
    ['no time', (s: Uint8Array) => s.slice(8)],
    ['a byte too many', (s: Uint8Array) => Uint8Array.of(...s, 0)],
    ['nothing', () => new Uint8Array()],
  ])('is refused with %s', async (_, tamper) => {
    expect(await key.verify(bytes, signature)).toBe(true)
    expect(await key.verify(bytes, tamper(signature))).toBe(false)
  })

  test('is no plain signature, and a plain one no cosignature', async () => {
    const plain = new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, bytes))
    expect(await key.verify(bytes, Uint8Array.of(...signature.subarray(0, 8), ...plain))).toBe(false)
    expect(() => cosignatureVerifier(formatVerifierKey(NAME, ED25519, publicKey))).toThrow(RangeError)
  })

  test('is given to checkpoints only, at a time that is one', async () => {
    await expect(signNote('hello\n', [signer])).rejects.toThrow(RangeError)
    expect(() => cosignatureSigner(NAME, privateKey, publicKey, -1)).toThrow(RangeError)
    expect(() => cosignatureSigner(NAME, privateKey, publicKey, 1.5)).toThrow(RangeError)
    expect(() => cosignatureSigner(NAME, privateKey, publicKey.subarray(1), 1)).toThrow(RangeError)
    expect(() => cosignatureSigner('a b', privateKey, publicKey, 1)).toThrow(RangeError)
  })
})
