import type { OpenAPIHono } from '@hono/zod-openapi'
import { displayNames, lenders, ownSubject, principalFrom, requireOwner, requireRole } from '../identity/index.ts'
import { allEntries, entriesOf, type Leaf, PLATFORM_ACTOR, parseLeaf } from '../log/index.ts'
import type { Context } from '../platform/context.ts'
import { readCursor, signCursor } from '../platform/http/cursor.ts'
import { effect } from '../platform/http/effect.ts'
import { resource } from '../platform/http/etag.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../platform/http/rim.ts'
import { invalidField, notFound } from '../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../platform/kernel/schema.ts'
import { findSubject } from '../subjects/index.ts'
import { type DataCatalogue, LEGAL_SHA256, LEGAL_TEXT, TEMPLATES } from './artefact.ts'
import { type AccessEntryView, AccessLogPage, AuditPage, ConsentList, ConsentView, GrantRequest, LegalTextView, RevokeRequest } from './contract.ts'
import type { Consent } from './model.ts'
import { consentsOf, grantConsent, readConsent, revokeConsent } from './service/grant.ts'

/** What consent needs from rooms it does not know; `app.ts` hands it in. */
export interface ConsentPorts {
  catalogue: DataCatalogue
  fieldLabel(id: string): string
  /** The published version of a product and its lender, or null. */
  publishedProduct(ctx: Context, productId: string): Promise<{ id: string; version: number; lender: { id: string; name: string } } | null>
  /** Terms of versions that were on offer, in the order asked for. */
  termsOfVersions(ctx: Context, wanted: readonly { productId: string; version: number }[]): Promise<readonly { name: string }[]>
}

type ListedProduct = NonNullable<AccessEntryView['product']>

const ConsentParam = z.object({ id: idOf('consent') })
const SubjectParam = z.object({ id: idOf('subject') })
const PageQuery = z.object({ cursor: safeText(512).optional(), limit: pageLimit })

export function consentRoutes(ports: ConsentPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()
  const view = (consent: Consent): z.infer<typeof ConsentView> => consentView(consent, ports.catalogue)

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/consents',
        operationId: 'grantConsent',
        tags: ['consents'],
        summary: 'Let one lender look, for one application',
        request: { headers: IdempotencyHeader, body: jsonBody(GrantRequest) },
        responses: { 201: json(ConsentView, 'Granted') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const { subjectId, productId, ...request } = c.req.valid('json')
      requireOwner(principal, subjectId)
      return effect(c, 'grantConsent', await c.req.text(), async (ctx) => {
        const subject = await findSubject(ctx.db, subjectId)
        if (!subject) throw notFound()
        const product = await ports.publishedProduct(ctx, productId)
        if (!product) throw invalidField('/productId', 'unknown_product', '没有这款在售产品，请从产品列表中选择。 No such published product.')
        const consent = await grantConsent(ctx, ports.catalogue, { ...request, subject, lender: product.lender, product, grantorId: principal.userId })
        return { status: 201, body: view(consent), headers: { Location: `/api/v1/consents/${consent.id}` } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/consents',
        operationId: 'listConsents',
        tags: ['consents'],
        summary: 'Your consents, newest first',
        responses: { 200: json(ConsentList, 'At most 200') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      personal(c)
      return c.json({ items: own === null ? [] : (await consentsOf(contextOf(c), own)).map(view) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/consents/{id}',
        operationId: 'readConsent',
        tags: ['consents'],
        summary: 'One consent',
        request: { params: ConsentParam },
        responses: { 200: json(ConsentView, 'The consent') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      if (own === null) throw notFound()
      return resource(c, view(await readConsent(contextOf(c), own, c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/consents/{id}/revoke',
        operationId: 'revokeConsent',
        tags: ['consents'],
        summary: 'Take a consent back; the next look is refused',
        request: { params: ConsentParam, headers: IdempotencyHeader, body: { required: false, content: { 'application/json': { schema: RevokeRequest } } } },
        responses: { 200: json(ConsentView, 'Revoked') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const own = ownSubject(principal)
      if (own === null) throw notFound()
      const { id } = c.req.valid('param')
      const { reason = '' } = c.req.valid('json') ?? {}
      return effect(c, 'revokeConsent', await c.req.text(), async (ctx) => ({
        status: 200,
        body: view(await revokeConsent(ctx, own, id, { actorId: principal.userId, why: 'subject_request', reason })),
      }))
    },
  )

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
            index: row.logIndex,
            kind: row.kind,
            at: row.at.toISOString(),
            consentId: row.consentId,
            lenderId: row.lenderId,
            lenderName: names.get(row.lenderId) ?? row.lenderId,
            actorName: people.get(row.actorId) ?? (row.actorId === PLATFORM_ACTOR ? '平台' : row.actorId),
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
        request: { query: PageQuery },
        responses: { 200: json(AuditPage, 'A page, newest first') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'auditor')
      const { cursor, limit } = c.req.valid('query')
      const place = readCursor(c.get('secret'), 'audit', cursor)
      const rows = await allEntries(contextOf(c), limit + 1, place === null ? null : Number(place))
      const page = rows.slice(0, limit)
      personal(c)
      return c.json({
        items: page.map(({ logIndex, kind, at, consentId, subjectId, lenderId, actorId, leaf }) => {
          const { f, n, why, rid } = parseLeaf(leaf)
          return { index: logIndex, kind, at: at.toISOString(), consentId, subjectId, lenderId, actorId, fields: f, readNo: n, why, requestId: rid }
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
        responses: { 200: json(LegalTextView, 'The text in force') },
      },
      { signedIn: false },
    ),
    (c) => {
      const { maxDays, maxReads, defaultDays, defaultReads } = TEMPLATES.UNDERWRITE
      return c.json({ ...LEGAL_TEXT, sha256: LEGAL_SHA256, maxDays, maxReads, defaultDays, defaultReads })
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

function consentView(consent: Consent, catalogue: DataCatalogue): z.infer<typeof ConsentView> {
  const { artefact } = consent
  return {
    id: consent.id,
    subjectId: consent.subjectId,
    status: consent.status,
    lenderId: consent.lenderId,
    lenderName: artefact.grantee.name,
    productId: artefact.binding.product,
    productVersion: artefact.binding.productVersion,
    applicationId: consent.applicationId,
    purpose: { code: artefact.purpose.code, text: artefact.purpose.text },
    data: artefact.data.map(({ category, fields, sensitive }) => ({ category, label: catalogue[category]?.zh ?? category, fields, sensitive })),
    readsTotal: artefact.access.total,
    readsUsed: consent.readsUsed,
    validFrom: artefact.validity.from,
    validTo: artefact.validity.to,
    deleteAfter: artefact.retention.deleteAfter,
    grantedAt: consent.grantedAt.toISOString(),
    endedAt: consent.endedAt?.toISOString() ?? null,
    endReason: consent.endReason,
    hash: consent.hash,
    artefact: artefact as unknown as Record<string, unknown>,
  }
}
