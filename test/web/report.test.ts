import { describe, expect, test } from 'vitest'
import { feeds } from '../../src/feeds/index.ts'
import { ATTRIBUTES, type FactRecord, mergeProfile, profileView } from '../../src/profiles/model.ts'
import { REPORT_SECTIONS } from '../../web/portals/sme/report-sections.ts'
import { borrowerSite, SUBJECT } from '../support/borrower-site.ts'
import { profileOf } from '../support/match-builders.ts'

const PROFILE = `GET /api/v1/subjects/${SUBJECT}/profile`

describe('the public credit report', () => {
  test('has a place for every attribute, and one only', () => {
    const placed = REPORT_SECTIONS.flatMap((s) => [...s.attributes])
    expect([...placed].sort()).toEqual(ATTRIBUTES.map((a) => a.id).sort())
  })

  test('stands in the order of the standard, numbered, and says of an empty part that nothing came', async () => {
    const html = await (await borrowerSite('firm').get('/firm/report')).text()
    const heads = [...html.matchAll(/<h2>([^<]+)<\/h2>/g)].map((m) => m[1])
    expect(heads).toEqual([
      '一、登记注册基本信息',
      '二、司法裁判及执行信息',
      '三、行政管理信息',
      '四、名录名单信息',
      '五、合同履行信息',
      '六、信用承诺及履行信息',
      '七、信用评价结果信息',
      '八、荣誉和资质信息',
      '九、自愿提供信息',
    ])
    expect(html).toContain('平台没有收到这一部分的记录。')
  })

  test('says when it was made, of which day, and on which records', async () => {
    const asked: string[] = []
    const site = borrowerSite('firm', {
      [PROFILE]: (request) => {
        asked.push(new URL(request.url).search)
        return { ...profileView(profileOf({ name: '示例<五金>', code: '91440101MA5CODE001' }), feeds.nameOf), asOf: '2026-05-01' }
      },
    })
    const html = await (await site.get('/firm/report?asOf=2026-05-01&knownAt=2026-06-01T09%3A30')).text()
    expect(asked).toEqual(['?asOf=2026-05-01&knownAt=2026-06-01T01%3A30%3A00.000Z'])
    for (const said of ['示例&lt;五金&gt;', '91440101MA5CODE001', '2026-11-23 16:00', '2026-05-01', '2026-06-01 09:30 以前收到的']) expect(html).toContain(said)
    expect(html).toContain('href="/firm?asOf=2026-05-01&amp;knownAt=2026-06-01T09%3A30"')
  })

  test('with a day that is none shows today\u2019s data and what is wrong', async () => {
    const answer = await borrowerSite('firm').get('/firm/report?asOf=x')
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('href="#f-asOf"')
  })

  test.each([
    ['shown', true],
    ['disputed', true],
    ['repaired', false],
    ['withdrawn', false],
    ['ended', false],
  ])('shows a penalty that is %s: %s', async (state, there) => {
    const html = await (await borrowerSite('firm', { [PROFILE]: () => withPenalty(state) }).get('/firm/report')).text()
    expect(html.includes('穗罚〔2026〕7号')).toBe(there)
    expect(html.includes('>存疑<')).toBe(state === 'disputed')
    if (!there) expect(html).toContain('没有在公示期内的处罚。')
  })
})

/** A merged profile with one penalty, and the publicity office's word on it. */
function withPenalty(state: string) {
  const fact = { scheme: null, validUntil: null }
  const record = { version: '2026-06-01T00:00:00.000Z', retracts: false, asOf: '2026-06-01' }
  const penalty = {
    ...{ documentNo: '穗罚〔2026〕7号', category: '罚款', kindOfViolation: '消防', fineFen: '100', confiscatedFen: null },
    ...{ decidedOn: '2026-06-01', shownUntil: null, authority: '局' },
  }
  const records = [
    {
      ...{ ...record, id: 'a', source: 'gz-credit', record: 'penalty', recordKey: 'p' },
      facts: [{ ...fact, attribute: 'penalties', item: 'p', asOf: '2026-06-01', value: penalty }],
    },
    {
      ...{ ...record, id: 'b', source: 'credit-china', record: 'publicity', recordKey: 'm' },
      facts: [{ ...fact, attribute: 'publicityMarks', item: 'm', asOf: '2026-06-02', value: { target: 'penalties', item: 'p', state, on: '2026-06-02' } }],
    },
  ] as unknown as FactRecord[]
  const profile = mergeProfile({
    ...{ subjectId: SUBJECT, kind: 'enterprise', code: '91440101MA5CODE001', asOf: '2026-11-23', records },
    coverage: { 'gz-credit/penalty': '2026-11-23' },
  })
  return profileView(profile, feeds.nameOf)
}
