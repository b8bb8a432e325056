import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addSignature,
  ED25519,
  ed25519Signer,
  ed25519Verifier,
  formatNote,
  formatVerifierKey,
  keyIdOf,
  type Note,
  openNote,
  parseNote,
  parseSignatureLine,
  parseVerifierKey,
  signNote,
} from '../../src/log/note.ts'
import published from '../vectors/log-notes.json'
import { keyPairOf, publicKeyOf, signerOf } from './note-keys.ts'

const { c2sp, sumdb } = published
const { text, peter, enoch } = sumdb
const peterKey = ed25519Verifier(peter.verifierKey)
const enochKey = ed25519Verifier(enoch.verifierKey)
const signedBy = (...lines: string[]) => `${text}\n${lines.map((line) => `${line}\n`).join('')}`
/** Other bytes under the same name and key id. */
const forged = (line: string) => line.replace(/(.{8})=$/, (end) => `${end.startsWith('A') ? 'B' : 'A'}${end.slice(1)}`)

const names = async (note: string | Uint8Array, ...keys: (typeof peterKey)[]) => {
  const opened = await openNote(note, keys)
  return 'flaw' in opened ? opened.flaw : opened.signedBy.map(({ name }) => name)
}

describe('a published note', () => {
  test('of the specification is opened with its key', async () => {
    const key = ed25519Verifier(c2sp.verifierKey)
    expect(await openNote(c2sp.note, [key])).toEqual({
      text: 'This is an example message.\n',
      signedBy: [key],
      signatures: [expect.objectContaining({ name: 'example.com/foo', keyId: 0x530d903a })],
    })
  })

  test('may hold blank lines: the last one parts it from its signatures', () => {
    const note = parseNote(c2sp.unnamedKey) as Note
    expect(note.text).toBe('Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n')
    expect(note.signatures).toHaveLength(1)
    expect(formatNote(note)).toBe(c2sp.unnamedKey)
  })

  test('of sumdb is signed to the same bytes', async () => {
    expect(await signNote(text, [await signerOf(peter.signerKey)])).toBe(signedBy(peter.line))
  })
})

describe('opening a note', () => {
  const both = signedBy(peter.line, enoch.line)

  test('tells which known keys signed, and passes over the unknown', async () => {
    expect(await names(both, peterKey)).toEqual(['PeterNeumann'])
    expect(await names(both, enochKey, peterKey)).toEqual(['PeterNeumann', 'EnochRoot'])
    expect(await names(new TextEncoder().encode(both), enochKey)).toEqual(['EnochRoot'])
  })

  test('needs a signature by a known key', async () => {
    expect(await names(both)).toBe('no_known_signature')
    expect(await names(signedBy(enoch.line), peterKey)).toBe('no_known_signature')
  })

  test('passes over a key that shares the name or the id of a known one, not both', async () => {
    const otherId = peter.line.replace('x08g', 'y08g')
    const otherName = enoch.line.replace('EnochRoot', 'Enoch')
    expect(await names(signedBy(peter.line, otherId, otherName), peterKey, enochKey)).toEqual(['PeterNeumann'])
  })

  test('refuses the whole note for one bad signature by a known key', async () => {
    expect(await names(signedBy(enoch.line, forged(peter.line)), peterKey, enochKey)).toBe('bad_signature')
    expect(await names(signedBy(peter.line, forged(peter.line)), peterKey)).toBe('bad_signature')
    expect(await names(signedBy(enoch.line, forged(peter.line)), enochKey)).toEqual(['EnochRoot'])
    expect(await names(signedBy(`${peter.line.slice(0, 60)}ABCD${peter.line.slice(60)}`), peterKey)).toBe('bad_signature')
  })

  test('refuses another text under true signatures', async () => {
    expect(await names(both.replace('answer', 'question'), peterKey)).toBe('bad_signature')
  })

  test('names a key once that signed twice', async () => {
    const opened = await openNote(signedBy(peter.line, peter.line, enoch.line, enoch.line), [peterKey])
    expect(opened).toMatchObject({ signedBy: [peterKey], signatures: [{ name: 'PeterNeumann' }] })
  })

  test('refuses to choose between two keys of one name and id, when it comes to them', async () => {
    const twice = [peterKey, enochKey, ed25519Verifier(enoch.verifierKey)]
    expect(await names(signedBy(enoch.line), ...twice)).toBe('ambiguous_key')
    expect(await names(signedBy(peter.line), ...twice)).toEqual(['PeterNeumann'])
  })
})

