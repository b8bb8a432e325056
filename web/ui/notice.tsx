import type { Child } from 'hono/jsx'
import type { Tone } from './tag.tsx'

/** Something the reader should know now: done, due, or different from before. */
export function Notice({ tone = 'info', children }: { tone?: Tone; children?: Child }) {
  return (
    <div class={`notice ${tone}`} role="status">
      {children}
    </div>
  )
}
