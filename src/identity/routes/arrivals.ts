import type { OpenAPIHono } from '@hono/zod-openapi'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { CityIdentityAddress, CityIdentityAnswer, CityIdentityRequest, InvitationAcceptance, PendingSignIn, SignedIn } from '../contract.ts'
import { acceptInvitation } from '../service/account.ts'
import { arriveFrom, type CityIdentity, departFor } from '../service/city-identity.ts'
import { enter } from '../service/sign-in.ts'
import { visitorOf } from './caller.ts'
import { answerEntered, type House, meansOf } from './sessions.ts'

/** Ties the journey to the city's identity and back to one browser. */
const JOURNEY_COOKIE = '__Host-suixin-journey'
const JOURNEY_SECONDS = 600

/** The other ways in: an operator's link, and the city's unified identity. */
export function arrivalRoutes(house: House): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/invitations/accept',
        operationId: 'acceptInvitation',
        tags: ['sessions'],
        summary: 'Set a password by an operator’s link, good for once, and sign in',
        request: { body: jsonBody(InvitationAcceptance) },
        responses: { 201: json(SignedIn, 'Signed in'), 200: json(PendingSignIn, 'The password is set; a second factor is still to be shown') },
      },
      { signedIn: false, refuses: [404] },
    ),
    async (c) => {
      const { token, password } = c.req.valid('json')
      const ctx = contextOf(c)
      const principal = await acceptInvitation(ctx, house.hashers, token, password)
      return answerEntered(c, house, await enter(ctx, meansOf(c, house), principal, visitorOf(c), false))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/city-identity/departures',
        operationId: 'departForCityIdentity',
        tags: ['sessions'],
        summary: 'Where to go to sign in by the city’s unified identity',
        request: { body: jsonBody(CityIdentityRequest) },
        responses: { 200: json(CityIdentityAddress, 'Send the browser there; a cookie ties the way back to it') },
      },
      { signedIn: false, refuses: [404] },
    ),
    async (c) => {
      const { url, browserSecret } = await departFor(contextOf(c), cityOf(house), c.get('origin'), c.req.valid('json').invitation)
      setCookie(c, JOURNEY_COOKIE, browserSecret, { path: '/', secure: true, httpOnly: true, sameSite: 'Lax', maxAge: JOURNEY_SECONDS })
      personal(c)
      return c.json({ url }, 200)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/city-identity/arrivals',
        operationId: 'arriveFromCityIdentity',
        tags: ['sessions'],
        summary: 'Sign in with what the city’s unified identity sent back',
        request: { body: jsonBody(CityIdentityAnswer) },
        responses: { 201: json(SignedIn, 'Signed in'), 200: json(PendingSignIn, 'A second factor is still to be shown') },
      },
      { signedIn: false, refuses: [401, 403, 404, 409] },
    ),
    async (c) => {
      const ctx = contextOf(c)
      const principal = await arriveFrom(ctx, cityOf(house), c.get('origin'), getCookie(c, JOURNEY_COOKIE)?.slice(0, 200), c.req.valid('json'))
      const answer = answerEntered(c, house, await enter(ctx, meansOf(c, house), principal, visitorOf(c), false))
      deleteCookie(c, JOURNEY_COOKIE, { path: '/', secure: true })
      return answer
    },
  )

  return router
}

function cityOf({ city }: House): CityIdentity {
  if (city) return city
  throw new Fault('not_found', 'no_city_identity', '这个网站没有接城市统一身份，请用密码或通行密钥登录。 The city’s identity is not connected here.')
}
