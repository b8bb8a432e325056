import type { Purpose } from '../../src/products/model.ts'
import type { Me } from '../client/me.ts'
import type { Portal } from '../ui/layout.tsx'
import type { BorrowingWords } from '../words/zh/sme.ts'

/** The firm's and the household's portal have the same, each for its own readers. */
export type { BorrowingWords }

/** Whose portal the shared pages of borrowing stand in. */
export interface Side {
  role: 'firm' | 'farmer'
  portal: Extract<Portal, 'firm' | 'farmer'>
  /** Where the portal begins; every path of it lies under this. */
  home: string
  words: BorrowingWords
  /** What its borrowers borrow for, the usual first; the first is chosen until they say otherwise. */
  purposes: readonly [Purpose, ...Purpose[]]
  /** Where its borrowers have data fetched; null for households, whose records come by the village. */
  sources: string | null
  /** Short cards and no table of cost parts, for readers on a small phone. */
  brief: boolean
}

/** One page view: which portal, who reads, and whether this is the demo city. */
export interface Stand {
  side: Side
  me: Me
  demo: boolean
}
