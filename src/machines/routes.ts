import type { OpenAPIHono } from '@hono/zod-openapi'
import { createMiddleware } from 'hono/factory'
import { principalFrom, requireLender, requireRole, requireStepUp } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { effect } from '../platform/http/effect.ts'
import { resource } from '../platform/http/etag.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../platform/http/operation.ts'
import { Problem } from '../platform/http/problem.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../platform/http/rim.ts'
import { Fault } from '../platform/kernel/fault.ts'
import { idOf, z } from '../platform/kernel/schema.ts'
import type { Keyring } from '../platform/outside/signing.ts'
import {
  AuthorizationServer,
  ClientKeyRequest,
  ClientList,
  ClientRequest,
  ClientView,
  RefusalList,
  RetireKeyRequest,
  TokenAnswer,
  TokenForm,
} from './contract.ts'
import { ALGORITHMS, SCOPES } from './model.ts'
import {
  addClientKey,
  type ClientWithKeys,
  clientsOf,
  closeClient,
  readClient,
  refusalsOf,
  refusalsOfAll,
  registerClient,
  retireClientKey,
} from './service/clients.ts'
import { countRefusal, issueToken, machineOf, TokenRefused } from './service/tokens.ts'

export interface MachinePorts {
  signing: Keyring
  /**
   * This server's origin as its callers know it.
   * @throws Fault unavailable where nobody has said it: taken from the request, it would be whatever a caller writes there
   */
  originOf(requestUrl: string): string
}

const ClientParam = z.object({ id: idOf('client') })

/** RFC 6749 §5.2, with the members of the house's problems beside. */
const OAuthProblem = Problem.extend({
  error: z.enum(['invalid_request', 'invalid_client', 'unsupported_grant_type', 'invalid_scope', 'invalid_dpop_proof']),
  error_description: z.string().max(300),
}).openapi('OAuthProblem')

export function machineRoutes(ports: MachinePorts): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mountClients(router)
  mountTokens(router, ports)
  return router
}

/** `Authorization: DPoP …` says which machine asks; it goes before a cookie. Other schemes are not ours to judge. */
export function identifyMachine({ signing, originOf }: MachinePorts) {
  return createMiddleware<RimEnv>(async (c, next) => {
    const [, scheme, token] = /^(DPoP|Bearer) +(\S+)$/i.exec(c.req.header('authorization')?.trim() ?? '') ?? []
    if (scheme !== undefined && token !== undefined) {
      if (scheme.toLowerCase() === 'bearer')
        throw new Fault('unauthenticated', 'invalid_token', '这里的令牌须以 Authorization: DPoP 发送并附 DPoP 证明。 Send the token as DPoP, with a proof.')
      const issuer = originOf(c.req.url)
      const asked = { token, proof: c.req.header('dpop'), method: c.req.method, url: `${issuer}${c.req.path}` }
      c.set('caller', await machineOf(contextOf(c), { signing, issuer }, asked))
    }
    await next()
  })
}

