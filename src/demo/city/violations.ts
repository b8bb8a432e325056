/** What firms of the demo city are punished for: lifelike and slight for the most part. */
export interface Violation {
  name: string
  facts: string
  basis: string
  office: string
  /** Typical fine in 万元; 0 is a warning. */
  fineWan: number
  /** Months it is shown. */
  months: 3 | 12 | 36
  weight: number
  /** Industry codes it concerns; absent: any. */
  trades?: RegExp
}

// biome-ignore format: a table reads by the row
export const VIOLATIONS: readonly Violation[] = [
  { name: '未按规定公示年度报告', facts: '未在规定期限内公示上一年度报告', basis: '《企业信息公示暂行条例》', office: '市场监督管理局', fineWan: 0, months: 3, weight: 6 },
  { name: '未按规定期限办理纳税申报', facts: '逾期未办理纳税申报', basis: '《中华人民共和国税收征收管理法》第六十二条', office: '税务局', fineWan: 0.05, months: 3, weight: 8 },
  { name: '发布虚假广告', facts: '在网店页面使用绝对化用语', basis: '《中华人民共和国广告法》第五十七条', office: '市场监督管理局', fineWan: 0.6, months: 12, weight: 5 },
  { name: '销售不符合标准的产品', facts: '抽检一批次产品不合格', basis: '《中华人民共和国产品质量法》第四十九条', office: '市场监督管理局', fineWan: 1.8, months: 12, weight: 3, trades: /^[CF]/ },
  { name: '消防设施未保持完好有效', facts: '疏散指示标志损坏', basis: '《中华人民共和国消防法》第六十条', office: '消防救援大队', fineWan: 0.8, months: 12, weight: 6 },
  { name: '未如实记录安全生产教育培训', facts: '培训记录缺失', basis: '《中华人民共和国安全生产法》第九十七条', office: '应急管理局', fineWan: 2, months: 12, weight: 4, trades: /^[CEG]/ },
  { name: '超标排放水污染物', facts: '废水总排口化学需氧量超标', basis: '《中华人民共和国水污染防治法》第八十三条', office: '生态环境分局', fineWan: 11, months: 36, weight: 1, trades: /^C/ },
  { name: '未按规定填写危险废物转移联单', facts: '联单记录与台账不一致', basis: '《中华人民共和国固体废物污染环境防治法》第一百一十二条', office: '生态环境分局', fineWan: 3, months: 12, weight: 2, trades: /^C/ },
  { name: '经营场所食品安全不符合要求', facts: '餐具消毒不合格', basis: '《中华人民共和国食品安全法》第一百二十六条', office: '市场监督管理局', fineWan: 0.5, months: 12, weight: 7, trades: /^H|^F52/ },
  { name: '货运车辆超限运输', facts: '车货总重超过限定标准', basis: '《公路安全保护条例》第六十四条', office: '交通运输局', fineWan: 0.4, months: 3, weight: 8, trades: /^G/ },
  { name: '未取得施工许可证擅自施工', facts: '装修工程未办理施工许可', basis: '《建设工程质量管理条例》第五十七条', office: '住房和建设局', fineWan: 2.4, months: 12, weight: 4, trades: /^E/ },
  { name: '拖欠劳动者工资', facts: '逾期支付工资，责令后改正', basis: '《保障农民工工资支付条例》第五十四条', office: '人力资源和社会保障局', fineWan: 2.2, months: 36, weight: 1 },
]
