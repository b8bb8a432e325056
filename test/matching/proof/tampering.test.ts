import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { readClaims } from '../../../src/matching/proof/claims.ts'
import { type Expected, verifyProof } from '../../../src/matching/proof/index.ts'

interface Case {
  name: string
  proof: string
  at?: string
  expected?: Expected
  why: string | null
}
const vectors = JSON.parse(readFileSync('test/vectors/proof-tampering.json', 'utf8')) as {
  keys: object
  at: string
  sound: string
  claims: object
  cases: Case[]
}
const AT = new Date(vectors.at)

describe('a proof', () => {
  test('that nobody touched holds, and says what was signed', async () => {
    expect(await verifyProof(vectors.sound, vectors.keys, AT)).toEqual({ why: null, claims: vectors.claims })
  })

  test.each(vectors.cases)('$name: $why', async ({ proof, at, expected, why }) => {
    const outcome = await verifyProof(proof, vectors.keys, at === undefined ? AT : new Date(at), expected)
    expect(outcome.why).toBe(why)
    // What is not signed by us is not repeated as if it were.
    const unsigned = ['unreadable', 'algorithm', 'type', 'unknown_key', 'signature'].includes(String(why))
    if (unsigned) expect(outcome.claims).toBeNull()
    else if (why !== 'claims') expect(outcome.claims).toEqual(readClaims(outcome.claims as never))
  })

  test('in which any one letter is another letter is refused', async () => {
    const { sound, keys } = vectors
    const place = fc.integer({ min: 0, max: sound.length - 1 })
    const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=')
    await fc.assert(
      fc.asyncProperty(place, letter, async (at, other) => {
        fc.pre(sound[at] !== other)
        expect((await verifyProof(sound.slice(0, at) + other + sound.slice(at + 1), keys, AT)).why).not.toBeNull()
      }),
      { numRuns: 1_000 },
    )
  })

  test('of any other text is refused and never an error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(fc.base64String(), { minLength: 3, maxLength: 3 }).map((parts) => parts.join('.')),
        ),
        async (text) => {
          expect((await verifyProof(text, vectors.keys, AT)).why).not.toBeNull()
        },
      ),
    )
  })
})

describe('suixin verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suixin-verify-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const keys = file('jwks.json', JSON.stringify(vectors.keys))
  const sound = file('sound.jwt', `${vectors.sound}\n`)
  const edited = file('edited.jwt', vectors.cases.find(({ name }) => name === 'the product edited')!.proof)
  // Without database and network: neither is in its environment.
  const run = (words: readonly string[], input = '') =>
    spawnSync(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'verify', ...words], { input, encoding: 'utf8', env: { PATH: process.env.PATH } })

  test.each<[string, () => string[], string, number, RegExp]>([
    [
      'a sound proof from a file',
      () => [sound, '--keys', keys, '--at', vectors.at],
      '',
      0,
      /第 1 版的全部条件[\s\S]*91440199MADEM0A155[\s\S]*2026-12-23 00:00/,
    ],
    ['the same from standard input', () => ['-', '--keys', keys, '--at', vectors.at], vectors.sound, 0, /证明有效/],
    ['an edited one', () => [edited, '--keys', keys, '--at', vectors.at], '', 2, /signature: 签名对不上/],
    ['one asked after its end', () => [sound, '--keys', keys, '--at', '2027-01-01T00:00:00Z'], '', 4, /expired: /],
    ['one about another product than told', () => [sound, '--keys', keys, '--at', vectors.at, '--product', 'prd_x'], '', 4, /wrong_product: /],
    ['one without the keys', () => [sound], '', 5, /--keys jwks\.json/],
    ['one whose file is not there', () => [join(folder, 'none'), '--keys', keys], '', 5, /cannot be read/],
    ['one at no instant', () => [sound, '--keys', keys, '--at', 'soon'], '', 5, /no instant/],
    ['one with an option nobody knows', () => [sound, '--key', keys], '', 5, /--key is unknown/],
  ])(
    'of %s says so in words and by its exit code',
    (_, words, input, code, said) => {
      const { status, stdout, stderr } = run(words(), input)
      expect({ status, said: said.test(code === 0 ? stdout : stderr) }, stdout + stderr).toEqual({ status: code, said: true })
      expect(code === 0 ? stderr : stdout).toBe('')
    },
    60_000,
  )
})
