/** Products that have opened for the reader. */
export const openings = {
  title: '新开放的产品',
  lead: '这些产品最近对您开放了，条件您都符合。能借多少、利率多少，找贷款时按您的需要算。',
  since: (date: string) => `${date} 起`,
  find: '找贷款',
  read: '知道了',
  more: (n: number) => `还有 ${n} 款，点「知道了」后显示。`,
}
