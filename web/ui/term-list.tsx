import type { Child } from 'hono/jsx'

export interface Term {
  term: string
  detail: Child
}

/** Label and value, one under the other: the body of a slip, a product, a receipt. `across` sets short ones side by side. */
export function TermList({ terms, across }: { terms: readonly Term[]; across?: boolean }) {
  if (across) {
    return (
      <dl class="across">
        {terms.map((t) => (
          <div>
            <dt>{t.term}</dt>
            <dd>{t.detail}</dd>
          </div>
        ))}
      </dl>
    )
  }
  return (
    <dl class="terms">
      {terms.map((t) => (
        <>
          <dt>{t.term}</dt>
          <dd>{t.detail}</dd>
        </>
      ))}
    </dl>
  )
}
