import { describe, expect, test } from 'vitest'
import { devPortal } from '../../web/portals/dev/index.tsx'
import { type OpenApi, operationsByTag, rowsOf } from '../../web/portals/dev/openapi.ts'

const DOCUMENT: OpenApi = {
  info: { version: '1' },
  paths: {
    '/api/v1/loans/{id}': {
      get: {
        operationId: 'readLoan',
        tags: ['lender'],
        summary: 'One <loan>',
        security: [{ session: [] }],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^app_', maxLength: 30 } }],
        responses: {
          200: { description: 'The loan', content: { 'application/json': { schema: { $ref: '#/components/schemas/Loan' } } } },
          404: { description: 'Not there' },
        },
      },
      post: {
        tags: ['tools'],
        summary: 'Open',
        requestBody: { content: { 'text/csv': { schema: { type: 'string' } } } },
        responses: { 204: { description: 'Done' } },
      },
    },
    '/healthz': { get: { responses: {} } },
  },
  components: {
    schemas: {
      Loan: {
        type: 'object',
        required: ['amountFen'],
        properties: {
          amountFen: { type: 'string', description: 'Whole fen' },
          months: { type: 'integer', minimum: 1, maximum: 360 },
          parts: { type: 'array', items: { type: 'object', properties: { kind: { type: 'string', enum: ['a', 'b'] } } } },
          inner: { $ref: '#/components/schemas/Loan' },
          note: { type: ['string', 'null'] },
        },
      },
    },
  },
}

function site(document: OpenApi | null, role: string | null = null) {
  return devPortal({
    api: async (request) => {
      if (request.url.endsWith('/openapi.json')) return document ? Response.json(document) : new Response('', { status: 503 })
      return role === null ? new Response('', { status: 401 }) : Response.json({ role, displayName: '审计员' })
    },
    demo: true,
  })
}

const headers = { cookie: '__Host-suixin=s' }

describe('the API page', () => {
  test('shows each operation with parameters, limits, answers and errors', async () => {
    const answer = await site(DOCUMENT).request('/docs')
    const html = (await answer.text()).replaceAll('<wbr/>', '')
    expect(answer.status).toBe(200)
    for (const text of [
      '<b>GET</b> /api/v1/loans/{id}',
      'One &lt;loan&gt;',
      '格式 ^app_',
      '最多 30 字',
      'href="#schema-Loan"',
      'id="schema-Loan"',
      '≤ 360',
      'parts[].kind',
      '取值 a、b',
      'string，可为 null',
      'Not there',
    ])
      expect(html).toContain(text)
  })

  test('has no script, nothing from elsewhere, and only links to what is there', async () => {
    const html = await (await site(DOCUMENT).request('/docs')).text()
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=|(?:href|src)="https?:/)
    const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((m) => m[1]))
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map((m) => m[1]!)
    expect(targets.filter((target) => !ids.has(target))).toEqual([])
  })

  test('says so when the description cannot be read, and keeps the conventions', async () => {
    const answer = await site(null).request('/docs')
    const html = await answer.text()
    expect(answer.status).toBe(503)
    expect(html).toContain('现在读不到接口说明')
    expect(html).toContain('Idempotency-Key')
  })
})

describe('a description', () => {
  test('falls into tags, and an operation without one into the rest', () => {
    expect([...operationsByTag(DOCUMENT)].map(([tag, operations]) => [tag, operations.map((o) => o.method)])).toEqual([
      ['lender', ['GET']],
      ['tools', ['POST']],
      ['other', ['GET']],
    ])
  })

  test('of a structure that holds itself ends at its name', () => {
    expect(rowsOf(DOCUMENT.components!.schemas!.Loan!).map((row) => [row.path, row.required])).toEqual([
      ['amountFen', true],
      ['months', false],
      ['parts', false],
      ['parts[].kind', false],
      ['inner', false],
      ['note', false],
    ])
  })
})

describe('the page of accounts without pages', () => {
  test.each([
    ['auditor', '/api/v1/audit/events'],
    ['regulator', '监管人员可以登录'],
    ['village_officer', '村信用服务员可以登录'],
    ['operator', 'href="/ops"'],
  ])('tells a %s what there is', async (role, text) => {
    expect(await (await site(null, role).request('/staff', { headers })).text()).toContain(text)
  })

  test('sends a visitor to the door', async () => {
    expect((await site(null).request('/staff')).headers.get('location')).toBe('/sign-in?next=%2Fstaff')
  })
})
