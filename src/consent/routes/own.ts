import type { OpenAPIHono } from '@hono/zod-openapi'
import { Assertion } from '../../identity/contract.ts'
import { ownSubject, principalFrom, requireOwner, requireStepUp, siteOf } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { effect } from '../../platform/http/effect.ts'
import { resource } from '../../platform/http/etag.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../../platform/http/rim.ts'
import { invalidField, notFound } from '../../platform/kernel/fault.ts'
import { idOf, z } from '../../platform/kernel/schema.ts'
import { findSubject, type Subject } from '../../subjects/index.ts'
import { BundleRequest, BundleView, ConsentList, ConsentView, GrantRequest, RevokeRequest, TicksRequest } from '../contract.ts'
import type { Consent } from '../model.ts'
import { pauseConsent, resumeConsent, revokeConsent, supersedeConsent } from '../service/change.ts'
import { consentsOf, grantBundle, grantConsent, type Hand, readConsent } from '../service/grant.ts'
import { confirmOwn, denyProposal } from '../service/propose.ts'
import { signConsent } from '../service/sign.ts'
import type { ConsentPorts, OfferedProduct } from './ports.ts'
import { consentView } from './views.ts'

export const ConsentParam = z.object({ id: idOf('consent') })
export const reasonBody = { required: false, content: { 'application/json': { schema: RevokeRequest } } }

/** Whoever asks has signed in. */
export function handOf(c: Rim): Hand {
  const principal = principalFrom(c)
  return { userId: principal.userId, assurance: 'password', prove: () => requireStepUp(principal) }
}

/** @throws Fault not_found */
export async function subjectNamed(ctx: Context, subjectId: string): Promise<Subject> {
  const subject = await findSubject(ctx, subjectId)
  if (!subject) throw notFound()
  return subject
}

/** @throws Fault not_found for who acts for no subject */
export function ownOr404(c: Rim): string {
  const own = ownSubject(principalFrom(c))
  if (own === null) throw notFound()
  return own
}

/** @throws Fault invalid `unknown_product` */
export async function offeredProduct(ports: ConsentPorts, ctx: Context, productId: string, pointer: string): Promise<OfferedProduct> {
  const product = await ports.publishedProduct(ctx, productId)
  if (!product) throw invalidField(pointer, 'unknown_product', '没有这款在售产品，请从产品列表中选择。 No such published product.')
  return product
}

