/**
 * How the records of a source come in. A channel says what to ask and how to read the answer; it is pure. Calling,
 * retrying, verifying and writing down is the same for all of them (service/, jobs).
 */

/** One row as a system sends it: by field code, Chinese name or synonym, whichever its kind declares. */
export type SentRow = Readonly<Record<string, unknown>>

/** OAuth 2 client credentials (RFC 6749 §4.4), or requests signed with a shared key (platform/outside/request-signature). */
export type ChannelAuth = { kind: 'oauth2'; tokenPath: string } | { kind: 'signed' }

export interface OutgoingRequest {
  method: 'GET' | 'POST'
  /** Path and query, relative to the source's endpoint. */
  path: string
  /** JSON body of a POST. */
  body?: unknown
}

/** What a page of an outside system holds; `wrong` where the answer has not the shape of its contract. */
export type ReadPage = { rows: readonly SentRow[]; next: string | null } | { wrong: string }

/** A person of the source sends a file (POST /api/v1/imports). */
export interface UploadChannel {
  way: 'upload'
  record: string
}

/** Files laid into `<drop folder>/<source>/<record>/`; taken in block by block, resumable. */
export interface DropChannel {
  way: 'drop'
  record: string
}

/** We ask for what changed since a cursor, page by page, on a schedule. */
export interface PullChannel {
  way: 'pull'
  record: string
  auth: ChannelAuth
  everyMinutes: number
  /** @param cursor what the last page gave as `next`; null at the very first */
  ask(cursor: string | null): OutgoingRequest
  read(body: unknown): ReadPage
}

/** The source tells us as it happens: signed Standard Webhooks to POST /api/v1/feeds/{source}/events. */
export interface PushChannel {
  way: 'push'
  /** @returns the rows of one event by record, or `wrong` */
  read(event: unknown): { record: string; rows: readonly SentRow[] } | { wrong: string }
}

/** We ask about one subject, at the subject's own request, because it may only be had with its consent. */
export interface QueryChannel {
  way: 'query'
  record: string
  auth: ChannelAuth
  /** @param consentRef our reference of the subject's authorisation, which the source keeps as its ground */
  ask(code: string, consentRef: string): OutgoingRequest
  read(body: unknown): ReadPage
}

/** The firm presents a signed code (a JWS the office issued to it); its signature and its holder are verified. */
export interface PresentChannel {
  way: 'present'
  record: string
  /** Claims that must hold: issuer and audience of the office. */
  issuer: string
  audience: string
  /** Where the office publishes its keys (JWKS), relative to its endpoint. */
  keysPath: string
  read(claims: Readonly<Record<string, unknown>>): { row: SentRow; holder: string } | { wrong: string }
}

export type Channel = UploadChannel | DropChannel | PullChannel | PushChannel | QueryChannel | PresentChannel
export const CHANNEL_WAYS = ['upload', 'drop', 'pull', 'push', 'query', 'present'] as const satisfies readonly Channel['way'][]
export type ChannelWay = (typeof CHANNEL_WAYS)[number]
