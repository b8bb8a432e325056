import { type Edge, step } from '../../platform/kernel/lifecycle.ts'

export const BATCH_STATUSES = ['running', 'done', 'cancelled'] as const
export type BatchStatus = (typeof BATCH_STATUSES)[number]

export const BATCH_EDGES = [
  { from: 'running', to: 'done', by: 'finish' },
  { from: 'running', to: 'cancelled', by: 'cancel' },
] as const satisfies readonly Edge<BatchStatus, string>[]

/** @throws Fault conflict `illegal_transition` */
export function stepBatch(from: BatchStatus, by: (typeof BATCH_EDGES)[number]['by']): BatchStatus {
  return step<BatchStatus, (typeof BATCH_EDGES)[number]['by']>(BATCH_EDGES, from, by, { zh: '预授信批次', en: 'batch' })
}
