import type { OpenAPIHono } from '@hono/zod-openapi'
import { lenders, principalFrom, requireRole, requireStepUp } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { effect } from '../../platform/http/effect.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../../platform/http/rim.ts'
import { Fault, invalidField } from '../../platform/kernel/fault.ts'
import { safeText, z } from '../../platform/kernel/schema.ts'
import { checkHouseholdNo, findSubjectByCode, findSubjects, type Subject } from '../../subjects/index.ts'
import { CallBackRequest, ConsentView, ProposalList, ProposalRequest, TellableInquiryList } from '../contract.ts'
import { inquiriesOf } from '../service/inquire.ts'
import { confirmSecond, type Officer, proposalsOf, proposeConsent } from '../service/propose.ts'
import { villageServedBy } from '../service/standing.ts'
import { ConsentParam, offeredProduct } from './own.ts'
import type { ConsentPorts } from './ports.ts'
import { consentView, inquiryView } from './views.ts'

const RequestQuery = z.object({
  householdNo: safeText(40).default('').openapi({ description: 'Number of the household in the village roster' }),
  no: safeText(40).default('').openapi({ description: 'The end of the request’s id, six characters or more, which the household reads out' }),
})

/** @throws Fault forbidden `role_required`, `no_village` */
async function officerFrom(c: Rim, ctx: Context): Promise<Officer> {
  const principal = principalFrom(c)
  requireRole(principal, 'village_officer')
  const village = principal.institutionId && (await villageServedBy(ctx, principal.institutionId))
  if (!village) throw new Fault('forbidden', 'no_village', '您的服务站还没有登记所服务的村，请联系平台运营。 Your station has no village on record.')
  return { userId: principal.userId, village }
}

/** What village officers do by mandate. */
export function proposalRoutes(ports: ConsentPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/officer/consents',
        operationId: 'proposeConsent',
        tags: ['officer'],
        summary: 'Propose a consent for a household of your village, by its mandate',
        description:
          'Nothing is read under it until the household confirms by its own sign-in, or another officer after the cooling-off. Whoever acts for somebody else has shown their strongest factor within five minutes (403 `step_up_required`).',
        request: { headers: IdempotencyHeader, body: jsonBody(ProposalRequest) },
        responses: { 201: json(ConsentView, 'Waits for its confirmation') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const officer = await officerFrom(c, contextOf(c))
      requireStepUp(principalFrom(c))
      const { householdNo, productId, requestId, mandate, method, evidenceSha256, witness, ...ticks } = c.req.valid('json')
      return effect(c, 'proposeConsent', await c.req.text(), async (ctx) => {
        const subject = await householdOf(ctx, officer.village, householdNo)
        const to =
          requestId !== undefined
            ? { inquiryId: requestId }
            : { target: await offeredProduct(ports, ctx, productId!, '/productId').then((product) => ({ lender: product.lender, product })) }
        const papers = { mandate, method, evidenceSha256, witness }
        const consent = await proposeConsent(ctx, ports, { ...ticks, purpose: 'UNDERWRITE', subject, officer, papers, to })
        return { status: 201, body: consentView(consent, ports.catalogue) }
      })
    },
  )

  // A household's loans are nobody's business in its village: an officer finds the request that the household names, and lists none.
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/officer/consent-requests',
        operationId: 'findHouseholdRequest',
        tags: ['officer'],
        summary: 'The request of a lender that a household of your village wants to answer with you, by the number it reads out',
        request: { query: RequestQuery },
        responses: { 200: json(TellableInquiryList, 'That one, while it waits for its answer; or none') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const ctx = contextOf(c)
      const { village } = await officerFrom(c, ctx)
      const { householdNo, no } = c.req.valid('query')
      if (!/^[0-9a-z_]{6,40}$/i.test(no))
        throw invalidField('/no', 'request_no', '请求编号至少 6 位，是字母和数字。 The number of the request has six letters and digits at least.')
      const { id } = await householdOf(ctx, village, householdNo)
      const open = (await inquiriesOf(ctx, id)).filter((one) => one.status === 'requested' && one.id.endsWith(no.toLowerCase()))
      const names = new Map(open.length === 0 ? [] : (await lenders(ctx)).map((lender) => [lender.id, lender.name]))
      personal(c)
      return c.json({
        items: open.slice(0, 1).map((inquiry) => {
          const { reason: _reason, ...view } = inquiryView(inquiry, ports.catalogue, names.get(inquiry.lenderId) ?? inquiry.lenderId)
          return view
        }),
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/officer/consents',
        operationId: 'listProposals',
        tags: ['officer'],
        summary: 'What officers of your village proposed, newest first',
        responses: { 200: json(ProposalList, 'At most 200') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const ctx = contextOf(c)
      const { village } = await officerFrom(c, ctx)
      personal(c)
      const consents = await proposalsOf(ctx, village)
      const households = await findSubjects(
        ctx,
        consents.map(({ subjectId }) => subjectId),
      )
      const numbers = new Map(households.map(({ id, code }) => [id, code]))
      return c.json({
        items: consents.map((consent) => ({ ...consentView(consent, ports.catalogue), householdNo: numbers.get(consent.subjectId) ?? '' })),
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/officer/consents/{id}/confirm',
        operationId: 'confirmProposal',
        tags: ['officer'],
        summary: 'As a second officer, confirm after the cooling-off what the household told you on the phone',
        request: { params: ConsentParam, headers: IdempotencyHeader, body: jsonBody(CallBackRequest) },
        responses: { 200: json(ConsentView, 'Granted') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const officer = await officerFrom(c, contextOf(c))
      requireStepUp(principalFrom(c))
      const { id } = c.req.valid('param')
      const { callBackSha256 } = c.req.valid('json')
      return effect(c, 'confirmProposal', await c.req.text(), async (ctx) => ({
        status: 200,
        body: consentView(await confirmSecond(ctx, id, officer, callBackSha256), ports.catalogue),
      }))
    },
  )

  return router
}

/** @throws Fault invalid `unknown_household`: one of another village looks like none */
async function householdOf(ctx: Context, village: string, householdNo: string): Promise<Subject> {
  const { canonical, villageCode } = checkHouseholdNo(householdNo)
  const household = canonical !== null && villageCode === village ? await findSubjectByCode(ctx, canonical) : null
  if (!household) throw invalidField('/householdNo', 'unknown_household', '本村没有这个农户编号，请核对名册。 No such household in your village.')
  return household
}
