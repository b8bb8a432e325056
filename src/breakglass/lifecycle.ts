import { type Edge, step } from '../platform/kernel/lifecycle.ts'

export const BREAK_GLASS_STATUSES = ['requested', 'approved', 'denied'] as const
export type BreakGlassStatus = (typeof BREAK_GLASS_STATUSES)[number]

/** Asked for by one person, answered once by another; what was approved closes by itself. */
export const BREAK_GLASS_EDGES = [
  { from: 'requested', to: 'approved', by: 'approve' },
  { from: 'requested', to: 'denied', by: 'deny' },
] as const satisfies readonly Edge<BreakGlassStatus, string>[]

export type BreakGlassEvent = (typeof BREAK_GLASS_EDGES)[number]['by']

/** Minutes for which an approval opens the data. */
export const WINDOW_MINUTES = 30
/** Hours after which a wish that nobody answered can no longer be approved. */
export const ANSWER_HOURS = 24

/** @throws Fault conflict `illegal_transition` */
export function stepBreakGlass(from: BreakGlassStatus, by: BreakGlassEvent): BreakGlassStatus {
  return step<BreakGlassStatus, BreakGlassEvent>(BREAK_GLASS_EDGES, from, by, { zh: '应急查询', en: 'break-glass access' })
}
