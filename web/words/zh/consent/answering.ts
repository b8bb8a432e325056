/** What waits for the subject: a village officer’s proposal, a lender’s request. */

export const proxy = {
  title: '村信用服务员替您办的授权',
  lead: '请看清楚再确认。不确认，三天后自动失效。',
  method: '怎么办的',
  methods: { read_aloud: '当面念给您听', written: '您书面委托', video: '视频通话' },
  cooling: '冷静期到',
  confirm: '确认是我的意思',
  deny: '不是，不同意',
  by: '谁确认的',
  bySubject: '您自己',
  bySecond: '另一位服务员回访后',
}

export const request = {
  title: (lender: string) => `${lender}想再看您的数据`,
  item: (lender: string, purpose: string) => `${lender}请您授权：${purpose}`,
  lead: '可以不同意，不影响已经批的贷款。可以只勾一部分。',
  slip: '请求授权单',
  no: '请求编号',
  officer: '不会在手机上办？把农户编号和请求编号告诉村信用服务员，他念给您听，替您办。',
  askedAt: '请求时间',
  answerBy: '最迟答复',
  lapses: (at: string) => `${at} 前不答复就自动失效，对方什么也看不到。`,
  reads: '看几次',
  until: '到什么时候',
  untilText: (days: number) => `从同意起 ${days} 天`,
  deleteText: (from: string, days: number) => `看过的，${from} ${days} 天内删除`,
  short: '少给一点也行：只勾您愿意给的。',
  refuse: '不同意',
  agree: '同意并盖章',
}
