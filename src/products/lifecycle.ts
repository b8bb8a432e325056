import { type Edge, step } from '../platform/kernel/lifecycle.ts'

export type VersionStatus = 'draft' | 'submitted' | 'published' | 'superseded'

/** Every legal step of a product version. A published version never changes: a change is a new draft. */
export const VERSION_EDGES = [
  { from: 'draft', to: 'submitted', by: 'submit' },
  { from: 'submitted', to: 'draft', by: 'redraft' },
  { from: 'submitted', to: 'published', by: 'publish' },
  { from: 'published', to: 'superseded', by: 'supersede' },
] as const satisfies readonly Edge<VersionStatus, string>[]

export type VersionEvent = (typeof VERSION_EDGES)[number]['by']

/** @throws Fault conflict `illegal_transition` */
export function stepVersion(from: VersionStatus, by: VersionEvent): VersionStatus {
  return step<VersionStatus, VersionEvent>(VERSION_EDGES, from, by, { zh: '产品版本', en: 'version' })
}
