import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Issuing } from '../../consent/index.ts'
import { principalFrom, requireLender } from '../../identity/index.ts'
import { effect } from '../../platform/http/effect.ts'
import { IdempotencyHeader, json, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { findSubjectByCode } from '../../subjects/index.ts'
import { SandboxCaseList, SandboxFirmList } from '../contract.ts'
import { ANSWERS, SCENARIOS } from './scenarios.ts'
import { casesOf, makeCases } from './service.ts'

export interface SandboxPorts extends Issuing {
  /** Elsewhere than in the demo city there are none. */
  isDemo: boolean
}

export function sandboxRoutes({ isDemo, ...issuing }: SandboxPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/sandbox/firms',
        operationId: 'listSandboxFirms',
        tags: ['clients'],
        summary: 'Invented firms of the demo city, one an edge case',
        responses: { 200: json(SandboxFirmList, 'All of them; none outside the demo city') },
      },
      { signedIn: false },
    ),
    async (c) => {
      const ctx = contextOf(c)
      const items = []
      // Where one of the whole city's firms is missing, this is the street.
      let isStreet = false
      for (const { cityOnly = false, made, ...scenario } of isDemo ? SCENARIOS : []) {
        const subject = await findSubjectByCode(ctx, scenario.code)
        if (subject) items.push({ ...scenario, cityOnly, subjectId: subject.id, name: subject.name, answer: made === undefined ? null : ANSWERS[made] })
        else if (cityOnly) isStreet = true
      }
      return c.json({ items: items.filter(({ cityOnly }) => !(isStreet && cityOnly)).map(({ cityOnly, ...item }) => item) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/sandbox/cases',
        operationId: 'listSandboxCases',
        tags: ['clients'],
        summary: 'Your cases of the demo city: an application each whose consent is live, paused, revoked, consumed or expired, with what reading it answers',
        responses: { 200: json(SandboxCaseList, 'Those you have had made; none outside the demo city') },
      },
      { signedIn: true, scope: 'cases.read' },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      personal(c)
      return c.json({ items: isDemo ? await casesOf(contextOf(c), lenderId) : [] })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/sandbox/cases',
        operationId: 'makeSandboxCases',
        tags: ['clients'],
        summary: 'Have those cases made for your institution; what is there stays as it is',
        request: { headers: IdempotencyHeader },
        responses: { 200: json(SandboxCaseList, 'All of them') },
      },
      { signedIn: true, effect: true, refuses: [404] },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const { lenderId } = requireLender(principal)
      if (!isDemo) throw notFound()
      return effect(c, 'makeSandboxCases', '', async (ctx) => ({ status: 200, body: { items: await makeCases(ctx, issuing, lenderId, principal.userId) } }))
    },
  )
  return router
}
