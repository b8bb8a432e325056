import type { AttributeId } from '../../../src/profiles/model.ts'

/** What stands around a fact, said to whom it is about. */
const own = {
  before: (value: string) => `以前的记录是「${value}」：`,
  other: (value: string) => `另有来源说「${value}」：`,
  others: (n: number) => `还有 ${n} 条别的说法`,
  validUntil: (date: string) => `有效到 ${date}`,
  stale: '这一条太旧了，匹配时按「不知道」算。',
  doubt: {
    conflict: '存疑：来源之间说法不一致，核实前匹配时按「不知道」算。',
    objection: '存疑：正在异议处理中，结果出来前匹配时按「不知道」算。',
  },
  doubtedItems: {
    conflict: '标「存疑」的，来源之间说法不一致，核实前匹配时按「不知道」算。',
    objection: '标「存疑」的，正在异议处理中，结果出来前匹配时按「不知道」算。',
  },
  notYet: (labels: string) => `还没有：${labels}`,
}

/** The same facts under a consent, said to a bank. */
const disclosed: typeof own = {
  ...own,
  before: (value) => `以前是「${value}」：`,
  other: (value) => `另有记录「${value}」：`,
  stale: '已过时，判断条件时按「还不知道」算。',
  doubt: {
    conflict: '存疑：来源之间说法不一致，判断条件时按「还不知道」算。',
    objection: '存疑：主体已提出异议，正在处理，判断条件时按「还不知道」算。',
  },
  doubtedItems: {
    conflict: '标「存疑」的，来源之间说法不一致，判断条件时按「还不知道」算。',
    objection: '标「存疑」的，主体已提出异议，正在处理，判断条件时按「还不知道」算。',
  },
  notYet: (labels) => `没有记录：${labels}`,
}

/** A yes or a no read beside the name of the fact. */
const yesNo: Partial<Record<AttributeId, { 是: string; 否: string }>> = {
  housingFundCurrent: { 是: '正常缴存', 否: '没有正常缴存' },
  abnormalListed: { 是: '现在列入', 否: '没有列入' },
  dishonestyListed: { 是: '现在列入', 否: '没有列入' },
  judgmentDebtor: { 是: '有', 否: '没有' },
  wageArrearsOpen: { 是: '有', 否: '没有' },
  whiteListed: { 是: '在名单上', 否: '不在名单上' },
  cooperativeMember: { 是: '是', 否: '不是' },
}

const listing = { no: '文书号', list: '名单', reason: '列入原因', on: '列入日期', until: '移出日期', going: '没有移出', office: '决定机关' }

/** Facts of a profile: values, doubts, and the lists by their columns. */
export const facts = {
  own,
  disclosed,
  yesNo,
  mu: (n: string) => `${n} 亩`,
  derivedFromDoubt: '依据的记录存疑，没有计算',
  derivedFromStale: '依据的记录太旧，没有计算',
  disputed: '存疑',
  /** Why this value stands and not another. */
  rule: {
    freshness: '别的说法已经过时，采用这一条。',
    authority: '采用主管这件事的部门的说法。',
    date: '采用日期较新的一条。',
    tie: '几个来源同等、日期也一样，分不出谁对。',
  },
  lists: {
    licences: {
      none: '没有许可记录。',
      columns: { name: '许可', status: '状态', no: '文书号', on: '决定日期', until: '有效到', office: '许可机关' },
      longTerm: '长期',
    },
    penalties: {
      none: '没有在公示期内的处罚。',
      columns: { what: '事由', fine: '罚没', on: '决定日期', until: '公示到', office: '决定机关', no: '文书号' },
    },
    inspections: {
      none: '没有检查记录。',
      columns: { matter: '检查事项', result: '结果', on: '检查日期', office: '检查机关', no: '文书号' },
      failed: '不合格',
    },
    abnormalListings: { none: '没有列入过。', columns: listing },
    dishonestyListings: { none: '没有列入过。', columns: listing },
    judgmentDebts: {
      none: '没有被执行记录。',
      columns: { caseNo: '案号', amount: '执行标的', on: '立案日期', until: '结案日期', going: '没有结案', office: '法院' },
    },
    wageWarnings: {
      none: '没有欠薪预警。',
      columns: { people: '涉及人数', amount: '欠薪金额', on: '预警日期', until: '解决日期', going: '没有解决', office: '监察机构', no: '编号' },
      peopleOf: (n: number) => `${n} 人`,
    },
    awards: {
      none: '没有中标记录。',
      columns: { project: '项目', amount: '中标金额', on: '中标日期', buyer: '采购人', no: '项目编号' },
    },
    commitments: {
      none: '没有承诺记录。',
      columns: { matter: '承诺事项', state: '履行情况', made: '承诺日期', due: '履行期限', verified: '核实日期', office: '受理机关', no: '编号' },
      states: { open: '还没到核实', kept: '已履行', broken: '经核实没有履行' },
    },
  },
  more: (n: number) => `其余 ${n} 条`,
}

export type FactSayings = typeof own
