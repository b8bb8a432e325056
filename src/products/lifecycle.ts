import { Fault } from '../platform/kernel/fault.ts'

export type VersionStatus = 'draft' | 'submitted' | 'published' | 'superseded'

/** Every legal step of a product version. A published version never changes: a change is a new draft. */
export const VERSION_EDGES = [
  { from: 'draft', to: 'submitted', by: 'submit' },
  { from: 'submitted', to: 'draft', by: 'redraft' },
  { from: 'submitted', to: 'published', by: 'publish' },
  { from: 'published', to: 'superseded', by: 'supersede' },
] as const satisfies readonly { from: VersionStatus; to: VersionStatus; by: string }[]

export type VersionEvent = (typeof VERSION_EDGES)[number]['by']

/** @throws Fault conflict `illegal_transition` */
export function stepVersion(from: VersionStatus, by: VersionEvent): VersionStatus {
  const edge = VERSION_EDGES.find((e) => e.from === from && e.by === by)
  if (!edge) throw new Fault('conflict', 'illegal_transition', `产品版本现在是 ${from}，不能 ${by}。请刷新后再试。 A ${from} version cannot ${by}; reload it.`)
  return edge.to
}
