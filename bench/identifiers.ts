import { checkIdentifier, type IdentifierCheck, makeCreditCode } from '../src/subjects/credit-code.ts'
import { type Benchmark, compareSpeed, perSecond, seededRandom } from './measure.ts'

const INPUTS = 20_000
const ROUNDS = 9

/** What both must agree on; the wording of a reason is not computed by the reference. */
type Answer = Pick<IdentifierCheck, 'canonical' | 'verdict' | 'kind' | 'regionCode'>

export const identifiers: Benchmark = {
  title: 'checkIdentifier against the two standards written out step by step',
  run() {
    const inputs = typedCodes(INPUTS)
    const verdicts = { valid: 0, legacy_check_mismatch: 0, invalid: 0 }
    for (const input of inputs) {
      const { canonical, verdict, kind, regionCode } = checkIdentifier(input)
      const expected = referenceCheck(input)
      const same = canonical === expected.canonical && verdict === expected.verdict && kind === expected.kind && regionCode === expected.regionCode
      if (!same)
        throw new Error(`${JSON.stringify(input)}: ours ${JSON.stringify({ canonical, verdict, kind, regionCode })}, reference ${JSON.stringify(expected)}`)
      verdicts[verdict]++
    }
    const each = (check: (input: string) => unknown) => () => {
      for (const input of inputs) check(input)
    }
    const { oursMs, referenceMs, ratio } = compareSpeed(each(checkIdentifier), each(referenceCheck), ROUNDS)
    const [ours, reference] = [perSecond(INPUTS, oursMs), perSecond(INPUTS, referenceMs)]
    return {
      rows: [
        ['', 'codes/s', 'µs/code', 'times as fast'],
        ['checkIdentifier', String(ours), (1e6 / ours).toFixed(2), ratio.toFixed(2)],
        ['reference', String(reference), (1e6 / reference).toFixed(2), '1.00'],
      ],
      numbers: {
        inputs: INPUTS,
        valid: verdicts.valid,
        legacy: verdicts.legacy_check_mismatch,
        invalid: verdicts.invalid,
        agree: INPUTS,
        rounds: ROUNDS,
        oursPerSecond: ours,
        referencePerSecond: reference,
        ratio: Number(ratio.toFixed(3)),
      },
    }
  },
}

const PREFIXES = ['91', '92', '93', 'N1', 'N2', 'N3', '11', '12', '51', '52', '53', '54', 'Y1', '81', 'A1']
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Synthetic codes as people type them: seven in ten right, the rest with one character wrong, one missing or one too many. */
function typedCodes(count: number): string[] {
  const random = seededRandom(32_100)
  const pick = (from: readonly string[] | string) => from[Math.floor(random() * from.length)] ?? ''
  const digits = (length: number) => Array.from({ length }, () => pick('0123456789')).join('')
  return Array.from({ length: count }, () => {
    const code = makeCreditCode(pick(PREFIXES) + digits(6), Array.from({ length: 8 }, () => pick(ALPHABET)).join(''))
    const at = Math.floor(random() * 18)
    const damage = random()
    const typed =
      damage < 0.7
        ? code
        : damage < 0.8
          ? code.slice(0, at) + pick(`${ALPHABET}IOSVZ`) + code.slice(at + 1)
          : damage < 0.9
            ? code.slice(0, 17) + pick(ALPHABET)
            : damage < 0.95
              ? code.slice(0, at) + code.slice(at + 1)
              : `${code}${pick(ALPHABET)}`
    const habit = random()
    if (habit < 0.4) return typed
    if (habit < 0.6) return typed.toLowerCase()
    if (habit < 0.7) return ` ${typed.slice(0, 6)} ${typed.slice(6)}\t`
    if (habit < 0.8) return `${typed.slice(0, 8)}-${typed.slice(8, 17)}-${typed.slice(17)}`
    if (habit < 0.9) return `\ufeff${typed}`
    return [...typed].map((c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0)).join('')
  })
}

const KINDS: [prefix: string, kind: NonNullable<Answer['kind']>][] = [
  ...pairs('government', '11'),
  ...pairs('public_institution', '12 A1'),
  ...pairs('mass_organisation', '13 81'),
  ...pairs('social_organisation', '51 52 53'),
  ...pairs('self_governance', '54'),
  ...pairs('enterprise', '91'),
  ...pairs('sole_trader', '92'),
  ...pairs('cooperative', '93'),
  ...pairs('rural_collective', 'N1 N2 N3 N9'),
  ...pairs('other', '19 21 29 31 32 33 34 35 39 41 49 59 61 62 69 71 72 79 89 A9 Y1'),
]

function pairs(kind: NonNullable<Answer['kind']>, prefixes: string): [string, NonNullable<Answer['kind']>][] {
  return prefixes.split(' ').map((prefix) => [prefix, kind])
}

/** GB 32100-2015 and GB 11714 read line by line: one character at a time, weights worked out anew, no regular expression. */
function referenceCheck(input: string): Answer {
  const refused: Answer = { canonical: null, verdict: 'invalid', kind: null, regionCode: null }
  let code = ''
  for (const typed of input) {
    let point = typed.codePointAt(0) ?? 0
    if (point >= 0xff01 && point <= 0xff5e) point -= 0xfee0
    const c = String.fromCodePoint(point)
    if ([' ', '\t', '\u3000', '\ufeff', '-'].includes(c)) continue
    code += c >= 'a' && c <= 'z' ? c.toUpperCase() : c
  }
  if (code.length !== 18) return refused
  for (const c of code) if (!ALPHABET.includes(c)) return refused
  for (const c of code.slice(2, 8)) if (c < '0' || c > '9') return refused
  const kind = KINDS.find(([prefix]) => code.startsWith(prefix))?.[1]
  if (!kind) return refused

  // GB 32100-2015: Wi = 3^(i−1) mod 31, C18 = 31 − Σ Ci·Wi mod 31, 31 read as 0.
  let outerSum = 0n
  for (let i = 1; i <= 17; i++) outerSum += BigInt(ALPHABET.indexOf(code.charAt(i - 1))) * (3n ** BigInt(i - 1) % 31n)
  const outer = ALPHABET.charAt(Number((31n - (outerSum % 31n)) % 31n))
  // GB 11714-1997: C9 = 11 − Σ Ci·Wi mod 11, 10 written X, 11 written 0.
  const base36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  let innerSum = 0n
  for (const [i, weight] of [3n, 7n, 9n, 10n, 5n, 8n, 4n, 2n].entries()) innerSum += BigInt(base36.indexOf(code.charAt(8 + i))) * weight
  const inner = '0123456789X0'.charAt(Number(11n - (innerSum % 11n)))

  const right = [code.charAt(17) === outer, code.charAt(16) === inner].filter(Boolean).length
  if (right === 0) return refused
  return { canonical: code, verdict: right === 2 ? 'valid' : 'legacy_check_mismatch', kind, regionCode: code.slice(2, 8) }
}
