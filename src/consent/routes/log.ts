import type { OpenAPIHono } from '@hono/zod-openapi'
import { displayNames, lenders, principalFrom, requireOwner, requireRole } from '../../identity/index.ts'
import { allEntries, entriesOf, type Leaf, LOG_KINDS, PLATFORM_ACTOR, parseLeaf, UNKNOWN_ACTOR } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import { readCursor, signCursor } from '../../platform/http/cursor.ts'
import { json, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../../platform/kernel/schema.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import { type AccessEntryView, AccessLogPage, AuditPage, LegalTextView, TemplateList } from '../contract.ts'
import { legalTextOf, legalTextVersion } from '../legal-text.ts'
import { PURPOSE_CODES, templateOf } from '../template.ts'
import type { ConsentPorts } from './ports.ts'

type ListedProduct = NonNullable<AccessEntryView['product']>

/** Who is no person. */
const STANDINGS: Readonly<Record<string, string>> = { [PLATFORM_ACTOR]: '平台', [UNKNOWN_ACTOR]: '不明：与封存的记录不符' }

const SubjectParam = z.object({ id: idOf('subject') })
const PageQuery = z.object({ cursor: safeText(512).optional(), limit: pageLimit })
const AuditQuery = PageQuery.extend({
  kind: z.enum(LOG_KINDS).optional(),
  consentId: safeText(40, 1).optional().openapi({ description: 'Of a consent, a proof or a batch' }),
  lenderId: idOf('institution').optional(),
})
const TextQuery = z.object({
  purpose: z.enum(PURPOSE_CODES).default('UNDERWRITE'),
  version: safeText(4, 1).optional().openapi({ description: 'An earlier text, by the version an artefact names; the one in force unless told', example: '1' }),
})

/** Who looked, and what is agreed to. */
export function logRoutes(ports: ConsentPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects/{id}/access-log',
        operationId: 'readAccessLog',
        tags: ['consents'],
        summary: 'Who read what about you, when and why; refused looks too',
        request: { params: SubjectParam, query: PageQuery },
        responses: { 200: json(AccessLogPage, 'A page, newest first') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { id } = c.req.valid('param')
      requireOwner(principalFrom(c), id)
      const ctx = contextOf(c)
      const { cursor, limit } = c.req.valid('query')
      const place = readCursor(c.get('secret'), `access-log ${id}`, cursor)
      const rows = await entriesOf(ctx, id, limit + 1, place === null ? null : Number(place))
      const page = rows.slice(0, limit)
      const people = await displayNames(
        ctx,
        page.map((r) => r.actorId),
      )
      const names = new Map((await lenders(ctx)).map((l) => [l.id, l.name]))
      const leaves = page.map(({ leaf }) => parseLeaf(leaf))
      const productOf = await listedProducts(ports, ctx, leaves)
      personal(c)
      return c.json({
        items: page.map((row, i) => {
          const leaf = leaves[i]!
          const product = productOf.get(`${leaf.pr} ${leaf.pv}`)
          return {
            ...{ index: row.logIndex, sealedIn: row.sealedIn },
            kind: row.kind,
            at: row.at.toISOString(),
            consentId: row.consentId,
            lenderId: row.lenderId,
            lenderName: names.get(row.lenderId) ?? row.lenderId,
            actorName: people.get(row.actorId) ?? STANDINGS[row.actorId] ?? row.actorId,
            fields: leaf.f.map((field) => ({ id: field, label: ports.fieldLabel(field) })),
            readNo: leaf.n,
            why: leaf.why,
            ...(product && { product }),
            requestId: leaf.rid,
          }
        }),
        nextCursor: rows.length > limit ? signCursor(c.get('secret'), `access-log ${id}`, String(page.at(-1)!.logIndex)) : null,
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/audit/events',
        operationId: 'listAuditEvents',
        tags: ['audit'],
        summary: 'The disclosure log for auditors: opaque ids only',
        request: { query: AuditQuery },
        responses: { 200: json(AuditPage, 'A page, newest first') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'auditor')
      const { cursor, limit, ...filter } = c.req.valid('query')
      const place = readCursor(c.get('secret'), 'audit', cursor)
      const rows = await allEntries(contextOf(c), limit + 1, place === null ? null : Number(place), filter)
      const page = rows.slice(0, limit)
      personal(c)
      return c.json({
        items: page.map(({ logIndex, sealedIn, kind, at, consentId, subjectId, lenderId, actorId, leaf }) => {
          const { f, n, why, rid } = parseLeaf(leaf)
          return { index: logIndex, sealedIn, kind, at: at.toISOString(), consentId, subjectId, lenderId, actorId, fields: f, readNo: n, why, requestId: rid }
        }),
        nextCursor: rows.length > limit ? signCursor(c.get('secret'), 'audit', String(page.at(-1)!.logIndex)) : null,
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/consent-text',
        operationId: 'readConsentText',
        tags: ['consents'],
        summary: 'The text a subject agrees to, with its bounds',
        request: { query: TextQuery },
        responses: { 200: json(LegalTextView, 'The text in force') },
      },
      { signedIn: false },
    ),
    (c) => {
      const { purpose, version } = c.req.valid('query')
      const today = civilDateOf(contextOf(c).clock.now())
      const { maxDays, maxReads, defaultDays, defaultReads } = templateOf(purpose, today)
      const text = version === undefined ? legalTextOf(purpose, today) : legalTextVersion(purpose, Number(version))
      if (!text) throw notFound()
      return c.json({ ...text, maxDays, maxReads, defaultDays, defaultReads })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/consent-templates',
        operationId: 'listConsentTemplates',
        tags: ['consents'],
        summary: 'What each purpose may ask for at most, as of today',
        responses: { 200: json(TemplateList, 'One for each purpose') },
      },
      { signedIn: false },
    ),
    (c) => {
      const today = civilDateOf(contextOf(c).clock.now())
      const items = PURPOSE_CODES.map((code) => {
        const { code: purpose, bound: _bound, categories, ...template } = templateOf(code, today)
        return { ...template, purpose, categories: categories && [...categories] }
      })
      return c.json({ items })
    },
  )

  return router
}

/** By product and version, what listings are about. */
async function listedProducts({ termsOfVersions }: ConsentPorts, ctx: Context, leaves: readonly Leaf[]): Promise<Map<string, ListedProduct>> {
  const listed = new Map(leaves.flatMap(({ pr, pv }) => (pr === undefined || pv === undefined ? [] : [[`${pr} ${pv}`, { id: pr, version: pv }] as const])))
  if (listed.size === 0) return new Map()
  const terms = await termsOfVersions(
    ctx,
    [...listed.values()].map(({ id, version }) => ({ productId: id, version })),
  )
  return new Map([...listed].map(([key, product], i) => [key, { ...product, name: terms[i]!.name }]))
}
