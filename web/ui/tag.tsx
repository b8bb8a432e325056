import type { Child } from 'hono/jsx'

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'plain'

/** A status in a word; the tone only repeats what the word says. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children?: Child }) {
  return <span class={tone === 'plain' ? 'tag' : `tag ${tone}`}>{children}</span>
}
