import type { Context, Hono } from 'hono'
import type { DeliveryPage, WebhookList, WebhookView } from '../../../src/deliveries/contract.ts'
import type { ClientList, RefusalList } from '../../../src/machines/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { type Answer, type Api, createApi, type Send } from '../../client/api.ts'
import { type FormBody, readForm } from '../../client/form-body.ts'
import { formKeyOf, newFormKey } from '../../client/form-key.ts'
import { readMe } from '../../client/me.ts'
import { type FieldMap, formErrors, type Problem } from '../../client/problem.ts'
import { ProblemPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import { ClientsPage, type Refusal, type Registering } from './clients-page.tsx'
import { devBar, type Visit } from './frame.tsx'
import { AllRefusalsPage } from './token-refusals.tsx'
import { type WebhookForm, WebhooksPage } from './webhooks-page.tsx'

interface Desk {
  c: Context
  api: Api
  visit: Visit
  mayChange: boolean
}

/** What the first call needs is ticked already. */
const NO_CLIENT: Registering = { name: '', scopes: ['cases.read', 'profiles.read'], key: '' }
const NO_WEBHOOK: WebhookForm = { clientId: '', url: '', types: [] }

/** What people of a lender do for their machines; everybody else is shown the door. */
export function mountMachineDesk(portal: Hono, { api: send, demo }: { api: Send; demo: boolean }): void {
  const desk = (handle: (desk: Desk) => Promise<Response>) => async (c: Context) => {
    const api = createApi(send, c.req.raw)
    const me = await readMe(api, c.req.raw)
    if (me === null) return seeOther(`/sign-in?next=${encodeURIComponent(c.req.method === 'GET' ? c.req.path : '/developers')}`)
    return handle({ c, api, visit: { demo, me }, mayChange: me.role === 'lender_approver' })
  }

  portal.get(
    '/developers/clients',
    desk((at) => clientsPage(at, null, NO_CLIENT)),
  )
  portal.post(
    '/developers/clients',
    desk(async (at) => {
      const form = await readForm(at.c.req.raw)
      const filled = { name: form.text('name'), scopes: form.all('scopes'), key: form.text('key') }
      const body = { name: filled.name, scopes: filled.scopes, keys: [jsonOf(filled.key)] }
      const answer = await at.api.post('/api/v1/clients', body, { key: formKeyOf(form) })
      return answer.ok ? seeOther('/developers/clients?done') : clientsPage(at, refusalOf(answer.problem, CLIENT_FIELDS), filled)
    }),
  )
  const change = (path: string, of: (form: FormBody, id: string) => { path: string; body: unknown }) =>
    portal.post(
      path,
      desk(async (at) => {
        const form = await readForm(at.c.req.raw)
        const asked = of(form, at.c.req.param('id') ?? '')
        const answer = await at.api.post(asked.path, asked.body, { key: formKeyOf(form) })
        return answer.ok ? seeOther('/developers/clients?done') : clientsPage(at, refusalOf(answer.problem, {}), NO_CLIENT)
      }),
    )
  change('/developers/clients/:id/keys', (form, id) => ({
    path: `/api/v1/clients/${encodeURIComponent(id)}/keys`,
    body: { key: jsonOf(form.text(`key-${id}`)) },
  }))
  change('/developers/clients/:id/retire', (form, id) => ({ path: `/api/v1/clients/${encodeURIComponent(id)}/keys/retire`, body: { kid: form.text('kid') } }))
  change('/developers/clients/:id/close', (_, id) => ({ path: `/api/v1/clients/${encodeURIComponent(id)}/close`, body: {} }))

  portal.get(
    '/developers/webhooks',
    desk((at) => webhooksPage(at, null, null, NO_WEBHOOK)),
  )
  portal.post(
    '/developers/webhooks',
    desk(async (at) => {
      const form = await readForm(at.c.req.raw)
      const filled = { clientId: form.text('clientId'), url: form.text('url'), types: form.all('types') }
      return secretPage(at, await at.api.post('/api/v1/webhooks', filled, { key: formKeyOf(form) }), filled)
    }),
  )
  portal.post(
    '/developers/webhooks/:id/:verb{test|enable|rotate|close}',
    desk(async (at) => {
      const form = await readForm(at.c.req.raw)
      const { id = '', verb = '' } = at.c.req.param()
      const answer = await at.api.post<{ secret?: string | null }>(`/api/v1/webhooks/${encodeURIComponent(id)}/${verb}`, {}, { key: formKeyOf(form) })
      if (verb === 'rotate') return secretPage(at, answer, NO_WEBHOOK)
      return answer.ok ? seeOther('/developers/webhooks?done') : webhooksPage(at, refusalOf(answer.problem, {}), null, NO_WEBHOOK)
    }),
  )
  portal.post(
    '/developers/webhooks/:id/move',
    desk(async (at) => {
      const form = await readForm(at.c.req.raw)
      const id = at.c.req.param('id') ?? ''
      const field = `url-${id}`
      const moving = { id, url: form.text(field) }
      const path = `/api/v1/webhooks/${encodeURIComponent(id)}`
      const now = await at.api.get<WebhookView>(path)
      if (!now.ok) return webhooksPage(at, refusalOf(now.problem, {}), null, NO_WEBHOOK)
      const stale = { errors: [{ field, message: words.zh.developers.webhooks.stale }], requestId: now.requestId ?? '', confirm: false, status: 409 }
      // What the reader saw is what is changed, and nothing that a colleague put there since.
      if (now.body.url !== form.text('was')) return webhooksPage(at, stale, null, NO_WEBHOOK, moving)
      const answer = await at.api.patch(path, { url: moving.url }, now.etag === null ? {} : { etag: now.etag })
      if (answer.ok) return seeOther('/developers/webhooks?done')
      if (answer.problem.status === 412) return webhooksPage(at, stale, null, NO_WEBHOOK, moving)
      return webhooksPage(at, refusalOf(answer.problem, { '/url': { field, label: words.zh.developers.webhooks.newUrl } }), null, NO_WEBHOOK, moving)
    }),
  )
  portal.post(
    '/developers/deliveries/:id/retry',
    desk(async (at) => {
      const form = await readForm(at.c.req.raw)
      const answer = await at.api.post(`/api/v1/deliveries/${encodeURIComponent(at.c.req.param('id') ?? '')}/retry`, {}, { key: formKeyOf(form) })
      return answer.ok ? seeOther('/developers/webhooks?done') : webhooksPage(at, refusalOf(answer.problem, {}), null, NO_WEBHOOK)
    }),
  )
}

/** The one page that is not answered by "see other": a secret is shown once, and nowhere kept to be shown again. */
function secretPage(at: Desk, answer: Answer<{ secret?: string | null }>, form: WebhookForm): Promise<Response> {
  return answer.ok ? webhooksPage(at, null, answer.body.secret ?? null, NO_WEBHOOK) : webhooksPage(at, refusalOf(answer.problem, WEBHOOK_FIELDS), null, form)
}

async function clientsPage({ c, api, visit, mayChange }: Desk, refusal: (Refusal & { status: number }) | null, form: Registering): Promise<Response> {
  if (visit.me?.role === 'operator' || visit.me?.role === 'auditor') {
    const refusals = await api.get<RefusalList>('/api/v1/token-refusals')
    return refusals.ok ? htmlResponse(<AllRefusalsPage visit={visit} refusals={refusals.body} />) : problemAnswer(visit, refusals.problem)
  }
  const clients = await api.get<ClientList>('/api/v1/clients')
  if (!clients.ok) return problemAnswer(visit, clients.problem)
  const page = { visit, clients: clients.body.items, mayChange, refusal, done: c.req.query('done') !== undefined, form, newKey: newFormKey }
  return htmlResponse(<ClientsPage {...page} />, refusal?.status ?? 200)
}

async function webhooksPage(
  { c, api, visit, mayChange }: Desk,
  refusal: (Refusal & { status: number }) | null,
  secret: string | null,
  form: WebhookForm,
  moving: { id: string; url: string } | null = null,
): Promise<Response> {
  const webhooks = await api.get<WebhookList>('/api/v1/webhooks')
  const clients = await api.get<ClientList>('/api/v1/clients')
  const deliveries = await api.get<DeliveryPage>('/api/v1/deliveries', { limit: 50 })
  for (const answer of [webhooks, clients, deliveries]) if (!answer.ok) return problemAnswer(visit, answer.problem)
  if (!webhooks.ok || !clients.ok || !deliveries.ok) throw new Error('unreachable: each was looked at')
  const lists = { webhooks: webhooks.body.items, clients: clients.body.items, deliveries: deliveries.body.items }
  const page = { visit, ...lists, mayChange, refusal, secret, done: c.req.query('done') !== undefined, form, moving, newKey: newFormKey }
  return htmlResponse(<WebhooksPage {...page} />, refusal?.status ?? 200)
}

function problemAnswer(visit: Visit, problem: Problem): Response {
  return htmlResponse(<ProblemPage problem={problem} {...devBar(visit, '/developers')} />, problem.status)
}

const CLIENT_FIELDS: FieldMap = {
  '/name': { field: 'name', label: words.zh.developers.clients.name },
  '/scopes': { field: 'scopes', label: words.zh.developers.clients.scopes },
  '/keys': { field: 'key', label: words.zh.developers.clients.key },
}
const WEBHOOK_FIELDS: FieldMap = {
  '/clientId': { field: 'clientId', label: words.zh.developers.webhooks.client },
  '/url': { field: 'url', label: words.zh.developers.webhooks.url },
  '/types': { field: 'types', label: words.zh.developers.webhooks.types },
}

function refusalOf(problem: Problem, fields: FieldMap): Refusal & { status: number } {
  return { errors: formErrors(problem, fields), requestId: problem.requestId, confirm: problem.code === 'step_up_required', status: problem.status }
}

/** What was pasted; text that is no JSON goes on as an empty key, which the API refuses by name. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
