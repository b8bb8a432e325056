import type { Child } from 'hono/jsx'
import { words } from '../words/index.ts'

/** The page's one h1, what it means in a sentence, and where one stands in a series of steps. */
export function PageTitle({ title, lead, step, aside }: { title: string; lead?: Child; step?: { now: number; of: number }; aside?: Child }) {
  return (
    <div class="title">
      {step ? <p class="step">{words.zh.frame.step(step.now, step.of)}</p> : null}
      <h1>{title}</h1>
      {lead ? <p>{lead}</p> : null}
      {aside ? <div class="aside">{aside}</div> : null}
    </div>
  )
}
