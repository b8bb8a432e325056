import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { publicityMark } from '../../src/feeds/credit-china/publicity-mark.ts'
import { penalty as penaltyKind } from '../../src/feeds/gz-credit/penalty.ts'
import type { DossierInput, KnownRecord } from '../../src/quality/model.ts'
import { findingAddress, findingsOf, RULES } from '../../src/quality/model.ts'
import { thresholdsOn } from '../../src/quality/thresholds.ts'
import { toldBy } from '../feeds/example-row.ts'
import { dossier, fact, known, licence, NAME, only, penalty, registration, report, TODAY } from './dossier-builder.ts'

interface Case {
  what: string
  objects: boolean
  records: KnownRecord[]
  given?: Partial<DossierInput>
}
type Row = readonly [what: string, objects: boolean, records: KnownRecord[], given?: Partial<DossierInput>]

const cases = (rows: readonly Row[]): Case[] => rows.map(([what, objects, records, given]) => ({ what, objects, records, ...(given ? { given } : {}) }))

/** The last record of a case is the one asked about; nothing may be said of the others. */
function judged(rule: string) {
  return ({ objects, records, given }: Case) => {
    const found = findingsOf(dossier(records, given), only(rule))
    expect(found.map(({ recordId }) => recordId)).toEqual(objects ? [records.at(-1)!.id] : [])
  }
}

const REGISTERED = registration([fact('registeredOn', '2020-05-10', { asOf: '2020-05-10' })], { asOf: '2020-05-10' })
const CAPITAL = (fen: string) => registration([fact('registeredCapitalFen', fen)])
const wan = (n: number) => String(n * 1_000_000)

