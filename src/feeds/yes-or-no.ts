/** How offices write yes and no, in upper case and half width as RowReader compares them. */
export const YES_OR_NO = { 是: '是', 否: '否', 有: '是', Y: '是', N: '否', YES: '是', NO: '否', TRUE: '是', FALSE: '否', '1': '是', '0': '否' } as const
