import type { OpenAPIHono } from '@hono/zod-openapi'
import { principalFrom, requireRole } from '../../identity/index.ts'
import { readCursor, signCursor } from '../../platform/http/cursor.ts'
import { json, operation } from '../../platform/http/operation.ts'
import { contextOf, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { civilDate, pageLimit, safeText, z } from '../../platform/kernel/schema.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import { CATALOGUE_CLASSES, inForce } from '../catalogue.ts'
import { CatalogueView, RefusalPage } from '../contract.ts'
import { refusals } from '../service.ts'
import type { SourceRegister } from '../source.ts'

export function mountCatalogue<F>(router: OpenAPIHono<RimEnv>, register: SourceRegister<F>): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/catalogue',
        operationId: 'readCatalogue',
        tags: ['imports'],
        summary: 'What may be collected: every item of the public-credit catalogue with its office, sharing, retention and dates',
        description: 'A record that no item in force covers is refused and the refusal is logged. `verified: false`: not yet held against the published list.',
        request: { query: z.object({ on: civilDate.optional().openapi({ description: 'In force on this day; today unless told' }) }) },
        responses: { 200: json(CatalogueView, 'Every item') },
      },
      { signedIn: false },
    ),
    (c) => {
      const on = c.req.valid('query').on ?? civilDateOf(contextOf(c).clock.now())
      const items = register.sources.flatMap((source) =>
        source.catalogue.map(({ titleZh, providerZh, ...item }) => ({
          ...item,
          classLabel: CATALOGUE_CLASSES[item.class],
          title: titleZh,
          provider: providerZh,
          source: source.id,
          sourceName: source.titleZh,
          inForce: inForce(item, on),
          ways: [
            ...new Set(
              source.channels.flatMap((channel) => ('record' in channel ? (`${source.id}/${channel.record}` === item.id ? [channel.way] : []) : [channel.way])),
            ),
          ],
        })),
      )
      return c.json({ items })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/refusals',
        operationId: 'listRefusals',
        tags: ['imports'],
        summary: 'What was turned away as a whole: not in the catalogue, unreadable, forged; newest first',
        request: { query: z.object({ cursor: safeText(512).optional(), limit: pageLimit }) },
        responses: { 200: json(RefusalPage, 'A page of refusals') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'operator')
      const { cursor, limit } = c.req.valid('query')
      const list = await refusals(contextOf(c), limit + 1, readCursor(c.get('secret'), 'refusals', cursor))
      const items = list.slice(0, limit).map(({ sha256: _, actorId: __, at, lastAt, way, ...refusal }) => ({
        ...{ ...refusal, way: way as 'upload' },
        at: at.toISOString(),
        lastAt: lastAt?.toISOString() ?? null,
      }))
      personal(c)
      return c.json({ items, nextCursor: list.length > limit ? signCursor(c.get('secret'), 'refusals', items.at(-1)!.id) : null })
    },
  )
}
