import { describe, expect, test } from 'vitest'
import { formatProofFile, type ProofFile, parseProofFile } from '../../src/log/proof-file.ts'
import { hashLeaf } from '../../src/log/tree.ts'
import published from '../vectors/log-notes.json'

const HEADER = 'c2sp.org/tlog-proof@v1\n'
const { read, refused } = published.proofFiles
const hash = hashLeaf(Uint8Array.of(1))
const line = Buffer.from(hash).toString('base64')
const hashLines = (count: number) => `${line}\n`.repeat(count)

describe('a proof file', () => {
  test('of the specification is read, its checkpoint word for word', () => {
    const { extra, index, proof, checkpoint } = parseProofFile(published.c2sp.proof) as ProofFile
    expect(Buffer.from(extra!).toString('latin1')).toMatch(/^age-v1\.2\.1-darwin-arm64\.tar\.g/)
    expect({ index, hashes: proof.length }).toEqual({ index: 73_894, hashes: 5 })
    expect(checkpoint.startsWith('example.com/fancylog\n109482\n')).toBe(true)
    expect(formatProofFile({ extra, index, proof, checkpoint })).toBe(published.c2sp.proof)
  })

  test.each(read)('is read and written back: $name', ({ file, index, proof, checkpoint, extra }) => {
    const parsed = parseProofFile(file) as ProofFile
    expect(parsed.proof.map((hash) => Buffer.from(hash).toString('base64'))).toEqual(proof)
    expect(parsed).toMatchObject({ index, checkpoint })
    expect(parsed.extra && Buffer.from(parsed.extra).toString()).toBe(extra)
    expect(formatProofFile(parsed)).toBe(file)
  })

  test.each(refused)('is refused: $name', ({ file, flaw }) => {
    expect(parseProofFile(file)).toBe(flaw)
  })

  test.each([
    ['another version', `c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint\n`, 'header'],
    ['nothing', '', 'header'],
    ['an extra line with nothing on it', `${HEADER}extra \nindex 0\n\ncheckpoint\n`, 'extra'],
    ['a word that begins like extra', `${HEADER}extras YQ==\nindex 0\n\ncheckpoint\n`, 'extra'],
    ['extra data without padding', `${HEADER}extra YQ\nindex 0\n\ncheckpoint\n`, 'extra'],
    ['two extra lines', `${HEADER}extra YQ==\nextra YQ==\nindex 0\n\ncheckpoint\n`, 'index'],
    ['extra data behind the index', `${HEADER}index 0\nextra YQ==\n\ncheckpoint\n`, 'hash'],
    ['an index with a leading zero', `${HEADER}index 05\n\ncheckpoint\n`, 'index'],
    ['an index that a double cannot hold', `${HEADER}index 9007199254740992\n\ncheckpoint\n`, 'index'],
    ['an empty index', `${HEADER}index \n\ncheckpoint\n`, 'index'],
    ['a hash of 31 bytes', `${HEADER}index 0\n${Buffer.from(hash.slice(1)).toString('base64')}\n\ncheckpoint\n`, 'hash'],
    ['64 hashes', `${HEADER}index 0\n${hashLines(64)}\ncheckpoint\n`, 'hash'],
    ['lines that end as on Windows', `${HEADER}index 0\n\ncheckpoint\n`.replaceAll('\n', '\r\n'), 'header'],
    ['no blank line', `${HEADER}index 0\n${line}\n`, 'hash'],
    ['no checkpoint', `${HEADER}index 0\n${line}\n\n`, 'checkpoint'],
    ['a checkpoint that breaks off', `${HEADER}index 0\n\ncheckpoint`, 'checkpoint'],
    ['two million bytes', `${HEADER}index 0\n\n${'a'.repeat(2_000_000)}\n`, 'size'],
  ])('is refused with %s', (_, file, flaw) => {
    expect(parseProofFile(file)).toBe(flaw)
  })

  test('may carry 63 hashes, the most that any tree needs', () => {
    expect((parseProofFile(`${HEADER}index 0\n${hashLines(63)}\ncheckpoint\n`) as ProofFile).proof).toHaveLength(63)
  })

  test.each([
    ['a negative index', { index: -1, proof: [], checkpoint: 'checkpoint\n' }],
    ['a fractional index', { index: 0.5, proof: [], checkpoint: 'checkpoint\n' }],
    ['a short hash', { index: 0, proof: [hash.slice(1)], checkpoint: 'checkpoint\n' }],
    ['an empty hash, which would end the proof', { index: 0, proof: [new Uint8Array(), hash], checkpoint: 'checkpoint\n' }],
    ['no checkpoint', { index: 0, proof: [hash], checkpoint: '' }],
  ])('is not written with %s', (_, file) => {
    expect(() => formatProofFile(file)).toThrow(RangeError)
  })
})
