import { Hono } from 'hono'
import type { ProfileView } from '../../../src/profiles/contract.ts'
import { type BorrowerDeps, forReaders, mountBorrowing, newOpenings, paths, refusedPage, type Side, waitingCount } from '../../borrowing/index.ts'
import { htmlResponse } from '../../client/answer-page.ts'
import { words } from '../../words/index.ts'
import { RatingPage } from './rating-page.tsx'

const SIDE: Side = {
  role: 'farmer',
  portal: 'farmer',
  home: '/farmer',
  words: words.zh.farmer,
  purposes: ['farming', 'equipment', 'working_capital', 'other'],
  sources: null,
  brief: true,
}

/** The household's own pages: its rating, and the errand of borrowing. */
export function farmerPortal(deps: BorrowerDeps): Hono {
  const portal = new Hono().basePath(SIDE.home)
  const page = forReaders(deps, SIDE)

  portal.get(
    '/',
    page(async (visit, c) => {
      const answer = await visit.api.get<ProfileView>(paths.profile(visit.subjectId))
      if (!answer.ok) return refusedPage(visit, answer.problem, c.req.raw)
      return htmlResponse(<RatingPage stand={visit.stand} profile={answer.body} openings={await newOpenings(visit)} waiting={await waitingCount(visit)} />)
    }),
  )
  mountBorrowing(portal, deps, SIDE)
  return portal
}
