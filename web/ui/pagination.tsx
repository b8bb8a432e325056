import { words } from '../words/index.ts'
import { ButtonLink } from './button.tsx'

/** Cursor pages go forward and back to the start; `firstHref` is given on every page but the first. */
export function Pagination({ shown, nextHref, firstHref }: { shown: number; nextHref?: string | null; firstHref?: string | null }) {
  const w = words.zh.pieces.pages
  if (!nextHref && !firstHref) return null
  return (
    <nav class="pages" aria-label={w.label}>
      <span class="muted small">{w.shown(shown)}</span>
      {firstHref ? <ButtonLink href={firstHref}>{w.first}</ButtonLink> : null}
      {nextHref ? <ButtonLink href={nextHref}>{w.next}</ButtonLink> : null}
    </nav>
  )
}
