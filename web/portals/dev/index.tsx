import { Hono } from 'hono'
import type { SandboxCase } from '../../../src/demo/contract.ts'
import type { ClientList } from '../../../src/machines/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { createApi, type Send } from '../../client/api.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, newFormKey } from '../../client/form-key.ts'
import { readMe } from '../../client/me.ts'
import { ProblemPage } from '../../ui/problem-page.tsx'
import { DocsPage } from './docs-page.tsx'
import { devBar } from './frame.tsx'
import { GuidePage } from './guide-page.tsx'
import { mountMachineDesk } from './machine-desk.tsx'
import type { OpenApi } from './openapi.ts'
import type { SandboxFirm } from './sandbox-sheet.tsx'
import { StaffPage } from './staff-page.tsx'
import { clientSource } from './typescript-client.ts'

export interface DevDeps {
  api: Send
  demo: boolean
}

/** For people who write programs against the API, and for accounts that have the API but no pages yet. */
export function devPortal({ api: send, demo }: DevDeps): Hono {
  const portal = new Hono()

  portal.get('/docs', async (c) => {
    const api = createApi(send, c.req.raw)
    const [me, answer] = await Promise.all([readMe(api, c.req.raw), api.get<OpenApi>('/openapi.json')])
    return htmlResponse(<DocsPage visit={{ demo, me }} document={answer.ok ? answer.body : null} />, answer.ok ? 200 : answer.problem.status)
  })

  portal.get('/developers', async (c) => {
    const api = createApi(send, c.req.raw)
    const [me, server, sandbox] = await Promise.all([
      readMe(api, c.req.raw),
      api.get<{ issuer: string }>('/.well-known/oauth-authorization-server'),
      api.get<{ items: SandboxFirm[] }>('/api/v1/sandbox/firms'),
    ])
    const base = server.ok ? server.body.issuer : new URL(c.req.url).origin
    const own = me?.role.startsWith('lender_') ? await api.get<{ items: SandboxCase[] }>('/api/v1/sandbox/cases') : null
    const clients = own === null ? null : await api.get<ClientList>('/api/v1/clients')
    // The newest that is open: whoever has just registered one comes back to a program that runs.
    const clientId = clients?.ok ? clients.body.items.findLast(({ closedAt }) => closedAt === null)?.id : undefined
    const cases = own === null ? null : own.ok ? own.body.items : []
    const shown = { firms: sandbox.ok ? sandbox.body.items : [], cases, newKey: newFormKey() }
    return htmlResponse(<GuidePage visit={{ demo, me }} base={base} sandbox={shown} clientId={clientId} />)
  })

  portal.post('/developers/sandbox', async (c) => {
    const api = createApi(send, c.req.raw)
    const me = await readMe(api, c.req.raw)
    if (me === null) return seeOther('/sign-in?next=%2Fdevelopers')
    const answer = await api.post('/api/v1/sandbox/cases', undefined, { key: formKeyOf(await readForm(c.req.raw)) })
    if (answer.ok) return seeOther('/developers#sandbox')
    return htmlResponse(<ProblemPage problem={answer.problem} {...devBar({ demo, me }, '/developers')} />, answer.problem.status)
  })

  portal.get('/developers/client.ts', async (c) => {
    const answer = await createApi(send, c.req.raw).get<OpenApi>('/openapi.json')
    if (!answer.ok) return c.text('', 503)
    return c.text(clientSource(answer.body), 200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Disposition': 'attachment; filename="client.ts"' })
  })

  mountMachineDesk(portal, { api: send, demo })

  portal.get('/staff', async (c) => {
    const me = await readMe(createApi(send, c.req.raw), c.req.raw)
    return me === null ? seeOther('/sign-in?next=%2Fstaff') : htmlResponse(<StaffPage demo={demo} me={me} />)
  })

  return portal
}
