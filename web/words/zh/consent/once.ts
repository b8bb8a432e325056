/** Letting a lender look once before there is an application: said to firms and households. */
export const once = {
  act: '先让银行看一次',
  title: (lender: string) => `让${lender}先看一次哪些数据？`,
  lead: '这不是申请，只让这一家看一次，看看能不能办。您要借多少、借多久，不会告诉它。不同意，也能直接申请。',
  whatText: (product: string) => `申请前看一次，判断能不能办「${product}」`,
  readsText: '只看 1 次，看过就作废',
  untilText: (days: number, kept: string) => `从同意起 ${days} 天，没看也作废；到期后 ${kept}内删除`,
  later: (labels: string) => `这款产品还要看${labels}。这些更私密，正式申请时才能给，这次不给。`,
  plainText: (lender: string, days: number) =>
    `只有${lender}能看，只看您勾的，只看一次；${days} 天内没看，自动作废。看了会记下来。没看之前，您随时能暂停或撤回。不同意，什么也不会发出去。`,
  promise: '没看之前，随时两步撤回。看没看，写在「我的授权」和「谁看过我」。',
  bounds: '改天数',
  boundsHint: '可以给得更短。太短了，银行可能来不及看。',
  next: '觉得合适，可以正式申请；申请时要另外授权。',
  apply: '找贷款，去申请',
}
