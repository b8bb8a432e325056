import type { Child } from 'hono/jsx'
import type { Term } from './term-list.tsx'

/** A strip of a few figures that rule the page (amount, term, purpose), with one action at its end. */
export function KeyFigures({ figures, action }: { figures: readonly Term[]; action?: Child }) {
  return (
    <div class="figures">
      {figures.map((f) => (
        <div>
          <dl>
            <dt>{f.term}</dt>
            <dd>{f.detail}</dd>
          </dl>
        </div>
      ))}
      {action ? <div class="end">{action}</div> : null}
    </div>
  )
}
