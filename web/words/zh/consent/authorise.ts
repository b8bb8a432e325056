/** Giving one lender a consent: the slip before it is one, and the case in which the application did not arrive. */

export const consent = {
  title: (lender: string) => `让${lender}看哪些数据？`,
  lead: '只给这一家，只为这一笔申请。不同意也能继续看产品和成本。',
  slip: '数据授权单',
  toWhom: '给谁',
  what: '做什么',
  whatText: (product: string, need: string) => `审查「${product}」申请（${need}）`,
  reads: '看几次',
  readsText: (n: number) => `最多 ${n} 次`,
  until: '到什么时候',
  untilText: (days: number) => `从同意起 ${days} 天；银行决定后 30 天内删除，您撤回的从撤回起算`,
  ordinary: '给它看的数据',
  separate: '敏感数据，请单独同意',
  separateLead: '下面的数据更私密。勾一项，就是单独同意这一项；不勾，银行就看不到。',
  item: (text: string) => `：${text}`,
  separateItem: (text: string) => `（敏感）：我单独同意它看${text}`,
  /** What a category holds, where this reader's differs from the general list. */
  plain: {} as Partial<Record<string, string>>,
  asked: '这款产品的条件要看',
  notAsked: '这款产品的条件不看',
  nothingHeld: '平台没有这类记录',
  refuse: '不同意',
  agree: '同意并盖章',
  promise: '同意后随时两步撤回。每次查看都记在「谁看过我」。',
  legal: (version: number) => `完整条款（第 ${version} 版）`,
  pickOne: '请至少勾选一类数据。都不想给，请点「不同意」。',
  own: '先看我自己的',
  amountChanged: (money: string) => `这款产品最多借 ${money}，申请就按这个金额。`,
  termChanged: (months: string) => `这款产品最长 ${months}，申请就按这个期限。`,
}

export const stuck = {
  title: '授权已经给出，申请还没有送到',
  lead: '授权单已经生效，但申请这一步没有做成。银行要等申请送到才能查看。您可以再送一次，或撤回这份授权。',
  retry: '再送一次申请',
  revoke: '撤回这份授权',
}
