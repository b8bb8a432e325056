import type { OpenAPIHono } from '@hono/zod-openapi'
import { json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../../platform/http/rim.ts'
import { idOf, z } from '../../platform/kernel/schema.ts'
import type { Clock } from '../../platform/kernel/time.ts'
import { EndedSessions, Me, PendingSignIn, SessionList, SignedIn, SignInRequest } from '../contract.ts'
import type { Principal } from '../model.ts'
import type { CityIdentity } from '../service/city-identity.ts'
import type { Hasher } from '../service/passwords.ts'
import { endOtherSessions, endSession, ownSessions } from '../service/sessions.ts'
import { type Entered, type SignInMeans, signIn } from '../service/sign-in.ts'
import { isStaff } from '../session-limits.ts'
import { closeHere, keepEntered, settlerFrom, visitorOf, type Watch } from './caller.ts'

export interface House extends Watch {
  /** The first makes new hashes. */
  hashers: readonly Hasher[]
  /** The city's unified identity, where it is connected. */
  city?: CityIdentity | undefined
}

export function meansOf(c: Rim, { hashers, sessionClock }: House): SignInMeans {
  return { hashers, sessionClock, secret: c.get('secret') }
}

function meView(p: Principal) {
  const { userId, username, displayName, role, institutionId, institutionName, subjectId } = p
  return { userId, username, displayName, role, institutionId, institutionName, subjectId }
}

export function signedInView(principal: Principal, house: House, hasFactor: boolean) {
  return {
    ...meView(principal),
    secondFactor: hasFactor ? ('shown' as const) : house.needsFactor && isStaff(principal.role) ? ('required' as const) : ('none' as const),
  }
}

/** The cookies, and either the person or what is still to be shown. */
export function answerEntered(c: Rim, house: House, entered: Entered, hasFactor = false) {
  keepEntered(c, entered)
  personal(c)
  if (entered.pending.length > 0) return c.json({ pending: 'second_factor' as const, methods: entered.pending }, 200)
  return c.json(signedInView(entered.principal, house, hasFactor), 201)
}

export function sessionRoutes(house: House): OpenAPIHono<RimEnv> {
  const router = createRouter()
  const clock: Clock = house.sessionClock

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
        responses: { 201: json(SignedIn, 'Signed in'), 200: json(PendingSignIn, 'The password is right; a second factor is still to be shown') },
      },
      { signedIn: false, refuses: [401, 429] },
    ),
    async (c) => {
      const entered = await signIn(contextOf(c), meansOf(c, house), c.req.valid('json'), visitorOf(c))
      return answerEntered(c, house, entered)
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
      await closeHere(c, clock)
      return c.body(null, 204)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/sessions',
        operationId: 'listSessions',
        tags: ['sessions'],
        summary: 'Where I am signed in',
        responses: { 200: json(SessionList, 'Last seen first') },
      },
      { signedIn: true, settingUp: true },
    ),
    async (c) => {
      const rows = await ownSessions(contextOf(c), clock, settlerFrom(c))
      personal(c)
      const items = rows.map(({ id, isHere, device, network, createdAt, lastSeenAt }) => ({
        ...{ id, isHere, device, network },
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
      }))
      return c.json({ items }, 200)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'delete',
        path: '/api/v1/sessions/{id}',
        operationId: 'endSession',
        tags: ['sessions'],
        summary: 'Sign out one of my sessions',
        request: { params: z.object({ id: idOf('session') }) },
        responses: { 204: { description: 'Ended' } },
      },
      { signedIn: true, settingUp: true },
    ),
    async (c) => {
      await endSession(contextOf(c), settlerFrom(c), c.req.valid('param').id)
      return c.body(null, 204)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/sessions/sign-out-elsewhere',
        operationId: 'signOutElsewhere',
        tags: ['sessions'],
        summary: 'Sign out everywhere but here',
        responses: { 200: json(EndedSessions, 'How many sessions ended') },
      },
      { signedIn: true, settingUp: true },
    ),
    async (c) => {
      const ended = await endOtherSessions(contextOf(c), settlerFrom(c))
      personal(c)
      return c.json({ ended }, 200)
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
      { signedIn: true, settingUp: true },
    ),
    (c) => {
      personal(c)
      return c.json(meView(settlerFrom(c)))
    },
  )

  return router
}
