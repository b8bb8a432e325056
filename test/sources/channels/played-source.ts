import { getResponse, HttpResponse, http } from 'msw'
import { catalogueItem } from '../../../src/feeds/catalogue-item.ts'
import { FIRM_COLUMNS } from '../../../src/feeds/example-firm.ts'
import { gradeRecord } from '../../../src/feeds/graded.ts'
import { readPage, WITH_TOKEN } from '../../../src/feeds/usual-channels.ts'
import { stagedOutside } from '../../../src/platform/outside/outside.ts'
import type { Fact } from '../../../src/profiles/model.ts'
import type { Connections } from '../../../src/sources/index.ts'
import { type RecordKind, RowReader, type SentRow, type Source } from '../../../src/sources/model.ts'
import { makeCreditCode } from '../../../src/subjects/model.ts'

export const HARDWARE = '91440199MADEM0A155'
export const CATERING = '91440199MADEM0B386'
const ORIGIN = 'https://gz-test.feeds.suixin.test'
export const WEBHOOK_SECRET = `whsec_${btoa('a webhook secret of 24 bytes')}`

/** A small kind of record of a small source: one environment grade a year and firm. */
function gradeKind(record: string): RecordKind<Fact> {
  return {
    source: 'gz-test',
    record,
    titleZh: '测试等级',
    titleEn: 'Test grade',
    columns: [...FIRM_COLUMNS, { name: '评价年度', required: true }, { name: '等级', required: true }],
    translate(row, today) {
      const r = new RowReader(row, today)
      const subject = r.firm('统一社会信用代码', '企业名称')
      const year = r.needYear('评价年度')
      const value = r.needOneOf('等级', { 绿: '绿', 蓝: '蓝', 黄: '黄', 红: '红' })
      if (!subject || !year || !value) return r.refused()
      return gradeRecord(subject, `${record}:${year}`, 'environmentGrade', { value, scheme: 'test-2025', asOf: `${year + 1}-09-30`, validUntil: null })
    },
  }
}

const item = (record: string, refresh: 'daily' | 'event') =>
  catalogueItem({
    ...{ id: `gz-test/${record}`, class: 'evaluation', titleZh: '测试等级', titleEn: 'Test grade', providerZh: '示例局', mode: 'public' },
    ...{ category: 'public_credit', refresh, retentionMonths: null, sensitivity: 'public' },
  } as const)

export const gzTest: Source<Fact> = {
  id: 'gz-test',
  titleZh: '示例局',
  titleEn: 'Test office',
  fields: 'documented',
  basis: '示例',
  catalogue: [item('listed', 'daily'), item('asked', 'event'), item('shown', 'event')],
  records: [gradeKind('listed'), gradeKind('asked'), gradeKind('shown'), gradeKind('uncatalogued')],
  channels: [
    {
      way: 'pull',
      record: 'listed',
      auth: WITH_TOKEN,
      everyMinutes: 60,
      ask: (cursor) => ({ method: 'GET', path: cursor === null ? '/list' : `/list?cursor=${encodeURIComponent(cursor)}` }),
      read: readPage,
    },
    {
      way: 'push',
      read: (event) => {
        const { record, data } = event as { record?: unknown; data?: unknown }
        return typeof record === 'string' && Array.isArray(data) ? { record, rows: data as SentRow[] } : { wrong: 'record or data is lacking' }
      },
    },
    {
      way: 'query',
      record: 'asked',
      auth: WITH_TOKEN,
      ask: (code, consentRef) => ({ method: 'POST', path: '/ask', body: { code, consentRef } }),
      read: readPage,
    },
    {
      way: 'present',
      record: 'shown',
      issuer: 'urn:test:office',
      audience: 'urn:suixin:platform',
      keysPath: '/keys',
      read: ({ sub, year, grade }) =>
        typeof sub === 'string' && typeof year === 'number' && typeof grade === 'string'
          ? { row: { 统一社会信用代码: sub, 评价年度: year, 等级: grade }, holder: sub }
          : { wrong: 'a claim is lacking' },
    },
  ],
}

/** `n` sound rows, each about another synthetic firm. */
export function rowsOf(n: number, from = 0, grade = '绿'): SentRow[] {
  return Array.from({ length: n }, (_, i) => ({ 统一社会信用代码: makeCreditCode('91440199', `DEM${String(10_000 + from + i)}`), 评价年度: 2025, 等级: grade }))
}

export interface Played {
  /** What the list holds, page by page. */
  pages: readonly (readonly SentRow[])[]
  /** Answers instead of the list or the question, where it answers at all. */
  instead: ((request: Request) => Response | undefined | Promise<Response | undefined>) | null
  /** What a question is answered with. */
  answer: readonly SentRow[]
  keys: object
  /** Paths asked for, but for tokens, oldest first, and how many tokens were fetched. */
  asked: string[]
  bodies: unknown[]
  tokensFetched: number
  /** Tokens it takes; emptied, every token of before is refused. */
  goodTokens: Set<string>
  connections: Connections
}

/** The office behind `gz-test`, which does what a test tells it. */
export function playedOffice(): Played {
  const guarded = async (request: Request, reply: () => Response | Promise<Response>): Promise<Response> => {
    const { pathname, search } = new URL(request.url)
    played.asked.push(pathname + search)
    const other = await played.instead?.(request)
    if (other) return other
    const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? ''
    return played.goodTokens.has(token) ? reply() : HttpResponse.json({}, { status: 401 })
  }
  const handlers = [
    http.post(`${ORIGIN}/oauth/token`, () => {
      const token = `token-${++played.tokensFetched}`
      played.goodTokens.add(token)
      return HttpResponse.json({ access_token: token, token_type: 'Bearer', expires_in: 600 })
    }),
    http.get(`${ORIGIN}/list`, ({ request }) =>
      guarded(request, () => {
        const at = Number(new URL(request.url).searchParams.get('cursor') ?? '0')
        return HttpResponse.json({ data: played.pages[at] ?? [], nextCursor: at + 1 < played.pages.length ? String(at + 1) : null })
      }),
    ),
    http.post(`${ORIGIN}/ask`, async ({ request }) => {
      played.bodies.push(await request.clone().json())
      return guarded(request, () => HttpResponse.json({ data: played.answer, nextCursor: null }))
    }),
    http.get(`${ORIGIN}/keys`, async ({ request }) => {
      played.asked.push('/keys')
      return (await played.instead?.(request)) ?? HttpResponse.json(played.keys)
    }),
  ]
  const endpoint = { origin: ORIGIN, clientId: 'suixin', clientSecret: 'a secret of sixteen', webhookSecrets: [WEBHOOK_SECRET] }
  const played: Played = {
    ...{ pages: [], instead: null, answer: [], keys: { keys: [] }, asked: [], bodies: [], tokensFetched: 0, goodTokens: new Set() },
    connections: {
      outside: stagedOutside((request) => getResponse(handlers, request)),
      endpointOf: (source) => (source === 'gz-test' ? endpoint : null),
      sleep: async () => {},
      random: () => 0,
      timeoutMs: 40,
    },
  }
  return played
}
