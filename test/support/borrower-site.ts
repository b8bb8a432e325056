import type { AccessEntryView, ConsentView } from '../../src/consent/contract.ts'
import { feeds } from '../../src/feeds/index.ts'
import type { ApplicationView } from '../../src/loans/contract.ts'
import { answer } from '../../src/matching/answer.ts'
import { matchView } from '../../src/matching/contract.ts'
import { marketOf } from '../../src/matching/market.ts'
import { type MatchRun, NO_STANDINGS, policyOn } from '../../src/matching/model.ts'
import { termsView } from '../../src/products/terms-schema.ts'
import { type Profile, profileView } from '../../src/profiles/model.ts'
import type { SubjectRecall } from '../../src/recalls/contract.ts'
import type { CatalogueView } from '../../src/sources/contract.ts'
import { pages } from '../../web/index.tsx'
import { AS_OF, candidateOf, entryOf, needOf, profileOf } from './match-builders.ts'

export const SUBJECT = 'sub_01jd7w9k8m0000000000000000'
const APPLICATION = 'app_01jd7w9k8m0000000000000000'
const CONSENT = 'cns_01jd7w9k8m0000000000000000'

const taxLeaf = { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'M'] } as const
const staffLeaf = { attr: 'staff', op: '>=', value: 10 } as const
const labourLeaf = { attr: 'labourGrade', op: '>=', value: 'A' } as const
const ageLeaf = { attr: 'ageMonths', op: '>=', value: 24 } as const

/** One that fits but lends less than is asked, one that lacks data, one that refuses, one for others. */
export const CANDIDATES = [
  candidateOf({ productId: 'prd_fits', lenderName: '甲行', terms: { name: '税易贷', maxFen: 40_000_000n, criteria: [taxLeaf, staffLeaf, ageLeaf] } }),
  candidateOf({ productId: 'prd_maybe', lenderName: '乙行', terms: { name: '稳岗贷', criteria: [labourLeaf] } }),
  candidateOf({ productId: 'prd_no', lenderName: '丙行', terms: { name: '老店贷', criteria: [{ ...ageLeaf, value: 120 }] } }),
  candidateOf({ productId: 'prd_farm', lenderName: '丁行', terms: { name: '惠农贷', audience: ['household'] } }),
]

const PROFILE = profileOf({ kind: 'enterprise', name: '示例五金', registeredCapitalFen: '500000000', ageMonths: 61, staff: 46, penalties: [] }, [
  entryOf('taxGrade', {
    value: 'A',
    from: { source: 'gz-tax', record: 'tax_grade', recordKey: '1', recordId: 'rec' },
    losers: [{ value: 'B', asOf: '2025-04-28', from: { source: 'gz-credit', record: 'tax_grade', recordKey: '2', recordId: 'rec' } }],
  }),
  entryOf('carbonGrade', { value: 'B', freshness: 'stale', asOf: '2022-01-01' }),
])

export function matchOf(profile: Profile = PROFILE) {
  const policy = policyOn(AS_OF)
  const need = needOf({ purpose: 'materials' })
  const run: MatchRun = {
    id: 'mch_1',
    subjectId: SUBJECT,
    asOf: AS_OF,
    policyVersion: policy.version,
    profileHash: 'ab'.repeat(32),
    need,
    ...answer(marketOf(CANDIDATES, policy, NO_STANDINGS), profile, need),
  }
  return matchView(run, feeds.nameOf)
}

export function consentOf(over: Partial<ConsentView> = {}): ConsentView {
  return {
    id: CONSENT,
    subjectId: SUBJECT,
    status: 'granted',
    lenderId: 'ins_1',
    lenderName: '甲行',
    productId: 'prd_fits',
    productVersion: 1,
    applicationId: APPLICATION,
    purpose: { code: 'UNDERWRITE', text: '审查本笔贷款申请' },
    data: [{ category: 'tax', label: '纳税信用', fields: ['taxGrade'], sensitive: false, lookback: 'P36M' }],
    readsTotal: 5,
    readsUsed: 1,
    validFrom: '2026-11-23T02:00:00.000Z',
    validTo: '2026-12-23T02:00:00.000Z',
    deleteAfter: 'P30D',
    grantedAt: '2026-11-23T02:00:00.000Z',
    endedAt: null,
    answerBy: null,
    pausedAt: null,
    endReason: null,
    proxy: null,
    bundle: null,
    rev: 1,
    replacedBy: null,
    hash: 'cd'.repeat(32),
    artefact: { retention: { deleteAfter: 'P30D', trigger: 'decision' } },
    ...over,
  }
}

export function applicationOf(over: Partial<ApplicationView> = {}): ApplicationView {
  return {
    id: APPLICATION,
    productId: 'prd_fits',
    productVersion: 1,
    productName: '税易贷',
    status: 'submitted',
    amountFen: '40000000',
    termMonths: 12,
    purpose: 'materials',
    submittedAt: '2026-11-23T02:00:00.000Z',
    answerDue: '2026-11-24',
    endedAt: null,
    subjectId: SUBJECT,
    lenderId: 'ins_1',
    lenderName: '甲行',
    consentId: CONSENT,
    decision: null,
    acceptedAt: null,
    ...over,
  }
}

export function entryOfLog(over: Partial<AccessEntryView> = {}): AccessEntryView {
  return {
    index: 2,
    sealedIn: 3,
    kind: 'read.released',
    at: '2026-11-23T02:04:00.000Z',
    consentId: CONSENT,
    lenderId: 'ins_1',
    lenderName: '甲行',
    actorName: '审批员',
    fields: [{ id: 'taxGrade', label: '纳税信用级别' }],
    readNo: 1,
    why: 'UNDERWRITE',
    requestId: 'req-12345678',
    ...over,
  }
}

