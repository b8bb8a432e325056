import type { RecallReason, RecallStatus } from './model.ts'

export interface Advised {
  /** A list's item, or a single value. */
  kind: 'record' | 'value'
  reason: RecallReason
  status: RecallStatus
  /** Whether what was called back is stated again. */
  restated: boolean
  attributeName: string
  /** Labels of the fields by which it was shown; the attribute's own is among them where it was shown itself. */
  labels: readonly string[]
}

const WHY: Readonly<Record<RecallReason, string>> = {
  repaired: '已完成信用修复',
  withdrawn: '已被来源撤销或收回',
  ended: '已停止公示',
  expired: '已超过公示期限或五年的保存期限',
  corrected: '已被来源更正',
}

/** What happened and what is to be done, in a loan officer's words; nothing of what the record says now. */
export function adviceOf({ kind, reason, status, restated, attributeName, labels }: Advised): string {
  const what = kind === 'record' ? `这条${attributeName}记录` : `这项${attributeName}`
  if (restated && status === 'answered') return `${what}在答复之后又由来源给出，与当时看到的一样。已删除的，需要时请在授权内重新查看。`
  if (restated) return `${what}又由来源给出，与当时看到的一样：通知已解除，不必再答复，可以按授权继续使用。`
  const through = labels.includes(attributeName) ? '' : `当时看到的是由它得出的「${labels.join('、')}」，同样不能再用。`
  const then =
    reason === 'corrected' ? '请删除当时的内容；需要新的内容，请在授权内重新查看。' : '请删除留存的内容，不再用于审查；已用它作出的判断，请重新判断。'
  return `${what}${WHY[reason]}，当时看到的不能再使用。${through}${then}`
}
