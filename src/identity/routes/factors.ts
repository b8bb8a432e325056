import type { OpenAPIHono } from '@hono/zod-openapi'
import { json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../../platform/http/rim.ts'
import { idOf, z } from '../../platform/kernel/schema.ts'
import { siteOf } from '../assertion.ts'
import {
  AccountSecurity,
  AddedPasskey,
  Assertion,
  AssertionOptions,
  AttestationOptions,
  NewPasskey,
  PasswordChange,
  RecoveryCodes,
  SecondFactorProof,
  SignedIn,
  StepUpProof,
  TotpConfirmation,
  TotpOffer,
} from '../contract.ts'
import type { Principal } from '../model.ts'
import { changePassword, dropUselessCodes, removeTotp, securityOf } from '../service/account.ts'
import { addPasskey, askAssertion, offerPasskey, removePasskey, takeAssertion } from '../service/passkeys.ts'
import { principalById } from '../service/people.ts'
import { firstRecoveryCodes, newRecoveryCodes } from '../service/recovery.ts'
import { finishSignIn, type Showing, stepUp } from '../service/second-factor.ts'
import { endOtherSessions, proveSession, requireStepUp } from '../service/sessions.ts'
import { enter, knowDevice } from '../service/sign-in.ts'
import { offerTotp, takeCode } from '../service/totp.ts'
import { isStaff } from '../session-limits.ts'
import type { PasskeyRow } from '../store/factors.ts'
import { keepEntered, keepSecret, pendingFrom, settlerFrom, visitorOf } from './caller.ts'
import { answerEntered, type House, meansOf, signedInView } from './sessions.ts'

const own = { signedIn: true, settingUp: true } as const

export function factorRoutes(house: House): OpenAPIHono<RimEnv> {
  const router = createRouter()
  const { hashers, sessionClock, needsFactor } = house
  const showingOf = (c: Rim, principal: Principal): Showing => ({
    ...{ principal, sessionClock },
    site: siteOf(c.get('origin')),
    secret: c.get('secret'),
    visitor: visitorOf(c),
  })
  /** Who changes a factor has shown the one they have a moment ago. */
  const settledFrom = (c: Rim): Principal => {
    const principal = settlerFrom(c)
    requireStepUp(principal)
    return principal
  }

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/sessions/second-factor',
        operationId: 'finishSignIn',
        tags: ['sessions'],
        summary: 'Finish a sign-in whose password was right, by code, recovery code or passkey',
        request: { body: jsonBody(SecondFactorProof) },
        responses: { 201: json(SignedIn, 'Signed in; the session has a new cookie') },
      },
      { signedIn: false, refuses: [401, 409, 429] },
    ),
    async (c) => {
      const principal = pendingFrom(c)
      const ctx = contextOf(c)
      const secret = await finishSignIn(ctx, showingOf(c, principal), c.req.valid('json'))
      keepEntered(c, { secret, deviceCookie: knowDevice(ctx, c.get('secret'), principal.username) })
      personal(c)
      return c.json(signedInView(principal, house, true), 201)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/sessions/step-up',
        operationId: 'stepUp',
        tags: ['sessions'],
        summary: 'Confirm that it is still me: by the strongest factor I have; good for five minutes',
        request: { body: jsonBody(StepUpProof) },
        responses: { 204: { description: 'Confirmed; the session has a new cookie' } },
      },
      { ...own, refuses: [409, 429] },
    ),
    async (c) => {
      keepSecret(c, await stepUp(contextOf(c), hashers, showingOf(c, settlerFrom(c)), c.req.valid('json')))
      return c.body(null, 204)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/passkey-challenges',
        operationId: 'askPasskey',
        tags: ['sessions'],
        summary: 'What a browser needs to use a passkey: to sign in, to finish a sign-in, or to step up, as the session stands',
        responses: { 200: json(AssertionOptions, 'Good for once, within five minutes') },
      },
      { signedIn: false },
    ),
    async (c) => {
      const userId = c.get('caller')?.userId ?? c.get('held')?.userId ?? null
      personal(c)
      return c.json(await askAssertion(contextOf(c), siteOf(c.get('origin')), userId), 200)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/sessions/passkey',
        operationId: 'signInByPasskey',
        tags: ['sessions'],
        summary: 'Sign in by passkey alone: it is possession and finger, face or PIN in one',
        request: { body: jsonBody(z.object({ assertion: Assertion })) },
        responses: { 201: json(SignedIn, 'Signed in; the session comes as a cookie') },
      },
      { signedIn: false, refuses: [401] },
    ),
    async (c) => {
      const ctx = contextOf(c)
      const userId = await takeAssertion(ctx, siteOf(c.get('origin')), null, c.req.valid('json').assertion)
      const entered = await enter(ctx, meansOf(c, house), await principalById(ctx, userId), visitorOf(c), true)
      return answerEntered(c, house, entered, true)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/me/security',
        operationId: 'readSecurity',
        tags: ['account'],
        summary: 'How I sign in',
        responses: { 200: json(AccountSecurity, 'Password, factors, what is left of the recovery codes') },
      },
      own,
    ),
    async (c) => {
      const principal = settlerFrom(c)
      const security = await securityOf(contextOf(c), principal)
      personal(c)
      return c.json({ ...security, passkeys: security.passkeys.map(passkeyView), needsFactor: needsFactor && isStaff(principal.role) }, 200)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'put',
        path: '/api/v1/me/password',
        operationId: 'changePassword',
        tags: ['account'],
        summary: 'Change my password; every other session of mine ends',
        request: { body: jsonBody(PasswordChange) },
        responses: { 204: { description: 'Changed' } },
      },
      { ...own, refuses: [429] },
    ),
    async (c) => {
      const ctx = contextOf(c)
      const principal = settlerFrom(c)
      await changePassword(ctx, hashers, showingOf(c, principal), c.req.valid('json'))
      keepSecret(c, await proveSession(ctx, sessionClock, principal.session!.id, false))
      return c.body(null, 204)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/me/totp',
        operationId: 'offerTotp',
        tags: ['account'],
        summary: 'Begin with an authenticator app: its secret, shown once',
        responses: { 200: json(TotpOffer, 'Confirm it with a first code') },
      },
      { ...own, refuses: [409] },
    ),
    async (c) => {
      personal(c)
      return c.json(await offerTotp(contextOf(c), c.get('secret'), settledFrom(c)), 200)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/me/totp/confirm',
        operationId: 'confirmTotp',
        tags: ['account'],
        summary: 'The first code of the authenticator app: from now on it is asked for',
        request: { body: jsonBody(TotpConfirmation) },
        responses: { 200: json(RecoveryCodes, 'Recovery codes, shown once; every other session of mine ends') },
      },
      { ...own, refuses: [409] },
    ),
    async (c) => {
      const ctx = contextOf(c)
      const principal = settledFrom(c)
      await takeCode(ctx, c.get('secret'), principal.userId, c.req.valid('json').code, true)
      const recoveryCodes = await firstRecoveryCodes(ctx, c.get('secret'), principal.userId)
      await settle(c, principal)
      return c.json({ recoveryCodes }, 200)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'delete',
        path: '/api/v1/me/totp',
        operationId: 'removeTotp',
        tags: ['account'],
        summary: 'Remove the authenticator app',
        responses: { 204: { description: 'Removed' } },
      },
      { ...own, refuses: [409] },
    ),
    async (c) => {
      const principal = settledFrom(c)
      await removeTotp(contextOf(c), principal.userId)
      await settle(c, principal)
      return c.body(null, 204)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/me/recovery-codes',
        operationId: 'renewRecoveryCodes',
        tags: ['account'],
        summary: 'New recovery codes in the place of the old',
        responses: { 200: json(RecoveryCodes, 'Shown once') },
      },
      { ...own, refuses: [409] },
    ),
    async (c) => {
      const principal = settledFrom(c)
      personal(c)
      return c.json({ recoveryCodes: await newRecoveryCodes(contextOf(c), c.get('secret'), principal.userId) }, 200)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/me/passkeys/options',
        operationId: 'offerPasskey',
        tags: ['account'],
        summary: 'What a browser needs to make a passkey for me',
        responses: { 200: json(AttestationOptions, 'Good for once, within five minutes') },
      },
      { ...own, refuses: [409] },
    ),
    async (c) => {
      personal(c)
      return c.json(await offerPasskey(contextOf(c), siteOf(c.get('origin')), settledFrom(c)), 200)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/me/passkeys',
        operationId: 'addPasskey',
        tags: ['account'],
        summary: 'Bind the passkey that the browser made',
        request: { body: jsonBody(NewPasskey) },
        responses: { 201: json(AddedPasskey, 'With the first factor: recovery codes, shown once; every other session of mine ends') },
      },
      { ...own, refuses: [409] },
    ),
    async (c) => {
      const ctx = contextOf(c)
      const principal = settledFrom(c)
      const { label, attestation } = c.req.valid('json')
      const row = await addPasskey(ctx, siteOf(c.get('origin')), principal.userId, label, attestation)
      const recoveryCodes = await firstRecoveryCodes(ctx, c.get('secret'), principal.userId)
      await settle(c, principal)
      return c.json({ passkey: passkeyView(row), recoveryCodes }, 201)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'delete',
        path: '/api/v1/me/passkeys/{id}',
        operationId: 'removePasskey',
        tags: ['account'],
        summary: 'Remove a passkey of mine',
        request: { params: z.object({ id: idOf('passkey') }) },
        responses: { 204: { description: 'Removed' } },
      },
      own,
    ),
    async (c) => {
      const ctx = contextOf(c)
      const principal = settledFrom(c)
      await removePasskey(ctx, principal.userId, c.req.valid('param').id)
      await dropUselessCodes(ctx, principal.userId)
      await settle(c, principal)
      return c.body(null, 204)
    },
  )

  /** What signs in has changed: other sessions end, and this one goes on under a new secret. */
  async function settle(c: Rim, principal: Principal): Promise<void> {
    const ctx = contextOf(c)
    await endOtherSessions(ctx, principal)
    keepSecret(c, await proveSession(ctx, sessionClock, principal.session!.id, false))
    personal(c)
  }

  return router
}

function passkeyView({ id, label, createdAt, lastUsedAt }: PasskeyRow) {
  return { id, label, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null }
}
