import { Hono } from 'hono'
import type { ProfileView } from '../../../src/profiles/contract.ts'
import {
  type BorrowerDeps,
  fetchableAttributes,
  forReaders,
  mountBorrowing,
  newOpenings,
  paths,
  refusedPage,
  type Side,
  type Visit,
  waitingCount,
} from '../../borrowing/index.ts'
import { htmlResponse } from '../../client/answer-page.ts'
import { formErrors, type Problem } from '../../client/problem.ts'
import { words } from '../../words/index.ts'
import { DataPage } from './data-page.tsx'
import { mountFetching } from './fetching.tsx'
import { type Moments, readMoments } from './moments.ts'
import { ReportPage } from './report-page.tsx'

const SIDE: Side = {
  role: 'firm',
  portal: 'firm',
  home: '/firm',
  words: words.zh.sme,
  purposes: ['working_capital', 'materials', 'equipment', 'green_upgrade', 'export', 'wages', 'farming', 'other'],
  sources: '/firm/sources',
  brief: false,
}

/** The firm's own pages: its data now and then, what it can have fetched, its report, and the errand of borrowing. */
export function smePortal(deps: BorrowerDeps): Hono {
  const portal = new Hono().basePath(SIDE.home)
  const page = forReaders(deps, SIDE)

  portal.get(
    '/',
    page(async (visit, c) => {
      const read = await profileAt(
        visit,
        readMoments((name) => c.req.query(name)),
      )
      if ('problem' in read) return refusedPage(visit, read.problem, c.req.raw)
      const fetchable = await fetchableAttributes(visit.api, SIDE)
      const openings = await newOpenings(visit)
      return htmlResponse(
        <DataPage stand={visit.stand} {...read} fetchable={fetchable} openings={openings} waiting={await waitingCount(visit)} />,
        read.moments.errors.length > 0 ? 422 : 200,
      )
    }),
  )

  portal.get(
    '/report',
    page(async (visit, c) => {
      const read = await profileAt(
        visit,
        readMoments((name) => c.req.query(name)),
      )
      if ('problem' in read) return refusedPage(visit, read.problem, c.req.raw)
      if (read.moments.errors.length > 0) return htmlResponse(<DataPage stand={visit.stand} {...read} fetchable={new Map()} />, 422)
      return htmlResponse(<ReportPage stand={visit.stand} profile={read.profile} moments={read.moments} now={deps.now()} />)
    }),
  )
  mountFetching(portal, deps, SIDE)
  mountBorrowing(portal, deps, SIDE)
  return portal
}

type Read = { profile: ProfileView; moments: Moments; requestId?: string } | { problem: Problem }

/** The profile as of what was asked; a day or moment that the API refuses is said beside its box, over today's. */
async function profileAt({ api, subjectId }: Visit, moments: Moments): Promise<Read> {
  const { asOf, knownAt } = moments
  const answer = await api.get<ProfileView>(paths.profile(subjectId), { asOf, knownAt })
  if (answer.ok) return { profile: answer.body, moments }
  const { problem } = answer
  if ((asOf === null && knownAt === null) || (problem.status !== 400 && problem.status !== 422)) return { problem }
  const today = await api.get<ProfileView>(paths.profile(subjectId))
  if (!today.ok) return { problem: today.problem }
  const w = words.zh.sme.data.past
  const errors = formErrors(problem, { '?asOf': { field: 'asOf', label: w.asOf }, '?knownAt': { field: 'knownAt', label: w.knownAt } })
  return { profile: today.body, moments: { ...moments, asOf: null, knownAt: null, errors }, requestId: problem.requestId }
}
