/** The recipe of CONTRIBUTING, carried out: a source with its item, record kind, channel and demo server, and its fact in a profile. */
import { getResponse, HttpResponse, http } from 'msw'
import { expect, test } from 'vitest'
import { catalogueItem } from '../../../src/feeds/catalogue-item.ts'
import { demoOrigin } from '../../../src/feeds/demo-city.ts'
import { FIRM_COLUMNS } from '../../../src/feeds/example-firm.ts'
import { gradeRecord } from '../../../src/feeds/graded.ts'
import { feeds } from '../../../src/feeds/index.ts'
import { byPages } from '../../../src/feeds/usual-channels.ts'
import { stagedOutside } from '../../../src/platform/outside/outside.ts'
import type { Fact } from '../../../src/profiles/model.ts'
import { type RecordKind, RowReader, registerSources, type Source } from '../../../src/sources/model.ts'
import { must, subjectOf } from '../../journeys/errand.ts'
import { testApp } from '../../support/test-app.ts'

const harbourGrade: RecordKind<Fact> = {
  source: 'gz-harbour',
  record: 'green_harbour',
  titleZh: '绿色港口评价',
  titleEn: 'Green harbour grade',
  columns: [...FIRM_COLUMNS, { name: '评价年度', required: true }, { name: '等级', required: true }],
  translate(row, today) {
    const r = new RowReader(row, today)
    const subject = r.firm('统一社会信用代码', '企业名称')
    const year = r.needYear('评价年度')
    const value = r.needOneOf('等级', { 绿: '绿', 蓝: '蓝' })
    if (!subject || !year || !value) return r.refused()
    return gradeRecord(subject, year, 'environmentGrade', { value, scheme: 'harbour-2025', asOf: `${year}-12-31`, validUntil: null })
  },
}

const gzHarbour: Source<Fact> = {
  id: 'gz-harbour',
  titleZh: '市港务局',
  titleEn: 'Harbour office',
  fields: 'documented',
  basis: '示例',
  catalogue: [
    catalogueItem({
      ...{ id: 'gz-harbour/green_harbour', class: 'evaluation', titleZh: '绿色港口评价', titleEn: 'Green harbour grade', providerZh: '市港务局' },
      ...{ mode: 'public', category: 'public_credit', refresh: 'yearly', retentionMonths: null, sensitivity: 'public' },
    }),
  ],
  records: [harbourGrade],
  channels: [byPages({ record: 'green_harbour', auth: { kind: 'signed' }, everyMinutes: 60, path: '/grades' })],
}

const demoServer = [
  http.get(`${demoOrigin('gz-harbour')}/grades`, ({ request }) => {
    if (!request.headers.has('x-suixin-signature')) return HttpResponse.json({}, { status: 401 })
    return HttpResponse.json({ data: [{ 统一社会信用代码: '91440199MADEM0A155', 评价年度: 2025, 等级: '绿' }], nextCursor: null })
  }),
]

test('a new source is one object and one line: its fact stands in the profile, with where it came from', async () => {
  const endpoint = { origin: demoOrigin('gz-harbour'), clientId: 'suixin', clientSecret: 'a secret of sixteen', webhookSecrets: [] }
  const app = await testApp('pglite', {
    app: {
      sources: registerSources([...feeds.sources, gzHarbour]),
      connections: {
        outside: stagedOutside((request) => getResponse(demoServer, request)),
        endpointOf: (source) => (source === 'gz-harbour' ? endpoint : null),
        sleep: async () => {},
        random: () => 0,
      },
    },
  })
  const run = must(await (await app.signIn('operator')).post('/api/v1/feeds/gz-harbour/green_harbour/pull'), 201).body
  expect(run).toMatchObject({ outcome: 'ok', rows: 1, accepted: 1, tries: 1 })
  const firm = await app.signIn('firm-hardware')
  const profile = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/profile`), 200).body
  const entry = profile.sections.flatMap((s: { entries: object[] }) => s.entries).find((e: { attribute: string }) => e.attribute === 'environmentGrade')
  expect(JSON.stringify(entry)).toContain('市港务局')
  await app.close()
})
