import type { OpenAPIHono } from '@hono/zod-openapi'
import { json, jsonBody, operation } from '../platform/http/operation.ts'
import { createRouter, mount, type RimEnv } from '../platform/http/rim.ts'
import { IdentifierCheckRequest, IdentifierCheckResponse } from './contract.ts'
import { checkIdentifier } from './credit-code.ts'

export function subjectRoutes(): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/identifiers/check',
        operationId: 'checkIdentifiers',
        tags: ['tools'],
        summary: 'Check unified social credit codes: both check digits, with the reason',
        request: { body: jsonBody(IdentifierCheckRequest) },
        responses: { 200: json(IdentifierCheckResponse, 'One verdict per code, in the order sent') },
      },
      { signedIn: false },
    ),
    (c) => {
      return c.json({ items: c.req.valid('json').codes.map(checkIdentifier) })
    },
  )
  return router
}
