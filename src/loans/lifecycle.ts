import { type Edge, step } from '../platform/kernel/lifecycle.ts'

export type ApplicationStatus = 'submitted' | 'approved' | 'declined' | 'withdrawn'

/** Every legal step of an application. Drawdown and repayment join with their own issue. */
export const APPLICATION_EDGES = [
  { from: 'submitted', to: 'approved', by: 'approve' },
  { from: 'submitted', to: 'declined', by: 'decline' },
  { from: 'submitted', to: 'withdrawn', by: 'withdraw' },
] as const satisfies readonly Edge<ApplicationStatus, string>[]

export type ApplicationEvent = (typeof APPLICATION_EDGES)[number]['by']

/** @throws Fault conflict `illegal_transition` */
export function stepApplication(from: ApplicationStatus, by: ApplicationEvent): ApplicationStatus {
  return step<ApplicationStatus, ApplicationEvent>(APPLICATION_EDGES, from, by, { zh: '申请', en: 'application' })
}
