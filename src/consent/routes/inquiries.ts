import type { OpenAPIHono } from '@hono/zod-openapi'
import { lenders, ownSubject, principalFrom, requireLender } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { readCursor, signCursor } from '../../platform/http/cursor.ts'
import { effect } from '../../platform/http/effect.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { Fault, invalidField } from '../../platform/kernel/fault.ts'
import { pageLimit, safeText, z } from '../../platform/kernel/schema.ts'
import { ConsentView, InquiryList, InquiryRequest, InquiryView, LenderConsentPage, LenderInquiryPage, TicksRequest } from '../contract.ts'
import type { Inquiry } from '../model.ts'
import { askConsent, denyInquiry, grantInquiry, inquiriesOf, inquiriesOfLender } from '../service/inquire.ts'
import { consentsOfLender } from '../service/receipt.ts'
import type { PurposeCode } from '../template.ts'
import { ConsentParam, handOf, ownOr404, reasonBody, subjectNamed } from './own.ts'
import type { ConsentPorts, CustomerCase } from './ports.ts'
import { consentView, inquiryView, lenderConsentView } from './views.ts'

const PageQuery = z.object({ cursor: safeText(512).optional(), limit: pageLimit })

/**
 * Of a customer what comes after the loan; of whom the applicant named as guarantor what comes before it.
 * @throws Fault not_found; invalid `guarantor_missing`, `guarantor_not_taken`; conflict `not_a_customer` and those of `guarantorCase`
 */
async function whomToAsk(
  ctx: Context,
  ports: ConsentPorts,
  lenderId: string,
  { applicationId, guarantorId, purpose }: { applicationId: string; guarantorId: string | undefined; purpose: PurposeCode },
): Promise<Omit<CustomerCase, 'isApproved'>> {
  if (purpose === 'GUARANTEE') {
    if (guarantorId === undefined)
      throw invalidField('/guarantorId', 'guarantor_missing', '请指明向哪位担保人请求；须由借款人先提名。 Say whom: the applicant names its guarantors.')
    return ports.guarantorCase(ctx, lenderId, applicationId, guarantorId)
  }
  if (guarantorId !== undefined)
    throw invalidField('/guarantorId', 'guarantor_not_taken', '只有审查担保才写担保人。 Only a request for GUARANTEE names a guarantor.')
  const customer = await ports.customerCase(ctx, lenderId, applicationId)
  if (!customer.isApproved)
    throw new Fault(
      'conflict',
      'not_a_customer',
      '这笔申请还没有批准，不能请求贷后或续贷授权。 The application is not approved; there is nothing to follow yet.',
    )
  return customer
}

