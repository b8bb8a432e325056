/** Asking once more before a consent or an application is taken back. */

export const revoke = {
  title: '撤回这份授权？',
  lead: (lender: string, kept: string) => `撤回后，${lender}的下一次查看就会被拒绝。已经看过的，它最迟在撤回后 ${kept}内删除。`,
  open: '这笔申请还在等答复。撤回授权后银行看不到数据，可能没法批。',
  confirm: '确定撤回授权',
  keep: '不撤了',
}

export const withdraw = {
  title: '撤回这笔申请？',
  lead: (lender: string) => `撤回后，${lender}不再处理这笔申请，给它的授权也一起撤回。不影响您以后再申请。`,
  confirm: '确定撤回申请',
  keep: '不撤了',
}
