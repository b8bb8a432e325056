/**
 * How counts of subjects are shown to a lender. Rule: whole tens, never more than there are, nothing under ten, and the
 * step at which a number goes up to the next ten differs from set to set (an offset of 0 to 9 subjects that only the
 * platform can work out). So two questions that differ by one subject prove nothing by answers that differ. The offset
 * hangs on who is counted, not on how it was asked: the same subjects, in whatever words, give the same number, so that
 * asking again in other words tells no more.
 */
import { createHmac } from 'node:crypto'

export const STEP = 10

/** Subjects counted: how many, and a print of who they are, the sum of their ids' hashes: free of order, 0 of nobody. */
export interface Counted {
  count: number
  print: bigint
}

export interface Figure {
  /** Whole tens; null where hidden. */
  count: number | null
  hidden: boolean
}

/** @param offset 0 to 9 */
export function figureOf(count: number, offset: number): Figure {
  const shown = Math.floor((count - offset) / STEP) * STEP
  return shown < STEP ? { count: null, hidden: true } : { count: shown, hidden: false }
}

export function offsetFor(secret: string, print: bigint): number {
  return createHmac('sha256', secret).update(`screening\n${print}`).digest().readUInt32BE(0) % STEP
}

export function shownOf(secret: string, { count, print }: Counted): Figure {
  return figureOf(count, offsetFor(secret, print))
}

/** A part is never shown above its whole, whose own offset may have taken it further down. */
export function within(part: Figure, whole: Figure): Figure {
  if (part.count === null || whole.count === null) return { count: null, hidden: true }
  return part.count <= whole.count ? part : whole
}
