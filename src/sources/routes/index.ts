import type { OpenAPIHono } from '@hono/zod-openapi'
import { createRouter, type RimEnv } from '../../platform/http/rim.ts'
import type { SourceRegister } from '../source.ts'
import { mountCatalogue } from './catalogue.ts'
import { mountImports } from './imports.ts'
import { mountWorkbench } from './workbench.ts'

export function sourceRoutes<F>(register: SourceRegister<F>): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mountCatalogue(router, register)
  mountImports(router, register)
  mountWorkbench(router, register)
  return router
}
