/** Several lenders in one go: a slip each. */
export const several = {
  entry: (n: number) => `一起申请这 ${n} 家`,
  title: (n: number) => `一次给 ${n} 家看，一家一张授权单`,
  lead: '每一张都单独算，可以单独撤回。勾上的才给，没有勾的不给。',
  which: '给哪几家',
  giveTo: (lender: string, product: string) => `给${lender}一张，只为「${product}」`,
  each: '您勾的每一家',
  askedBy: (lenders: readonly string[]) => (lenders.length === 0 ? '这几款的条件都不看' : `${lenders.join('、')}的条件要看`),
  data: '给它们看的数据，每家都一样',
  settles: '接受其中一家的批复以后',
  settlesYes: '其余几家的授权自动撤回',
  settlesNo: '其余几家的授权不动',
  agree: '同意，逐张盖章',
  pickTwo: '请至少勾两家。只给一家，请回去单独授权。',
  pickSettles: '请选接受一家以后怎么办。',
}
