/**
 * The bad rows of each file: what offices really send. None depends on the day of the upload. Each is a copy of a good
 * row, so nothing is lost by refusing it.
 */
import { asPower, damaged, type Fault, mistyped, overlong, written } from './sheet.ts'

const code = '统一社会信用代码'

export const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  registration: [
    mistyped(code),
    damaged('企业名称'),
    { why: 'bad_date', spoil: written('注册日期', '2021-02-30') },
    { why: 'missing_field', spoil: written('企业名称', '') },
    overlong,
    { why: 'unknown_value', spoil: written('行业代码', 'Z9999') },
  ],
  annual_report: [
    asPower(code),
    { why: 'bad_number', spoil: written('从业人数', '约20人') },
    { why: 'bad_number', spoil: written('报告年度', '2205') },
    { why: 'missing_field', spoil: written('报告年度', '') },
  ],
  licence: [
    { why: 'natural_person', spoil: written('行政相对人类别', '自然人') },
    { why: 'missing_field', spoil: written('许可机关', '') },
    { why: 'bad_combination', spoil: written('有效期至', '2011-06-30') },
    damaged('许可内容'),
  ],
  penalty: [
    { why: 'natural_person', spoil: written('CF_XDR_LB', '自然人') },
    { why: 'unknown_value', spoil: written('CF_CFLB', '口头教育') },
    { why: 'bad_combination', spoil: written('CF_GSJZQ', '2019-12-31') },
    mistyped('CF_XDR_SHXYM'),
    { why: 'missing_field', spoil: written('CF_WSH', '') },
  ],
  city_evaluation: [
    { why: 'unknown_value', spoil: written('综合评价等级', '特优') },
    { why: 'bad_date', spoil: written('评价日期', '2062-10-20') },
    { why: 'bad_code', spoil: written(code, '440101000012345') },
  ],
  tax_grade: [
    { why: 'unknown_value', spoil: written('纳税信用级别', 'S') },
    { why: 'missing_field', spoil: written('纳税信用级别', '') },
    { why: 'bad_combination', spoil: written('评价日期', '2023-04-30') },
    mistyped('纳税人识别号'),
  ],
  environment_grade: [
    { why: 'unknown_value', spoil: written('环境信用评价等级', '橙牌') },
    { why: 'bad_date', spoil: written('公布日期', '2026-06-31') },
    damaged('企业名称'),
  ],
  labour_grade: [{ why: 'unknown_value', spoil: written('劳动保障守法诚信等级', 'D级') }, { why: 'missing_field', spoil: written(code, '') }, overlong],
  customs_grade: [
    mistyped(code),
    { why: 'bad_date', spoil: written('认定日期', '2016-03-01') },
    { why: 'too_long', spoil: written('企业名称', (name) => name.repeat(20)) },
  ],
  carbon_report: [
    { why: 'unknown_value', spoil: written('碳等级', 'F') },
    { why: 'bad_number', spoil: written('碳强度', '约0.12') },
    // In JSON lines a line cut short.
    overlong,
  ],
  household_rating: [
    { why: 'bad_code', spoil: written('户编号', (no) => no.replace('-', '')) },
    { why: 'bad_combination', spoil: written('村名', '黄示例') },
    { why: 'bad_number', spoil: written('评分', '一百') },
    { why: 'unknown_value', spoil: written('信用等级', 'S') },
  ],
}

/** Rows sent twice, by record. */
export const DUPLICATES: Readonly<Record<string, number>> = {
  registration: 2,
  annual_report: 1,
  penalty: 1,
  tax_grade: 2,
  household_rating: 1,
  labour_grade: 1,
}
