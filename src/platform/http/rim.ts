import { type Hook, OpenAPIHono, type RouteConfig, type RouteHandler } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import type { Context } from '../context.ts'
import { type Allowance, Fault, notFound } from '../kernel/fault.ts'
import { faultOfIssues } from './problem.ts'

/** Who is asking, as far as the ground floor needs to know. Identity fills it. */
export interface Caller {
  userId: string
  /** What a machine's token allows; absent for people, whose role says it. */
  scopes?: readonly string[]
}

export interface RimVariables {
  requestId: string
  context: Context
  caller: Caller | null
  /** Why somebody with a session may not act all the same, and who that is: a second factor is still to be shown, or to be set up. */
  refusal: Fault | null
  held: Caller | null
  /** The address the request came from, where the door knows it. */
  source: string | null
  /** Scheme, host and port under which the reader sees this site. */
  origin: string
  /** Signs cursors. */
  secret: string
  /** Of the limits that this request counts against. */
  allowances: Allowance[]
  /** After a commit: hand the outbox on, without letting its trouble reach this answer. */
  afterCommit: () => Promise<void>
}
export type RimEnv = { Variables: RimVariables }
export type Rim = HonoContext<RimEnv>

const refuseInvalid: Hook<unknown, RimEnv, string, unknown> = (result) => {
  if (result.success) return
  // An id of the wrong shape is an id of nothing: the same 404 as a foreign or unknown one.
  if (result.target === 'param') throw notFound()
  throw faultOfIssues(result.target, result.error.issues)
}

/** A router whose every validation failure becomes a problem. */
export function createRouter(): OpenAPIHono<RimEnv> {
  return new OpenAPIHono<RimEnv>({ defaultHook: refuseInvalid as never })
}

export function contextOf(c: Rim): Context {
  return c.get('context')
}

/** Personal data is never kept by a cache on the way. */
export function personal(c: Rim): void {
  c.header('Cache-Control', 'no-store')
}

const REQUEST_ID = /^[A-Za-z0-9._~-]{8,64}$/

/** The caller's X-Request-Id where it is well formed, else a new one. */
export function requestIdFrom(header: string | undefined, make: () => string): string {
  return header !== undefined && REQUEST_ID.test(header) ? header : make()
}

/**
 * @param isRequired false: nothing at all may be sent too
 * @throws Fault unsupported_media when a JSON body is announced as something else
 */
export function requireJson(c: Rim, isRequired: boolean): void {
  const type = c.req.header('content-type')
  if (type === undefined && !isRequired) return
  if (!/^application\/json\s*(;|$)/i.test(type ?? '')) {
    throw new Fault('unsupported_media', 'json_required', '请以 Content-Type: application/json 发送请求体。 Send the body as application/json.')
  }
}

/** Mounts one operation; the handler sees its validated input by type and answers with a plain Response. */
export function mount<R extends RouteConfig>(
  router: OpenAPIHono<RimEnv>,
  route: R & { getRoutingPath(): string },
  handler: (c: Parameters<RouteHandler<R, RimEnv>>[0]) => Promise<Response> | Response,
): void {
  router.openapi(route, handler as never)
}
