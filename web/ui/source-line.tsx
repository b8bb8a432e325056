import type { Child } from 'hono/jsx'
import { words } from '../words/index.ts'

const DOT = ' \u00b7 '

export interface SourceLineProps {
  /** The office that answers for the fact; null where the API names none. */
  office: string | null
  /** Civil date the source gives, or null. */
  asOf?: string | null
  stale?: boolean
  /** Number of the consent under which it was read. */
  consent?: string | null
  /** A link or a further word at the end. */
  children?: Child
}

/** Under every fact: office, date, consent. */
export function SourceLine({ office, asOf, stale, consent, children }: SourceLineProps) {
  const w = words.zh.pieces.source
  // The dot stands before the break, so that no line begins with it and no date is torn apart.
  return (
    <span class="source">
      {office ?? w.unknown}
      {asOf ? (
        <>
          {DOT}
          <span class="nowrap">{w.updated(asOf)}</span>
        </>
      ) : null}
      {stale ? (
        <>
          {DOT}
          <span class="nowrap warn">{w.stale}</span>
        </>
      ) : null}
      {consent ? (
        <>
          {DOT}
          <span class="nowrap">{w.consent(consent)}</span>
        </>
      ) : null}
      {children ? (
        <>
          {DOT}
          {children}
        </>
      ) : null}
    </span>
  )
}
