import { describe, expect, test } from 'vitest'
import { feeds } from '../../src/feeds/index.ts'
import { ATTRIBUTES, type Profile, type ProfileEntry, profileView } from '../../src/profiles/model.ts'
import { borrowerSite, SUBJECT } from '../support/borrower-site.ts'
import { entryOf, type Known, profileOf } from '../support/match-builders.ts'

const PROFILE = `GET /api/v1/subjects/${SUBJECT}/profile`
const from = (source: string) => ({ source, record: 'r', recordKey: 'k', recordId: 'rec' })

async function page(profile: Profile, role: 'firm' | 'farmer' = 'firm'): Promise<string> {
  return (await borrowerSite(role, { [PROFILE]: () => profileView(profile, feeds.nameOf) }).get(`/${role}`)).text()
}

function plain(html: string): string {
  return html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
}

/** The sheet of one category. */
function sheet(html: string, id: string): string {
  const begin = html.indexOf(`id="${id}"`)
  expect(begin, `${id} has a sheet`).toBeGreaterThan(0)
  return html.slice(begin, html.indexOf('</section>', begin))
}

describe('my data', () => {
  test('gives each fact its unit, its source, and what other sources say', async () => {
    const html = await (await borrowerSite('firm').get('/firm')).text()
    for (const said of ['500 万元', '46 人', '市税务局', '另有来源说「B 级」', '已过时', '没有在公示期内的处罚。']) expect(html).toContain(said)
  })

  test('names what is missing in one line behind what is known, without what would be worked out from it', async () => {
    const text = plain(sheet(await page(profileOf({ cityEvaluation: '良', licences: [] })), 'public_credit'))
    expect(text).toContain('公共信用综合评价 良')
    expect(text.match(/没有记录/g)).toBeNull()
    expect(text).toMatch(/还没有：环境信用、劳动保障守法、海关信用、行政处罚、行政检查、/)
    expect(text).not.toContain('近 12 个月处罚')
    expect(text.indexOf('还没有')).toBeGreaterThan(text.indexOf('行政许可'))
  })

  test('puts categories of which nothing is held together at the end, with a way to fetch those that can be', async () => {
    const html = await page(profileOf({ name: '甲' }))
    const blank = sheet(html, 'blank')
    for (const label of ['公共信用', '资金流', '碳账户']) expect(blank).toContain(label)
    expect(blank).toContain('href="/firm/sources#cash_flow"')
    expect(blank).not.toContain('href="/firm/sources#carbon"')
    // Villages rate households.
    expect(html).not.toContain('信用村')
  })

  test('leads from a contents list to every sheet and to nothing else', async () => {
    const html = await page(profileOf({ name: '甲', taxGrade: 'A', cityEvaluation: '优' }))
    const nav = /<nav class="toc[^>]*>(.*?)<\/nav>/s.exec(html)![1]!
    const targets = [...nav.matchAll(/href="#([^"]+)"/g)].map((m) => m[1]!)
    expect(targets).toEqual(['registration', 'public_credit', 'tax', 'blank', 'past'])
    for (const id of targets) expect(html.match(new RegExp(`id="${id}"`, 'g')), id).toHaveLength(1)
  })

  test.each([
    ['abnormalListed', '否', '没有列入'],
    ['abnormalListed', '是', '现在列入'],
    ['judgmentDebtor', '是', '有未了结的被执行案件 有'],
    ['wageArrearsOpen', '否', '有未解决的欠薪 没有'],
    ['housingFundCurrent', '是', '正常缴存'],
    ['housingFundCurrent', '否', '没有正常缴存'],
    ['whiteListed', '是', '在名单上'],
  ] as const)('says %s %s as %s', async (attribute, value, said) => {
    expect(plain(await page(profileOf({ [attribute]: value })))).toContain(said)
  })

  test('has words of its own for every yes or no of the registry', async () => {
    const yesNo = ATTRIBUTES.filter((a) => 'grades' in a && (a.grades as readonly string[]).includes('是')).map((a) => a.id)
    const known: Known = Object.fromEntries(yesNo.map((id) => [id, '否']))
    const html = plain(await page(profileOf(known)))
    expect(yesNo.length).toBeGreaterThan(5)
    expect(html).not.toMatch(/ 否 /)
  })

  test.each([
    ['freshness', '别的说法已经过时，采用这一条。'],
    ['authority', '采用主管这件事的部门的说法。'],
    ['date', '采用日期较新的一条。'],
    ['tie', '几个来源同等、日期也一样，分不出谁对。'],
  ] as const)('says by which rule a value stands against others: %s', async (decidedBy, said) => {
    const losers: ProfileEntry['losers'] = [{ value: 12, asOf: '2026-01-01', from: from('gz-hrss') }]
    const html = await page(profileOf({}, [entryOf('staff', { value: 46, decidedBy, losers })]))
    expect(html).toContain(said)
    expect(plain(html)).toContain('另有来源说「12 人」： 市人力资源和社会保障局')
    expect(await page(profileOf({}, [entryOf('staff', { value: 46, decidedBy })]))).not.toContain(said)
  })

  test('folds the third statement and those after it, contradictions before history, and says the same of one office once', async () => {
    const losers = [1, 1, 2, 3].map((value, i) => ({ value, asOf: `2026-01-0${i + 1}`, from: from(value === 3 ? 'gz-hrss' : 'samr') }))
    const html = await page(profileOf({}, [entryOf('staff', { value: 46, from: from('samr'), decidedBy: 'date', losers })]))
    expect(html).toContain('还有 1 条别的说法')
    expect(html.indexOf('另有来源说「3 人」')).toBeLessThan(html.indexOf('以前的记录是「1 人」'))
    expect(html.match(/以前的记录是「1 人」/g)).toHaveLength(1)
  })

  test.each([
    ['conflict', '来源之间说法不一致'],
    ['objection', '正在异议处理中'],
  ] as const)('marks a single value in doubt: %s', async (doubt, said) => {
    expect(await page(profileOf({}, [entryOf('taxGrade', { value: 'A', freshness: 'disputed', asOf: '2026-04-01', doubt })]))).toContain(`存疑：${said}`)
  })

  test('does not call missing what was not worked out because it rests on something in doubt', async () => {
    const html = plain(await page(profileOf({ assetsFen: '100' }, [entryOf('debtRatioBp', { freshness: 'disputed' })])))
    expect(html).toContain('资产负债率 依据的记录存疑，没有计算')
    expect(html).not.toMatch(/还没有：[^。]*资产负债率/)
  })

  test('lets no value, label of a source or loser become markup', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'&'
    const licence = { documentNo: evil, name: evil, category: '', decidedOn: '2026-01-01', validFrom: null, validUntil: null, authority: evil, status: evil }
    const profile = profileOf({ name: evil, licences: [licence] }, [
      entryOf('industry', { value: evil, losers: [{ value: evil, asOf: '2026-01-01', from: from(evil) }] }),
    ])
    const html = await page(profile)
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })
})

