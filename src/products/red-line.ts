/**
 * What no product may ask, even by name: traits of a person, and records that no longer count. The registry holds none of
 * it, so any of these names would be refused as unknown; a lender that tries is told why instead.
 */

export interface RedLine {
  id: string
  /** Names a lender may try, in lower case without separators. */
  names: readonly string[]
  zh: string
  en: string
  /** Where it says so. */
  basis: string
}

const PERSONAL = '《个人信息保护法》第二十四条：自动化决策不得对个人实行不合理的差别待遇'
const NEVER_COLLECTED = '《征信业管理条例》第十四条：禁止采集个人的宗教信仰、基因、指纹、血型、疾病和病史信息'

// biome-ignore format: a table reads by the row
export const RED_LINES: readonly RedLine[] = [
  { id: 'sex', names: ['sex', 'gender', 'issex', 'ownersex', 'legalpersonsex', '性别'], zh: '性别', en: 'Sex', basis: PERSONAL },
  { id: 'age', names: ['age', 'personage', 'ownerage', 'birthday', 'birthdate', 'dateofbirth', 'legalpersonage', '年龄', '出生日期'], zh: '个人年龄', en: 'Age of a person', basis: PERSONAL },
  { id: 'ethnicity', names: ['ethnicity', 'ethnicgroup', 'nation', 'nationality', 'race', '民族', '种族', '国籍'], zh: '民族、国籍', en: 'Ethnicity or nationality', basis: PERSONAL },
  { id: 'origin', names: ['birthplace', 'nativeplace', 'hometown', 'hukou', '籍贯', '户口'], zh: '籍贯、户口', en: 'Place of origin', basis: PERSONAL },
  { id: 'marital', names: ['marital', 'maritalstatus', 'married', 'spouse', 'children', 'pregnant', '婚姻', '婚姻状况', '生育'], zh: '婚姻和生育', en: 'Marital and family status', basis: PERSONAL },
  { id: 'religion', names: ['religion', 'faith', 'belief', '宗教', '宗教信仰'], zh: '宗教信仰', en: 'Religion', basis: NEVER_COLLECTED },
  { id: 'health', names: ['health', 'illness', 'disease', 'disability', 'bloodtype', 'gene', 'fingerprint', '健康', '疾病', '病史', '残疾', '血型', '基因', '指纹'], zh: '健康和身体特征', en: 'Health and bodily traits', basis: NEVER_COLLECTED },
  { id: 'political', names: ['political', 'politicalstatus', 'partymember', 'party', '政治面貌', '党员'], zh: '政治面貌', en: 'Political status', basis: PERSONAL },
  { id: 'repaired', names: ['repaired', 'repairedpenalties', 'repairedrecords', 'repairedpenaltycount', 'creditrepaired', '已修复处罚', '信用修复记录'], zh: '已修复的失信记录', en: 'Repaired records', basis: '《失信行为纠正后的信用信息修复管理办法（试行）》：修复后停止公示、不再共享使用' },
  { id: 'expired', names: ['expired', 'expiredpenalties', 'expiredrecords', 'penaltycount60m', 'penaltycountever', '过期处罚', '公示期满处罚'], zh: '公示期满的失信记录', en: 'Records past their publicity term', basis: '《征信业管理条例》第十六条：不良信息自终止之日起超过 5 年的应当删除' },
]

const BY_NAME = new Map(RED_LINES.flatMap((line) => line.names.map((name) => [name, line] as const)))

/** The line that an attribute's name would cross, however it is spelt. */
export function redLineOf(name: string): RedLine | null {
  return (
    BY_NAME.get(
      name
        .slice(0, 60)
        .toLowerCase()
        .replace(/[\s_-]/g, ''),
    ) ?? null
  )
}

export function redLineSentence({ zh, en, basis }: RedLine): string {
  return `${zh}不能作为贷款条件（${basis}）。请删去这一条。 ${en} must not decide a loan; remove the criterion.`
}