const LEGAL = { textId: 't', version: 3, lang: 'zh-CN', text: '一\n二', sha256: 'ef'.repeat(32), maxDays: 90, maxReads: 20, defaultDays: 30, defaultReads: 5 }

function productOf(id: string) {
  const candidate = CANDIDATES.find((c) => c.productId === id)!
  return {
    id,
    lenderId: 'ins_1',
    lenderName: candidate.lenderName,
    version: 1,
    status: 'published',
    terms: termsView(candidate.terms),
    criteriaZh: [],
    publishedAt: null,
    draft: null,
  }
}

const ITEM: Omit<CatalogueView['items'][number], 'id' | 'title' | 'source' | 'sourceName' | 'category' | 'ways'> = {
  ...{ class: 'voluntary', classLabel: '市场主体自愿提供的信息', titleEn: 'x', provider: '责任单位甲', mode: 'consent', refresh: 'monthly' },
  ...{ retentionMonths: 24, sensitivity: 'internal', validFrom: '2025-01-01', validTo: null, edition: '2025', basis: 'x', verified: false, inForce: true },
}

/** One item of each way that matters to a borrower, and one of no use to it. */
export function catalogueOf(): CatalogueView {
  return {
    items: [
      { ...ITEM, id: 'gz-tax/tax_grade', title: '纳税信用级别', source: 'gz-tax', sourceName: '市税务局', category: 'tax', ways: ['upload', 'drop'] },
      { ...ITEM, id: 'gz-tax/tax_code', title: '税信码', source: 'gz-tax', sourceName: '市税务局', category: 'tax_data', ways: ['present'] },
      { ...ITEM, id: 'cash-flow/cash_flow', title: '资金流信用信息', source: 'cash-flow', sourceName: '资金流平台', category: 'cash_flow', ways: ['query'] },
    ],
  }
}

export function recallOf(over: Partial<SubjectRecall> = {}): SubjectRecall {
  return {
    ...{
      id: 'rcl_01jd7w9k8m0000000000000000',
      applicationId: APPLICATION,
      consentId: CONSENT,
      attribute: 'penalties',
      attributeName: '行政处罚',
      kind: 'record',
    },
    ...{ issuedAt: '2026-11-23T02:00:00.000Z', dueOn: '2026-11-30', overdue: false, answer: null, legalGround: null, answeredAt: null },
    ...{ reason: 'repaired', status: 'issued', restatedAt: null, asOf: '2026-06-10' },
    ...{ documentNo: '穗罚〔2026〕1号', lenderId: 'ins_1', lenderName: '甲行', readIndex: 2 },
    ...over,
  }
}

/** What the API answers, by method and path; a test says only what differs. */
export type Answers = Record<string, (request: Request) => unknown>

export function refuse(status: number, more: object = {}): Response {
  const body = { type: 'urn:x', title: 'x', status, code: 'x', detail: '', requestId: 'req-12345678', errors: [], ...more }
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } })
}

/** The pages over an API that answers as told and remembers what changes it was asked for. */
export function borrowerSite(role: string, answers: Answers = {}) {
  const changes: { path: string; key: string | null; body: unknown }[] = []
  const usual: Answers = {
    'GET /api/v1/me': () => ({ userId: 'usr_1', username: 'u', displayName: '王', role, institutionId: null, institutionName: null, subjectId: SUBJECT }),
    'POST /api/v1/matches': () => matchOf(),
    'GET /api/v1/matches/mch_1': () => matchOf(),
    [`GET /api/v1/subjects/${SUBJECT}/profile`]: () => profileView(PROFILE, feeds.nameOf),
    [`GET /api/v1/subjects/${SUBJECT}/access-log`]: () => ({ items: [entryOfLog()], nextCursor: null }),
    [`GET /api/v1/subjects/${SUBJECT}/recalls`]: () => ({ items: [] }),
    'GET /api/v1/catalogue': () => catalogueOf(),
    'GET /api/v1/consent-text': () => LEGAL,
    'GET /api/v1/consents': () => ({ items: [consentOf()] }),
    [`GET /api/v1/consents/${CONSENT}`]: () => consentOf(),
    'POST /api/v1/consents': () => consentOf(),
    [`POST /api/v1/consents/${CONSENT}/revoke`]: () => consentOf({ status: 'revoked' }),
    'GET /api/v1/applications': () => ({ items: [] }),
    [`GET /api/v1/applications/${APPLICATION}`]: () => applicationOf(),
    'POST /api/v1/applications': () => applicationOf(),
    [`POST /api/v1/applications/${APPLICATION}/withdraw`]: () => applicationOf({ status: 'withdrawn' }),
    ...Object.fromEntries(CANDIDATES.map((c) => [`GET /api/v1/products/${c.productId}`, () => productOf(c.productId)])),
    ...answers,
  }
  const app = pages({
    api: async (request) => {
      const path = new URL(request.url).pathname
      if (request.method !== 'GET') {
        const text = await request.clone().text()
        changes.push({ path, key: request.headers.get('idempotency-key'), body: text === '' ? null : JSON.parse(text) })
      }
      const answer = (await usual[`${request.method} ${path}`]?.(request)) ?? refuse(404)
      return answer instanceof Response ? answer : Response.json(answer)
    },
    demo: true,
    now: () => new Date('2026-11-23T08:00:00.000Z'),
    onBroken: (error) => {
      throw error
    },
  })
  const cookie = { cookie: '__Host-suixin=s' }
  return {
    changes,
    get: (path: string) => app.request(path, { headers: cookie }),
    visit: (path: string) => app.request(path),
    post: (path: string, form: [string, string][]) => app.request(path, { method: 'POST', headers: cookie, body: new URLSearchParams(form) }),
  }
}
