import type { Channel, ChannelAuth, PullChannel } from '../sources/model.ts'

/** A person of the source sends a file, or its system lays one down: every kind of record can come that way. */
export function byFile(...records: readonly string[]): Channel[] {
  return records.flatMap((record): Channel[] => [
    { way: 'upload', record },
    { way: 'drop', record },
  ])
}

/** Where a source with OAuth gives its tokens, unless its contract says another path. */
export const WITH_TOKEN: ChannelAuth = { kind: 'oauth2', tokenPath: '/oauth/token' }

export const SIGNED: ChannelAuth = { kind: 'signed' }

/**
 * A list fetched page by page: `GET path?cursor=…` answers `{data: [row, …], nextCursor: text | null}`. After the last
 * page it begins anew; rows that have not changed since are known by their content.
 */
export function byPages({ record, auth, everyMinutes, path }: Pick<PullChannel, 'record' | 'auth' | 'everyMinutes'> & { path: string }): PullChannel {
  return {
    way: 'pull',
    record,
    auth,
    everyMinutes,
    ask: (cursor) => ({ method: 'GET', path: cursor === null ? path : `${path}?cursor=${encodeURIComponent(cursor)}` }),
    read: readPage,
  }
}

/** `wrong` names what the answer lacks; it never quotes it. */
export function readPage(body: unknown): ReturnType<PullChannel['read']> {
  if (typeof body !== 'object' || body === null) return { wrong: 'the answer is no object' }
  const { data, nextCursor } = body as { data?: unknown; nextCursor?: unknown }
  if (!Array.isArray(data) || !data.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))) return { wrong: 'data is no list of rows' }
  if (nextCursor !== null && (typeof nextCursor !== 'string' || nextCursor === '')) return { wrong: 'nextCursor is neither text nor null' }
  return { rows: data, next: nextCursor }
}
