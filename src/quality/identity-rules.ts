import { plainName } from '../subjects/model.ts'
import { decisionsOf } from './decision.ts'
import type { RecordRule } from './rule.ts'

/** The row's name is none the subject goes or went by. Nothing is said while no register has named the subject. */
export const nameMismatch: RecordRule = {
  id: 'name_mismatch',
  about: 'record',
  kind: 'identity',
  severity: 'error',
  titleZh: '名称与代码不是同一主体',
  basis: 'GB 32100-2015：一主体一代码；名称以登记机关的现用名和曾用名为准',
  check({ name, namesSubjects }, { names }) {
    if (name === null || namesSubjects || names.size === 0 || names.has(plainName(name))) return []
    return [{ field: '名称', detail: '此行的名称既不是该代码主体的现用名，也不是曾用名：代码或名称有一个写错了。' }]
  },
}

/** Genuine early codes fail one of the two digits; so do typing errors. The register may bring them in, a person should look. */
export const legacyCode: RecordRule = {
  id: 'legacy_code',
  about: 'record',
  kind: 'check_digit',
  severity: 'hint',
  titleZh: '代码有一位校验码不符',
  basis: 'GB 32100-2015 与 GB 11714 的两位校验码；早期赋码有一位不符的情形',
  check({ codeVerdict, namesSubjects }) {
    if (!namesSubjects || codeVerdict !== 'legacy_check_mismatch') return []
    return [{ field: '统一社会信用代码', detail: '两位校验码中有一位不符：可能是早期赋码，也可能录错，请与执照核对。' }]
  },
}

/** Columns shifted or copied: the firm stands where the office should. */
export const officeIsAddressee: RecordRule = {
  id: 'office_is_addressee',
  about: 'record',
  kind: 'conflict',
  severity: 'error',
  titleZh: '决定机关与相对人是同一家',
  basis: '双公示数据标准（2018）：机关栏填作出决定的行政机关',
  check(record, { names }) {
    return decisionsOf(record).flatMap(({ authority, columns }) => {
      const office = authority === null ? null : plainName(authority)
      const isAddressee = office !== null && (names.has(office) || (record.name !== null && plainName(record.name) === office))
      return isAddressee ? [{ field: columns.authority, detail: `“${columns.authority}”写的是相对人自己，列可能错位。` }] : []
    })
  },
}
