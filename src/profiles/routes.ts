import type { OpenAPIHono } from '@hono/zod-openapi'
import { ownSubject, type Principal, principalFrom, requireOwner } from '../identity/index.ts'
import { readCursor, signCursor } from '../platform/http/cursor.ts'
import { etagOf, resource } from '../platform/http/etag.ts'
import { json, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../platform/http/rim.ts'
import { invalidField, notFound } from '../platform/kernel/fault.ts'
import { civilDate, idOf, pageLimit, safeText, z } from '../platform/kernel/schema.ts'
import { checkHouseholdNo, checkIdentifier, findSubject, findSubjectByCode, listSubjects } from '../subjects/index.ts'
import { ProfileView, SubjectPage, SubjectView } from './contract.ts'
import { ownProfile } from './service.ts'
import { profileView, type SourceName } from './view.ts'

const SubjectQuery = z.object({
  code: safeText(256, 1).optional().openapi({ description: 'Unified social credit code or household number, as written' }),
  cursor: safeText(512).optional(),
  limit: pageLimit,
})
const SubjectParam = z.object({ id: idOf('subject') })
const ProfileQuery = z.object({
  asOf: civilDate.optional().openapi({ description: 'What is true of this day; today unless told' }),
  knownAt: z.iso.datetime().optional().openapi({ description: 'What was known at this moment, however much has come in or been corrected since' }),
})

/** A subject is seen by whoever acts for it and by the operator, who needs to find it; a profile by its owner alone. */
function maySee(principal: Principal, subjectId: string): boolean {
  return principal.role === 'operator' || ownSubject(principal) === subjectId
}

/** @param nameOf what stands on the source line */
export function profileRoutes({ nameOf }: { nameOf: SourceName }): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects',
        operationId: 'listSubjects',
        tags: ['subjects'],
        summary: 'The subjects you may see, or the one with a code',
        request: { query: SubjectQuery },
        responses: { 200: json(SubjectPage, 'A page; empty for a code that is unknown or not yours') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const ctx = contextOf(c)
      const { code, cursor, limit } = c.req.valid('query')
      personal(c)
      if (code !== undefined) {
        const subject = await findSubjectByCode(ctx, canonicalCode(code))
        return c.json({ items: subject && maySee(principal, subject.id) ? [subject] : [], nextCursor: null })
      }
      if (principal.role !== 'operator') {
        const own = ownSubject(principal)
        const subject = own === null ? null : await findSubject(ctx, own)
        return c.json({ items: subject ? [subject] : [], nextCursor: null })
      }
      const list = await listSubjects(ctx, limit + 1, readCursor(c.get('secret'), 'subjects', cursor))
      const items = list.slice(0, limit)
      return c.json({ items, nextCursor: list.length > limit ? signCursor(c.get('secret'), 'subjects', items.at(-1)!.id) : null })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects/{id}',
        operationId: 'readSubject',
        tags: ['subjects'],
        summary: 'One subject',
        request: { params: SubjectParam },
        responses: { 200: json(SubjectView, 'The subject') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const { id } = c.req.valid('param')
      const subject = maySee(principal, id) ? await findSubject(contextOf(c), id) : null
      if (!subject) throw notFound()
      return resource(c, subject)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects/{id}/profile',
        operationId: 'readProfile',
        tags: ['subjects'],
        summary: 'What Suixin holds about you, with where each fact came from',
        request: { params: SubjectParam, query: ProfileQuery },
        responses: { 200: json(ProfileView, 'The merged profile') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { id } = c.req.valid('param')
      requireOwner(principalFrom(c), id)
      const { asOf, knownAt } = c.req.valid('query')
      const { profile } = await ownProfile(contextOf(c), id, { asOf, knownAt: knownAt === undefined ? undefined : new Date(knownAt) })
      const view = profileView(profile, nameOf)
      personal(c)
      c.header('ETag', etagOf(view))
      return c.json(view)
    },
  )

  return router
}

/** @throws Fault invalid `bad_code` with the reason */
function canonicalCode(text: string): string {
  const check = checkIdentifier(text)
  if (check.canonical !== null && check.verdict !== 'invalid') return check.canonical
  const household = checkHouseholdNo(text)
  if (household.canonical !== null) return household.canonical
  throw invalidField('?code', 'bad_code', `${check.reason ?? '代码格式不正确。'} It is neither a credit code nor a household number.`)
}
