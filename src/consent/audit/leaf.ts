/** A leaf as it is read back: one entry has one sequence of bytes. */
import { type Flaw, isRecord } from '../../log/audit/model.ts'
import { type Canonical, canonicalJson } from '../../platform/kernel/canonical.ts'
import type { ReplayLeaf } from './replay.ts'
import { instantOf } from './terms.ts'

/** RFC 8785; null where a value has none in this house, such as a fraction. */
export function canonicalOf(value: Readonly<Record<string, unknown>>): string | null {
  try {
    return canonicalJson(value as Canonical)
  } catch {
    return null
  }
}

export function readLeaf(text: string): ReplayLeaf | Extract<Flaw, 'leaf_shape' | 'leaf_not_canonical'> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'leaf_shape'
  }
  if (!isRecord(value)) return 'leaf_shape'
  // Another order of members, or one of them twice, is not what was written.
  if (canonicalOf(value) !== text) return 'leaf_not_canonical'
  const { t, cid, ah, sp, ac, op, f, n, why, rid } = value
  const at = instantOf(value.at)
  const sound =
    [t, cid, ah, sp, ac, op, why, rid].every((part) => typeof part === 'string') && Array.isArray(f) && f.every((field) => typeof field === 'string')
  return sound && at !== null && Number.isSafeInteger(n) ? { ...(value as unknown as Omit<ReplayLeaf, 'at'>), at } : 'leaf_shape'
}
