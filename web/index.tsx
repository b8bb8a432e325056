import { Hono } from 'hono'
import { assets } from './assets/index.ts'
import { htmlResponse } from './client/answer-page.ts'
import type { Send } from './client/api.ts'
import type { Problem } from './client/problem.ts'
import { accountPortal } from './portals/account/index.tsx'
import { auditPortal } from './portals/audit/index.tsx'
import { bankPortal } from './portals/bank/index.tsx'
import { devPortal } from './portals/dev/index.tsx'
import { farmerPortal } from './portals/farmer/index.tsx'
import { officerPortal } from './portals/officer/index.tsx'
import { opsPortal } from './portals/ops/index.tsx'
import { type DemoSignIn, publicPortal } from './portals/public/index.tsx'
import { smePortal } from './portals/sme/index.tsx'
import { brokenPage, noSuchPage, ProblemPage } from './ui/problem-page.tsx'
import { words } from './words/index.ts'

export interface PageDeps {
  /** The API in process: the one app's own `request`. */
  api: Send
  demo: boolean
  /** The demo city's accounts, for the start and sign-in pages. */
  signIns?: readonly DemoSignIn[]
  /** The city's unified identity is connected. */
  hasCity?: boolean
  /** The app's clock, for what a page counts down. */
  now?: () => Date
  /** Told of a page that broke; the reader never is. */
  onBroken?: (error: unknown, request: Request) => void
}

/** A refusal met before any page was asked, as a page: the API's answer in the reader's words. */
export async function problemPage(answer: Response, demo: boolean): Promise<Response> {
  const problem = { retryAfterSeconds: null, ...((await answer.json()) as Omit<Problem, 'retryAfterSeconds'>) }
  return htmlResponse(<ProblemPage problem={problem} portal="public" nav={words.zh.frame.publicNav} demo={demo} />, problem.status)
}

/** Every portal's pages as one app. It answers every path, so it is asked last. */
export function pages({ api, demo, signIns = [], hasCity = false, now = () => new Date(), onBroken }: PageDeps): Hono {
  const site = new Hono()
  const frame = { portal: 'public', nav: words.zh.frame.publicNav, demo } as const

  site.route('/', assets())
  site.route('/', publicPortal({ api, demo, signIns, hasCity }))
  site.route('/', accountPortal({ api, demo, hasCity }))
  site.route('/', smePortal({ api, demo, now }))
  site.route('/', farmerPortal({ api, demo, now }))
  site.route('/', bankPortal({ api, demo, now }))
  site.route('/', opsPortal({ api, demo }))
  site.route('/', officerPortal({ api, demo, now }))
  site.route('/', auditPortal({ api, demo }))
  site.route('/', devPortal({ api, demo }))
  site.notFound(() => htmlResponse(<ProblemPage problem={noSuchPage()} {...frame} />, 404))
  site.onError((error, c) => {
    onBroken?.(error, c.req.raw)
    return htmlResponse(<ProblemPage problem={brokenPage()} {...frame} />, 500)
  })
  return site
}
