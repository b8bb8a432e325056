import { Hono } from 'hono'
import type { AccountSecurity, AddedPasskey, PendingSignIn, RecoveryCodes, SessionList, SignedIn, TotpOffer } from '../../../src/identity/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { type Answer, type Api, createApi, type Send } from '../../client/api.ts'
import { readForm } from '../../client/form-body.ts'
import { type Me, readMe, returnPath } from '../../client/me.ts'
import { formErrors, type Problem, sentenceOf } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { words } from '../../words/index.ts'
import { AccountPage, BindPage, CodesPage } from './account-page.tsx'
import type { Visit } from './frame.tsx'
import { ConfirmPage, RefusedPage, SecondPage, WelcomePage } from './step-pages.tsx'

export interface AccountDeps {
  api: Send
  demo: boolean
  /** The city's unified identity is connected. */
  hasCity: boolean
}

const METHODS = ['passkey', 'totp', 'recovery', 'password']
const methodsOf = (text: string) => METHODS.filter((method) => text.split(' ').includes(method))
/** A path of this site; anything else leads to the account. */
const pathOf = (text: string | undefined) => (text !== undefined && /^\/[\w/-]*$/.test(text) && !text.startsWith('//') ? text : '/account')

/** What the passkey script put into the hidden box. */
function responseOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The ways in beside the password, and how somebody signs in. */
export function accountPortal({ api: send, demo, hasCity }: AccountDeps): Hono {
  const portal = new Hono()

  /** Where a finished sign-in leads; an unfinished one to its next step. */
  function goOn(answer: Extract<Answer<SignedIn | PendingSignIn>, { ok: true }>, next: string | undefined): Response {
    const { body, cookies } = answer
    if ('pending' in body) return seeOther(`/sign-in/second?${new URLSearchParams({ by: body.methods.join(' '), ...(next ? { next } : {}) })}`, cookies)
    return seeOther(body.secondFactor === 'required' ? '/account' : returnPath(body.role, next), cookies)
  }

  const refusedPage = (problem: Problem) =>
    htmlResponse(<RefusedPage demo={demo} sentence={sentenceOf(problem)} requestId={problem.requestId} />, problem.status)

  portal.get('/sign-in/second', (c) =>
    htmlResponse(<SecondPage demo={demo} methods={methodsOf(c.req.query('by') ?? 'totp passkey recovery')} next={c.req.query('next') ?? ''} errors={[]} />),
  )

  portal.post('/sign-in/second', async (c) => {
    const form = await readForm(c.req.raw)
    const next = form.text('next')
    const proof = form.has('code')
      ? { code: form.text('code').replace(/\s/g, '') }
      : form.has('recoveryCode')
        ? { recoveryCode: form.text('recoveryCode') }
        : { assertion: responseOf(form.text('response')) }
    const answer = await createApi(send, c.req.raw).post<SignedIn>('/api/v1/sessions/second-factor', proof)
    if (answer.ok) return goOn(answer, next || undefined)
    const { problem } = answer
    if (problem.code === 'sign_in_required') return seeOther('/sign-in')
    if (problem.code === 'not_pending') return seeOther('/account')
    const field = 'code' in proof ? 'code' : 'recoveryCode' in proof ? 'recoveryCode' : null
    const errors = [{ field, message: problem.status === 422 && field === 'code' ? words.zh.account.bind.wrong : sentenceOf(problem) }]
    const methods = methodsOf(form.text('by') || 'totp passkey recovery')
    return htmlResponse(<SecondPage demo={demo} methods={methods} next={next} errors={errors} requestId={problem.requestId} />, problem.status)
  })

  portal.post('/sign-in/passkey', async (c) => {
    const form = await readForm(c.req.raw)
    const answer = await createApi(send, c.req.raw).post<SignedIn>('/api/v1/sessions/passkey', { assertion: responseOf(form.text('response')) })
    return answer.ok ? goOn(answer, form.text('next') || undefined) : refusedPage(answer.problem)
  })

  portal.get('/sign-in/city', async (c) => {
    const invitation = c.req.query('invitation')
    const answer = await createApi(send, c.req.raw).post<{ url: string }>('/api/v1/city-identity/departures', invitation ? { invitation } : {})
    return answer.ok ? seeOther(answer.body.url, answer.cookies) : refusedPage(answer.problem)
  })

  portal.get('/sign-in/city/back', async (c) => {
    const back = Object.fromEntries((['state', 'code', 'iss', 'error'] as const).flatMap((name) => (c.req.query(name) ? [[name, c.req.query(name)]] : [])))
    const answer = await createApi(send, c.req.raw).post<SignedIn | PendingSignIn>('/api/v1/city-identity/arrivals', back)
    return answer.ok ? goOn(answer, undefined) : refusedPage(answer.problem)
  })

  portal.get('/welcome', (c) => htmlResponse(<WelcomePage demo={demo} token={(c.req.query('token') ?? '').slice(0, 100)} errors={[]} hasCity={hasCity} />))

  portal.post('/welcome', async (c) => {
    const form = await readForm(c.req.raw)
    const token = form.text('token')
    const answer = await createApi(send, c.req.raw).post<SignedIn | PendingSignIn>('/api/v1/invitations/accept', { token, password: form.text('password') })
    if (answer.ok) return goOn(answer, undefined)
    const { problem } = answer
    if (problem.status === 404) return refusedPage(problem)
    const errors = formErrors(problem, { '/password': { field: 'password', label: words.zh.account.welcome.password } })
    return htmlResponse(<WelcomePage demo={demo} token={token} errors={errors} requestId={problem.requestId} hasCity={hasCity} />, problem.status)
  })

  async function accountPage(
    api: Api,
    me: Me,
    more: { done?: string | undefined; errors?: readonly FormError[]; problem?: Problem; cookies?: readonly string[] },
  ) {
    const [security, sessions] = await Promise.all([api.get<AccountSecurity>('/api/v1/me/security'), api.get<SessionList>('/api/v1/sessions')])
    if (!security.ok) return refusedPage(security.problem)
    const props = { visit: { demo, me }, security: security.body, sessions: sessions.ok ? sessions.body.items : [], done: more.done }
    return htmlResponse(<AccountPage {...props} errors={more.errors ?? []} requestId={more.problem?.requestId} />, more.problem?.status ?? 200)
  }

  /** A signed-in reader's own page or form; who is half signed in finishes first. */
  const own = (path: string, method: 'get' | 'post', work: (api: Api, visit: Visit & { me: Me }, request: Request) => Promise<Response>) =>
    portal[method](path, async (c) => {
      const api = createApi(send, c.req.raw)
      const me = await readMe(api, c.req.raw)
      if (me === null) return seeOther(`/sign-in?next=${encodeURIComponent(c.req.method === 'GET' ? c.req.path : '/account')}`)
      return work(api, { demo, me }, c.req.raw)
    })

  /** What was refused: by a detour where a step-up is missing, else said on the account's page. */
  async function refusal(api: Api, me: Me, problem: Problem, fields: Parameters<typeof formErrors>[1] = {}): Promise<Response> {
    if (problem.code === 'step_up_required') return seeOther('/account/confirm?next=/account')
    return accountPage(api, me, { errors: formErrors(problem, fields), problem })
  }

  own('/account', 'get', (api, { me }, request) => accountPage(api, me, { done: new URL(request.url).searchParams.get('done') ?? undefined }))

  own('/account/password', 'post', async (api, { me }, request) => {
    const form = await readForm(request)
    const answer = await api.put('/api/v1/me/password', { current: form.text('current'), next: form.text('next') })
    if (answer.ok) return seeOther('/account?done=password', answer.cookies)
    const w = words.zh.account
    if (answer.problem.code === 'password_wrong')
      return accountPage(api, me, { errors: [{ field: 'current', message: sentenceOf(answer.problem) }], problem: answer.problem })
    return refusal(api, me, answer.problem, { '/current': { field: 'current', label: w.current }, '/next': { field: 'next', label: w.next } })
  })

  own('/account/totp', 'post', async (api, visit) => {
    const answer = await api.post<TotpOffer>('/api/v1/me/totp', {})
    return answer.ok ? htmlResponse(<BindPage visit={visit} offer={answer.body} errors={[]} />) : refusal(api, visit.me, answer.problem)
  })

  own('/account/totp/confirm', 'post', async (api, visit, request) => {
    const form = await readForm(request)
    const answer = await api.post<RecoveryCodes>('/api/v1/me/totp/confirm', { code: form.text('code').replace(/\s/g, '') })
    if (answer.ok) return codesPage(visit, answer.body.recoveryCodes, answer.cookies)
    const { problem } = answer
    if (problem.code !== 'code_wrong' && problem.status !== 422) return refusal(api, visit.me, problem)
    const errors = [{ field: 'code', message: words.zh.account.bind.wrong }]
    return htmlResponse(<BindPage visit={visit} offer={null} errors={errors} requestId={problem.requestId} />, problem.status)
  })

  /** Where codes were given already, there is nothing to show. */
  function codesPage(visit: Visit, codes: readonly string[], cookies: readonly string[]): Response {
    if (codes.length === 0) return seeOther('/account', cookies)
    const headers = new Headers()
    for (const cookie of cookies) headers.append('Set-Cookie', cookie)
    return htmlResponse(<CodesPage visit={visit} codes={codes} />, 200, headers)
  }

  own('/account/totp/remove', 'post', async (api, { me }) => {
    const answer = await api.delete('/api/v1/me/totp')
    return answer.ok ? seeOther('/account?done=totp', answer.cookies) : refusal(api, me, answer.problem)
  })

  own('/account/recovery-codes', 'post', async (api, visit) => {
    const answer = await api.post<RecoveryCodes>('/api/v1/me/recovery-codes', {})
    return answer.ok ? codesPage(visit, answer.body.recoveryCodes, answer.cookies) : refusal(api, visit.me, answer.problem)
  })

  own('/account/passkeys', 'post', async (api, visit, request) => {
    const form = await readForm(request)
    const answer = await api.post<AddedPasskey>('/api/v1/me/passkeys', { label: form.text('label'), attestation: responseOf(form.text('response')) })
    if (answer.ok) return codesPage(visit, answer.body.recoveryCodes, answer.cookies)
    return refusal(api, visit.me, answer.problem, { '/label': { field: 'label', label: words.zh.account.passkeyLabel } })
  })

  own('/account/passkeys/remove', 'post', async (api, { me }, request) => {
    const answer = await api.delete(`/api/v1/me/passkeys/${encodeURIComponent((await readForm(request)).text('id'))}`)
    return answer.ok ? seeOther('/account?done=passkey', answer.cookies) : refusal(api, me, answer.problem)
  })

  own('/account/sessions/end', 'post', async (api, { me }, request) => {
    const answer = await api.delete(`/api/v1/sessions/${encodeURIComponent((await readForm(request)).text('id'))}`)
    return answer.ok ? seeOther('/account?done=session', answer.cookies) : refusal(api, me, answer.problem)
  })

  own('/account/sessions/elsewhere', 'post', async (api, { me }) => {
    const answer = await api.post('/api/v1/sessions/sign-out-elsewhere', {})
    return answer.ok ? seeOther('/account?done=elsewhere', answer.cookies) : refusal(api, me, answer.problem)
  })

  async function confirmMethods(api: Api): Promise<string[]> {
    const answer = await api.get<AccountSecurity>('/api/v1/me/security')
    if (!answer.ok) return ['password']
    const { hasTotp, passkeys } = answer.body
    const own = [...(passkeys.length > 0 ? ['passkey'] : []), ...(hasTotp ? ['totp'] : [])]
    return own.length > 0 ? own : ['password']
  }

  own('/account/confirm', 'get', async (api, visit, request) => {
    const next = pathOf(new URL(request.url).searchParams.get('next') ?? undefined)
    return htmlResponse(<ConfirmPage visit={visit} methods={await confirmMethods(api)} next={next} errors={[]} />)
  })

  own('/account/confirm', 'post', async (api, visit, request) => {
    const form = await readForm(request)
    const next = pathOf(form.text('next') || undefined)
    const proof = form.has('code')
      ? { code: form.text('code').replace(/\s/g, '') }
      : form.has('password')
        ? { password: form.text('password') }
        : { assertion: responseOf(form.text('response')) }
    const answer = await api.post('/api/v1/sessions/step-up', proof)
    if (answer.ok) return seeOther(next === '/account' ? '/account?done=confirmed' : next, answer.cookies)
    const { problem } = answer
    const field = 'code' in proof ? 'code' : 'password' in proof ? 'password' : null
    const errors = [{ field, message: problem.status === 422 && field === 'code' ? words.zh.account.bind.wrong : sentenceOf(problem) }]
    return htmlResponse(
      <ConfirmPage visit={visit} methods={await confirmMethods(api)} next={next} errors={errors} requestId={problem.requestId} />,
      problem.status,
    )
  })

  return portal
}