describe('the past', () => {
  const at = async (query: string) => {
    const asked: string[] = []
    const site = borrowerSite('firm', {
      [PROFILE]: (request) => {
        asked.push(new URL(request.url).search)
        return { ...profileView(profileOf({ name: '甲' }), feeds.nameOf), asOf: new URL(request.url).searchParams.get('asOf') ?? '2026-11-23' }
      },
    })
    const answer = await site.get(`/firm${query}`)
    return { asked, status: answer.status, html: await answer.text() }
  }

  test('is not asked by the plain page', async () => {
    const { asked, html } = await at('')
    expect(asked).toEqual([''])
    expect(html).not.toContain('回到今天')
    expect(html).toContain('找贷款')
  })

  test('an empty form is today', async () => {
    expect((await at('?asOf=&knownAt=')).asked).toEqual([''])
  })

  test('of a day says so, leads back, and offers no errand of today', async () => {
    const { asked, html } = await at('?asOf=2026-05-01')
    expect(asked).toEqual(['?asOf=2026-05-01'])
    expect(html).toContain('您看的是 2026-05-01 那一天的情况，不是今天的。')
    expect(html).toMatch(/<a class="button" href="\/firm">回到今天/)
    expect(html).not.toContain('class="button main" href="/firm/need"')
    expect(html).toContain('href="/firm/report?asOf=2026-05-01"')
  })

  test('of a moment is asked in Guangzhou time and said in it', async () => {
    const { asked, html } = await at('?knownAt=2026-05-01T00%3A30')
    expect(asked).toEqual(['?knownAt=2026-04-30T16%3A30%3A00.000Z'])
    expect(html).toContain('只用平台在 2026-05-01 00:30 以前收到的记录')
    expect(html).toContain('value="2026-05-01T00:30"')
  })

  test.each([
    ['?asOf=2026-02-29', 'asOf'],
    ['?asOf=20260501', 'asOf'],
    ['?knownAt=2026-05-01', 'knownAt'],
    ['?knownAt=2026-05-01T24%3A00', 'knownAt'],
    ['?knownAt=%3Cscript%3E', 'knownAt'],
  ])('%s is said beside its box over today, and not asked', async (query, field) => {
    const { asked, status, html } = await at(query)
    expect(asked).toEqual([''])
    expect(status).toBe(422)
    expect(html).toContain(`href="#f-${field}"`)
    expect(html).not.toContain('<script')
    expect(html).not.toContain('回到今天')
  })

  test('refused by the API is said beside its box too', async () => {
    const site = borrowerSite('firm', {
      [PROFILE]: (request) =>
        new URL(request.url).search === ''
          ? profileView(profileOf({ name: '甲' }), feeds.nameOf)
          : new Response(
              JSON.stringify({
                title: 'x',
                status: 422,
                code: 'invalid',
                detail: '',
                requestId: 'req-12345678',
                errors: [{ pointer: '?asOf', code: 'custom', detail: 'no' }],
              }),
              { status: 422, headers: { 'content-type': 'application/problem+json' } },
            ),
    })
    const html = await (await site.get('/firm?asOf=2150-01-01')).text()
    expect(html).toContain('id="e-asOf"')
    expect(html).toContain('req-12345678')
  })
})

describe('a household', () => {
  test('that is rated sees code, grade, score and limit large', async () => {
    const html = await page(profileOf({ greenCode: '绿', householdGrade: 'AA', householdScore: 86, villageLimitFen: '20000000' }), 'farmer')
    for (const large of ['绿码', 'AA', '86 分', '20 万元']) expect(html).toMatch(new RegExp(`class="big[^"]*">${large}<`))
  })

  test('that is not rated is told whom to see', async () => {
    expect(await (await borrowerSite('farmer').get('/farmer')).text()).toContain('信用服务员')
  })

  test('reads land in mu, and what its village has not recorded in one line', async () => {
    const html = await page(profileOf({ name: '黄**', landCentiMu: 1250, landRightCentiMu: 100 }), 'farmer')
    const village = plain(sheet(html, 'village'))
    expect(village).toContain('12.5 亩')
    expect(village).toContain('1 亩')
    expect(village).toContain('还没有：所在村、主要经营、所在村评定、农业保险保额、合作社成员')
    // A firm's registration is nothing a household lacks.
    expect(plain(sheet(html, 'registration'))).not.toContain('还没有')
  })
})