describe('a rule of quality', () => {
  test.each(
    cases([
      ['the name the subject goes by', false, [known({ row: { 名称: NAME } })]],
      ['a former name in other brackets', false, [known({ row: { 名称: '示例〔广州〕旧名' } })], { names: new Set([NAME, '示例(广州)旧名']) }],
      ['another name', true, [known({ row: { 名称: '广州示例别家有限公司' } })]],
      ['another name while no register has spoken', false, [known({ row: { 名称: '广州示例别家有限公司' } })], { names: new Set() }],
      ['a new name from the register itself', false, [registration([], { row: { 名称: '广州示例新名有限公司' } })]],
      ['no name at all', false, [known()]],
    ]),
  )('name_mismatch: $what → $objects', judged('name_mismatch'))

  test.each(
    cases([
      ['both check digits right', false, [registration([], { row: { 代码: '91440199DEM000014H' } })]],
      ['the outer digit wrong', true, [registration([], { row: { 代码: '91440199DEM0000148' } })]],
      ['the outer digit wrong, but not from the register', false, [known({ row: { 代码: '91440199DEM0000148' } })]],
    ]),
  )('legacy_code: $what → $objects', judged('legacy_code'))

  test.each(
    cases([
      ['an office', false, [licence({ authority: '示例局' })]],
      ['the firm itself', true, [licence({ authority: NAME })]],
      ['the firm as the row calls it', true, [licence({ authority: '示例甲' }, { row: { 名称: '示例甲' } })]],
    ]),
  )('office_is_addressee: $what → $objects', judged('office_is_addressee'))

  test.each(
    cases([
      ['six nines', true, [known({ row: { 联系: '999999' } })]],
      ['five nines', false, [known({ row: { 联系: '99999' } })]],
      ['five noughts', true, [known({ row: { 文号: '00000' } })]],
      ['four noughts', false, [known({ row: { 文号: '0000' } })]],
      ['full-width nines', true, [known({ row: { 文号: '９９９９９９９' } })]],
      ['测试数据', true, [known({ row: { 内容: '测试数据' } })]],
      ['a firm that tests software', false, [known({ row: { 内容: '广州示例软件测试有限公司' } })]],
      ['test', true, [known({ row: { 内容: 'TEST1' } })]],
    ]),
  )('placeholder_value: $what → $objects', judged('placeholder_value'))

  const filled = { 许可证书名称: '证', 许可内容: '内容', 有效期自: '2026-01-01' }
  test.each(
    cases([
      ['three of five important columns', false, [licence({}, { row: filled })]],
      ['two of five', true, [licence({}, { row: { ...filled, 有效期自: '无' } })]],
      ['a figure the firm keeps to itself', false, [report('2025-12-31', {}, { row: { 从业人数: '企业选择不公示' } })]],
      ['a report without any figure', true, [report('2025-12-31', {}, { row: {} })]],
      ['a kind without important columns', false, [known({ source: 'other', record: 'statement' })]],
    ]),
  )('missing_important: $what → $objects', judged('missing_important'))

  test.each(
    cases([
      ['a group', false, [registration([fact('industry', 'F519')])]],
      ['a division', true, [registration([fact('industry', 'F51')])]],
      ['a section', true, [registration([fact('industry', 'F')])]],
    ]),
  )('coarse_industry: $what → $objects', judged('coarse_industry'))

  test.each(
    cases([
      ['a licence on the founding day', false, [REGISTERED, licence({ decidedOn: '2020-05-10' })]],
      ['a licence the day before', true, [REGISTERED, licence({ decidedOn: '2020-05-09' })]],
      ['a penalty the day before', true, [REGISTERED, penalty({ decidedOn: '2020-05-09' })]],
      ['the report of the founding year', false, [REGISTERED, report('2020-12-31', { staff: 3 })]],
      ['the report of the year before', true, [REGISTERED, report('2019-12-31', { staff: 3 })]],
      ['an old licence of a firm whose founding nobody told', false, [licence({ decidedOn: '1999-01-01' })]],
    ]),
  )('before_registration: $what → $objects', judged('before_registration'))

  const gone = registration([fact('registrationStatus', '注销')], { asOf: '2025-06-30' })
  test.each(
    cases([
      ['a penalty on the last day', false, [gone, penalty({ decidedOn: '2025-06-30' })]],
      ['a penalty the day after', true, [gone, penalty({ decidedOn: '2025-07-01' })]],
      [
        'a penalty after the licence was revoked (吊销)',
        false,
        [registration([fact('registrationStatus', '吊销')], { asOf: '2025-06-30' }), penalty({ decidedOn: '2026-01-01' })],
      ],
      [
        'a deregistration that the register took back',
        false,
        [{ ...gone, id: 'g1' }, registration([fact('registrationStatus', '存续')], { asOf: '2025-08-01' }), penalty({ decidedOn: '2026-01-01' })],
      ],
    ]),
  )('after_deregistration: $what → $objects', judged('after_deregistration'))

  test.each(
    cases([
      ['a validity that begins 366 days ahead', false, [licence({ validFrom: '2027-11-21' })]],
      ['367 days ahead', true, [licence({ validFrom: '2027-11-22' })]],
      ['an end 70 years after the decision', false, [licence({ decidedOn: '2026-01-01', validUntil: '2096-01-01' })]],
      ['a day later', true, [licence({ decidedOn: '2026-01-01', validUntil: '2096-01-02' })]],
    ]),
  )('future_validity: $what → $objects', judged('future_validity'))

  test.each(
    cases([
      ['an end on the day of the decision', false, [licence({ decidedOn: '2026-01-01', validUntil: '2026-01-01' })]],
      ['the day before', true, [licence({ decidedOn: '2026-01-01', validUntil: '2025-12-31' })]],
      ['no end', false, [licence({ decidedOn: '2026-01-01', validUntil: null })]],
    ]),
  )('ends_before_decision: $what → $objects', judged('ends_before_decision'))

  test.each(
    cases([
      ['publicity of 36 months', false, [penalty({ decidedOn: '2026-01-01', shownUntil: '2029-01-01' })]],
      ['a day more', true, [penalty({ decidedOn: '2026-01-01', shownUntil: '2029-01-02' })]],
    ]),
  )('shown_too_long: $what → $objects', judged('shown_too_long'))

  test.each(
    cases([
      ['last year’s number in January', false, [penalty({ documentNo: '示例罚字〔2025〕9号', decidedOn: '2026-01-05' })]],
      ['a number of two years ago', true, [penalty({ documentNo: '示例罚字〔2024〕9号', decidedOn: '2026-01-05' })]],
      ['square brackets', true, [penalty({ documentNo: '示例罚字[2024]9号', decidedOn: '2026-01-05' })]],
      ['a number without a year', false, [penalty({ documentNo: 'SL-2019', decidedOn: '2026-01-05' })]],
    ]),
  )('document_year_mismatch: $what → $objects', judged('document_year_mismatch'))

  const heardSince = { 'gz-credit/penalty': '2026-01-01' }
  test.each(
    cases([
      ['90 days after its day', false, [penalty({ decidedOn: '2026-08-22' })], { heardSince }],
      ['91 days after', true, [penalty({ decidedOn: '2026-08-21' })], { heardSince }],
      ['stock from before the feed was heard', false, [penalty({ decidedOn: '2026-01-01' })], { heardSince }],
      ['the first day after it was heard', true, [penalty({ decidedOn: '2026-01-02' })], { heardSince }],
      ['a feed never heard before', false, [penalty({ decidedOn: '2026-02-01' })]],
      [
        'a correction of what came in time',
        false,
        [
          penalty({ decidedOn: '2026-02-01' }, { recordKey: 'p', recordedOn: '2026-02-05', recordedAt: '2026-02-05T02:00:00.000Z' }),
          penalty({ decidedOn: '2026-02-01' }, { recordKey: 'p', version: '2026-11-19' }),
        ],
        { heardSince },
      ],
    ]),
  )('late_arrival: $what → $objects', judged('late_arrival'))

  test.each(
    cases([
      ['staff from 60 to 599', false, [report('2024-12-31', { staff: 60 }), report('2025-12-31', { staff: 599 })]],
      ['staff from 60 to 600', true, [report('2024-12-31', { staff: 60 }), report('2025-12-31', { staff: 600 })]],
      ['staff from 600 to 60', true, [report('2024-12-31', { staff: 600 }), report('2025-12-31', { staff: 60 })]],
      ['staff from 1 to 49, below the floor', false, [report('2024-12-31', { staff: 1 }), report('2025-12-31', { staff: 49 })]],
      ['staff from 1 to 50, at the floor', true, [report('2024-12-31', { staff: 1 }), report('2025-12-31', { staff: 50 })]],
      ['revenue ×1,999', true, [report('2024-12-31', { revenueFen: wan(100) }), report('2025-12-31', { revenueFen: wan(199_900) })]],
      ['revenue ×2,000, which is a slip of units', false, [report('2024-12-31', { revenueFen: wan(100) }), report('2025-12-31', { revenueFen: wan(200_000) })]],
      [
        'a correction that undoes a mistake',
        false,
        [
          report('2024-12-31', { staff: 60 }),
          report('2025-12-31', { staff: 6_000 }, { recordKey: 'y', version: '2026-05-01' }),
          report('2025-12-31', { staff: 61 }, { recordKey: 'y', version: '2026-06-01' }),
        ],
      ],
      [
        'another source’s figure',
        false,
        [
          known({ source: 'other', record: 'statement', facts: [fact('staff', 60, { asOf: '2024-12-31' })], asOf: '2024-12-31' }),
          report('2025-12-31', { staff: 600 }),
        ],
      ],
    ]),
  )('sudden_change: $what → $objects', judged('sudden_change'))

  test.each(
    cases([
      ['revenue ×1,999', false, [report('2024-12-31', { revenueFen: wan(100) }), report('2025-12-31', { revenueFen: wan(199_900) })]],
      ['revenue ×2,000', true, [report('2024-12-31', { revenueFen: wan(100) }), report('2025-12-31', { revenueFen: wan(200_000) })]],
      ['5 亿元 a head and nothing to compare with', false, [report('2025-12-31', { staff: 2, revenueFen: wan(100_000) })]],
      ['more than that', true, [report('2025-12-31', { staff: 2, revenueFen: String(100_000_000_002n) })]],
      [
        'more than that, as the year before',
        false,
        [report('2024-12-31', { revenueFen: wan(150_000) }), report('2025-12-31', { staff: 2, revenueFen: wan(150_000) })],
      ],
    ]),
  )('figure_unit_slip: $what → $objects', judged('figure_unit_slip'))

  test.each(
    cases([
      ['ten times the capital', false, [CAPITAL(wan(10)), penalty({ fineFen: wan(100) })]],
      ['a fen more', true, [CAPITAL(wan(10)), penalty({ fineFen: '100000001' })]],
      ['99 万元 on a capital of 1 万元', false, [CAPITAL(wan(1)), penalty({ fineFen: wan(99) })]],
      ['1 亿元 of a firm whose capital nobody told', false, [penalty({ fineFen: wan(10_000) })]],
      ['a fen more', true, [penalty({ fineFen: '10000000001' })]],
      ['no capital stated as nought', false, [CAPITAL('0'), penalty({ fineFen: wan(100) })]],
    ]),
  )('fine_unit_slip: $what → $objects', judged('fine_unit_slip'))

  test.each(
    cases([
      ['the same sum in yuan', false, [penalty({ fineFen: wan(2) }, { row: { 处罚内容: '罚款人民币20,000元' } })]],
      ['a fen less', true, [penalty({ fineFen: '1999999' }, { row: { 处罚内容: '罚款人民币20000元' } })]],
      ['the same sum in 万元', false, [penalty({ fineFen: wan(2) }, { row: { 处罚内容: '警告，罚款2万元' } })]],
      ['two sums in the text', false, [penalty({ fineFen: wan(3) }, { row: { 处罚内容: '罚款1万元；另罚款2万元' } })]],
      ['no sum in the text', false, [penalty({ fineFen: wan(3) }, { row: { 处罚内容: '罚款' } })]],
    ]),
  )('fine_text_mismatch: $what → $objects', judged('fine_text_mismatch'))

  const balance = (assetsFen: string, liabilitiesFen: string) =>
    report('2025-12-31', {}, { facts: [fact('assetsFen', assetsFen, { asOf: '2025-12-31' }), fact('liabilitiesFen', liabilitiesFen, { asOf: '2025-12-31' })] })
  test.each(
    cases([
      ['ten times the assets', false, [balance(wan(100), wan(1_000))]],
      ['a fen more', true, [balance(wan(100), String(1_000_000_001n))]],
      ['a small firm’s debts of a hair under 10 万元 on no assets', false, [balance('0', '9999999')]],
      ['10 万元 on no assets', true, [balance('0', '10000000')]],
      ['debts without assets told', false, [report('2025-12-31', {}, { facts: [fact('liabilitiesFen', wan(1_000))] })]],
    ]),
  )('debt_above_assets: $what → $objects', judged('debt_above_assets'))

  const stated = (attribute: Parameters<typeof fact>[0], value: string | number, asOf = '2026-10-31') =>
    known({ source: 'other', record: 'statement', facts: [fact(attribute, value, { asOf })], asOf })
  test.each(
    cases([
      ['nobody works there, one is insured', true, [stated('insuredStaff', 1), report('2025-12-31', { staff: 0 })]],
      ['nobody works there, nobody is insured', false, [stated('insuredStaff', 0), report('2025-12-31', { staff: 0 })]],
      ['one works there, two are insured', false, [stated('insuredStaff', 2), report('2025-12-31', { staff: 1 })]],
      ['nobody worked there years ago', false, [stated('insuredStaff', 1), report('2023-12-31', { staff: 0 })]],
      ['an older figure of insured', false, [stated('insuredStaff', 1, '2026-01-31'), report('2025-12-31', { staff: 0 })]],
    ]),
  )('no_staff_but_insured: $what → $objects', judged('no_staff_but_insured'))

  test.each(
    cases([
      ['as much tax as revenue', false, [stated('taxPaidFen12m', wan(20)), report('2025-12-31', { revenueFen: wan(20) })]],
      ['a fen more', true, [stated('taxPaidFen12m', '20000001'), report('2025-12-31', { revenueFen: wan(20) })]],
      ['under 10 万元 of tax on no revenue', false, [stated('taxPaidFen12m', '9999999'), report('2025-12-31', { revenueFen: '0' })]],
      ['10 万元 on no revenue', true, [stated('taxPaidFen12m', wan(10)), report('2025-12-31', { revenueFen: '0' })]],
      ['tax of long ago', false, [stated('taxPaidFen12m', wan(20), '2026-03-31'), report('2025-12-31', { revenueFen: '0' })]],
    ]),
  )('tax_above_revenue: $what → $objects', judged('tax_above_revenue'))

  test.each(
    cases([
      ['100 万元 and no power', true, [report('2025-12-31', { revenueFen: wan(100) }), stated('powerKwh12m', 0)]],
      ['a fen less', false, [report('2025-12-31', { revenueFen: '99999999' }), stated('powerKwh12m', 0)]],
      ['one kilowatt-hour', false, [report('2025-12-31', { revenueFen: wan(100) }), stated('powerKwh12m', 1)]],
      ['no reading', false, [report('2025-12-31', { revenueFen: wan(100) })]],
    ]),
  )('revenue_without_power: $what → $objects', judged('revenue_without_power'))

  const listing = (removedOn: string | null, why: string) => {
    const value = { documentNo: '1', list: '经营异常名录', reason: '示例', listedOn: '2025-07-10', removedOn, authority: '示例局' }
    return known({ facts: [fact('abnormalListings', value, { item: 'i' })], row: { 移出事由: why } })
  }
  const updated = (version: string) => ({ row: { 更新时间: version }, version })
  const member = (validUntil: string | null, value = '是') => known({ facts: [fact('whiteListed', value, { validUntil })] })
  test.each(
    cases([
      ['a licence in force to its last day', false, [licence({ validUntil: '2026-11-20' })]],
      ['that ended a week before it came', false, [licence({ validUntil: '2026-11-13' })]],
      ['that ended eight days before', true, [licence({ validUntil: '2026-11-12' })]],
      ['that ended, and says so', false, [licence({ validUntil: '2026-11-12', status: '无效' })]],
      ['that ended, and says nothing', false, [licence({ validUntil: '2026-11-12', status: null })]],
      ['that was in force when its office wrote it', false, [licence({ validUntil: '2026-11-01' }, updated('2026-10-30T09:00:00'))]],
      ['that was over when its office wrote it', true, [licence({ validUntil: '2026-10-01' }, updated('2026-10-30T09:00:00'))]],
      ['a listing that lasts', false, [listing(null, '')]],
      ['a listing with why it ended, and when', false, [listing('2026-01-01', '已补报')]],
      ['a listing with why it ended, but not when', true, [listing(null, '已补报')]],
      ['a listing whose reason for ending is “none”', false, [listing(null, '无')]],
      ['a member to its last day', false, [member('2026-11-20')]],
      ['a member long after', true, [member('2026-06-30')]],
      ['a member without end', false, [member(null)]],
      ['a member no more', false, [member('2026-06-30', '否')]],
    ]),
  )('status_against_dates: $what → $objects', judged('status_against_dates'))

  const graded = (source: string, value: string, more: { asOf?: string; validUntil?: string | null; scheme?: string | null } = {}) => {
    const { asOf = '2026-04-30', validUntil = '2027-04-30', scheme = 'tax-2025' } = more
    const record = source === 'samr' ? 'annual_report' : 'statement'
    return known({ source, record, facts: [fact('taxGrade', value, { asOf, validUntil, scheme })], asOf })
  }
  test.each(
    cases([
      ['the same grade', false, [graded('samr', 'B'), graded('other', 'B', { asOf: '2026-10-31' })]],
      ['another grade of the same year', true, [graded('samr', 'D'), graded('other', 'A', { asOf: '2026-10-31' })]],
      ['another grade of another year', false, [graded('samr', 'D', { validUntil: '2026-04-30' }), graded('other', 'A')]],
      ['another grade of another edition', false, [graded('samr', 'D', { scheme: 'tax-2014' }), graded('other', 'A')]],
      ['another grade of the same feed', false, [graded('other', 'D'), graded('other', 'A', { asOf: '2026-10-31' })]],
      [
        'the newest of both feeds agree',
        false,
        [graded('other', 'B', { asOf: '2026-05-31' }), graded('samr', 'A'), graded('other', 'A', { asOf: '2026-10-31' })],
      ],
      ['a grade without a period', false, [graded('samr', 'D', { validUntil: null }), graded('other', 'A', { validUntil: null })]],
    ]),
  )('same_period_conflict: $what → $objects', judged('same_period_conflict'))

  const first = { recordKey: 'k', version: '2026-01-01', rowNo: 1 }
  test.each(
    cases([
      ['two bodies under one key and order', true, [known({ ...first, row: { 甲: '1' } }), known({ ...first, rowNo: 2, row: { 甲: '2' } })]],
      ['a later version', false, [known({ ...first, row: { 甲: '1' } }), known({ ...first, rowNo: 2, version: '2026-01-02', row: { 甲: '2' } })]],
      ['another key', false, [known({ ...first, row: { 甲: '1' } }), known({ ...first, rowNo: 2, recordKey: 'l', row: { 甲: '2' } })]],
      ['other brackets only', false, [known({ ...first, row: { 甲: '〔1〕' } }), known({ ...first, rowNo: 2, row: { 甲: '[1] ' } })]],
      ['a retraction of the same order', false, [known({ ...first, row: { 甲: '1' } }), known({ ...first, rowNo: 2, retracts: true })]],
    ]),
  )('same_version_conflict: $what → $objects', judged('same_version_conflict'))

  test.each(
    cases([
      [
        'the same number in other brackets',
        true,
        [licence({ documentNo: '许字〔2026〕1号' }, { rowNo: 1 }), licence({ documentNo: '许字[2026]1号' }, { rowNo: 2 })],
      ],
      [
        'the same number on another day',
        false,
        [licence({ documentNo: '许字〔2026〕1号' }, { rowNo: 1 }), licence({ documentNo: '许字[2026]1号', decidedOn: '2026-01-02' }, { rowNo: 2 })],
      ],
      ['another number', false, [licence({ documentNo: '许字〔2026〕1号' }, { rowNo: 1 }), licence({ documentNo: '许字〔2026〕11号' }, { rowNo: 2 })]],
    ]),
  )('near_duplicate: $what → $objects', judged('near_duplicate'))

  const DOCUMENT = '示例罚字〔2026〕7号'
  const mark = (公示状态: string, 文书号 = DOCUMENT, 信息类别 = '行政处罚', 状态日期 = '2026-11-18') => {
    const { key: recordKey, asOf, facts } = toldBy(publicityMark).record({ 信息类别, 文书号, 公示状态, 状态日期 })
    return known({ source: 'credit-china', record: 'publicity_mark', recordKey, facts, asOf })
  }
  const punished = (documentNo = DOCUMENT, change: Partial<KnownRecord> = {}) => {
    const { key: recordKey, asOf, facts } = toldBy(penaltyKind).record({ 行政处罚决定书文号: documentNo })
    return known({ record: 'penalty', recordKey, facts, asOf, ...change })
  }
  const shownTo = (公示截止期: string) => {
    const { key: recordKey, asOf, facts } = toldBy(penaltyKind).record({ 行政处罚决定书文号: DOCUMENT, 公示截止期 })
    return known({ record: 'penalty', recordKey, facts, asOf })
  }
  test.each(
    cases([
      ['shown on its last day', false, [shownTo('2026-11-18'), mark('公示中')]],
      ['shown the day after', true, [shownTo('2026-11-17'), mark('公示中')]],
      ['ended the day after', false, [shownTo('2026-11-17'), mark('公示期满')]],
      ['another decision, shown', false, [shownTo('2026-11-17'), mark('公示中', '示例罚字〔2026〕8号')]],
    ]),
  )('status_against_dates, of a penalty: $what → $objects', judged('status_against_dates'))

  const takenBack = punished()
  test.each(
    cases([
      ['repaired, the number as on the decision', false, [punished(), mark('已修复')]],
      ['repaired, the number in other brackets', false, [punished(), mark('已修复', '示例罚字[2026] 7号')]],
      ['repaired, the number without its brackets', true, [punished(), mark('已修复', '示例罚字2026年7号')]],
      ['repaired, one digit off', true, [punished(), mark('已修复', '示例罚字〔2026〕17号')]],
      ['repaired, under another list', true, [punished(), mark('已修复', DOCUMENT, '经营异常名录')]],
      ['withdrawn, of nothing', true, [mark('已撤销')]],
      ['ended, of nothing', true, [mark('公示期满')]],
      ['disputed, of nothing', true, [mark('异议中')]],
      ['shown, of nothing', false, [mark('公示中')]],
      ['repaired and later shown again, of nothing', false, [mark('已修复'), mark('恢复公示', DOCUMENT, '行政处罚', '2026-11-19')]],
      ['shown and later repaired, of nothing', true, [mark('公示中'), mark('已修复', DOCUMENT, '行政处罚', '2026-11-19')]],
      ['repaired, its record taken back', true, [takenBack, { ...takenBack, id: 'taken-back', retracts: true, facts: [] }, mark('已修复')]],
      ['repaired, its record known only since the day after', false, [mark('已修复'), punished(DOCUMENT, { recordedOn: '2026-11-21', batchId: 'b2' })]],
    ]),
  )('mark_without_target: $what → $objects', judged('mark_without_target'))

  const district = (value: string, more: Partial<KnownRecord>) =>
    known({ source: 'other', record: 'statement', facts: [fact('district', value, { asOf: more.asOf! })], ...more })
  const register = registration([fact('district', '440106', { asOf: '2026-01-01' })])
  const insured = (n: number) => known({ source: 'other', record: 'statement', facts: [fact('insuredStaff', n, { asOf: '2026-10-31' })] })
  test.each(
    cases([
      ['the same district', false, [register, district('440106', { asOf: '2025-06-01' })]],
      ['another district within a year', true, [register, district('440105', { asOf: '2025-01-01' })]],
      ['another district long ago', false, [register, district('440105', { asOf: '2024-12-30' })]],
      ['3 times as many in the report as insured', false, [insured(20), report('2025-12-31', { staff: 60 })]],
      ['more than 3 times', true, [insured(20), report('2025-12-31', { staff: 61 })]],
      ['29 against 1, too few to say', false, [insured(1), report('2025-12-31', { staff: 29 })]],
      ['30 against 1', true, [insured(1), report('2025-12-31', { staff: 30 })]],
      ['figures of which one is stale', false, [insured(1), report('2023-12-31', { staff: 90 })]],
    ]),
  )('cross_source_conflict: $what → $objects', judged('cross_source_conflict'))

  test('has its own id, a title and something it rests on', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length)
    for (const { id, titleZh, basis } of RULES) {
      expect(id).toMatch(/^[a-z_]{3,60}$/)
      expect(titleZh.length * basis.length, id).toBeGreaterThan(0)
    }
  })

  test('is judged by the thresholds in force on the day the row came in', () => {
    const table = [
      { ...thresholdsOn(TODAY), validFrom: '2025-01-01', longestPublicityMonths: 36 },
      { ...thresholdsOn(TODAY), validFrom: '2027-01-01', longestPublicityMonths: 12 },
    ]
    expect(thresholdsOn('2026-12-31', table).longestPublicityMonths).toBe(36)
    expect(thresholdsOn('2027-01-01', table).longestPublicityMonths).toBe(12)
    expect(thresholdsOn('2020-01-01', table).longestPublicityMonths).toBe(36)
  })
})

