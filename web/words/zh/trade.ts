/** Names of the trade's code sets, keyed by code. */
export const trade = {
  method: {
    equal_instalment: '等额本息',
    equal_principal: '等额本金',
    interest_first: '按月付息，到期还本',
    bullet: '到期一次还本付息',
    on_call: '随借随还',
  },
  methodHint: {
    equal_instalment: '每月还一样多',
    equal_principal: '每月还的本金一样，利息逐月减少',
    interest_first: '每月只还利息，最后一个月还本金',
    bullet: '平时不还，到期本金和利息一起还',
    on_call: '要用时借、有钱就还，用几天算几天利息；这里按一次全部借出、按月付息、到期还本来算',
  },
  purpose: {
    working_capital: '日常周转',
    materials: '购买原材料',
    equipment: '购置设备',
    green_upgrade: '节能降碳改造',
    farming: '种植养殖',
    export: '出口备货',
    wages: '发放工资',
    other: '其他经营用途',
  },
  subjectKind: {
    enterprise: '企业',
    sole_trader: '个体工商户',
    cooperative: '农民专业合作社',
    rural_collective: '农村集体经济组织',
    household: '农户',
  },
}
