import type { Child } from 'hono/jsx'
import { words } from '../words/index.ts'

export type EmptyKind = keyof typeof words.zh.pieces.empty

/** Nothing to show: which of the four it is, and what to do. */
export function EmptyState({ kind, title, text, action }: { kind: EmptyKind; title?: string; text: Child; action?: Child }) {
  return (
    <section class="empty">
      <h2>{title ?? words.zh.pieces.empty[kind]}</h2>
      <p class="muted">{text}</p>
      {action ? <div class="buttons">{action}</div> : null}
    </section>
  )
}
