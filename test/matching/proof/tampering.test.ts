import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { given, judge, PLAIN_TRUST } from '../../../src/log/audit/model.ts'
import * as PAGE from '../../../src/matching/audit/model.ts'
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

describe('a proof dropped on the page beside other files', () => {
  const blocks = async function* (text: string) {
    yield Buffer.from(text)
  }
  const judged = async (text: string, at: string, beside: string[] = []) =>
    judge(
      await Promise.all([text, ...beside].map((file) => given(blocks(file)))),
      { trust: { ...PLAIN_TRUST, jwks: vectors.keys, at: Date.parse(at) } },
      () => Promise.reject(new Error('not asked for')),
      async () => PAGE,
    )

  test.each<[string, string, string, number, string | null]>([
    ['sound', vectors.sound, vectors.at, 0, null],
    ['a second before its end', vectors.sound, '2026-12-22T15:59:59Z', 0, null],
    ['at its end', vectors.sound, '2026-12-22T16:00:00Z', 4, 'expired'],
    ['with an altered signature', `${vectors.sound.slice(0, -4)}AAAA`, vectors.at, 2, 'signature'],
    ['without its signature', vectors.sound.slice(0, vectors.sound.lastIndexOf('.') + 1), vectors.at, 5, 'unreadable'],
  ])('is judged as by the command: %s', async (_, text, at, exit, why) => {
    const report = await judged(`${text}\n`, at)
    expect({ form: report.form, exit: report.exit, why: report.statement?.why }).toEqual({ form: 'proof', exit, why })
    const { claims } = await verifyProof(text, vectors.keys, new Date(at))
    const facts = new Map(report.statement?.facts)
    expect(facts.get('proof.firm')).toBe(claims?.sub.slice('uscc:'.length))
    expect(facts.get('proof.exp')).toBe(claims ? '2026-12-23 00:00 (UTC+8)' : undefined)
  })

  test('tells of a file beside it that was not looked at', async () => {
    expect((await judged(vectors.sound, vectors.at)).caveats).not.toContain('others_unused')
    expect((await judged(vectors.sound, vectors.at, [vectors.sound])).caveats).toContain('others_unused')
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
