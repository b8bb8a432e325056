import type { Hono } from 'hono'
import type { OpeningNoticeList, OpeningNoticeView } from '../../src/matching/openings-contract.ts'
import { seeOther } from '../client/answer-page.ts'
import { readForm } from '../client/form-body.ts'
import { formKeyOf } from '../client/form-key.ts'
import { paths } from './api-paths.ts'
import type { Side } from './side.ts'
import { type BorrowerDeps, forReaders, refusedPage, type Visit } from './visit.tsx'

/** Hearing of products that have opened: once each, until it was read. */
export function mountHearing(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)

  portal.post(
    '/openings/:productId/read',
    page(async (visit, c) => {
      const key = formKeyOf(await readForm(c.req.raw))
      const answer = await visit.api.post<OpeningNoticeView>(paths.readOpening(visit.subjectId, c.req.param('productId') ?? ''), {}, { key })
      return answer.ok ? seeOther(side.home) : refusedPage(visit, answer.problem, c.req.raw)
    }),
  )
}

/** What was not read yet. The reader's own records are what the home page is for: without this news it is shown all the same. */
export async function newOpenings({ api, subjectId }: Visit): Promise<OpeningNoticeView[]> {
  const answer = await api.get<OpeningNoticeList>(paths.openings(subjectId))
  return answer.ok ? answer.body.items.filter(({ readAt }) => readAt === null) : []
}
