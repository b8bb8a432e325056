import type { OpenAPIHono } from '@hono/zod-openapi'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { json, jsonBody, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../platform/http/rim.ts'
import { forgive, throttle } from '../platform/http/throttle.ts'
import { Fault } from '../platform/kernel/fault.ts'
import { Me, SignInRequest } from './contract.ts'
import type { Principal } from './model.ts'
import { principalOf, SESSION_HOURS, signIn, signOut } from './service.ts'

export const SESSION_COOKIE = '__Host-suixin'
const FAILURES_ALLOWED = 10
const FAILURE_WINDOW_SECONDS = 900

/** Reads the session cookie; an absent or dead session is simply nobody. */
export const identify = createMiddleware<RimEnv>(async (c, next) => {
  const sessionId = getCookie(c, SESSION_COOKIE)
  c.set('caller', sessionId && sessionId.length <= 200 ? await principalOf(contextOf(c).db, sessionId) : null)
  await next()
})

/** @throws Fault unauthenticated `sign_in_required` */
export function principalFrom(c: Rim): Principal {
  const caller = c.get('caller') as Principal | null
  if (!caller) throw new Fault('unauthenticated', 'sign_in_required', '请先登录。 Sign in first.')
  return caller
}

function meView(p: Principal) {
  const { userId, username, displayName, role, institutionId, institutionName, subjectId } = p
  return { userId, username, displayName, role, institutionId, institutionName, subjectId }
}

export function identityRoutes(): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/sessions',
        operationId: 'signIn',
        tags: ['sessions'],
        summary: 'Sign in; the session comes as a cookie',
        request: { body: jsonBody(SignInRequest) },
        responses: { 201: json(Me, 'Signed in') },
      },
      { signedIn: false, refuses: [401, 429] },
    ),
    async (c) => {
      const { username, password } = c.req.valid('json')
      const ctx = contextOf(c)
      // Counted per account: a distributed guess at one account is stopped, and a success forgives.
      const account = `sign-in:${username.toLowerCase()}`
      await throttle(ctx, account, FAILURES_ALLOWED, FAILURE_WINDOW_SECONDS)
      const { sessionId, principal } = await signIn(ctx, username, password)
      await forgive(ctx, account)
      setCookie(c, SESSION_COOKIE, sessionId, { path: '/', secure: true, httpOnly: true, sameSite: 'Lax', maxAge: SESSION_HOURS * 3600 })
      personal(c)
      return c.json(meView(principal), 201)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'delete',
        path: '/api/v1/sessions',
        operationId: 'signOut',
        tags: ['sessions'],
        summary: 'Sign out here',
        responses: { 204: { description: 'Signed out; also when nobody was signed in' } },
      },
      { signedIn: false },
    ),
    async (c) => {
      const sessionId = getCookie(c, SESSION_COOKIE)
      if (sessionId) await signOut(contextOf(c), sessionId)
      deleteCookie(c, SESSION_COOKIE, { path: '/', secure: true })
      return c.body(null, 204)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/me',
        operationId: 'readMe',
        tags: ['sessions'],
        summary: 'Who am I',
        responses: { 200: json(Me, 'The signed-in person') },
      },
      { signedIn: true },
    ),
    (c) => {
      personal(c)
      return c.json(meView(principalFrom(c)))
    },
  )

  return router
}