function mountClients(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/clients',
        operationId: 'listClients',
        tags: ['clients'],
        summary: 'The machines of your institution',
        responses: { 200: json(ClientList, 'At most 200, oldest first') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const ctx = contextOf(c)
      personal(c)
      return c.json({ items: await Promise.all((await clientsOf(ctx, lenderId)).map((client) => view(ctx, client))) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/clients/{id}',
        operationId: 'readClient',
        tags: ['clients'],
        summary: 'One machine: its keys, and what it was refused for',
        request: { params: ClientParam },
        responses: { 200: json(ClientView, 'The client') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const ctx = contextOf(c)
      return resource(c, await view(ctx, await readClient(ctx, lenderId, c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/token-refusals',
        operationId: 'listTokenRefusals',
        tags: ['clients'],
        summary: 'What was refused to machines and to whoever posed as one in the last seven days: forged, expired, sent twice, made out to others',
        responses: { 200: json(RefusalList, 'By client and rule, the latest first, at most 500') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'operator', 'auditor')
      personal(c)
      return c.json({ items: (await refusalsOfAll(contextOf(c))).map((refusal) => ({ ...refusal, lastAt: refusal.lastAt.toISOString() })) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/clients',
        operationId: 'registerClient',
        tags: ['clients'],
        summary: 'Register a machine by its public keys; an approver does it',
        request: { headers: IdempotencyHeader, body: jsonBody(ClientRequest) },
        responses: { 201: json(ClientView, 'Registered: its id is the client_id') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const hand = approver(c)
      const registration = c.req.valid('json')
      return effect(c, 'registerClient', await c.req.text(), async (ctx) => {
        const client = await registerClient(ctx, hand, registration)
        return { status: 201, body: await view(ctx, client), headers: { Location: `/api/v1/clients/${client.id}` } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/clients/{id}/keys',
        operationId: 'addClientKey',
        tags: ['clients'],
        summary: 'Put a second key beside the one in use',
        request: { params: ClientParam, headers: IdempotencyHeader, body: jsonBody(ClientKeyRequest) },
        responses: { 201: json(ClientView, 'Both are good from now on') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const hand = approver(c)
      const { id } = c.req.valid('param')
      await readClient(contextOf(c), hand.lenderId, id)
      return effect(c, 'addClientKey', await c.req.text(), async (ctx) => ({
        status: 201,
        body: await view(ctx, await addClientKey(ctx, hand, id, c.req.valid('json').key)),
      }))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/clients/{id}/keys/retire',
        operationId: 'retireClientKey',
        tags: ['clients'],
        summary: 'Take a key out of use',
        request: { params: ClientParam, headers: IdempotencyHeader, body: jsonBody(RetireKeyRequest) },
        responses: { 200: json(ClientView, 'Retired') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const hand = approver(c)
      const { id } = c.req.valid('param')
      await readClient(contextOf(c), hand.lenderId, id)
      return effect(c, 'retireClientKey', await c.req.text(), async (ctx) => ({
        status: 200,
        body: await view(ctx, await retireClientKey(ctx, hand, id, c.req.valid('json').kid)),
      }))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/clients/{id}/close',
        operationId: 'closeClient',
        tags: ['clients'],
        summary: 'Close a machine for good: no token any more, and those it has open nothing',
        request: { params: ClientParam, headers: IdempotencyHeader },
        responses: { 200: json(ClientView, 'Closed') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const hand = approver(c)
      const { id } = c.req.valid('param')
      await readClient(contextOf(c), hand.lenderId, id)
      return effect(c, 'closeClient', await c.req.text(), async (ctx) => ({ status: 200, body: await view(ctx, await closeClient(ctx, hand, id)) }))
    },
  )
}

function mountTokens(router: OpenAPIHono<RimEnv>, { signing, originOf }: MachinePorts): void {
  const refusal = json(OAuthProblem, 'No token')
  const issue = operation(
    {
      method: 'post',
      path: '/oauth/token',
      operationId: 'issueToken',
      tags: ['clients'],
      summary: 'A token for ten minutes, bound to the key of the DPoP proof',
      description:
        'RFC 6749 §4.4 by private_key_jwt (RFC 7523) with a DPoP proof (RFC 9449) in the header `DPoP`. The assertion’s `aud` is the URL of this endpoint itself, not the site’s origin; its `exp` is at most five minutes ahead, and an assertion is refused from five seconds after it. Refusals have the `error` of those standards and, as `code`, the rule that was broken.',
      request: { body: { required: true, content: { 'application/x-www-form-urlencoded': { schema: TokenForm } } } },
      responses: { 200: json(TokenAnswer, 'The token, to be sent as `Authorization: DPoP`') },
    },
    { signedIn: false, refuses: [401, 429] },
  )
  // What the ground floor writes for these two is said in the standards' own words as well.
  for (const status of [400, 401] as const) {
    const answers = issue.responses as Record<number, { content: Record<string, unknown> }>
    answers[status] = { ...answers[status]!, content: { ...answers[status]!.content, ...refusal.content } }
  }
  mount(router, issue, async (c) => {
    if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(c.req.header('content-type') ?? ''))
      throw new Fault(
        'unsupported_media',
        'form_required',
        '请以 application/x-www-form-urlencoded 发送请求体。 Send the body as application/x-www-form-urlencoded.',
      )
    personal(c)
    let form: ReturnType<typeof formOf> | undefined
    try {
      form = formOf(await c.req.text())
      const grant = await issueToken(contextOf(c), { signing, issuer: originOf(c.req.url) }, { ...form, proof: c.req.header('dpop') })
      return c.json({ access_token: grant.token, token_type: 'DPoP', expires_in: grant.expiresIn, scope: grant.scope })
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error
      // Whoever sent what cannot be read has named nobody.
      if (form === undefined) await countRefusal(contextOf(c), '', error.why)
      return oauthProblem(c, error)
    }
  })

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/.well-known/oauth-authorization-server',
        operationId: 'readAuthorizationServer',
        tags: ['clients'],
        summary: 'Where tokens are fetched, and how (RFC 8414)',
        responses: { 200: json(AuthorizationServer, 'The metadata') },
      },
      { signedIn: false },
    ),
    (c) => {
      const issuer = originOf(c.req.url)
      return c.json({
        issuer,
        token_endpoint: `${issuer}/oauth/token`,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        service_documentation: `${issuer}/developers`,
        grant_types_supported: ['client_credentials'],
        response_types_supported: [],
        scopes_supported: [...SCOPES],
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
        token_endpoint_auth_signing_alg_values_supported: [...ALGORITHMS],
        dpop_signing_alg_values_supported: [...ALGORITHMS],
      })
    },
  )
}

/** RFC 6749 §3.2: a parameter sent twice is refused; one without a value counts as left out. */
function formOf(text: string) {
  const form = new URLSearchParams(text)
  const taken = (name: string, most: number) => {
    const [value, ...more] = form.getAll(name)
    if (more.length > 0 || (value?.length ?? 0) > most) throw new TokenRefused('invalid_request', `${name}_malformed`)
    return value === '' ? undefined : value
  }
  return {
    grantType: taken('grant_type', 100),
    clientId: taken('client_id', 100),
    assertionType: taken('client_assertion_type', 100),
    assertion: taken('client_assertion', 4096),
    scope: taken('scope', 400),
  }
}

function oauthProblem(c: Rim, { error, why }: TokenRefused): Response {
  const status = error === 'invalid_client' ? 401 : 400
  const detail = `没有发放令牌：${why}。 No token was issued: ${why.replaceAll('_', ' ')}.`
  const body = {
    ...{ error, error_description: why.replaceAll('_', ' ') },
    ...{ type: `urn:suixin:problem:${why}`, title: status === 401 ? 'Unauthorized' : 'Bad Request', status, code: why, detail },
    ...{ requestId: c.get('requestId'), errors: [] },
  }
  return c.json(body, status, status === 401 ? { 'WWW-Authenticate': 'Session realm="suixin", DPoP realm="suixin"' } : {})
}

/** Keys are an approver's matter, and of one who has just shown that it is them. */
function approver(c: Rim): { lenderId: string; userId: string } {
  const principal = principalFrom(c)
  const { lenderId } = requireLender(principal, 'lender_approver')
  requireStepUp(principal)
  return { lenderId, userId: principal.userId }
}

async function view(ctx: Context, client: ClientWithKeys): Promise<ClientView> {
  const { id, name, scopes, keys, createdAt, closedAt } = client
  return {
    ...{ id, name, scopes, createdAt: createdAt.toISOString(), closedAt: closedAt?.toISOString() ?? null },
    keys: keys.map((key) => ({ kid: key.kid, alg: key.alg, createdAt: key.createdAt.toISOString(), retiredAt: key.retiredAt?.toISOString() ?? null })),
    refusals: (await refusalsOf(ctx, id)).map(({ why, count, lastAt }) => ({ why, count, lastAt: lastAt.toISOString() })),
  }
}
