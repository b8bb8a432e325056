import type { Context } from 'hono'
import { htmlResponse, seeOther } from '../client/answer-page.ts'
import { type Api, createApi, type Send } from '../client/api.ts'
import { homeOf, readMe } from '../client/me.ts'
import type { Problem } from '../client/problem.ts'
import { noSuchPage, ProblemPage } from '../ui/problem-page.tsx'
import { navOf } from './frame.tsx'
import type { Side, Stand } from './side.ts'

export interface Visit {
  api: Api
  stand: Stand
  /** Of the household or firm the reader acts for. */
  subjectId: string
}

/** Who came, or the page that says why not: visitors sign in first, people of other portals are told so. */
export async function visitOf(send: Send, request: Request, side: Side, demo: boolean): Promise<Visit | Response> {
  const api = createApi(send, request)
  const me = await readMe(api, request)
  if (me === null) return toSignIn(request)
  if (me.role !== side.role || me.subjectId === null) {
    const home = homeOf(me.role)
    const problem: Problem = { ...noSuchPage(), status: 403, code: 'wrong_portal', detail: side.words.wrongPortal }
    return htmlResponse(<ProblemPage problem={problem} portal="public" nav={[]} home={home} reader={{ name: me.displayName }} demo={demo} />, 403)
  }
  return { api, stand: { side, me, demo }, subjectId: me.subjectId }
}

/** After signing in one comes back to the page one asked for; a posted form is lost, so its own page is offered. */
function toSignIn(request: Request): Response {
  const { pathname, search } = new URL(request.url)
  const next = request.method === 'GET' ? pathname + search : pathname
  return seeOther(`/sign-in?next=${encodeURIComponent(next)}`)
}

/** A page that the API refused. A session that ended in between leads to the sign-in. */
export function refusedPage({ stand }: Visit, problem: Problem, request: Request): Response {
  if (problem.status === 401) return toSignIn(request)
  const { side, me, demo } = stand
  return htmlResponse(
    <ProblemPage problem={problem} portal={side.portal} nav={navOf(side)} home={side.home} reader={{ name: me.displayName }} demo={demo} />,
    problem.status,
  )
}

export interface BorrowerDeps {
  api: Send
  demo: boolean
  /** For the clocks on the page: how much of a promised time is left. */
  now: () => Date
}

export type PageHandler = (visit: Visit, c: Context) => Promise<Response>

/** Wraps a handler so that it only ever meets this side's own readers. */
export function forReaders({ api, demo }: BorrowerDeps, side: Side) {
  return (handle: PageHandler) =>
    async (c: Context): Promise<Response> => {
      const visit = await visitOf(api, c.req.raw, side, demo)
      return visit instanceof Response ? visit : handle(visit, c)
    }
}
