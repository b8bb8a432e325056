import type { OpenAPIHono } from '@hono/zod-openapi'
import { lenders, ownSubject, principalFrom } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { effect, rethrowContention } from '../../platform/http/effect.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, mount, personal, type Rim, type RimEnv } from '../../platform/http/rim.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { idOf, z } from '../../platform/kernel/schema.ts'
import { termsOfVersion } from '../../products/index.ts'
import { isNaturalPerson } from '../../profiles/model.ts'
import { findSubjects, type Subject } from '../../subjects/index.ts'
import { guarantorShown } from '../disclosed-view.ts'
import {
  discloseGuarantor,
  guaranteesOf,
  guarantorsOf,
  guarantorsOfCase,
  mayBeAsked,
  nameGuarantor,
  type Standing,
  statusOf,
  withdrawGuarantor,
} from '../guarantors/service.ts'
import {
  CaseGuarantorList,
  GuaranteeList,
  type GuaranteeView,
  GuarantorDisclosure,
  GuarantorList,
  GuarantorRequest,
  GuarantorView,
} from '../guarantors-contract.ts'
import { LOGGED, type LoanPorts, lenderOr404, placedInLog } from './reader.ts'

const ApplicationParam = z.object({ id: idOf('application') })
const GuarantorParam = z.object({ id: idOf('guarantor') })

export function mountGuarantors(router: OpenAPIHono<RimEnv>, ports: LoanPorts): void {
  mountApplicant(router)
  mountGuarantor(router)
  mountLender(router, ports)
}

function ownOr404(c: Rim): { own: string; userId: string } {
  const principal = principalFrom(c)
  const own = ownSubject(principal)
  if (own === null) throw notFound()
  return { own, userId: principal.userId }
}

