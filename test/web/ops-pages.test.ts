import { describe, expect, test } from 'vitest'
import { feeds } from '../../src/feeds/index.ts'
import { readTable } from '../../src/sources/files/file.ts'
import { bindHeader, takeRow } from '../../src/sources/intake.ts'
import type { RecordKind } from '../../src/sources/model.ts'
import { opsPortal } from '../../web/portals/ops/index.tsx'
import { csvCell, type SourceKind, templateCsv } from '../../web/portals/ops/template-file.ts'

const KINDS: readonly RecordKind<unknown>[] = feeds.kinds
const BAT = 'bat_01jd7w9k8m0000000000000000'

function sourceKind({ source, record, titleZh, titleEn, columns }: RecordKind<unknown>): SourceKind {
  const shown = columns.map((c) => ({
    name: c.name,
    code: c.code ?? null,
    required: c.required ?? false,
    personal: c.personal ?? null,
    hint: c.hint ?? null,
    example: c.example ?? null,
  }))
  return { source, record, title: titleZh, titleEn, provider: feeds.nameOf(source), columns: shown }
}

const BATCH = {
  ...{ id: BAT, source: 'gz-credit', record: 'penalty', title: '行政处罚', fileName: 'a<b>.csv', format: 'csv', encoding: 'gb18030', sha256: 'cd'.repeat(32) },
  ...{ received: 1200, accepted: 1190, duplicate: 7, quarantined: 3, ignoredColumns: ['备注<2>'], createdAt: '2026-11-23T02:00:00.000Z' },
}
const ROW = { rowNo: 17, issues: [{ code: 'bad_code', field: '统一社会信用代码', detail: '校验位不对。' }], row: { 处罚类别: '<罚款>' } }

type Answers = Record<string, (request: Request) => Response | Promise<Response>>

function site(answers: Answers = {}, role = 'operator') {
  const asked: Request[] = []
  const known: Answers = {
    'GET /api/v1/me': () => Response.json({ role, displayName: '运营' }),
    'GET /api/v1/sources': () => Response.json({ items: KINDS.map(sourceKind) }),
    [`GET /api/v1/imports/${BAT}`]: () => Response.json(BATCH),
    [`GET /api/v1/imports/${BAT}/quarantine`]: () => Response.json({ items: [ROW], nextCursor: 'c1' }),
    'GET /api/v1/imports': () => Response.json({ items: [BATCH], nextCursor: null }),
    ...answers,
  }
  const app = opsPortal({
    api: async (request) => {
      asked.push(request.clone())
      return (known[`${request.method} ${new URL(request.url).pathname}`] ?? (() => refuse(404)))(request)
    },
    demo: true,
  })
  const headers = { cookie: '__Host-suixin=s' }
  return {
    app,
    asked,
    get: async (path: string) => app.request(path, { headers }),
    upload: async (fields: Record<string, string | File>) => {
      const body = new FormData()
      for (const [name, value] of Object.entries(fields)) body.append(name, value)
      return app.request('/ops/imports', { method: 'POST', body, headers })
    },
  }
}

function refuse(status: number, more: object = {}): Response {
  const body = { type: 'urn:x', title: 'x', status, code: 'x', detail: '', requestId: 'req-12345678', errors: [], ...more }
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } })
}

describe('an upload', () => {
  const file = new File(['\u5904\u7f5a,b\n'], 'penalty.csv', { type: 'text/csv' })

  test('reaches the API as the bytes themselves, with kind, name and key', async () => {
    const { upload, asked } = site({ 'POST /api/v1/imports': () => Response.json(BATCH, { status: 201 }) })
    const answer = await upload({ kind: 'gz-credit/penalty', file, _key: 'k-1' })
    const sent = asked.at(-1)!
    expect(answer.headers.get('location')).toBe(`/ops/imports/${BAT}`)
    expect(Object.fromEntries(new URL(sent.url).searchParams)).toEqual({ source: 'gz-credit', record: 'penalty', fileName: 'penalty.csv' })
    expect(sent.headers.get('idempotency-key')).toBe('k-1')
    expect(await sent.text()).toBe('处罚,b\n')
  })

  test.each([
    ['without a kind', { file }, 'kind'],
    ['without a file', { kind: 'gz-credit/penalty' }, 'file'],
    ['of an empty file', { kind: 'gz-credit/penalty', file: new File([], 'a.csv') }, 'file'],
  ])('%s is asked for again and not sent', async (_, fields, field) => {
    const { upload, asked } = site()
    const answer = await upload(fields)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(`href="#f-${field}"`)
    expect(asked.some((request) => request.method === 'POST')).toBe(false)
  })

  test('whose columns are missing is told once, in one sentence, and keeps its kind', async () => {
    const errors = ['a', 'b~1c'].map((name) => ({ pointer: `/header/${name}`, code: 'missing_column', detail: `缺少列“${name}”。` }))
    const { upload } = site({
      'POST /api/v1/imports': () => refuse(422, { code: 'missing_columns', detail: '缺少必需的列：a、b/c。 Missing: a、b/c', errors }),
    })
    const html = await (await upload({ kind: 'gz-credit/penalty', file, _key: 'k' })).text()
    expect(html).toContain('<a href="#f-file">文件里缺少这些必需的列：a、b/c。')
    expect(html).toMatch(/<option value="gz-credit\/penalty" selected/)
  })
})

