import { z } from '@hono/zod-openapi'
import { type Allowance, Fault, type FaultKind, type FieldError } from '../kernel/fault.ts'
import { sentenceOfIssue } from './issue-wording.ts'

/** The one place where a refusal becomes an HTTP status (RFC 9110). */
const STATUS: Record<FaultKind, { status: number; title: string }> = {
  malformed: { status: 400, title: 'Bad Request' },
  unauthenticated: { status: 401, title: 'Unauthorized' },
  forbidden: { status: 403, title: 'Forbidden' },
  not_found: { status: 404, title: 'Not Found' },
  conflict: { status: 409, title: 'Conflict' },
  precondition_failed: { status: 412, title: 'Precondition Failed' },
  too_large: { status: 413, title: 'Content Too Large' },
  unsupported_media: { status: 415, title: 'Unsupported Media Type' },
  invalid: { status: 422, title: 'Unprocessable Content' },
  precondition_required: { status: 428, title: 'Precondition Required' },
  too_many: { status: 429, title: 'Too Many Requests' },
  unavailable: { status: 503, title: 'Service Unavailable' },
}

/** RFC 9457. `code` is stable; `errors[].pointer` is a JSON pointer into the body, `?name` a query, `#name` a header, `{name}` a path parameter. */
export const Problem = z
  .object({
    type: z.string().max(200),
    title: z.string().max(200),
    status: z.number().int().min(400).max(599),
    code: z.string().max(100),
    detail: z.string().max(2000),
    requestId: z.string().max(64),
    errors: z.array(z.object({ pointer: z.string().max(500), code: z.string().max(100), detail: z.string().max(1000) })).max(100),
  })
  .openapi('Problem')
export type Problem = z.infer<typeof Problem>

export function problemResponse(fault: Fault, requestId: string): Response {
  const { status, title } = STATUS[fault.kind]
  const response = respond(status, title, fault.code, fault.message, fault.errors.slice(0, 100), requestId, fault.retryAfterSeconds)
  if (fault.allowance) for (const [name, value] of Object.entries(rateLimitHeaders(fault.allowance))) response.headers.set(name, value)
  return response
}

/** As draft-ietf-httpapi-ratelimit-headers writes them: quota and window of the policy, then what is left and for how long. */
export function rateLimitHeaders({ policy, limit, windowSeconds, remaining, resetSeconds }: Allowance): Record<string, string> {
  return { 'RateLimit-Policy': `"${policy}";q=${limit};w=${windowSeconds}`, RateLimit: `"${policy}";r=${remaining};t=${resetSeconds}` }
}

/** A broken invariant. The cause goes to the log under the request id, never to the reader. */
export function internalProblem(requestId: string): Response {
  return respond(
    500,
    'Internal Server Error',
    'internal',
    `系统出错，我们已记录。请稍后再试，或把编号 ${requestId} 告诉我们。 Something broke on our side; quote ${requestId}.`,
    [],
    requestId,
  )
}

function respond(status: number, title: string, code: string, detail: string, errors: readonly FieldError[], requestId: string, retryAfter?: number): Response {
  // RFC 9449 §7.1: what was wrong with a machine's token or with the proof beside it.
  const reason = /^invalid_(token|dpop_proof)$/.test(code) ? `, error="${code}"` : ''
  const body = { type: `urn:suixin:problem:${code}`, title, status, code, detail, requestId, errors }
  const headers = new Headers({ 'Content-Type': 'application/problem+json; charset=utf-8', 'Cache-Control': 'no-store', 'X-Request-Id': requestId })
  if (retryAfter !== undefined) headers.set('Retry-After', String(retryAfter))
  if (status === 401) headers.set('WWW-Authenticate', `Session realm="suixin", DPoP realm="suixin"${reason}, algs="EdDSA ES256 RS256"`)
  return new Response(JSON.stringify(body), { status, headers })
}

/** Zod issues as field errors. `part` says which part of the request was read. */
export function faultOfIssues(part: string, issues: readonly z.core.$ZodIssue[]): Fault {
  const errors = issues
    .flatMap(eachKey)
    .slice(0, 50)
    .map((issue) => ({
      pointer: pointerOf(part, issue.path),
      code: issue.code === 'custom' && typeof issue.params?.code === 'string' ? issue.params.code : `invalid_${issue.code}`,
      detail: sentenceOfIssue(issue).slice(0, 600),
    }))
  const named = errors
    .slice(0, 3)
    .map((e) => e.pointer)
    .join('、')
  return new Fault('invalid', 'invalid_request', `请求中有不正确的字段：${named}。请按 errors 所列修改后重试。 Some fields are wrong; see errors.`, { errors })
}

/** One unknown member, one error, at its own place. */
function eachKey(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] })) : [issue]
}

function pointerOf(part: string, path: readonly PropertyKey[]): string {
  const steps = path.map(String)
  if (part === 'json') return steps.map((s) => `/${s.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('') || '/'
  const name = steps.join('.').slice(0, 200)
  return part === 'query' ? `?${name}` : part === 'header' ? `#${name}` : part === 'param' ? `{${name}}` : name
}
