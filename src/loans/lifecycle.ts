import { Fault } from '../platform/kernel/fault.ts'

export type ApplicationStatus = 'submitted' | 'approved' | 'declined' | 'withdrawn'

/** Every legal step of an application. Drawdown and repayment join with their own issue. */
export const APPLICATION_EDGES = [
  { from: 'submitted', to: 'approved', by: 'approve' },
  { from: 'submitted', to: 'declined', by: 'decline' },
  { from: 'submitted', to: 'withdrawn', by: 'withdraw' },
] as const satisfies readonly { from: ApplicationStatus; to: ApplicationStatus; by: string }[]

export type ApplicationEvent = (typeof APPLICATION_EDGES)[number]['by']

/** @throws Fault conflict `illegal_transition` */
export function stepApplication(from: ApplicationStatus, by: ApplicationEvent): ApplicationStatus {
  const edge = APPLICATION_EDGES.find((e) => e.from === from && e.by === by)
  if (!edge) throw new Fault('conflict', 'illegal_transition', `申请现在是 ${from}，不能再 ${by}。请刷新后再看。 The application is ${from}; it cannot ${by}.`)
  return edge.to
}
