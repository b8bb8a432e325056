import { toHalfWidth } from '../../platform/kernel/text.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { districtFromText, industryCode, regionName } from '../../subjects/model.ts'
import { EXAMPLE_CODE, EXAMPLE_NAME } from '../example-firm.ts'
import { readRegisteredCapital } from './registered-capital.ts'
import { type RegistrationStatus, readRegistrationStatus } from './registration-status.ts'

/** The market regulator's register: firms, sole traders (92…), cooperatives (93…), rural collectives (N…). */
export const registration: RecordKind<Fact> = {
  source: 'samr',
  record: 'registration',
  namesSubjects: true,
  titleZh: '登记注册信息',
  titleEn: 'Registration',
  columns: [
    {
      name: '统一社会信用代码',
      synonyms: ['社会信用代码', '信用代码', '统一代码', '注册号/统一社会信用代码', 'credit_code'],
      required: true,
      maxLength: 40,
      hint: '18 位，请设为文本格式',
      example: EXAMPLE_CODE,
    },
    { name: '企业名称', synonyms: ['主体名称', '名称', '单位名称', '市场主体名称', '字号名称', '公司名称'], required: true, example: EXAMPLE_NAME },
    { name: '注册号', synonyms: ['工商注册号', '营业执照注册号', '原注册号'], maxLength: 40, hint: '2015 年以前的 15 位注册号，用于找回旧记录', example: '' },
    { name: '注册日期', synonyms: ['成立日期', '设立日期', '登记日期', '成立时间'], required: true, maxLength: 40, hint: '2024-03-05', example: '2019-05-20' },
    { name: '企业类型', synonyms: ['主体类型', '公司类型', '类型', '市场主体类型'], example: '有限责任公司(自然人投资或控股)' },
    {
      name: '注册资金',
      synonyms: ['注册资本', '注册资本金', '出资额', '出资总额', '资金数额'],
      exact: true,
      hint: '写明单位和币种，如 500万元人民币',
      example: '500(万元人民币)',
    },
    { name: '注册资本（万元）', synonyms: ['注册资金（万元）', '注册资本（万元人民币）', '注册资本万元'], exact: true, hint: '只写数字时用此栏', example: '' },
    { name: '地区', synonyms: ['所属地区', '城市', '所在城市', '地市'], example: '广州' },
    { name: '所在区', synonyms: ['行政区', '所属区', '区县', '行政区划代码', '行政区划'], hint: '区名或 6 位代码', example: '440106' },
    { name: '行业代码', synonyms: ['国民经济行业代码', '行业门类代码', '所属行业代码'], maxLength: 20, hint: 'GB/T 4754-2017，可带门类字母', example: 'F5199' },
    { name: '经营状态', synonyms: ['登记状态', '企业状态', '主体状态', '状态'], hint: '存续、迁出、停业、吊销、注销', example: '存续' },
    { name: '住所', synonyms: ['注册地址', '经营场所', '地址', '住所（经营场所）', '企业地址'], maxLength: 400, example: '广州市天河区示例路 1 号' },
    { name: '核准日期', synonyms: ['更新日期', '数据更新日期', '变更日期', '核准时间'], maxLength: 40, hint: '本条信息截至哪一天', example: '2026-03-01' },
  ],
  translate: translateRegistration,
}

function translateRegistration(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  // The register alone may bring in an early code that fails one of its check digits.
  const subject = r.firm('统一社会信用代码', '企业名称', true)
  const name = r.needText('企业名称')
  const registeredOn = r.needDate('注册日期')
  const approvedOn = r.date('核准日期')
  r.mustNotPrecede('核准日期', approvedOn, '注册日期', registeredOn)
  const district = readDistrict(r)
  const industry = readIndustry(r)
  const capital = readCapital(r)
  const status = readStatus(r)
  const registrationNo = readRegistrationNo(r)
  if (r.issues.length > 0 || !subject || !name || !registeredOn) return r.refused()

  // Without a day of its own the row is true of the day the firm was registered: any later record wins over it.
  const asOf = approvedOn ?? registeredOn
  const fact = (attribute: Fact['attribute'], value: Fact['value']): Fact => ({ attribute, item: '', value, scheme: null, asOf, validUntil: null })
  const facts = [fact('name', name), fact('kind', subject.kind), fact('registeredOn', registeredOn)]
  if (district !== null) facts.push(fact('district', district))
  if (industry !== null) facts.push(fact('industry', industry))
  if (capital !== null) facts.push(fact('registeredCapitalFen', capital.fen), fact('registeredCapitalText', capital.text))
  if (status !== null) facts.push(fact('registrationStatus', status))
  return { ok: true, record: { subject, key: subject.code, asOf, facts, registrationNo } }
}

/** Registers since 2015 repeat the code here, and numbers before 2007 had other shapes: only 15 digits lead to older records. */
function readRegistrationNo(r: RowReader): string | null {
  const plain = toHalfWidth(r.text('注册号') ?? '').replace(/[\s-]/g, '')
  return /^\d{15}$/.test(plain) ? plain : null
}

function readStatus(r: RowReader): RegistrationStatus | null {
  const status = readRegistrationStatus(r.text('经营状态') ?? '')
  if (status === 'unreadable') return r.refuse('unknown_value', '经营状态', '“经营状态”不在代码集内，可填：存续、迁出、停业、吊销、注销。')
  return status === 'unknown' ? null : status
}

/**
 * `fen` is null where the row states a capital that is no sum in yuan (foreign currency, or a bare number): the fact is
 * told all the same, so that an older figure does not outlive it. Where the row says nothing there is no fact.
 */
function readCapital(r: RowReader): { text: string; fen: string | null } | null {
  const stated = r.text('注册资金')
  const field = stated === null ? '注册资本（万元）' : '注册资金'
  const text = stated ?? r.text(field)
  if (text === null) return null
  const capital = readRegisteredCapital(text, stated === null ? '万' : undefined)
  if (capital.state === 'unknown') return null
  if (capital.state === 'unreadable')
    return r.refuse('bad_number', field, `“${field}”应为一个不小于 0 且不超过 10 万亿的金额，写明单位和币种，如 500万元人民币；没有的留空。`)
  return { text, fen: capital.state === 'known' && capital.currency === 'CNY' ? String(capital.amountMinor) : null }
}

/**
 * The district needs its own column: of 9,282 real Guangzhou codes only 38 % name one of today's districts (domain §8).
 * An address or a 地区 may tell it in passing; the name of a city alone tells nothing.
 */
function readDistrict(r: RowReader): string | null {
  const stated = r.text('所在区')
  const passing = [r.text('住所'), r.text('地区')]
  if (stated !== null) {
    const plain = toHalfWidth(stated).replace(/\s/g, '')
    // A code that ends in 00 is a city's or a province's, which is no district.
    if (/^\d{4}(?!00)\d{2}$/.test(plain) && regionName(plain) !== null) return plain
    return districtFromText(plain) ?? r.refuse('unknown_value', '所在区', '“所在区”应为区名（如 天河区）或 6 位行政区划代码（如 440106）。')
  }
  for (const text of passing) {
    const district = text === null ? null : districtFromText(text)
    if (district !== null) return district
  }
  return null
}

function readIndustry(r: RowReader): string | null {
  const stated = r.text('行业代码')
  if (stated === null) return null
  return industryCode(stated) ?? r.refuse('unknown_value', '行业代码', '“行业代码”应为 GB/T 4754-2017 的代码，如 F5199。')
}
