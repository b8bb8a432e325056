/** Prefixed, time-sortable ids: `sub_` + 10 characters of time + 16 of randomness (Crockford base 32, lower case). */
export const ID_PREFIXES = {
  subject: 'sub',
  institution: 'ins',
  user: 'usr',
  consent: 'cns',
  bundle: 'bdl',
  application: 'app',
  guarantor: 'gua',
  product: 'prd',
  match: 'mch',
  proof: 'prf',
  batch: 'bat',
  refusal: 'rfs',
  recall: 'rcl',
  deletion: 'del',
  erasure: 'ers',
  breakGlass: 'bgl',
  screening: 'scr',
  run: 'run',
  finding: 'fnd',
  client: 'cli',
  webhook: 'whk',
  event: 'evt',
  delivery: 'dlv',
  job: 'job',
  request: 'req',
  session: 'ses',
  passkey: 'pky',
} as const
export type IdKind = keyof typeof ID_PREFIXES

/** Makes ids; injected, so that a seeded run gives the same ids for the same requests. */
export interface Ids {
  next(kind: IdKind): string
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** @param random at least 10 bytes */
export function formatId(kind: IdKind, epochMs: number, random: Uint8Array): string {
  let time = ''
  let rest = epochMs
  for (let i = 0; i < 10; i++) {
    time = ALPHABET[rest % 32]! + time
    rest = Math.floor(rest / 32)
  }
  let bits = 0n
  for (let i = 0; i < 10; i++) bits = (bits << 8n) | BigInt(random[i]!)
  let tail = ''
  for (let i = 0; i < 16; i++) {
    tail = ALPHABET[Number(bits & 31n)]! + tail
    bits >>= 5n
  }
  return `${ID_PREFIXES[kind]}_${time}${tail}`
}

export function isId(kind: IdKind, text: string): boolean {
  return new RegExp(`^${ID_PREFIXES[kind]}_[0-9a-hjkmnp-tv-z]{26}$`).test(text)
}
