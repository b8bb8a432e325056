import { maskName } from '../../platform/kernel/text.ts'
import type { Column, RowReader, SubjectRef } from '../../sources/model.ts'
import { checkHouseholdNo } from '../../subjects/model.ts'

/**
 * Columns that say whom a household's record is about. A household is natural persons in law: identity number and
 * telephone end at the door, of the name only 张** is kept (PIPL art. 6, 19).
 */
export const HOUSEHOLD_COLUMNS: readonly Column[] = [
  { name: '户编号', synonyms: ['农户编号', '户号'], required: true, maxLength: 40, hint: 'H + 12 位村代码 + - + 4 位户序', example: 'H440114001201-9001' },
  { name: '户主姓名', synonyms: ['户主', '姓名', '农户姓名'], personal: 'mask', maxLength: 60, example: '示例户主' },
  { name: '身份证号', synonyms: ['身份证号码', '户主身份证号', '证件号码', '公民身份号码'], personal: 'drop', maxLength: 60 },
  { name: '手机号', synonyms: ['手机号码', '联系电话', '手机', '电话', '户主电话'], personal: 'drop', maxLength: 60 },
]

/** The household, its name masked once more; null after noting `missing_field` or `bad_code`. */
export function readHousehold(r: RowReader): (SubjectRef & { villageCode: string }) | null {
  const written = r.needText('户编号')
  const holder = r.text('户主姓名')
  if (written === null) return null
  const { canonical, villageCode } = checkHouseholdNo(written)
  if (canonical === null || villageCode === null)
    return r.refuse('bad_code', '户编号', '“户编号”应为 H + 12 位广州村代码 + - + 4 位户序，如 H440114001201-0001，且该村代码须存在。')
  // Masked at the door already; masking twice changes nothing.
  return { kind: 'household', code: canonical, name: holder === null ? null : maskName(holder), villageCode }
}
