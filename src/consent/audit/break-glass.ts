/**
 * Looks by a statute and without a consent, once more leaf by leaf: one person asked, another approved, the first looked
 * within thirty minutes, at what was approved and at nothing else.
 */
import type { Finding, Flaw } from '../../log/audit/model.ts'
import type { ReplayLeaf } from './replay.ts'

const WINDOW_MS = 30 * 60_000

interface Wish {
  subject: string
  /** SHA-256 of the writ. */
  writ: string
  requester: string
  status: 'requested' | 'approved' | 'denied'
  fields: ReadonlySet<string>
  readUntil: number
  reads: number
}

export interface BreakGlassReplay {
  /** null: lawful, or none of its business. */
  judge(index: number, leaf: ReplayLeaf): Finding | null
  counts(): { breakGlass: number }
}

export function replayBreakGlass(): BreakGlassReplay {
  const wishes = new Map<string, Wish>()
  let breakGlass = 0

  function flawOf({ t, at, cid, ah, sp, op, f, n }: ReplayLeaf): Flaw | null {
    const wish = wishes.get(cid)
    if (t === 'breakglass.requested') {
      if (wish) return 'illegal_step'
      wishes.set(cid, { subject: sp, writ: ah, requester: op, status: 'requested', fields: new Set(), readUntil: 0, reads: 0 })
      return null
    }
    if (t === 'breakglass.read') breakGlass += 1
    if (!wish) return 'not_granted'
    if (sp !== wish.subject) return 'wrong_subject'
    if (ah !== wish.writ) return 'other_artefact'
    if (t === 'breakglass.read') {
      if (wish.status !== 'approved') return 'not_granted'
      if (op !== wish.requester) return 'wrong_reader'
      if (at >= wish.readUntil) return 'window_closed'
      if (f.some((field) => !wish.fields.has(field))) return 'field'
      wish.reads += 1
      return n === wish.reads ? null : 'read_number'
    }
    if (wish.status !== 'requested') return 'illegal_step'
    wish.status = t === 'breakglass.approved' ? 'approved' : 'denied'
    if (wish.status === 'denied') return null
    wish.fields = new Set(f)
    wish.readUntil = at + WINDOW_MS
    return op === wish.requester ? 'second_person' : null
  }

  return {
    judge(index, leaf) {
      const why = leaf.t.startsWith('breakglass.') ? flawOf(leaf) : null
      return why ? { why, index, about: leaf.cid } : null
    },
    counts: () => ({ breakGlass }),
  }
}
