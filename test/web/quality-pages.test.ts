import { describe, expect, test } from 'vitest'
import type { FindingPage, NoticeView, QualityDay } from '../../src/quality/contract.ts'
import { opsPortal } from '../../web/portals/ops/index.tsx'

const BAT = 'bat_01jd7w9k8m0000000000000000'
const SUB = 'sub_01jd7w9k8m0000000000000000'
const FEED = { source: 'gz-credit', record: 'penalty', title: '行政处罚', provider: '市信用平台<1>' }
const RULE = { rule: 'name_mismatch', ruleTitle: '名称与代码不是同一主体', kind: 'identity', severity: 'error' } as const
const PARTS = { completenessBp: 10_000, validityBp: 9_900, consistencyBp: 9_900, timelinessBp: 10_000 }

const DAY: QualityDay = {
  day: '2026-11-23',
  scoreBp: 9_930,
  feeds: [
    {
      ...FEED,
      ...{ batches: 1, received: 1_200, accepted: 1_190, duplicate: 7, quarantined: 3, checked: 1_190 },
      quarantine: [{ code: 'bad_code', count: 3 }],
      findings: [{ ...RULE, count: 2 }],
      score: { ...PARTS, scoreBp: 9_930 },
      previous: { day: '2026-11-20', scoreBp: 9_900 },
    },
    {
      ...FEED,
      ...{ record: 'licence', title: '行政许可', batches: 0, received: 0, accepted: 0, duplicate: 0, quarantined: 0, checked: 0 },
      quarantine: [],
      findings: [],
      score: null,
      previous: null,
    },
  ],
  clocks: [{ ...FEED, batchId: BAT, receivedOn: '2026-11-16', duty: 'notice', deadline: { dueOn: '2026-11-19', doneOn: null, state: 'overdue' } }],
  overdue: 1,
}
const FINDINGS: FindingPage = {
  items: [{ subjectId: SUB, recordId: 'r', batchId: BAT, rowNo: 17, ...FEED, ...RULE, field: '名称', detail: '对不上<2>。', recordedOn: '2026-11-23' }],
  counts: [{ ...FEED, ...RULE, count: 2 }],
  nextCursor: 'c1',
}
const NOTICE: NoticeView = {
  batchId: BAT,
  ...FEED,
  ...{ fileName: 'a<b>.csv', receivedOn: '2026-11-20', received: 1_200, accepted: 1_190, duplicate: 7, quarantined: 3 },
  check: { dueOn: '2026-11-24', doneOn: '2026-11-20', state: 'done' },
  notice: { dueOn: '2026-11-25', doneOn: null, state: 'open' },
  sections: [{ kind: 'quarantine', code: 'bad_code', title: '代码校验不通过', count: 3, rows: [4, 9] }],
}

type Answers = Record<string, (request: Request) => Response>

