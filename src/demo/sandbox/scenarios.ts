/**
 * Firms of the demo city for lenders' developers, one an edge case. Nearly all stand on the street, so that test mode has
 * them too; what their records say is held by test/demo/sandbox.test.ts, so that a new city cannot quietly change a lesson.
 */
import { CATERING, FARMER, HARDWARE } from '../people.ts'

export interface Scenario {
  scenario: string
  code: string
  /** Who acts for it in the demo; null: its case is made by the program under test. */
  signIn: string | null
  situation: string
  expect: string
  /** Not on the street of test mode: in the whole city alone. */
  cityOnly?: true
  /** The state its consent is in once a lender has had its cases made; undefined: it has none. */
  made?: MadeState
}

export type MadeState = 'granted' | 'paused' | 'revoked' | 'consumed' | 'expired'

/** What `GET …/profile` answers to a case whose consent is in that state. */
export const ANSWERS: Readonly<Record<MadeState, { status: 200 | 403; code: string | null }>> = {
  granted: { status: 200, code: null },
  paused: { status: 403, code: 'consent_paused' },
  revoked: { status: 403, code: 'consent_revoked' },
  consumed: { status: 403, code: 'consent_consumed' },
  expired: { status: 403, code: 'consent_expired' },
}

const HARDWARE_DESK = 'firm-hardware'

export const SCENARIOS: readonly Scenario[] = [
  {
    ...{ scenario: 'complete', code: HARDWARE.code, signIn: HARDWARE_DESK },
    situation: '各部门资料齐全，有一条处罚仍在公示期',
    expect: 'GET …/profile 200，各项都有来源和日期；行政处罚列表有一条',
  },
  {
    ...{ scenario: 'young_firm', code: CATERING.code, signIn: 'firm-catering' },
    situation: '成立不满一年，纳税信用为 M，没有年报、环保和劳动评价',
    expect: '这些属性“没有资料”，不是不合格',
  },
  {
    ...{ scenario: 'no_tax_grade', code: '91440199MAD0M6G5XW', signIn: null },
    situation: '没有纳税信用级别',
    expect: '条件判定为“未知”，不是“不符合”',
  },
  {
    ...{ scenario: 'tax_grade_d', code: '91440199MAJU889P6Y', signIn: null },
    situation: '纳税信用为 D',
    expect: '要求 A、B、M 的条件判定为“不符合”，差在哪里写明',
  },
  {
    ...{ scenario: 'stale_data', code: '91440199MAC9T8WY93', signIn: null },
    situation: '公共信用综合评价已过期，没有更新',
    expect: 'freshness 为 stale：按“未知”处理，不作不利判断',
  },
  { ...{ scenario: 'carbon_worst', code: '91440199MA5BAXA47H', signIn: null }, situation: '碳账户评级为 E', expect: '绿色产品的条件不符合，其他产品不受影响' },
  {
    ...{ scenario: 'repaired_penalty', code: '91440199MAEWN1P259', signIn: null },
    situation: '有两条处罚：〔2026〕0183号已完成信用修复，〔2026〕0198号仍在公示期',
    expect: 'GET …/profile 的行政处罚只有 0198 号：修复了的不出现，也不计入次数',
  },
  {
    ...{ scenario: 'nothing_on_file', code: '91440199MA9WJP4Q2U', signIn: null, cityOnly: true },
    situation: '刚成立，除了登记信息什么都没有',
    expect: '纳税、评价、经营、碳账户都是“没有资料”；处罚和许可是空列表，不是没有资料',
  },
  {
    ...{ scenario: 'disputed_grade', code: '91440199MAQC00128Q', signIn: null, cityOnly: true },
    situation: '同一年度的纳税信用级别有 A、C 两种说法，注册资金也有两种',
    expect: 'freshness 为 disputed：按“未知”处理，核实前不作不利判断',
  },
  {
    ...{ scenario: 'recall_open', code: CATERING.code, signIn: 'firm-catering', cityOnly: true },
    situation: '示例银行甲看过它的一项许可，后来许可被撤销',
    expect: '用甲行的账号或系统：GET /api/v1/lender/recalls 有一条待答复，reason 为 withdrawn；发出时的事件是 recall.issued',
  },
  {
    ...{ scenario: 'sole_trader', code: '92440199MA215GYY7R', signIn: null },
    situation: '个体工商户：个人信息须经持牌征信机构',
    expect: 'GET …/profile 的答复带征信机构的查询凭证；机构不可用时 503，可重试',
  },
  {
    ...{ scenario: 'sole_trader_stale', code: '92440199MA12PQP66P', signIn: null },
    situation: '个体工商户，纳税信用级别已过期',
    expect: '级别按“未知”处理',
  },
  {
    ...{ scenario: 'household', code: FARMER.code, signIn: 'farmer' },
    situation: '农户，姓名脱敏，由村里评级',
    expect: '没有企业属性；农户评级和绿码在“农户”一类',
  },
  {
    ...{ scenario: 'consent_live', code: '91440199MAMJ58DR7Y', signIn: null, made: 'granted' },
    situation: '授权有效，可看二十次',
    expect: 'GET …/profile 200；每看一次，日志里多一条',
  },
  {
    ...{ scenario: 'consent_paused', code: '91440199MAXPPAQD53', signIn: null, made: 'paused' },
    situation: '企业暂停了授权',
    expect: 'GET …/profile 403 consent_paused；之前收到过 consent.paused',
  },
  {
    ...{ scenario: 'consent_revoked', code: '91440199MAR09LNN7Y', signIn: null, made: 'revoked' },
    situation: '企业撤回了授权，申请还在',
    expect: 'GET …/profile 403 consent_revoked；之前收到过 consent.revoked',
  },
  {
    ...{ scenario: 'consent_consumed', code: '91440199MACQ9BXNX7', signIn: null, made: 'consumed' },
    situation: '授权只给看一次，已经看过',
    expect: 'GET …/profile 403 consent_consumed',
  },
  {
    ...{ scenario: 'consent_expired', code: '91440199MAUKGLM39F', signIn: null, made: 'expired' },
    situation: '授权一天，一小时前到期',
    expect: 'GET …/profile 403 consent_expired；次日凌晨收到 consent.expired',
  },
]
