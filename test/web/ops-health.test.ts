import { describe, expect, test } from 'vitest'
import type { FeedList, FeedRunView } from '../../src/sources/feed-contract.ts'
import { opsPortal } from '../../web/portals/ops/index.tsx'

type Source = FeedList['items'][number]
type Kind = Source['records'][number]

const RUN = 'run_01jd7w9k8m0000000000000000'
const BAT = 'bat_01jd7w9k8m0000000000000000'

const kind = (change: Partial<Kind> = {}): Kind => ({
  ...{ record: 'penalty', title: '行政处罚', ways: ['pull', 'upload'], everyMinutes: 60, item: 'gz-credit/penalty', refresh: 'daily' },
  ...{ lastGoodOn: '2026-11-22', lastOkAt: null, lastTryAt: '2026-11-23T01:00:00.000Z', lastOutcome: 'ok', lastFailure: null },
  ...{ lastRows: 1200, usualRows: 1190, underWay: false, alarms: [] },
  ...change,
})
const source = (change: Partial<Source> = {}, ...records: Kind[]): Source => ({
  ...{ source: 'gz-credit', title: '市公共信用信息管理系统', connected: true, breaker: { state: 'closed', failures: 0, retryAt: null } },
  records,
  ...change,
})
const run = (change: Partial<FeedRunView> = {}): FeedRunView => ({
  ...{ id: RUN, source: 'gz-credit', sourceTitle: '市公共信用信息管理系统', record: 'penalty', title: '行政处罚', way: 'pull' },
  ...{ startedAt: '2026-11-23T01:00:00.000Z', finishedAt: '2026-11-23T01:00:02.000Z', outcome: 'ok', rows: 12, accepted: 9, duplicate: 2, quarantined: 1 },
  ...{ pages: 2, tries: 3, failure: null, detail: null, batchIds: [BAT] },
  ...change,
})

function site(answers: Record<string, () => Response>, role = 'operator') {
  const asked: Request[] = []
  const app = opsPortal({
    api: async (request) => {
      asked.push(request.clone())
      const known: Record<string, () => Response> = { 'GET /api/v1/me': () => Response.json({ role, displayName: '运营' }), ...answers }
      return (known[`${request.method} ${new URL(request.url).pathname}`] ?? (() => refuse(404, 'not_found')))()
    },
    demo: true,
  })
  const headers = { cookie: '__Host-suixin=s' }
  const html = async (path: string) => (await app.request(path, { headers })).text()
  const post = (path: string) => app.request(path, { method: 'POST', body: new URLSearchParams({ _key: 'k-1' }), headers })
  return { app, asked, html, post, headers }
}
const feeds = (...items: Source[]) => ({ 'GET /api/v1/feeds': () => Response.json({ now: '2026-11-23T02:00:00.000Z', items }) })

function refuse(status: number, code: string): Response {
  const body = { type: 'urn:x', title: 'x', status, code, detail: '这个来源还没有接通。 Not connected.', requestId: 'req-12345678', errors: [] }
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } })
}

describe('the page of sources', () => {
  test('shows alarms on top, with the last good day and the reason', async () => {
    const down = source(
      { breaker: { state: 'open', failures: 6, retryAt: '2026-11-23T02:10:00.000Z' } },
      kind({ alarms: ['no_rows', 'breaker_open'], lastRows: 0, lastOutcome: 'skipped', lastFailure: 'breaker_open' }),
    )
    const page = await site(feeds(down)).html('/ops/feeds')
    expect(page).toContain('2 项警报')
    for (const said of ['收到 0 行，平时有数据', '连续失败，暂停读取', '最后一次完整收到：2026-11-22', '上次 0 行，平时 1,190 行', '2026-11-23 10:10 之后再试'])
      expect(page).toContain(said)
    expect(page.indexOf('2 项警报')).toBeLessThan(page.indexOf('<table'))
  })

  test('says that all is well where it is', async () => {
    expect(await site(feeds(source({}, kind()))).html('/ops/feeds')).toContain('没有警报')
  })

  test.each([
    ['a connected pull', source({}, kind()), true],
    ['a source without a line', source({ connected: false }, kind()), false],
    ['files only', source({ connected: null }, kind({ ways: ['upload'], everyMinutes: null })), false],
    ['what is only asked for', source({}, kind({ ways: ['query'], everyMinutes: null })), false],
  ])('offers to fetch now for %s: %#', async (_, one, offered) => {
    const page = await site(feeds(one)).html('/ops/feeds')
    expect(page.includes('action="/ops/feeds/gz-credit/penalty/pull"')).toBe(offered)
  })

  test('escapes what a source is called', async () => {
    expect(await site(feeds(source({ title: '<b>局</b>' }, kind()))).html('/ops/feeds')).not.toContain('<b>局')
  })

  test('is the operator’s', async () => {
    const { app, headers } = site(feeds(), 'firm')
    expect((await app.request('/ops/feeds', { headers })).status).toBe(403)
    expect((await app.request('/ops/feeds')).headers.get('location')).toBe('/sign-in?next=%2Fops%2Ffeeds')
  })
})

describe('fetching now', () => {
  test('asks once under the form’s key and goes to what came of it', async () => {
    const { post, asked } = site({ 'POST /api/v1/feeds/gz-credit/penalty/pull': () => Response.json(run(), { status: 201 }) })
    const answer = await post('/ops/feeds/gz-credit/penalty/pull')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/ops/feeds/runs?source=gz-credit'])
    expect(asked.at(-1)!.headers.get('idempotency-key')).toBe('k-1')
  })

  test('refused, says why above the list', async () => {
    const { post } = site({ ...feeds(source({}, kind())), 'POST /api/v1/feeds/gz-credit/penalty/pull': () => refuse(409, 'source_not_connected') })
    const answer = await post('/ops/feeds/gz-credit/penalty/pull')
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('这个来源还没有接通')
  })
})

describe('the page of runs', () => {
  const runs = (items: FeedRunView[], nextCursor: string | null = null) => ({ 'GET /api/v1/feeds/runs': () => Response.json({ items, nextCursor }) })

  test.each([
    [{}, '正常'],
    [{ outcome: 'failed', failure: 'status_503' }, '对方答复 503'],
    [{ outcome: 'failed', failure: 'timeout' }, '超时没有答完'],
    [{ outcome: 'wrong', failure: 'no_header' }, '代码 no_header'],
    [{ outcome: null, finishedAt: null }, '进行中或已中断'],
  ] as [Partial<FeedRunView>, string][])('says of %j: %s', async (change, said) => {
    expect(await site(runs([run(change)])).html('/ops/feeds/runs')).toContain(said)
  })

  test('leads to the batches and keeps the source on the next page', async () => {
    const { html, asked } = site(runs([run()], 'c.1'))
    const page = await html('/ops/feeds/runs?source=gz-credit')
    expect(page).toContain(`href="/ops/imports/${BAT}"`)
    expect(page).toContain('href="/ops/feeds/runs?source=gz-credit&amp;cursor=c.1"')
    expect(new URL(asked.at(-1)!.url).searchParams.get('source')).toBe('gz-credit')
  })

  test('that is empty says what would fill it', async () => {
    expect(await site(runs([])).html('/ops/feeds/runs')).toContain('还没有读取过')
  })
})
