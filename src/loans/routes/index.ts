import type { OpenAPIHono } from '@hono/zod-openapi'
import { currentConsent } from '../../consent/index.ts'
import { displayNames, lenders, ownSubject, principalFrom, requireLender } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { readCursor, signCursor } from '../../platform/http/cursor.ts'
import { effect, rethrowContention } from '../../platform/http/effect.ts'
import { etagOf, resource } from '../../platform/http/etag.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../../platform/kernel/schema.ts'
import { type Purpose, termsOfVersion } from '../../products/index.ts'
import { ApplicationList, ApplicationView, ApplyRequest, CaseView, DecisionRequest, DeclineReasonList, DisclosureView, QueuePage } from '../contract.ts'
import { DECLINE_REASON_CODES, DECLINE_REASONS, type Decision, type DeclineReason } from '../decision.ts'
import { disclosedView } from '../disclosed-view.ts'
import { mountExport } from '../export/routes.ts'
import type { Application } from '../model.ts'
import { acceptOffer, applicationsOf, apply, decideApplication, discloseCase, readApplication, readCase, withdrawApplication } from '../service.ts'
import { listQueue } from '../store.ts'
import { mountGuarantors } from './guarantors.ts'
import { mountPrechecks } from './prechecks.ts'
import { LOGGED, type LoanPorts, lenderOr404, placedInLog } from './reader.ts'

const ApplicationParam = z.object({ id: idOf('application') })
const ProfileQuery = z.object({
  consentId: idOf('consent').optional().openapi({ description: 'A further consent of this application: after the loan, or for its renewal' }),
})
const QueueQuery = z.object({
  status: z.enum(['submitted', 'approved', 'declined', 'withdrawn']).optional(),
  cursor: safeText(512).optional(),
  limit: pageLimit,
})

export function loanRoutes({ nameOf, gatewayOf }: LoanPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mountApplicant(router)
  mountLender(router, { nameOf, gatewayOf })
  mountPrechecks(router, { nameOf, gatewayOf })
  mountGuarantors(router, { nameOf, gatewayOf })
  mountExport(router, { nameOf, gatewayOf })
  return router
}