describe('a batch', () => {
  test('accounts for every row and shows what was kept aside, escaped', async () => {
    const html = await (await site().get(`/ops/imports/${BAT}`)).text()
    expect(html).toContain('收到 1,200 行 = 入库 1,190 + 重复 7 + 隔离 3')
    for (const text of ['第 17 行', '代码不对', '统一社会信用代码：校验位不对。', '&lt;罚款&gt;', '备注&lt;2&gt;', 'a&lt;b&gt;.csv'])
      expect(html).toContain(text)
    expect(html).toContain(`href="/ops/imports/${BAT}?cursor=c1"`)
  })

  test('that is not there is a 404', async () => {
    expect((await site().get('/ops/imports/bat_01jd7w9k8m0000000000000001')).status).toBe(404)
  })

  test('stays readable while its quarantine cannot be read', async () => {
    const answer = await site({ [`GET /api/v1/imports/${BAT}/quarantine`]: () => refuse(503) }).get(`/ops/imports/${BAT}`)
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('收到 1,200 行')
  })
})

describe('a template', () => {
  test.each(KINDS.map((kind) => [`${kind.source}/${kind.record}`, kind] as const))('of %s is a file that the intake takes as it is', (_, kind) => {
    const table = readTable(new TextEncoder().encode(templateCsv(sourceKind(kind))))
    const binding = bindHeader(table.header, kind.columns)
    expect(binding.ignored).toEqual([])
    const taken = table.rows.map((row) => takeRow(kind, binding, row, { today: '2026-11-23', latest: '2026-11-23T23:59:59' }))
    expect(taken.map((row) => (row.ok ? 'taken' : row.issues))).toEqual(['taken'])
  })

  test('asks for no personal column that would be dropped, and its page says so', async () => {
    const kind = sourceKind(KINDS.find(({ record }) => record === 'penalty')!)
    const dropped = kind.columns.filter((column) => column.personal === 'drop')
    expect(dropped.length).toBeGreaterThan(0)
    for (const { name } of dropped) expect(templateCsv(kind)).not.toContain(name)
    expect(await (await site().get('/ops/sources/gz-credit/penalty')).text()).toContain('个人信息，不收')
  })

  test('comes as a file with BOM and a plain name', async () => {
    const answer = await site().get('/ops/sources/gz-credit/penalty/template.csv')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="gz-credit-penalty.csv"')
    expect([...new Uint8Array(await answer.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  })

  test('of no known kind is a 404', async () => {
    expect((await site().get('/ops/sources/gz-credit/none')).status).toBe(404)
    expect((await site().get('/ops/sources/gz-credit/none/template.csv')).status).toBe(404)
  })

  test.each([
    ['=1+1', "'=1+1"],
    ['+86', "'+86"],
    ['-5', "'-5"],
    ['@x', "'@x"],
    ['1=1', '1=1'],
    ['a"b,c', '"a""b,c"'],
    ['=a,b', '"\'=a,b"'],
  ])('writes %s so that no spreadsheet runs it', (text, cell) => {
    expect(csvCell(text)).toBe(cell)
  })
})

describe('the desk', () => {
  test.each([
    ['/ops', 403],
    ['/ops/sources/gz-credit/penalty', 403],
    [`/ops/imports/${BAT}`, 404],
  ])('is closed to a bank: %s answers %i', async (path, status) => {
    const { get, asked } = site({}, 'lender_approver')
    expect((await get(path)).status).toBe(status)
    expect(asked).toHaveLength(1)
  })

  test.each(['/ops', '/ops/imports', `/ops/imports/${BAT}`, '/ops/sources/gz-credit/penalty'])('%s has no script and is kept by no cache', async (path) => {
    const answer = await site().get(path)
    const html = await answer.text()
    expect(answer.status).toBe(200)
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(html.match(/<h1/g)).toHaveLength(1)
  })
})

describe('a match made again', () => {
  const ID = 'mch_01jd7w9k8m0000000000000000'
  const run = {
    ...{ id: ID, subjectId: 'sub_1', askedAt: '2026-11-23T02:00:00.000Z', outcome: 'same', policyVersion: '2026-11', products: 40 },
    ...{ stored: { profileHash: 'aa', resultHash: 'bb' }, again: { profileHash: 'aa', resultHash: 'bb' } },
    ...{ need: { amountFen: '20000000', termMonths: 12, purpose: 'materials' }, counts: { eligible: 3, unknown: 2, ineligible: 35 } },
  }

  test.each([
    ['same', '一字不差'],
    ['profile_differs', '数据对不上'],
    ['answer_differs', '结果对不上'],
    ['not_kept', '没法重算'],
  ])('says of %s what it means', async (outcome, words) => {
    const { get } = site({ [`GET /api/v1/matches/${ID}/replay`]: () => Response.json({ ...run, outcome, ...(outcome === 'not_kept' ? { again: null } : {}) }) })
    const html = await (await get(`/ops/runs?id=${ID}`)).text()
    expect(html).toContain(words)
    expect(html).toContain('40 款：可选 3，差数据 2，不符合 35')
  })

  test('that is not there is said beside the box, which keeps what was typed', async () => {
    const answer = await site().get('/ops/runs?id=%20mch_x%22%3E%20')
    expect(answer.status).toBe(404)
    const html = await answer.text()
    expect(html).toContain('没有这个编号的匹配')
    expect(html).toContain('value="mch_x&quot;&gt;"')
  })

  test('is asked for by nobody before a number is given', async () => {
    const { get, asked } = site()
    expect((await get('/ops/runs')).status).toBe(200)
    expect(asked.map((request) => new URL(request.url).pathname)).toEqual(['/api/v1/me'])
  })
})
