import { Hono } from 'hono'
import type { PendingSignIn, SignedIn } from '../../../src/identity/contract.ts'
import type { QuoteView } from '../../../src/products/finance-contract.ts'
import type { CatalogueView } from '../../../src/sources/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { createApi, type Send } from '../../client/api.ts'
import { readForm } from '../../client/form-body.ts'
import { readMe, returnPath } from '../../client/me.ts'
import { formErrors } from '../../client/problem.ts'
import { words } from '../../words/index.ts'
import { CataloguePage } from './catalogue-page.tsx'
import { COST_FIELDS, COST_POINTERS, COST_START, type CostValues, quoteBody } from './cost-form.ts'
import { CostPage } from './cost-page.tsx'
import type { DemoSignIn, Visit } from './frame.tsx'
import { productsPage } from './products.tsx'
import { SignInPage } from './sign-in-page.tsx'
import { StartPage } from './start-page.tsx'
import { paperReceipt, VerifyPage } from './verify-page.tsx'

export type { DemoSignIn } from './frame.tsx'

export interface PublicDeps {
  api: Send
  /** The demo city: its notice, its steps and its accounts are shown. */
  demo: boolean
  signIns: readonly DemoSignIn[]
  /** The city's unified identity is connected. */
  hasCity: boolean
}

/** What anyone may read, and the door in. */
export function publicPortal({ api: send, demo, signIns, hasCity }: PublicDeps): Hono {
  const portal = new Hono()

  async function visitOf(request: Request): Promise<Visit> {
    return { demo, me: await readMe(createApi(send, request), request) }
  }

  portal.get('/', async (c) => htmlResponse(<StartPage visit={await visitOf(c.req.raw)} signIns={signIns} />))

  portal.get('/sign-in', async (c) => {
    const visit = await visitOf(c.req.raw)
    const next = c.req.query('next')
    return htmlResponse(
      <SignInPage visit={visit} signIns={signIns} username="" next={next} ended={c.req.query('ended') !== undefined} hasCity={hasCity} errors={[]} />,
    )
  })

  portal.post('/sign-in', async (c) => {
    const form = await readForm(c.req.raw)
    const username = form.text('username')
    const next = form.text('next') || undefined
    const answer = await createApi(send, c.req.raw).post<SignedIn | PendingSignIn>('/api/v1/sessions', { username, password: form.text('password') })
    if (answer.ok) {
      const { body, cookies } = answer
      if ('pending' in body) return seeOther(`/sign-in/second?${new URLSearchParams({ by: body.methods.join(' '), ...(next ? { next } : {}) })}`, cookies)
      return seeOther(body.secondFactor === 'required' ? '/account' : returnPath(body.role, next), cookies)
    }

    const { problem } = answer
    const w = words.zh.signIn
    const fields = { '/username': { field: 'username', label: w.username }, '/password': { field: 'password', label: w.password } }
    const errors = problem.status === 401 ? [{ field: 'password', message: w.wrong }] : formErrors(problem, fields)
    return htmlResponse(
      <SignInPage
        visit={{ demo, me: null }}
        signIns={signIns}
        username={username}
        next={next}
        hasCity={hasCity}
        errors={errors}
        requestId={problem.requestId}
      />,
      problem.status,
    )
  })

  portal.post('/sign-out', async (c) => {
    const answer = await createApi(send, c.req.raw).delete('/api/v1/sessions')
    return seeOther('/sign-in?ended', answer.ok ? answer.cookies : [])
  })

  portal.get('/products', async (c) => productsPage(createApi(send, c.req.raw), await visitOf(c.req.raw), new URL(c.req.url)))

  portal.get('/cost', async (c) => {
    const visit = await visitOf(c.req.raw)
    const asked = COST_FIELDS.some((field) => c.req.query(field) !== undefined)
    if (!asked) return htmlResponse(<CostPage visit={visit} values={COST_START} errors={[]} result={null} />)

    const values = Object.fromEntries(COST_FIELDS.map((field) => [field, c.req.query(field)?.slice(0, 40) ?? ''])) as CostValues
    const { body, errors } = quoteBody(values)
    if (errors) return htmlResponse(<CostPage visit={visit} values={values} errors={errors} result={null} />, 422)
    const answer = await createApi(send, c.req.raw).post<QuoteView>('/api/v1/finance/quote', body)
    if (!answer.ok) {
      const { problem } = answer
      return htmlResponse(
        <CostPage visit={visit} values={values} errors={formErrors(problem, COST_POINTERS)} requestId={problem.requestId} result={null} />,
        problem.status,
      )
    }
    const result = { quote: answer.body, advertisedBp: body.rateBp, principalFen: String(body.principalFen) }
    return htmlResponse(<CostPage visit={visit} values={values} errors={[]} result={result} />)
  })

  portal.get('/catalogue', async (c) => {
    const answer = await createApi(send, c.req.raw).get<CatalogueView>('/api/v1/catalogue')
    const items = answer.ok ? answer.body.items : null
    return htmlResponse(<CataloguePage visit={await visitOf(c.req.raw)} items={items} />, answer.ok ? 200 : answer.problem.status)
  })

  portal.get('/verify', async (c) => {
    const api = createApi(send, c.req.raw)
    const [log, jwks] = await Promise.all([api.get<LogKeys>('/log/keys'), api.get<unknown>('/.well-known/jwks.json')])
    const { origin, keys: logKeys, witnesses, quorum } = log.ok ? log.body : { origin: null, keys: [], witnesses: [], quorum: 0 }
    const keys = { origin, vkeys: logKeys.map(({ vkey }) => vkey), jwks: jwks.ok ? jwks.body : null, witnesses, quorum }
    return htmlResponse(<VerifyPage visit={await visitOf(c.req.raw)} keys={keys} paper={paperReceipt(c.req.query('no'), c.req.query('hash'))} />)
  })

  return portal
}

/** Of the answer of `/log/keys`, what a check needs. */
interface LogKeys {
  origin: string
  keys: { vkey: string }[]
  witnesses: string[]
  quorum: number
}