describe('what was corrected', () => {
  const wrong = penalty({ authority: NAME }, { recordKey: 'p', version: '2026-01-01' })

  test('is no longer objected to', () => {
    const right = penalty({ authority: '示例局' }, { recordKey: 'p', version: '2026-01-02' })
    expect(findingsOf(dossier([wrong]), only('office_is_addressee'))).toHaveLength(1)
    expect(findingsOf(dossier([wrong, right]), only('office_is_addressee'))).toEqual([])
  })

  test('or taken back, no longer either', () => {
    expect(findingsOf(dossier([wrong, { ...wrong, id: 'w', retracts: true, facts: [] }]), only('office_is_addressee'))).toEqual([])
  })
})

describe('what is found', () => {
  const figures = fc.record({ staff: fc.constantFrom(1, 60, 600, 9_000), revenueFen: fc.constantFrom(wan(50), wan(900), wan(9_000_000)) })
  const day = fc.constantFrom('2019-12-31', '2024-12-31', '2025-12-31', '2026-01-01')
  const place = fc.record({
    recordKey: fc.constantFrom('a', 'b', 'c'),
    version: fc.constantFrom('2026-01-01', '2026-01-02'),
    rowNo: fc.integer({ min: 1, max: 5 }),
  })
  const one: fc.Arbitrary<KnownRecord> = fc.oneof(
    fc.tuple(day, figures, place).map(([asOf, of, at]) => report(asOf, of, at)),
    fc
      .tuple(day, fc.constantFrom(NAME, '示例局'), place)
      .map(([decidedOn, authority, at]) => penalty({ decidedOn, authority, fineFen: wan(20_000) }, { ...at, row: { 名称: authority } })),
    fc
      .tuple(day, fc.constantFrom('440105', '440106'), place)
      .map(([asOf, value, at]) => registration([fact('district', value, { asOf }), fact('registeredOn', '2020-01-01', { asOf })], { ...at, asOf })),
  )
  const records = fc.array(one, { maxLength: 8 }).map((list) => list.map((record, n) => ({ ...record, id: `r${n}` })))

  test('does not depend on the order or repetition of the records', () => {
    let found = 0
    fc.assert(
      fc.property(
        records.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }))),
        ([list, shuffled]) => {
          const findings = findingsOf(dossier(list))
          found += findings.length
          expect(findingsOf(dossier(shuffled))).toEqual(findings)
        },
      ),
      { numRuns: 300 },
    )
    expect(found).toBeGreaterThan(100)
  })

  test('is one finding per rule, record and field', () => {
    fc.assert(
      fc.property(records, (list) => {
        const addresses = findingsOf(dossier(list)).map(findingAddress)
        expect(new Set(addresses).size).toBe(addresses.length)
      }),
      { numRuns: 100 },
    )
  })
})