/** What lenders ask of their customers, and the answers. */
export function inquiryRoutes(ports: ConsentPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()
  const forLender = (inquiry: Inquiry, lenderName: string) => {
    const { reason: _reason, ...view } = inquiryView(inquiry, ports.catalogue, lenderName)
    return view
  }

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/consent-requests',
        operationId: 'listConsentRequests',
        tags: ['consents'],
        summary: 'What lenders ask of you, newest first',
        responses: { 200: json(InquiryList, 'At most 200') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      personal(c)
      const ctx = contextOf(c)
      const inquiries = own === null ? [] : await inquiriesOf(ctx, own)
      const names = new Map(inquiries.length === 0 ? [] : (await lenders(ctx)).map(({ id, name }) => [id, name]))
      return c.json({ items: inquiries.map((inquiry) => inquiryView(inquiry, ports.catalogue, names.get(inquiry.lenderId) ?? inquiry.lenderId)) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/consent-requests/{id}/grant',
        operationId: 'grantConsentRequest',
        tags: ['consents'],
        summary: 'Agree to what a lender asks, to all of it or to less',
        request: { params: ConsentParam, headers: IdempotencyHeader, body: jsonBody(TicksRequest) },
        responses: { 201: json(ConsentView, 'Granted: the consent of the same id') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const own = ownOr404(c)
      const { id } = c.req.valid('param')
      const answer = c.req.valid('json')
      return effect(c, 'grantConsentRequest', await c.req.text(), async (ctx) => {
        const consent = await grantInquiry(ctx, ports, id, { ...answer, subject: await subjectNamed(ctx, own), by: handOf(c) })
        return { status: 201, body: consentView(consent, ports.catalogue), headers: { Location: `/api/v1/consents/${id}` } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/consent-requests/{id}/deny',
        operationId: 'denyConsentRequest',
        tags: ['consents'],
        summary: 'Refuse what a lender asks; your words stay with you',
        request: { params: ConsentParam, headers: IdempotencyHeader, body: reasonBody },
        responses: { 200: json(InquiryView, 'Refused') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const own = ownOr404(c)
      const { id } = c.req.valid('param')
      const { reason = '' } = c.req.valid('json') ?? {}
      return effect(c, 'denyConsentRequest', await c.req.text(), async (ctx) => {
        const inquiry = await denyInquiry(ctx, own, id, { actorId: handOf(c).userId, reason })
        const name = (await lenders(ctx)).find((lender) => lender.id === inquiry.lenderId)?.name ?? inquiry.lenderId
        return { status: 200, body: inquiryView(inquiry, ports.catalogue, name) }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/lender/consent-requests',
        operationId: 'requestConsent',
        tags: ['lender'],
        summary: 'Ask a customer for a further consent; it decides within 72 hours',
        request: { headers: IdempotencyHeader, body: jsonBody(InquiryRequest) },
        responses: { 201: json(InquiryView.omit({ reason: true }), 'Asked') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const { lenderId, lenderName } = requireLender(principal)
      const { applicationId, guarantorId, data, ...bounds } = c.req.valid('json')
      return effect(c, 'requestConsent', await c.req.text(), async (ctx) => {
        const { subjectId, product } = await whomToAsk(ctx, ports, lenderId, { applicationId, guarantorId, purpose: bounds.purpose })
        const asked = data.map((item) => ({ ...item, separateConsent: false }))
        const asking = { ...bounds, data: asked, subjectId, lenderId, actorId: principal.userId, application: { id: applicationId, product } }
        return { status: 201, body: forLender(await askConsent(ctx, ports.catalogue, asking), lenderName) }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/consent-requests',
        operationId: 'listLenderRequests',
        tags: ['lender'],
        summary: 'What you asked of customers and how they answered, newest first',
        request: { query: PageQuery },
        responses: { 200: json(LenderInquiryPage, 'A page') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { lenderId, lenderName } = requireLender(principalFrom(c))
      const { cursor, limit } = c.req.valid('query')
      const scope = `lender-requests ${lenderId}`
      const rows = await inquiriesOfLender(contextOf(c), lenderId, limit + 1, readCursor(c.get('secret'), scope, cursor))
      const page = rows.slice(0, limit)
      personal(c)
      return c.json({
        items: page.map((inquiry) => forLender(inquiry, lenderName)),
        nextCursor: rows.length > limit ? signCursor(c.get('secret'), scope, page.at(-1)!.id) : null,
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/consents',
        operationId: 'listLenderConsents',
        tags: ['lender'],
        summary: 'The consents you rely on, newest first',
        request: { query: PageQuery },
        responses: { 200: json(LenderConsentPage, 'A page') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { cursor, limit } = c.req.valid('query')
      const scope = `lender-consents ${lenderId}`
      const rows = await consentsOfLender(contextOf(c), lenderId, limit + 1, readCursor(c.get('secret'), scope, cursor))
      const page = rows.slice(0, limit)
      personal(c)
      return c.json({
        items: page.map((consent) => lenderConsentView(consent, ports.catalogue)),
        nextCursor: rows.length > limit ? signCursor(c.get('secret'), scope, page.at(-1)!.id) : null,
      })
    },
  )

  return router
}