describe('the form of a note', () => {
  const line = peter.line
  test.each([
    ['no signatures', text, 'signature_block'],
    ['a blank line and no signatures', `${text}\n`, 'signature_block'],
    ['two blank lines and no signatures', `${text}\n\n`, 'signature_block'],
    ['no newline at the end', signedBy(line).slice(0, -1), 'signature_block'],
    ['no text', `\n${line}\n`, 'signature_block'],
    ['no blank line', `${text}${line}\n`, 'signature_block'],
    ['a control character', `\u0001${signedBy(line)}`, 'control_character'],
    ['a tab in the text', signedBy(line).replace('then ', 'then\t'), 'control_character'],
    ['lines that end as on Windows', signedBy(line).replaceAll('\n', '\r\n'), 'control_character'],
    ['half a surrogate pair', `\ud800${signedBy(line)}`, 'utf8'],
    ['a line that is no signature', `${signedBy(line)}Unexpected line.\n`, 'signature_line'],
    ['a blank line at the end, which makes the signatures text', `${signedBy(line)}\n`, 'signature_block'],
    ['a hyphen for the dash', signedBy(line.replace('—', '-')), 'signature_line'],
    ['an en dash for the dash', signedBy(line.replace('—', '–')), 'signature_line'],
    ['two spaces', signedBy(line.replace(' x08', '  x08')), 'signature_line'],
    ['a space at the end', signedBy(`${line} `), 'signature_line'],
    ['a name with a space', signedBy(line.replace('PeterNeumann', 'Peter Neumann')), 'signature_line'],
    ['a name with an ideographic space', signedBy(line.replace('PeterNeumann', 'Peter\u3000Neumann')), 'signature_line'],
    ['a name with a plus', signedBy(line.replace('PeterNeumann', 'Peter+Neumann')), 'signature_line'],
    ['no name', signedBy(line.replace('PeterNeumann ', '')), 'signature_line'],
    ['no signature behind the name', signedBy('— PeterNeumann'), 'signature_line'],
    ['a signature without its padding', signedBy(line.slice(0, -1)), 'signature_line'],
    ['a signature in the alphabet for URLs', signedBy(line.replaceAll('/', '_')), 'signature_line'],
    ['loose bits behind the last byte of a signature', signedBy(line.replace('nAM=', 'nAN=')), 'signature_line'],
    ['a key id and nothing behind it', signedBy('— PeterNeumann x08gow=='), 'signature_line'],
    ['101 signatures', signedBy(...Array.from({ length: 101 }, () => line)), 'too_many_signatures'],
    ['a text of a million bytes', `${'a'.repeat(1_000_000)}\n\n${line}\n`, 'size'],
    ['fewer characters than that, and more bytes', `${'安'.repeat(400_000)}\n\n${line}\n`, 'size'],
  ])('is refused: %s', (_, note, flaw) => {
    expect(parseNote(note)).toBe(flaw)
  })

  test('is refused in bytes that are no UTF-8', () => {
    expect(parseNote(Uint8Array.of(0xff, ...new TextEncoder().encode(signedBy(line))))).toBe('utf8')
  })

  test('is read to its limits: 100 signatures, a name in any script, one byte behind the key id', () => {
    expect((parseNote(signedBy(...Array.from({ length: 100 }, () => line))) as Note).signatures).toHaveLength(100)
    expect((parseNote(signedBy('— 信心 x08gowA=')) as Note).signatures).toEqual([{ name: '信心', keyId: 0xc74f20a3, bytes: Uint8Array.of(0) }])
  })

  test('keeps a byte order mark, which is signed like any character', () => {
    expect((parseNote(new TextEncoder().encode(`\ufeff${signedBy(line)}`)) as Note).text).toBe(`\ufeff${text}`)
  })

  test('is written as it was read, whatever the text and the signatures', () => {
    const name = fc.stringMatching(/^[a-z0-9./é信-]{1,20}$/)
    const signature = fc.record({ name, keyId: fc.nat({ max: 0xffffffff }), bytes: fc.uint8Array({ minLength: 1, maxLength: 80 }) })
    const body = fc.array(fc.stringMatching(/^[ -~é信]{0,30}$/), { minLength: 1, maxLength: 5 }).map((lines) => `${lines.join('\n')}\n`)
    fc.assert(
      fc.property(body, fc.array(signature, { minLength: 1, maxLength: 5 }), (text, signatures) => {
        expect(parseNote(formatNote({ text, signatures }))).toEqual({ text, signatures: signatures.map((s) => ({ ...s, bytes: Uint8Array.from(s.bytes) })) })
      }),
    )
  })

  test('is no way to crash, whatever is read', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.uint8Array(),
          fc.nat({ max: signedBy(line).length - 1 }).map((at) => signedBy(line).slice(0, at)),
        ),
        (junk) => {
          expect(typeof parseNote(junk)).toBe('string')
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('signing', () => {
  test.each([
    ['a text without its last newline', 'abc'],
    ['no text', ''],
    ['a control character', 'a\u0007\n'],
  ])('refuses %s', async (_, bad) => {
    await expect(signNote(bad, [await signerOf(peter.signerKey)])).rejects.toThrow(RangeError)
  })

  test('refuses a note without signers, and a signer with a space in its name', async () => {
    await expect(signNote(text, [])).rejects.toThrow(RangeError)
    const { privateKey, publicKey } = await keyPairOf(new Uint8Array(32))
    expect(() => ed25519Signer('bad name', privateKey, publicKey)).toThrow(RangeError)
    await expect(signNote(text, [{ name: 'bad name', keyId: 1, sign: async () => new Uint8Array(64) }])).rejects.toThrow(RangeError)
  })

  test('by two is opened by either', async () => {
    const { privateKey, publicKey } = await keyPairOf(Uint8Array.from({ length: 32 }, (_, at) => at))
    const note = await signNote(text, [await signerOf(peter.signerKey), ed25519Signer('log.example/信', privateKey, publicKey)])
    const key = ed25519Verifier(formatVerifierKey('log.example/信', ED25519, publicKey))
    expect(await names(note, key)).toEqual(['log.example/信'])
    expect(await names(note, peterKey, key)).toEqual(['PeterNeumann', 'log.example/信'])
  })

  test('once more adds a line, which takes the place of an earlier one by the same key', () => {
    expect(addSignature(signedBy(peter.line), enoch.line)).toBe(signedBy(peter.line, enoch.line))
    expect(addSignature(signedBy(forged(peter.line), enoch.line), `${peter.line}\n`)).toBe(signedBy(enoch.line, peter.line))
    expect(() => addSignature(signedBy(peter.line), 'Unexpected line.')).toThrow(RangeError)
    expect(() => addSignature(text, peter.line)).toThrow(RangeError)
    expect(parseSignatureLine(`${peter.line}\n`)).toBeNull()
  })
})

describe('a verifier key', () => {
  test.each([c2sp.verifierKey, peter.verifierKey, enoch.verifierKey])('%s is read and written back', (text) => {
    const key = parseVerifierKey(text)!
    expect(key.keyId).toBe(keyIdOf(key.name, key.type, key.publicKey))
    expect(formatVerifierKey(key.name, key.type, key.publicKey)).toBe(text)
    expect(ed25519Verifier(text)).toMatchObject({ name: key.name, keyId: key.keyId })
  })

  test('is refused in every part and with any one character changed', () => {
    const whole = peter.verifierKey
    for (let begin = 0; begin < whole.length; begin++) {
      for (let end = begin; end <= whole.length; end++) if (end - begin < whole.length) expect(parseVerifierKey(whole.slice(begin, end))).toBeNull()
      const next = String.fromCharCode(whole.charCodeAt(begin) + 1)
      expect(parseVerifierKey(whole.slice(0, begin) + next + whole.slice(begin + 1))).toBeNull()
    }
  })

  test.each(Object.entries(sumdb.noVerifierKeys))('is none of plain Ed25519: %s', (_, text) => {
    expect(() => ed25519Verifier(text)).toThrow(RangeError)
  })

  test('is written with its id in small letters and eight digits, and read no other way', () => {
    expect(parseVerifierKey(peter.verifierKey.replace('c74f20a3', 'C74F20A3'))).toBeNull()
    expect(formatVerifierKey('EnochRoot', ED25519, publicKeyOf(enoch.verifierKey))).toBe(enoch.verifierKey)
    expect(() => formatVerifierKey('Enoch Root', ED25519, publicKeyOf(enoch.verifierKey))).toThrow(RangeError)
    expect(() => formatVerifierKey('', ED25519, publicKeyOf(enoch.verifierKey))).toThrow(RangeError)
  })
})
