import { type Edge, step } from '../platform/kernel/lifecycle.ts'

export type RecallStatus = 'issued' | 'acknowledged' | 'answered' | 'lifted'

/**
 * Every legal step of a recall. An answer is final: whoever got it wrong writes to the subject, not over the record. What
 * was called back may be stated again: a recall that awaits an answer ends by it, an answered one only says so.
 */
export const RECALL_EDGES = [
  { from: 'issued', to: 'acknowledged', by: 'acknowledge' },
  { from: 'issued', to: 'answered', by: 'answer' },
  { from: 'acknowledged', to: 'answered', by: 'answer' },
  { from: 'issued', to: 'lifted', by: 'restate' },
  { from: 'acknowledged', to: 'lifted', by: 'restate' },
  { from: 'answered', to: 'answered', by: 'restate' },
] as const satisfies readonly Edge<RecallStatus, string>[]

export type RecallEvent = (typeof RECALL_EDGES)[number]['by']

/** @throws Fault conflict `illegal_transition` */
export function stepRecall(from: RecallStatus, by: RecallEvent): RecallStatus {
  return step<RecallStatus, RecallEvent>(RECALL_EDGES, from, by, { zh: '停用通知', en: 'recall' })
}
