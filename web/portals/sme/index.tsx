import { Hono } from 'hono'
import type { ProfileView } from '../../../src/profiles/contract.ts'
import { type BorrowerDeps, forReaders, mountBorrowing, paths, refusedPage, type Side } from '../../borrowing/index.ts'
import { htmlResponse } from '../../client/answer-page.ts'
import { words } from '../../words/index.ts'
import { DataPage } from './data-page.tsx'

const SIDE: Side = {
  role: 'firm',
  portal: 'firm',
  home: '/firm',
  words: words.zh.sme,
  purposes: ['working_capital', 'materials', 'equipment', 'green_upgrade', 'export', 'wages', 'farming', 'other'],
  brief: false,
}

/** The firm's own pages: its data, and the errand of borrowing. */
export function smePortal(deps: BorrowerDeps): Hono {
  const portal = new Hono().basePath(SIDE.home)
  const page = forReaders(deps, SIDE)

  portal.get(
    '/',
    page(async (visit, c) => {
      const answer = await visit.api.get<ProfileView>(paths.profile(visit.subjectId))
      if (!answer.ok) return refusedPage(visit, answer.problem, c.req.raw)
      return htmlResponse(<DataPage stand={visit.stand} profile={answer.body} />)
    }),
  )
  mountBorrowing(portal, deps, SIDE)
  return portal
}