function mountApplicant(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/applications',
        operationId: 'apply',
        tags: ['applications'],
        summary: 'Apply to the lender of a live consent',
        request: { headers: IdempotencyHeader, body: jsonBody(ApplyRequest) },
        responses: { 201: json(ApplicationView, 'Submitted') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      if (own === null) throw notFound()
      return effect(c, 'apply', await c.req.text(), async (ctx) => {
        const view = await viewOf(ctx, await apply(ctx, own, c.req.valid('json')))
        return { status: 201, body: view, headers: { Location: `/api/v1/applications/${view.id}`, ETag: etagOf(view) } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/applications',
        operationId: 'listApplications',
        tags: ['applications'],
        summary: 'Your applications, newest first',
        responses: { 200: json(ApplicationList, 'At most 200') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      const ctx = contextOf(c)
      personal(c)
      return c.json({ items: own === null ? [] : await viewsOf(ctx, await applicationsOf(ctx, own)) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/applications/{id}',
        operationId: 'readApplication',
        tags: ['applications'],
        summary: 'One of your applications',
        request: { params: ApplicationParam },
        responses: { 200: json(ApplicationView, 'The application') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      if (own === null) throw notFound()
      const ctx = contextOf(c)
      return resource(c, await viewOf(ctx, await readApplication(ctx, own, c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/applications/{id}/withdraw',
        operationId: 'withdrawApplication',
        tags: ['applications'],
        summary: 'Take an application back',
        request: { params: ApplicationParam, headers: IdempotencyHeader },
        responses: { 200: json(ApplicationView, 'Withdrawn') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const own = ownSubject(principal)
      if (own === null) throw notFound()
      return effect(c, 'withdrawApplication', await c.req.text(), async (ctx) => ({
        status: 200,
        body: await viewOf(ctx, await withdrawApplication(ctx, own, principal.userId, c.req.valid('param').id)),
      }))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/applications/{id}/accept',
        operationId: 'acceptOffer',
        tags: ['applications'],
        summary: 'Take an approved offer; consents given to other lenders in the same go are taken back',
        request: { params: ApplicationParam, headers: IdempotencyHeader },
        responses: { 200: json(ApplicationView, 'Taken') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const own = ownSubject(principal)
      if (own === null) throw notFound()
      return effect(c, 'acceptOffer', await c.req.text(), async (ctx) => ({
        status: 200,
        body: await viewOf(ctx, await acceptOffer(ctx, own, principal.userId, c.req.valid('param').id)),
      }))
    },
  )
}

function mountLender(router: OpenAPIHono<RimEnv>, { nameOf, gatewayOf }: LoanPorts): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/applications',
        operationId: 'listQueue',
        tags: ['lender'],
        summary: 'The queue, oldest first; holds no fact about an applicant',
        request: { query: QueueQuery },
        responses: { 200: json(QueuePage, 'A page of the queue') },
      },
      { signedIn: true, scope: 'cases.read' },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { status, cursor, limit } = c.req.valid('query')
      const place = readCursor(c.get('secret'), `queue ${lenderId}`, cursor)
      const [at, id] = place?.split(' ') ?? []
      const rows = await listQueue(contextOf(c).db, lenderId, status ?? null, limit + 1, at && id ? { at: new Date(at), id } : null)
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      personal(c)
      return c.json({
        items: page.map((r) => ({
          id: r.applicationId,
          productId: r.productId,
          productName: r.productName,
          status: r.status,
          amountFen: String(r.amountFen),
          termMonths: r.termMonths,
          purpose: r.purpose as Purpose,
          submittedAt: r.submittedAt.toISOString(),
          answerDue: r.answerDue,
        })),
        nextCursor:
          rows.length > limit && last ? signCursor(c.get('secret'), `queue ${lenderId}`, `${last.submittedAt.toISOString()} ${last.applicationId}`) : null,
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/applications/{id}',
        operationId: 'readCase',
        tags: ['lender'],
        summary: 'One case, before any data is looked at',
        request: { params: ApplicationParam },
        responses: { 200: json(CaseView, 'The case') },
      },
      { signedIn: true, scope: 'cases.read' },
    ),
    async (c) => {
      const { lenderId } = lenderOr404(c)
      const ctx = contextOf(c)
      return resource(c, await caseView(ctx, await readCase(ctx, lenderId, c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/applications/{id}/profile',
        operationId: 'discloseProfile',
        tags: ['lender'],
        summary: 'The disclosure: exactly the consented fields; every call is a logged read',
        request: { params: ApplicationParam, query: ProfileQuery },
        responses: { 200: { ...json(DisclosureView, 'The consented profile'), headers: LOGGED } },
      },
      { signedIn: true, scope: 'profiles.read' },
    ),
    async (c) => {
      // A HEAD would spend a read and show nothing for it.
      if (c.req.method !== 'GET') throw new Fault('malformed', 'use_get', '查看授权数据请用 GET。 Use GET for the disclosure; HEAD would spend a read.')
      const { lenderId, userId } = lenderOr404(c)
      const ctx = contextOf(c)
      const { id } = c.req.valid('param')
      const { consentId } = c.req.valid('query')
      const disclosure = await discloseCase(ctx, gatewayOf(ctx), lenderId, userId, id, consentId).catch(rethrowContention)
      personal(c)
      placedInLog(c, disclosure)
      return c.json({ applicationId: disclosure.application.id, ...disclosedView(disclosure, nameOf) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/lender/applications/{id}/decision',
        operationId: 'decideApplication',
        tags: ['lender'],
        summary: 'Decide; a refusal carries coded reasons',
        request: { params: ApplicationParam, headers: IdempotencyHeader, body: jsonBody(DecisionRequest) },
        responses: { 200: json(CaseView, 'Decided') },
      },
      { signedIn: true, scope: 'decisions.write', effect: true },
    ),
    async (c) => {
      const { lenderId, userId, approver } = lenderOr404(c)
      const { id } = c.req.valid('param')
      await readCase(contextOf(c), lenderId, id)
      if (!approver) requireLender(principalFrom(c), 'lender_approver')
      return effect(c, 'decideApplication', await c.req.text(), async (ctx) => {
        const view = await caseView(ctx, await decideApplication(ctx, lenderId, userId, id, c.req.valid('json')))
        return { status: 200, body: view, headers: { ETag: etagOf(view) } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/decline-reasons',
        operationId: 'listDeclineReasons',
        tags: ['lender'],
        summary: 'Codes for a refusal, with what the applicant can do',
        responses: { 200: json(DeclineReasonList, 'Every code') },
      },
      { signedIn: false },
    ),
    (c) => c.json({ items: DECLINE_REASON_CODES.map(reasonView) }),
  )
}

function reasonView(code: DeclineReason) {
  return { code, label: DECLINE_REASONS[code].zh, next: DECLINE_REASONS[code].next }
}

function decisionView(decision: Decision | null) {
  if (decision === null) return null
  return decision.outcome === 'approved'
    ? { outcome: decision.outcome, amountFen: decision.amountFen, termMonths: decision.termMonths, rateBp: decision.rateBp, reasons: [], note: decision.note }
    : { outcome: decision.outcome, amountFen: null, termMonths: null, rateBp: null, reasons: decision.reasons.map(reasonView), note: decision.note }
}

function common(a: Application, productName: string) {
  return {
    id: a.id,
    productId: a.productId,
    productVersion: a.productVersion,
    productName,
    status: a.status,
    amountFen: String(a.amountFen),
    termMonths: a.termMonths,
    purpose: a.purpose as Purpose,
    submittedAt: a.submittedAt.toISOString(),
    answerDue: a.answerDue,
    endedAt: a.endedAt?.toISOString() ?? null,
    decision: decisionView(a.decision),
  }
}

/** Lenders and product versions are looked up once each, however many applications name them. */
async function viewsOf(ctx: Context, applications: readonly Application[]): Promise<z.infer<typeof ApplicationView>[]> {
  const lenderNames = new Map((await lenders(ctx)).map((l) => [l.id, l.name]))
  const productNames = new Map<string, string>()
  const views: z.infer<typeof ApplicationView>[] = []
  for (const a of applications) {
    const version = `${a.productId} ${a.productVersion}`
    const productName = productNames.get(version) ?? (await termsOfVersion(ctx, a.productId, a.productVersion)).name
    productNames.set(version, productName)
    views.push({
      ...common(a, productName),
      subjectId: a.subjectId,
      lenderId: a.lenderId,
      lenderName: lenderNames.get(a.lenderId) ?? a.lenderId,
      consentId: a.consentId,
      acceptedAt: a.acceptedAt?.toISOString() ?? null,
    })
  }
  return views
}

async function viewOf(ctx: Context, application: Application): Promise<z.infer<typeof ApplicationView>> {
  return (await viewsOf(ctx, [application]))[0]!
}

async function caseView(ctx: Context, a: Application): Promise<z.infer<typeof CaseView>> {
  const names = a.decidedBy ? await displayNames(ctx, [a.decidedBy]) : null
  const { name } = await termsOfVersion(ctx, a.productId, a.productVersion)
  const { id: consentId, readsUsed, artefact } = await currentConsent(ctx, a.subjectId, a.consentId)
  return {
    ...common(a, name),
    consentId,
    decidedByName: names?.get(a.decidedBy!) ?? null,
    reads: { used: readsUsed, total: artefact.access.total },
  }
}
