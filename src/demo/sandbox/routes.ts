import type { OpenAPIHono } from '@hono/zod-openapi'
import { json, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, type RimEnv } from '../../platform/http/rim.ts'
import { idOf, z } from '../../platform/kernel/schema.ts'
import { findSubjectByCode } from '../../subjects/index.ts'
import { SCENARIOS } from './scenarios.ts'

const text = z.string().max(200)
const SandboxFirm = z
  .object({
    scenario: z.string().max(40),
    subjectId: idOf('subject'),
    code: z.string().max(40),
    name: text,
    signIn: z.string().max(64).nullable().openapi({ description: 'Who acts for it in the demo city' }),
    situation: text,
    expect: text.openapi({ description: 'What a lender’s system meets' }),
  })
  .openapi('SandboxFirm')

/** @param isDemo elsewhere than in the demo city there are none */
export function sandboxRoutes(isDemo: boolean): OpenAPIHono<RimEnv> {
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
        responses: { 200: json(z.object({ items: z.array(SandboxFirm) }).openapi('SandboxFirmList'), 'All of them; none outside the demo city') },
      },
      { signedIn: false },
    ),
    async (c) => {
      const { db } = contextOf(c)
      const items = []
      // Where one of the whole city's firms is missing, this is the street.
      let isStreet = false
      for (const { cityOnly = false, ...scenario } of isDemo ? SCENARIOS : []) {
        const subject = await findSubjectByCode(db, scenario.code)
        if (subject) items.push({ ...scenario, cityOnly, subjectId: subject.id, name: subject.name })
        else if (cityOnly) isStreet = true
      }
      return c.json({ items: items.filter(({ cityOnly }) => !(isStreet && cityOnly)).map(({ cityOnly, ...item }) => item) })
    },
  )
  return router
}