function site(role = 'operator', answers: Answers = {}) {
  const asked: Request[] = []
  const known: Answers = {
    'GET /api/v1/me': () => Response.json({ role, displayName: '某人' }),
    'GET /api/v1/quality/daily': () => Response.json(DAY),
    'GET /api/v1/quality/findings': () => Response.json(role === 'operator' ? FINDINGS : { ...FINDINGS, items: [], nextCursor: null }),
    [`GET /api/v1/imports/${BAT}/notice`]: () => Response.json(NOTICE),
    ...answers,
  }
  const api = async (request: Request): Promise<Response> => {
    asked.push(request)
    const answer = known[`${request.method} ${new URL(request.url).pathname}`]
    if (answer) return answer(request)
    return Response.json({ type: 'urn:x', title: 'x', status: 404, code: 'not_found', detail: '', requestId: 'req-12345678', errors: [] }, { status: 404 })
  }
  const portal = opsPortal({ api, demo: true })
  const send = async (path: string, init: RequestInit = {}) =>
    portal.request(`http://suixin.test${path}`, { ...init, headers: { cookie: 's=1', ...(init.headers as Record<string, string>) } })
  const post = (path: string, fields: Record<string, string>) =>
    send(path, { method: 'POST', body: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  return { send, post, asked }
}

const read = async (answer: Response | Promise<Response>) => (await answer).text()

describe('the page of data quality', () => {
  test('scores each source beside its last day, and names those that sent nothing', async () => {
    const html = await read(site().send('/ops/quality'))
    for (const text of ['99.30', '升 0.30（2026-11-20）', '市信用平台&lt;1&gt;', '代码不对 3', '当天没有来的记录（1 种）', '行政许可'])
      expect(html).toContain(text)
  })

  test('flags what is overdue and leads the operator to its notice', async () => {
    const html = await read(site().send('/ops/quality'))
    expect(html).toContain('逾期')
    expect(html).toContain(`href="/ops/imports/${BAT}/notice"`)
  })

  test('shows the bureau the same figures without a way into the rows', async () => {
    const html = await read(site('regulator').send('/ops/quality'))
    expect(html).toContain('99.30')
    expect(html).not.toContain('/ops/imports')
  })

  test('asks for the day that was chosen, and for today when none is', async () => {
    const { send, asked } = site()
    await send('/ops/quality?day=2026-11-20')
    await send('/ops/quality?day=')
    expect(asked.filter(({ url }) => url.includes('/daily')).map(({ url }) => new URL(url).search)).toEqual(['?day=2026-11-20', ''])
  })
})

describe('the page of findings', () => {
  test('leads from each rule to its rows, and from each row to its batch, escaped', async () => {
    const html = await read(site().send('/ops/quality/findings?rule=name_mismatch'))
    for (const text of [
      '对不上&lt;2&gt;。',
      '第 17 行',
      `href="/ops/imports/${BAT}"`,
      'rule=name_mismatch&amp;cursor=c1',
      'source=gz-credit&amp;rule=name_mismatch',
    ])
      expect(html).toContain(text)
  })

  test('gives the bureau counts and no subject', async () => {
    const html = await read(site('regulator').send('/ops/quality/findings'))
    expect(html).toContain('名称与代码不是同一主体')
    expect(html).not.toMatch(/sub_|bat_/)
  })
})

describe('the notice of a batch', () => {
  test('names rows by reason and until when it is due', async () => {
    const html = await read(site().send(`/ops/imports/${BAT}/notice`))
    for (const text of ['代码校验不通过', '4、9……共 3 行', '应在 2026-11-25 前完成', 'a&lt;b&gt;.csv', '发出通知']) expect(html).toContain(text)
  })

  test('is sent under the form’s own key and shown as issued', async () => {
    const { post, asked } = site('operator', { [`POST /api/v1/imports/${BAT}/notice`]: () => Response.json(NOTICE) })
    const answer = await post(`/ops/imports/${BAT}/notice`, { _key: 'k-1' })
    expect(answer.headers.get('location')).toBe(`/ops/imports/${BAT}/notice`)
    expect(asked.at(-1)!.headers.get('idempotency-key')).toBe('k-1')
    const issued = { ...NOTICE, notice: { ...NOTICE.notice!, doneOn: '2026-11-23', state: 'done' as const } }
    expect(
      await read(site('operator', { [`GET /api/v1/imports/${BAT}/notice`]: () => Response.json(issued) }).send(`/ops/imports/${BAT}/notice`)),
    ).not.toContain('发出通知<')
  })

  test('that cannot be issued yet says why, on the page itself', async () => {
    const problem = {
      type: 'urn:x',
      title: 'x',
      status: 409,
      code: 'not_checked',
      detail: '这一批还没有核查完。 Not yet.',
      requestId: 'req-12345678',
      errors: [],
    }
    const { post } = site('operator', {
      [`POST /api/v1/imports/${BAT}/notice`]: () =>
        new Response(JSON.stringify(problem), { status: 409, headers: { 'content-type': 'application/problem+json' } }),
    })
    const answer = await post(`/ops/imports/${BAT}/notice`, { _key: 'k-1' })
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('这一批还没有核查完。')
  })

  test('may be read, but not sent, by the bureau', async () => {
    const html = await read(site('regulator').send(`/ops/imports/${BAT}/notice`))
    expect(html).toContain('代码校验不通过')
    expect(html).not.toContain('<form class="form"')
  })
})

describe('these pages', () => {
  test.each([
    ['/ops/quality', 403],
    ['/ops/quality/findings', 403],
    [`/ops/imports/${BAT}/notice`, 404],
  ])('are closed to a bank: %s answers %i', async (path, status) => {
    const { send, asked } = site('lender_approver')
    expect((await send(path)).status).toBe(status)
    expect(asked).toHaveLength(1)
  })

  test.each(['/ops/quality', '/ops/quality/findings', `/ops/imports/${BAT}/notice`])('%s has no script and is kept by no cache', async (path) => {
    const answer = await site().send(path)
    const html = await answer.text()
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(html.match(/<h1/g)).toHaveLength(1)
  })
})
