import type { SourceRegister } from '../source.ts'

/** Where a source answers and what we show it. Comes from the environment, never from the database. */
export interface Endpoint {
  /** `https://data.example.cn`: scheme, host and port, nothing behind. */
  origin: string
  clientId: string
  /** Of OAuth; for signed requests the key, at least 16 bytes. */
  clientSecret: string
  /** Names the key of signed requests; the client id where the source has no other name for it. */
  keyId?: string
  /** `whsec_…` of the webhooks it sends; two while one replaces the other, none where it sends nothing. */
  webhookSecrets: readonly string[]
}

export type Endpoints = Readonly<Record<string, Endpoint>>

const MEMBERS = ['origin', 'clientId', 'clientSecret', 'keyId', 'webhookSecrets']

/**
 * Reads `{"<source>": {origin, clientId, clientSecret, keyId?, webhookSecrets?}}`.
 * @param loopback whether http://127.0.0.1 and its like are taken: a machine of one's own, for tests
 * @throws Error with a sentence for the person at the terminal; it names the member, never a secret
 */
export function readEndpoints(text: string, loopback: boolean): Endpoints {
  const whole = objectOf(parsed(text))
  if (whole === null) throw new Error('FEEDS must be a JSON object {"<source>": {"origin": "https://…", …}}.')
  return Object.fromEntries(Object.entries(whole).map(([source, value]) => [source, endpointOf(source, value, loopback)]))
}

/** @throws Error naming a source that nobody registered: a misspelt one would stay unconnected without a word */
export function checkSources<F>(endpoints: Endpoints, { sources }: SourceRegister<F>): void {
  const known = sources.map(({ id }) => id)
  const unknown = Object.keys(endpoints).filter((source) => !known.includes(source))
  if (unknown.length > 0) throw new Error(`FEEDS names no source of ours: ${unknown.join(', ')}. Choose from: ${known.join(', ')}.`)
}

function endpointOf(source: string, value: unknown, loopback: boolean): Endpoint {
  const given = objectOf(value)
  if (given === null) throw new Error(`FEEDS.${source} must be an object with origin, clientId and clientSecret.`)
  const stray = Object.keys(given).find((name) => !MEMBERS.includes(name))
  if (stray !== undefined) throw new Error(`FEEDS.${source}.${stray} is unknown; use ${MEMBERS.join(', ')}.`)
  const text = (name: string): string => {
    const member = given[name]
    if (typeof member !== 'string' || member === '') throw new Error(`FEEDS.${source}.${name} must be text.`)
    return member
  }
  const webhookSecrets = given.webhookSecrets ?? []
  if (!Array.isArray(webhookSecrets) || webhookSecrets.length > 2 || !webhookSecrets.every(isWebhookSecret))
    throw new Error(`FEEDS.${source}.webhookSecrets must be at most two of “whsec_” and the base64 of 24 to 64 bytes.`)
  if (given.keyId !== undefined && !/^[A-Za-z0-9._-]{1,64}$/.test(text('keyId')))
    throw new Error(`FEEDS.${source}.keyId must be 1 to 64 letters, digits, “.”, “_” or “-”.`)
  return {
    origin: originOf(source, text('origin'), loopback),
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
    webhookSecrets,
    ...(given.keyId === undefined ? {} : { keyId: text('keyId') }),
  }
}

function originOf(source: string, text: string, loopback: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.origin === 'null' || `${url.origin}/` !== url.href)
    throw new Error(`FEEDS.${source}.origin must be scheme, host and port alone, like https://data.example.cn.`)
  if (loopback && /^https?:$/.test(url.protocol) && isLoopback(url.hostname)) return url.origin
  if (url.protocol !== 'https:') throw new Error(`FEEDS.${source}.origin must begin with https://.`)
  if (isPrivate(url.hostname)) throw new Error(`FEEDS.${source}.origin is a private, local or metadata address; give the source's public name.`)
  return url.origin
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}

/** RFC 1918, 6598, 3927 (where clouds keep their metadata), 2544, 6890, multicast and beyond. */
const PRIVATE_IPV4 = /^(0|10|127|169\.254|192\.168|192\.0\.[02]|198\.1[89]|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|22[4-9]|2[3-5]\d)\./
/** RFC 4291: public is what begins with 2 or 3, but for 6to4 and Teredo, inside which an IPv4 address hides. */
const PUBLIC_IPV6 = /^\[(?!2002:|2001:0?:)[23][0-9a-f]{3}:/

/**
 * Addresses and names behind which no office stands. The reader of URLs has written 0x7f.1 and its like as plain IPv4
 * by now. A public name that resolves to a private address is not seen here: the environment is written by our own people.
 */
function isPrivate(host: string): boolean {
  if (/^\d+(\.\d+){3}$/.test(host)) return PRIVATE_IPV4.test(host)
  if (host.startsWith('[')) return !PUBLIC_IPV6.test(host)
  return !host.includes('.') || /\.(localhost|local|internal|lan|home\.arpa)\.?$/.test(host)
}

function isWebhookSecret(value: unknown): value is string {
  const base64 = typeof value === 'string' ? /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(value)?.[1] : undefined
  const bytes = base64 === undefined ? 0 : atob(base64).length
  return bytes >= 24 && bytes <= 64
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
}
