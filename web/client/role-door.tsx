import type { Context } from 'hono'
import type { Role } from '../../src/identity/model.ts'
import { noSuchPage, ProblemPage } from '../ui/problem-page.tsx'
import { words } from '../words/index.ts'
import { htmlResponse, seeOther } from './answer-page.ts'
import { type Api, createApi, type Send } from './api.ts'
import { homeOf, type Me, readMe } from './me.ts'

export interface RoleVisit {
  c: Context
  api: Api
  me: Me
  demo: boolean
}

/** Opens pages to one role alone; sends a visitor to the door and tells everybody else whose page it is. */
export function doorFor(role: Role, { api: send, demo, wrong }: { api: Send; demo: boolean; wrong: string }) {
  return (handle: (visit: RoleVisit) => Promise<Response>) =>
    async (c: Context): Promise<Response> => {
      const request = c.req.raw
      const api = createApi(send, request)
      const me = await readMe(api, request)
      if (me === null) {
        const { pathname, search } = new URL(request.url)
        return seeOther(`/sign-in?next=${encodeURIComponent(request.method === 'GET' ? pathname + search : homeOf(role))}`)
      }
      if (me.role !== role) {
        const problem = { ...noSuchPage(), status: 403, code: 'wrong_portal', detail: wrong }
        const frame = { portal: 'public', nav: words.zh.frame.publicNav, reader: { name: me.displayName }, home: homeOf(me.role), demo } as const
        return htmlResponse(<ProblemPage problem={problem} {...frame} />, 403)
      }
      return handle({ c, api, me, demo })
    }
}
