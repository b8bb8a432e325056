import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import type { Column, RowReader, SubjectHint, SubjectRef, Translated } from '../../sources/model.ts'
import { EXAMPLE_CODE, EXAMPLE_NAME } from '../example-firm.ts'

/** Sole traders are taken: the register is public for them too. Natural persons are not. */
const ADDRESSEES = {
  法人及非法人组织: 'organisation',
  法人: 'organisation',
  非法人组织: 'organisation',
  企业: 'organisation',
  个体工商户: 'sole_trader',
  个体: 'sole_trader',
} as const

/**
 * What the two records of the 双公示 field standard (edition 2018) share: whom the decision is about. Columns that tell
 * of the legal representative or of a natural person are personal and end at the door (PIPL art. 6, 13).
 */
export function addresseeColumns(prefix: 'XK' | 'CF'): readonly Column[] {
  return [
    { name: '行政相对人名称', code: `${prefix}_XDR_MC`, synonyms: ['企业名称', '主体名称'], required: true, organisation: true, example: EXAMPLE_NAME },
    {
      name: '行政相对人类别',
      code: `${prefix}_XDR_LB`,
      synonyms: ['相对人类别'],
      required: true,
      values: [...Object.keys(ADDRESSEES), '自然人', '个人'],
      hint: '法人及非法人组织、个体工商户；自然人不收',
      example: '法人及非法人组织',
    },
    {
      name: '统一社会信用代码',
      code: `${prefix}_XDR_SHXYM`,
      synonyms: ['社会信用代码', '行政相对人代码_1(统一社会信用代码)'],
      hint: '没有的，填工商注册号或组织机构代码；只有名称的须人工核对',
      maxLength: 40,
      example: EXAMPLE_CODE,
    },
    { name: '工商注册号', code: `${prefix}_XDR_GSZC` },
    { name: '组织机构代码', code: `${prefix}_XDR_ZZJG` },
    { name: '税务登记号', code: `${prefix}_XDR_SWDJ` },
    { name: '事业单位证书号', code: `${prefix}_XDR_SYDW` },
    { name: '社会组织登记证号', code: `${prefix}_XDR_SHZZ` },
    { name: '法定代表人', code: `${prefix}_FRDB`, synonyms: ['法定代表人姓名', '负责人', '法人代表'], personal: 'drop' },
    { name: '法定代表人证件类型', code: `${prefix}_FR_ZJLX`, personal: 'drop' },
    { name: '法定代表人证件号码', code: `${prefix}_FR_ZJHM`, synonyms: ['法定代表人身份证号'], personal: 'drop' },
    { name: '自然人证件类型', code: `${prefix}_XDR_ZJLX`, synonyms: ['证件类型'], personal: 'drop' },
    { name: '自然人证件号码', code: `${prefix}_XDR_ZJHM`, synonyms: ['证件号码', '自然人身份证号', '身份证号', '居民身份证号'], personal: 'drop' },
  ]
}

/** Whom the decision is about: by its code, else by one of the older numbers, else by its name, for a person to decide. */
export function addresseeOf(r: RowReader): SubjectRef | SubjectHint | null {
  // Of a natural person nothing more is asked.
  if (r.issues.some(({ code }) => code === 'natural_person')) return null
  const before = r.issues.length
  const code = r.text('统一社会信用代码')
  if (r.issues.length > before) return null
  if (code !== null) return r.firm('统一社会信用代码', '行政相对人名称')
  return r.subjectByAny('统一社会信用代码', '行政相对人名称', undefined, { orgCode: '组织机构代码', registrationNo: '工商注册号' })
}

/** The record of a known addressee, or one that waits until it is known whose it is: its key holds the code. */
export function addressed(
  subject: SubjectRef | SubjectHint,
  waitingKey: string,
  asOf: CivilDate,
  about: (subject: SubjectRef) => Translated<Fact>,
): Translated<Fact> {
  return 'code' in subject ? about(subject) : { subject, key: waitingKey, asOf, facts: [], settle: about }
}

/** Notes `natural_person` for a natural person, `unknown_value` for a category the standard does not have. */
export function checkAddressee(r: RowReader): void {
  const category = r.needText('行政相对人类别')
  if (category === null) return
  const plain = category.replace(/\s/g, '')
  if (plain === '自然人' || plain === '个人') r.refuse('natural_person', '行政相对人类别', '自然人的许可和处罚不收入本平台。')
  else if (!Object.hasOwn(ADDRESSEES, plain)) r.refuse('unknown_value', '行政相对人类别', '“行政相对人类别”应为：法人及非法人组织、个体工商户。')
}
