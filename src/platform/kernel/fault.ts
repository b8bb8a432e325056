/**
 * A refused request. Expected outcomes are values; a Fault is for a request that cannot be carried
 * out. `platform/http/problem.ts` alone maps the kind to an HTTP status.
 */
export type FaultKind =
  | 'malformed' // 400 the request cannot be read
  | 'unauthenticated' // 401
  | 'forbidden' // 403 known, but not allowed (never used to hide an object: that is not_found)
  | 'not_found' // 404 foreign and non-existing look alike
  | 'conflict' // 409 illegal in the present state
  | 'precondition_failed' // 412 the ETag is stale
  | 'too_large' // 413
  | 'unsupported_media' // 415
  | 'invalid' // 422 readable, but a field is wrong
  | 'precondition_required' // 428 If-Match is missing
  | 'too_many' // 429
  | 'unavailable' // 503

export interface FieldError {
  /** JSON pointer into the body ("/criteria/all/0/op"), or "?name" / "#header" / "{path}" for other parts. */
  pointer: string
  code: string
  detail: string
}

/** How much of a limit is left (draft-ietf-httpapi-ratelimit-headers). */
export interface Allowance {
  policy: string
  limit: number
  windowSeconds: number
  remaining: number
  resetSeconds: number
}

export class Fault extends Error {
  readonly kind: FaultKind
  /** Stable and documented: clients switch on it. */
  readonly code: string
  readonly errors: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined
  /** The limit that was reached. */
  readonly allowance: Allowance | undefined

  /** @param detail one sentence for the reader that says what to do next */
  constructor(kind: FaultKind, code: string, detail: string, more: { errors?: readonly FieldError[]; retryAfterSeconds?: number; allowance?: Allowance } = {}) {
    super(detail)
    this.name = 'Fault'
    this.kind = kind
    this.code = code
    this.errors = more.errors ?? []
    this.retryAfterSeconds = more.retryAfterSeconds
    this.allowance = more.allowance
  }
}

/** One wrong field. */
export function invalidField(pointer: string, code: string, detail: string): Fault {
  return new Fault('invalid', code, detail, { errors: [{ pointer, code, detail }] })
}

/** The one answer for what does not exist and what is not yours. */
export function notFound(): Fault {
  return new Fault('not_found', 'not_found', '没有找到，或者您无权查看。请检查地址。 Not found, or not yours to see; check the address.')
}
