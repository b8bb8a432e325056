import { createRoute, type RouteConfig } from '@hono/zod-openapi'
import { createMiddleware } from 'hono/factory'
import { Fault } from '../kernel/fault.ts'
import { z } from '../kernel/schema.ts'
import { takeJsonBody } from './json-body.ts'
import { Problem } from './problem.ts'
import type { RimEnv } from './rim.ts'

const PROBLEMS: Record<number, string> = {
  400: 'The request cannot be read, or a required header is missing',
  401: 'Not signed in',
  403: 'Signed in, but not allowed',
  404: 'Not there, or not yours: both look alike',
  409: 'Not possible in the present state',
  412: 'The ETag in If-Match is stale',
  413: 'The body is too large',
  415: 'The body is of an unsupported type',
  422: 'A field is wrong; errors[] names it',
  428: 'If-Match is missing',
  429: 'Too many requests; see Retry-After',
  503: 'Busy or shutting down; see Retry-After',
}

const problemContent = { 'application/problem+json': { schema: Problem } }

/** Answers that a route of this sort can give beside its own. */
function problems(statuses: readonly number[]) {
  return Object.fromEntries(statuses.map((s) => [s, { description: PROBLEMS[s]!, content: problemContent }]))
}

interface Sort {
  /** Needs a session. */
  signedIn: boolean
  /** Also for who has yet to set up the second factor that their role needs: this is part of the way there. */
  settingUp?: boolean
  /** Open to machines too, whose token has this scope; without one an operation is for people alone. */
  scope?: string
  /** Needs no session but a signature that the handler verifies: the name of its security scheme. */
  signedBy?: string
  /** Has an effect: wants an Idempotency-Key. */
  effect?: boolean
  /** Changes one resource: wants If-Match. */
  change?: boolean
  /** Further refusals. */
  refuses?: readonly number[]
}

export const IdempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .max(4096)
    .optional()
    .openapi({
      param: { required: true },
      description: '1–255 visible ASCII characters; kept 24 h',
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x21-\\x7e]{1,255}$',
    }),
})
export const IfMatchHeader = z.object({
  'if-match': z
    .string()
    .max(4096)
    .optional()
    .openapi({ param: { required: true }, description: 'The ETag of the state being changed', maxLength: 200 }),
})

/** Name of the security scheme under which a machine's token goes into the document. */
export const MACHINE_SCHEME = 'machine'

/** Before anything of the request is judged: who asks, and may a machine ask this at all? */
function requireCaller(scope: string | undefined, settingUp: boolean) {
  return createMiddleware<RimEnv>(async (c, next) => {
    const caller = c.get('caller')
    const refusal = c.get('refusal')
    if (!caller && settingUp && refusal?.kind === 'forbidden') return next()
    if (!caller && refusal) throw refusal
    if (!caller) throw new Fault('unauthenticated', 'sign_in_required', '请先登录。 Sign in first.')
    if (caller.scopes && scope === undefined)
      throw new Fault('forbidden', 'people_only', '这一步只由登录的人员办理，程序不能代办。 This is for people who sign in, not for machines.')
    if (caller.scopes && scope !== undefined && !caller.scopes.includes(scope))
      throw new Fault('forbidden', 'scope_missing', `访问令牌缺少权限 ${scope}，请在申请令牌时带上它。 The token lacks the scope ${scope}; ask for it.`)
    await next()
  })
}

/** What is open to everyone is open to a machine as to anybody: it is nobody's colleague there. */
const forgetMachine = createMiddleware<RimEnv>(async (c, next) => {
  if (c.get('caller')?.scopes) c.set('caller', null)
  await next()
})

/** `createRoute` with the house's error answers and security written in. */
export function operation<const R extends RouteConfig & { operationId: string }>(
  route: R,
  { signedIn, settingUp = false, scope, signedBy, effect = false, change = false, refuses = [] }: Sort,
): R & { getRoutingPath(): string } {
  const statuses = new Set<number>([400, 422, 503, ...refuses])
  if (signedIn) for (const s of [401, 403, 404]) statuses.add(s)
  if (signedBy) for (const s of [401, 404, 409, 429]) statuses.add(s)
  if (effect) statuses.add(409)
  if (change) for (const s of [412, 428]) statuses.add(s)
  // 403: a cross-site request is refused wherever something could change.
  if (route.method !== 'get') for (const s of [403, 413, 415]) statuses.add(s)
  const body = route.request?.body
  return createRoute({
    ...route,
    security: signedIn ? [{ session: [] }, ...(scope === undefined ? [] : [{ [MACHINE_SCHEME]: [scope] }])] : signedBy ? [{ [signedBy]: [] }] : [],
    // Before anything is validated: who asks (401), then what is sent (415) and whether it reads one way alone (400); only then whether it is sound (422).
    middleware: [signedIn ? requireCaller(scope, settingUp) : forgetMachine, ...(body?.content['application/json'] ? [takeJson(body.required === true)] : [])],
    responses: { ...route.responses, ...problems([...statuses].sort((a, b) => a - b)) },
  }) as never
}

function takeJson(isRequired: boolean) {
  return createMiddleware<RimEnv>(async (c, next) => {
    await takeJsonBody(c, isRequired)
    await next()
  })
}

export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } }
}
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } }
}
