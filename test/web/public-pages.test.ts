import { describe, expect, test } from 'vitest'
import { PRODUCTS } from '../../src/demo/products.ts'
import { QuoteRequest, quoteView } from '../../src/products/finance-contract.ts'
import { quote } from '../../src/products/quote.ts'
import { termsView } from '../../src/products/terms-schema.ts'
import { pages } from '../../web/index.tsx'

/** An API in process that answers as told and remembers what it was asked. */
function site(answer: (request: Request) => Response | Promise<Response>) {
  const asked: Request[] = []
  const app = pages({
    api: async (request) => {
      asked.push(request.clone())
      return answer(request)
    },
    demo: true,
    signIns: [{ username: 'firm-a', password: 'p', who: 'Firm A' }],
    onBroken: (error) => {
      throw error
    },
  })
  return { app, asked }
}

function refuse(status: number, more: object = {}): Response {
  const body = { type: 'urn:x', title: 'x', status, code: 'x', detail: '', requestId: 'req-12345678', errors: [], ...more }
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } })
}

function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Request {
  return new Request(`http://suixin.test${path}`, { method: 'POST', body: new URLSearchParams(form), headers })
}

async function answerQuote(request: Request): Promise<Response> {
  const input = QuoteRequest.parse(await request.json())
  return Response.json(quoteView(quote({ ...input, subsidyBp: input.subsidyBp ?? 0 })))
}

describe('signing in', () => {
  test('passes the session cookie through and leads to the role\u2019s own portal', async () => {
    const { app, asked } = site(() => Response.json({ role: 'lender_viewer' }, { status: 201, headers: { 'set-cookie': '__Host-suixin=s; Path=/; Secure' } }))
    const answer = await app.request(post('/sign-in', { username: 'a', password: 'b' }, { origin: 'http://suixin.test' }))
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/bank')
    expect(answer.headers.getSetCookie()).toEqual(['__Host-suixin=s; Path=/; Secure'])
    expect(await asked[0]!.json()).toEqual({ username: 'a', password: 'b' })
    expect(asked[0]!.headers.get('origin')).toBe('http://suixin.test')
  })

  test.each([
    ['/firm/offers?need=1', '/firm/offers?need=1'],
    ['/bank/queue', '/firm'],
    ['//evil.example/firm', '/firm'],
    ['https://evil.example', '/firm'],
    ['/firm/..//evil.example', '/firm'],
    ['/firmament', '/firm'],
  ])('a firm that came for %s goes to %s', async (next, location) => {
    const { app } = site(() => Response.json({ role: 'firm' }))
    expect((await app.request(post('/sign-in', { username: 'a', password: 'b', next }))).headers.get('location')).toBe(location)
  })

  test('a wrong password keeps the name, not the password, and takes the focus', async () => {
    const { app } = site(() => refuse(401))
    const answer = await app.request(post('/sign-in', { username: 'firm-<a>', password: 'secret-word' }))
    const html = await answer.text()
    expect(answer.status).toBe(401)
    expect(html).toContain('value="firm-&lt;a&gt;"')
    expect(html).not.toContain('secret-word')
    expect(html).toMatch(/role="alert" tabindex="-1" autofocus/)
    expect(html).toContain('href="#f-password"')
    expect(html).toContain('req-12345678')
  })

  test('after too many tries the page answers 429', async () => {
    const { app } = site(() => refuse(429))
    expect((await app.request(post('/sign-in', { username: 'a', password: 'b' }))).status).toBe(429)
  })

  test('signing out ends the session and says so', async () => {
    const { app, asked } = site(() => new Response(null, { status: 204, headers: { 'set-cookie': '__Host-suixin=; Max-Age=0' } }))
    const answer = await app.request(post('/sign-out', {}))
    expect(asked[0]!.method).toBe('DELETE')
    expect(answer.headers.getSetCookie()).toHaveLength(1)
    expect(answer.headers.get('location')).toBe('/sign-in?ended')
  })
})

describe('the cost page', () => {
  test('shows the yearly cost and the yuan together', async () => {
    const { app } = site(answerQuote)
    const html = await (await app.request('/cost?amount=10&term=12&rate=4.35&per=year&method=interest_first&upfrontPercent=1')).text()
    // 100,000 yuan at 4.35 %: 4,350 interest and 1,000 fee.
    expect(html).toContain('5,350 元')
    expect(html).toMatch(/class="big">5\.\d\d%</)
  })

  test('keeps what was typed and asks nothing when a box is no number', async () => {
    const { app, asked } = site(answerQuote)
    const answer = await app.request('/cost?amount=a%22b&term=12&rate=3')
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(asked).toHaveLength(0)
    expect(html).toContain('value="a&quot;b"')
    expect(html).toContain('href="#f-amount"')
  })

  test('says the API\u2019s refusal beside the box it is about', async () => {
    const { app } = site(() => refuse(422, { errors: [{ pointer: '/termMonths', code: 'invalid_too_big', detail: 'Too big' }] }))
    const html = await (await app.request('/cost?amount=10&term=999&rate=3')).text()
    expect(html).toContain('href="#f-term"')
    expect(html).toContain('id="e-term"')
  })
})