function mountApplicant(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/applications/{id}/guarantors',
        operationId: 'nameGuarantor',
        tags: ['applications'],
        summary: 'Name a guarantor of an open application; the lender may then ask it, and it learns for whose loan',
        request: { params: ApplicationParam, headers: IdempotencyHeader, body: jsonBody(GuarantorRequest) },
        responses: { 201: json(GuarantorView, 'Named; not asked yet') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const { own, userId } = ownOr404(c)
      const { id } = c.req.valid('param')
      const { code } = c.req.valid('json')
      return effect(c, 'nameGuarantor', await c.req.text(), async (ctx) => {
        const [view] = await applicantViews(ctx, [await nameGuarantor(ctx, own, userId, id, code)])
        return { status: 201, body: view! }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/applications/{id}/guarantors',
        operationId: 'listGuarantors',
        tags: ['applications'],
        summary: 'Whom you named, in order, and whether they agreed; nothing of what is read',
        request: { params: ApplicationParam },
        responses: { 200: json(GuarantorList, 'All of them') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { own } = ownOr404(c)
      const ctx = contextOf(c)
      personal(c)
      return c.json({ items: await applicantViews(ctx, await guarantorsOf(ctx, own, c.req.valid('param').id)) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/guarantors/{id}/withdraw',
        operationId: 'withdrawGuarantor',
        tags: ['applications'],
        summary: 'Take the naming of a guarantor back; what it was asked or gave for it ends',
        request: { params: GuarantorParam, headers: IdempotencyHeader },
        responses: { 200: json(GuarantorView, 'Taken back') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const { own } = ownOr404(c)
      const { id } = c.req.valid('param')
      return effect(c, 'withdrawGuarantor', await c.req.text(), async (ctx) => {
        const [view] = await applicantViews(ctx, [await withdrawGuarantor(ctx, own, id)])
        return { status: 200, body: view! }
      })
    },
  )
}

function mountGuarantor(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/guarantees',
        operationId: 'listGuarantees',
        tags: ['consents'],
        summary: 'For whose loans you were asked to stand guarantor, newest first; what is asked stands under consent-requests',
        responses: { 200: json(GuaranteeList, 'At most 200') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      const ctx = contextOf(c)
      personal(c)
      return c.json({ items: own === null ? [] : await guaranteeViews(ctx, own) })
    },
  )
}

function mountLender(router: OpenAPIHono<RimEnv>, { nameOf, gatewayOf }: LoanPorts): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/applications/{id}/guarantors',
        operationId: 'listCaseGuarantors',
        tags: ['lender'],
        summary: 'Whom the applicant named as guarantors, without a fact about them, and how their consents stand',
        request: { params: ApplicationParam },
        responses: { 200: json(CaseGuarantorList, 'All of them') },
      },
      { signedIn: true, scope: 'cases.read' },
    ),
    async (c) => {
      const { lenderId } = lenderOr404(c)
      const ctx = contextOf(c)
      const { application, all } = await guarantorsOfCase(ctx, lenderId, c.req.valid('param').id)
      personal(c)
      return c.json({
        items: all.map((standing) => {
          const consent = standing.bound?.consent ?? null
          return {
            ...common(standing),
            consentId: consent?.id ?? null,
            reads: consent && { used: consent.readsUsed, total: consent.artefact.access.total },
            mayAsk: mayBeAsked(standing, application),
          }
        }),
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/guarantors/{id}/profile',
        operationId: 'discloseGuarantor',
        tags: ['lender'],
        summary: 'A look at a guarantor under its own consent: exactly the consented fields; every call is a logged read',
        request: { params: GuarantorParam },
        responses: { 200: { ...json(GuarantorDisclosure, 'The consented profile'), headers: LOGGED } },
      },
      { signedIn: true, scope: 'profiles.read' },
    ),
    async (c) => {
      // A HEAD would spend a read and show nothing for it.
      if (c.req.method !== 'GET') throw new Fault('malformed', 'use_get', '查看授权数据请用 GET。 Use GET for the disclosure; HEAD would spend a read.')
      const { lenderId, userId } = lenderOr404(c)
      const ctx = contextOf(c)
      const { id } = c.req.valid('param')
      const disclosure = await discloseGuarantor(ctx, gatewayOf(ctx), lenderId, userId, id).catch(rethrowContention)
      personal(c)
      placedInLog(c, disclosure)
      return c.json({ guarantorId: id, applicationId: disclosure.applicationId, ...guarantorShown(disclosure, nameOf) })
    },
  )
}

function common(standing: Standing) {
  const { guarantor, bound } = standing
  const status = statusOf(standing)
  return {
    ...{ id: guarantor.id, applicationId: guarantor.applicationId, status, namedAt: guarantor.namedAt.toISOString() },
    answerBy: status === 'requested' && bound ? bound.inquiry.answerBy.toISOString() : null,
    withdrawnAt: guarantor.withdrawnAt?.toISOString() ?? null,
  }
}

async function applicantViews(ctx: Context, all: readonly Standing[]): Promise<GuarantorView[]> {
  const subjects = await subjectsById(
    ctx,
    all.map(({ guarantor }) => guarantor.guarantorId),
  )
  return all.map((standing) => {
    const { code, name, kind } = subjects.get(standing.guarantor.guarantorId)!
    // Whoever knows a code does not learn whose it is where that is a natural person.
    return { ...common(standing), code, name: isNaturalPerson(kind) ? null : name }
  })
}

async function guaranteeViews(ctx: Context, own: string): Promise<GuaranteeView[]> {
  const all = await guaranteesOf(ctx, own)
  if (all.length === 0) return []
  const borrowers = await subjectsById(
    ctx,
    all.map(({ application }) => application.subjectId),
  )
  const lenderNames = new Map((await lenders(ctx)).map((l) => [l.id, l.name]))
  const views: GuaranteeView[] = []
  for (const { application, ...standing } of all) {
    const { subjectId, lenderId, productId, productVersion, amountFen, termMonths } = application
    views.push({
      ...{ ...common(standing), borrowerName: borrowers.get(subjectId)!.name, lenderId, lenderName: lenderNames.get(lenderId) ?? lenderId },
      ...{ productId, productVersion, productName: (await termsOfVersion(ctx, productId, productVersion)).name },
      ...{ amountFen: String(amountFen), termMonths },
    })
  }
  return views
}

async function subjectsById(ctx: Context, ids: readonly string[]): Promise<Map<string, Subject>> {
  return new Map((await findSubjects(ctx, [...new Set(ids)])).map((subject) => [subject.id, subject]))
}
