import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { devPortal } from '../../web/portals/dev/index.tsx'
import { words } from '../../web/words/index.ts'

const w = words.zh.tokenRefusals
const CLIENT = {
  ...{ id: 'cli_1', name: '贷前系统', scopes: ['cases.read'], keys: [], createdAt: '2026-11-01T00:00:00.000Z', closedAt: null },
  refusals: [{ why: 'assertion_expired', count: 3, lastAt: '2026-11-23T01:00:00.000Z' }],
}

function pageFor(role: string, answers: Record<string, unknown>) {
  const portal = devPortal({
    api: async (request) => {
      const { pathname } = new URL(request.url)
      if (pathname === '/api/v1/me') return Response.json({ role, displayName: '工程师' })
      return pathname in answers
        ? Response.json(answers[pathname])
        : new Response('{}', { status: 403, headers: { 'content-type': 'application/problem+json' } })
    },
    demo: true,
  })
  return portal.request('/developers/clients', { headers: { cookie: '__Host-suixin=s' } })
}

describe('what machines were refused for', () => {
  test('stands on the page of a lender’s machines in words, with code, count, time and what to do, the latest first', async () => {
    const later = { ...CLIENT, id: 'cli_2', name: '贷后系统', refusals: [{ why: 'proof_target', count: 1, lastAt: '2026-11-23T02:00:00.000Z' }] }
    const html = await (await pageFor('lender_approver', { '/api/v1/clients': { items: [CLIENT, later] } })).text()
    for (const code of ['assertion_expired', 'proof_target'])
      for (const said of [code, w.reasons[code]!.why, w.reasons[code]!.next]) expect(html).toContain(said)
    expect(html).toContain(w.times(3))
    expect(html.indexOf('proof_target')).toBeLessThan(html.indexOf('assertion_expired'))
  })

  test('is said to be nothing where nothing was refused', async () => {
    const html = await (await pageFor('lender_viewer', { '/api/v1/clients': { items: [{ ...CLIENT, refusals: [] }] } })).text()
    expect(html).toContain(w.none)
  })

  test('is shown of every lender to operator and auditor, unknown callers among them', async () => {
    const items = [{ clientId: null, clientName: null, lenderId: null, why: 'unknown_client', count: 40, lastAt: '2026-11-23T01:00:00.000Z' }]
    for (const role of ['operator', 'auditor']) {
      const answer = await pageFor(role, { '/api/v1/token-refusals': { items } })
      const html = await answer.text()
      expect(answer.status).toBe(200)
      for (const said of [w.nobody, w.reasons.unknown_client!.why, w.times(40)]) expect(html).toContain(said)
      expect(html).not.toContain('<form method="post" action="/developers/clients"')
    }
  })

  test('has words for every rule that the code can name', () => {
    const source = ['assertion.ts', 'dpop.ts', 'service/tokens.ts'].map((file) => readFileSync(`src/machines/${file}`, 'utf8')).join('\n')
    const named = [...source.matchAll(/'((?:assertion|proof|token|unknown|client)_(?:[a-z_]+))'/g)].map(([, code]) => code!)
    const ofText = ['unreadable', 'algorithm', 'header'].flatMap((flaw) => [`assertion_${flaw}`, `proof_${flaw}`])
    const ofToken = ['unreadable', 'algorithm', 'type', 'unknown_key', 'signature'].map((flaw) => `token_${flaw}`)
    for (const code of [...named.filter((one) => !NO_RULE.includes(one)), ...ofText, ...ofToken, 'grant_type', 'scope_not_granted'])
      expect(Object.keys(w.reasons), code).toContain(code)
    expect(named.length).toBeGreaterThan(20)
  })
})

/** Words of the protocol and of the table, which are no rule that was broken. */
const NO_RULE = ['client_credentials', 'client_id']
