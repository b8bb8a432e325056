import { describe, expect, test } from 'vitest'
import type { WebhookView } from '../../src/deliveries/contract.ts'
import { devPortal } from '../../web/portals/dev/index.tsx'
import { words } from '../../web/words/index.ts'
import { refuse } from '../support/borrower-site.ts'
import { postedForm } from './posted-form.ts'

const ID = 'whk_01jd7w9k8m0000000000000000'
const MOVE = `/developers/webhooks/${ID}/move`
const w = words.zh.developers.webhooks
const HOOK: WebhookView = {
  ...{ id: ID, clientId: 'cli_01jd7w9k8m0000000000000000', url: 'https://bank.example/old', types: ['consent.granted'], status: 'enabled' },
  ...{ disabledWhy: null, secrets: [], failuresInARow: 0, heldUntil: null, createdAt: '2026-11-23T02:00:00.000Z' },
}

/** The desk over an API that answers as told and remembers what changes it was asked for. */
function site({ role = 'lender_approver', hook = {} as Partial<WebhookView>, patch = () => Response.json(HOOK) } = {}) {
  const changes: { call: string; match: string | null; body: unknown }[] = []
  const webhook = { ...HOOK, ...hook }
  const app = devPortal({
    api: async (request) => {
      const { pathname } = new URL(request.url)
      if (request.method !== 'GET') {
        changes.push({ call: `${request.method} ${pathname}`, match: request.headers.get('if-match'), body: JSON.parse(await request.clone().text()) })
        return patch()
      }
      if (pathname === '/api/v1/me') return Response.json({ role, displayName: '甲', institutionId: 'ins_a', institutionName: '示例银行甲' })
      if (pathname === `/api/v1/webhooks/${ID}`) return Response.json(webhook, { headers: { etag: '"now"' } })
      if (pathname === '/api/v1/webhooks') return Response.json({ items: [webhook] })
      return pathname.startsWith('/api/v1/webhooks/') ? refuse(404) : Response.json({ items: [], nextCursor: null })
    },
    demo: true,
  })
  const headers = { cookie: '__Host-suixin=s' }
  return {
    changes,
    page: async () => (await app.request('/developers/webhooks', { headers })).text(),
    post: async (form: URLSearchParams, path = MOVE) => app.request(path, { method: 'POST', headers, body: form }),
  }
}

async function filled(desk: ReturnType<typeof site>, url: string): Promise<URLSearchParams> {
  const form = postedForm(await desk.page(), MOVE)
  form.set(`url-${ID}`, url)
  return form
}

describe('where events go', () => {
  test('is changed by an approver, to what was typed and only as it was seen', async () => {
    const desk = site()
    const answer = await desk.post(await filled(desk, 'https://bank.example/new'))
    expect(answer.headers.get('location')).toBe('/developers/webhooks?done')
    expect(desk.changes).toEqual([{ call: `PATCH /api/v1/webhooks/${ID}`, match: '"now"', body: { url: 'https://bank.example/new' } }])
  })

  test.each([
    ['for a viewer', { role: 'lender_viewer' }],
    ['once it is closed', { hook: { status: 'closed' as const } }],
  ])('has no form %s', async (_, over) => {
    expect(await site(over).page()).not.toContain(MOVE)
  })

  test('was changed by a colleague meanwhile: nothing is sent, and what was typed stays', async () => {
    const seen = await filled(site(), 'https://bank.example/new')
    const desk = site({ hook: { url: 'https://bank.example/other' } })
    const answer = await desk.post(seen)
    const html = await answer.text()
    expect([answer.status, desk.changes]).toEqual([409, []])
    for (const said of [w.stale, 'https://bank.example/other', 'value="https://bank.example/new"']) expect(html).toContain(said)
  })

  test.each([
    [412, {}, w.stale],
    [422, { errors: [{ pointer: '/url', code: 'target_private', detail: '须是公网地址。 Public.' }] }, '须是公网地址'],
    [403, { code: 'step_up_required' }, words.zh.developers.clients.confirmFirst],
  ])('refused with %i keeps what was typed and says why', async (status, more, said) => {
    const desk = site({ patch: () => refuse(status, more) })
    const answer = await desk.post(await filled(desk, 'https://10.0.0.1/x'))
    const html = await answer.text()
    expect(answer.status).toBe(status === 412 ? 409 : status)
    for (const part of [said, 'value="https://10.0.0.1/x"', '<details open']) expect(html).toContain(part)
  })

  test('of a webhook that is not there is told so and changes nothing', async () => {
    const desk = site()
    const answer = await desk.post(new URLSearchParams({ was: 'x' }), '/developers/webhooks/whk_x/move')
    expect([answer.status, desk.changes]).toEqual([404, []])
  })
})
