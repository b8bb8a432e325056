import { createHash } from 'node:crypto'
import { Fault } from '../kernel/fault.ts'
import type { Rim } from './rim.ts'

/** A strong ETag of a JSON view. */
export function etagOf(view: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 22)}"`
}

/** Answers a single resource with its ETag; 304 where the reader has it already. */
export function resource(c: Rim, view: object): Response {
  const etag = etagOf(view)
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Cookie' }
  if (hasAlready(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers)
  return c.json(view, 200, headers)
}

/** RFC 9110 §13.1.2: a list, `*`, and weak comparison. */
function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

/**
 * The caller must have seen the present state before changing it.
 * @throws Fault precondition_required, precondition_failed
 */
export function requireMatch(c: Rim, currentEtag: string): void {
  const given = c.req.header('if-match')
  if (given === undefined) {
    throw new Fault(
      'precondition_required',
      'if_match_required',
      '修改前请先读取，并在 If-Match 里带上它的 ETag。 Read it first and send its ETag in If-Match.',
      {
        errors: [{ pointer: '#If-Match', code: 'if_match_required', detail: '缺少这个请求头。 The header is missing.' }],
      },
    )
  }
  if (given !== '*' && !given.split(',').some((tag) => tag.trim() === currentEtag)) {
    throw new Fault('precondition_failed', 'etag_stale', '您看到之后它已被改动。请重新读取再改。 It has changed since you read it; read it again.')
  }
}