describe('products', () => {
  test('an empty answer says whether a filter is the cause', async () => {
    const { app, asked } = site(() => Response.json({ items: [], nextCursor: null }))
    const filtered = await (await app.request('/products?purpose=wages&audience=nobody')).text()
    const whole = await (await app.request('/products')).text()
    expect(new URL(asked[0]!.url).search).toBe('?purpose=wages&limit=20')
    expect(filtered).toContain('没有符合筛选条件的内容')
    expect(whole).toContain('这里还没有内容')
  })
})

describe('the products page leads on', () => {
  const terms = { audience: [], purposes: [], methods: [], criteria: [], pricing: { spreadBp: 85, tiers: [], floorBp: 345, capBp: 600, fees: [] } }
  const bounds = { name: 'P', summary: 's', minFen: '1', maxFen: '100', minMonths: 1, maxMonths: 12, unsecured: true, answerHours: 24 }
  const items = [{ id: 'prd_1', lenderName: 'L', criteriaZh: [], terms: { ...terms, ...bounds } }]
  const pageFor = async (role: string | null) => {
    const { app } = site((request) => Response.json(request.url.endsWith('/me') ? { role, displayName: 'N' } : { items, nextCursor: null }))
    return (await app.request('/products', { headers: role === null ? {} : { cookie: 's=1' } })).text()
  }

  test.each([
    [null, '/sign-in?next=/firm', '登录看您的利率'],
    ['firm', '/firm/need', '看您的利率'],
    ['farmer', '/farmer/need', '看您的利率'],
    ['lender_viewer', '/bank', '我的首页'],
    ['auditor', '/audit', '我的首页'],
  ])('%s to %s, never to somebody else\u2019s portal', async (role, href, said) => {
    expect(await pageFor(role)).toContain(`<a class="button main" href="${href}">${said}</a>`)
  })

  test('and says the margin in percentage points', async () => {
    const html = await pageFor(null)
    expect(html).toContain('放款时的 LPR 加 0.85 个百分点')
    expect(html).not.toContain('基点')
  })
})

describe('a product on the products page', () => {
  const shown = async (name: string, more: object = {}) => {
    const { terms } = PRODUCTS.find((product) => product.terms.name === name)!
    const item = { id: 'prd_1', lenderName: 'L', criteriaZh: [], pausedUntil: null, terms: termsView(terms), ...more }
    const { app } = site((request) => Response.json(request.url.endsWith('/me') ? { role: null } : { items: [item], nextCursor: null }))
    return (await app.request('/products')).text()
  }

  test.each([
    ['示例税信增额贷', ['近一年纳税额的 5 倍，最多 100 万元', '有担保可以到 500 万元，条件：公共信用综合评价为良或更好', '随借随还']],
    ['示例设备更新贷', ['设备更新贴息，每年贴 1.00%', '〔2026〕1 号']],
    ['示例专精制造贷', ['担保费：每年先收余额的 0.50%']],
  ])('%s says all that decides its amount and its price', async (name, said) => {
    const html = await shown(name)
    for (const text of said) expect(html).toContain(text)
  })

  test('whose quota is full says until when', async () => {
    expect(await shown('示例税易贷', { pausedUntil: '2026-12-01' })).toContain('额度已满，2026-12-01 恢复')
    expect(await shown('示例税易贷')).not.toContain('额度已满')
  })
})

describe('every public page', () => {
  test('/sign-in has the one script that passkeys need, and none in line', async () => {
    const html = await (await site(() => Response.json({})).app.request('/sign-in')).text()
    expect(html.match(/<script[^>]*>/g)).toEqual([expect.stringMatching(/^<script src="\/assets\/passkey\.[0-9a-f]{12}\.js" type="module">$/)])
    expect(html).not.toMatch(/<script[^>]*>[^<]|<style|\sstyle=|\son\w+=/)
  })

  test.each(['/', '/products', '/cost', '/cost?amount=10&term=24&rate=3&upfrontPercent=1', '/nowhere'])(
    '%s has no script and no inline style, and is kept by no cache',
    async (path) => {
      const { app } = site((request) => (request.url.includes('/finance/') ? answerQuote(request) : Response.json({ items: [], nextCursor: null })))
      const answer = await app.request(path)
      const html = await answer.text()
      expect(html).toMatch(/^<!doctype html><html lang="zh-CN">/)
      expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(html.match(/<h1/g)).toHaveLength(1)
    },
  )

  test('an unknown address is a 404 page', async () => {
    expect((await site(() => refuse(404)).app.request('/nowhere')).status).toBe(404)
  })

  test('the style sheet is found under the name the pages give, for ever', async () => {
    const { app } = site(() => refuse(404))
    const href = /href="(\/assets\/suixin\.[0-9a-f]{12}\.css)"/.exec(await (await app.request('/')).text())?.[1]
    const sheet = await app.request(href!)
    expect(sheet.headers.get('content-type')).toContain('text/css')
    expect(sheet.headers.get('cache-control')).toContain('immutable')
  })
})