/** What a subject does with its own consents. */
export function ownRoutes(ports: ConsentPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()
  const view = (consent: Consent): ConsentView => consentView(consent, ports.catalogue)
  const located = (consent: Consent) => ({ status: 201, body: view(consent), headers: { Location: `/api/v1/consents/${consent.id}` } })

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/consents',
        operationId: 'grantConsent',
        tags: ['consents'],
        summary: 'Let one lender look, for one application or once before it',
        request: { headers: IdempotencyHeader, body: jsonBody(GrantRequest) },
        responses: { 201: json(ConsentView, 'Granted') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const { subjectId, productId, ...request } = c.req.valid('json')
      requireOwner(principalFrom(c), subjectId)
      return effect(c, 'grantConsent', await c.req.text(), async (ctx) => {
        const subject = await subjectNamed(ctx, subjectId)
        const product = await offeredProduct(ports, ctx, productId, '/productId')
        return located(await grantConsent(ctx, ports, { ...request, subject, lender: product.lender, product, by: handOf(c) }))
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/consent-bundles',
        operationId: 'grantConsentBundle',
        tags: ['consents'],
        summary: 'Let several lenders look: a consent each, revocable alone',
        request: { headers: IdempotencyHeader, body: jsonBody(BundleRequest) },
        responses: { 201: json(BundleView, 'Granted, in the order of the products') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const { subjectId, productIds, settles, ...request } = c.req.valid('json')
      requireOwner(principalFrom(c), subjectId)
      return effect(c, 'grantConsentBundle', await c.req.text(), async (ctx) => {
        const subject = await subjectNamed(ctx, subjectId)
        const targets: OfferedProduct[] = []
        for (const [i, productId] of productIds.entries()) targets.push(await offeredProduct(ports, ctx, productId, `/productIds/${i}`))
        const repeated = productIds.findIndex((id, i) => productIds.indexOf(id) < i)
        if (repeated >= 0) throw invalidField(`/productIds/${repeated}`, 'repeated_product', '同一款产品只能出现一次。 Each product once.')
        const { bundleId, consents } = await grantBundle(ctx, ports, {
          ...{ ...request, subject, settles, by: handOf(c) },
          targets: targets.map((product) => ({ lender: product.lender, product })),
        })
        return { status: 201, body: { bundleId, items: consents.map(view) } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/consents',
        operationId: 'listConsents',
        tags: ['consents'],
        summary: 'Your consents, newest first',
        responses: { 200: json(ConsentList, 'At most 200') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      personal(c)
      return c.json({ items: own === null ? [] : (await consentsOf(contextOf(c), own)).map(view) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/consents/{id}',
        operationId: 'readConsent',
        tags: ['consents'],
        summary: 'One consent',
        request: { params: ConsentParam },
        responses: { 200: json(ConsentView, 'The consent') },
      },
      { signedIn: true },
    ),
    async (c) => resource(c, view(await readConsent(contextOf(c), ownOr404(c), c.req.valid('param').id))),
  )

  /** A step that needs no more than the consent. Taking back costs one request, like giving. */
  const step = (name: string, operationId: string, summary: string, work: (ctx: Context, own: string, id: string, by: Hand) => Promise<Consent>) =>
    mount(
      router,
      operation(
        {
          ...{ method: 'post', path: `/api/v1/consents/{id}/${name}`, operationId, tags: ['consents'], summary },
          request: { params: ConsentParam, headers: IdempotencyHeader },
          responses: { 200: json(ConsentView, 'As it stands now') },
        },
        { signedIn: true, effect: true },
      ),
      async (c) => {
        const own = ownOr404(c)
        const { id } = c.req.valid('param')
        return effect(c, operationId, await c.req.text(), async (ctx) => ({ status: 200, body: view(await work(ctx, own, id, handOf(c))) }))
      },
    )

  /** One that ends it, and may say why: the words stay with the subject. */
  const ending = (
    name: string,
    operationId: string,
    summary: string,
    work: (ctx: Context, own: string, id: string, actorId: string, reason: string) => Promise<Consent>,
  ) =>
    mount(
      router,
      operation(
        {
          ...{ method: 'post', path: `/api/v1/consents/{id}/${name}`, operationId, tags: ['consents'], summary },
          request: { params: ConsentParam, headers: IdempotencyHeader, body: reasonBody },
          responses: { 200: json(ConsentView, 'As it stands now') },
        },
        { signedIn: true, effect: true },
      ),
      async (c) => {
        const own = ownOr404(c)
        const { id } = c.req.valid('param')
        const { reason = '' } = c.req.valid('json') ?? {}
        return effect(c, operationId, await c.req.text(), async (ctx) => ({ status: 200, body: view(await work(ctx, own, id, handOf(c).userId, reason)) }))
      },
    )

  ending('revoke', 'revokeConsent', 'Take a consent back; the next look is refused', (ctx, own, id, actorId, reason) =>
    revokeConsent(ctx, own, id, { actorId, why: 'subject_request', reason }),
  )
  ending('deny', 'denyConsent', 'Refuse what a village officer proposed for you', (ctx, own, id, actorId, reason) =>
    denyProposal(ctx, own, id, { actorId, reason }),
  )
  step('pause', 'pauseConsent', 'Stop looks for now; days go on counting', (ctx, own, id, by) => pauseConsent(ctx, own, id, by.userId))
  step('resume', 'resumeConsent', 'Allow looks again', resumeConsent)
  step('confirm', 'confirmConsent', 'Agree to what a village officer proposed for you', confirmOwn)

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/consents/{id}/supersede',
        operationId: 'supersedeConsent',
        tags: ['consents'],
        summary: 'Put a narrower or wider consent in its place: each set ticked anew',
        request: { params: ConsentParam, headers: IdempotencyHeader, body: jsonBody(TicksRequest) },
        responses: { 201: json(ConsentView, 'The consent that took its place') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const own = ownOr404(c)
      const { id } = c.req.valid('param')
      const request = c.req.valid('json')
      return effect(c, 'supersedeConsent', await c.req.text(), async (ctx) =>
        located(await supersedeConsent(ctx, ports, id, { ...request, subject: await subjectNamed(ctx, own), by: handOf(c) })),
      )
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/consents/{id}/signature',
        operationId: 'signConsent',
        tags: ['consents'],
        summary: 'Sign it with your passkey: the challenge is the bytes of its hash',
        request: { params: ConsentParam, headers: IdempotencyHeader, body: jsonBody(z.object({ assertion: Assertion })) },
        responses: { 200: json(ConsentView, 'Signed; the receipt carries it') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const own = ownOr404(c)
      const { id } = c.req.valid('param')
      const { assertion } = c.req.valid('json')
      const { userId } = handOf(c)
      return effect(c, 'signConsent', await c.req.text(), async (ctx) => ({
        status: 200,
        body: view(await signConsent(ctx, own, id, { userId, assertion, site: siteOf(c.get('origin')) })),
      }))
    },
  )

  return router
}
