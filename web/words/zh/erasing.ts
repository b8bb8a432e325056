/** Having one's data deleted. */
export const erasing = {
  title: '删除我的数据',
  lead: '您有权要求删除平台上您的个人信息（《个人信息保护法》第四十七条）。删除后不能恢复。',
  link: '删除我的数据',
  whatTitle: '删除以后',
  what: [
    '您给银行的授权全部收回，银行不能再看。',
    '看过您数据的银行会收到删除要求，到期没有确认的，这里会标出来，监管部门也能看到。',
    '平台上您的姓名、编号、评级和各项记录全部删除，旧的备份也打不开。',
    '各部门以后再送来您的数据，平台不再收。',
    '「谁看过我」的记录会保留，但里面认不出是您。',
  ],
  words: '请输入「删除我的数据」',
  wordsHint: '一个字也不能少，免得点错',
  confirm: '删除，不能恢复',
  keep: '先不删',
  hindranceTitle: '现在还不能删除',
  done: (at: string) => `您的数据已于 ${at} 删除。`,
  demands: (n: number) => (n === 0 ? '没有银行看过您的数据。' : `已要求 ${n} 家银行删除它们看过的数据。`),
}

/** What a bank read and has to delete, at its desk. */
export const deletions = {
  title: '删除确认',
  lead: '授权已结束、案件已有结果，或者本人要求删除的：请在最后一天前删除所查看的数据并确认。逾期会记入日志，本人和监管部门都能看到。',
  caption: '待确认的删除',
  empty: '没有待确认的删除。',
  no: '编号',
  case: '案件',
  cause: '原因',
  causes: {
    revoked: '本人收回授权',
    expired: '授权到期',
    consumed: '授权次数用完',
    superseded: '换了新的授权',
    decided: '案件已有结果',
    withdrawn: '申请已撤回',
    erased: '本人删除了数据',
  },
  due: '最后一天',
  overdue: (day: string) => `${day}，已逾期`,
  answer: '确认',
  answers: { deleted: '已删除', not_kept: '没有留存' },
  ground: '依法留存的，写明法律和条款',
  keep: '依法留存',
  done: '已记下。确认后不能更改。',
}
