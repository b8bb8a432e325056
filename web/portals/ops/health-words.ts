import type { FeedRunView } from '../../../src/sources/feed-contract.ts'
import { words } from '../../words/index.ts'

export type RunOutcome = NonNullable<FeedRunView['outcome']>

/** `timeout`, `status_503`, … in the reader's words; a code that has none goes by itself. */
export function failureWords(failure: string): string {
  const w = words.zh.health
  const status = /^status_(\d{3})$/.exec(failure)?.[1]
  if (status !== undefined) return w.status(status)
  return Object.hasOwn(w.failure, failure) ? w.failure[failure]! : w.other(failure)
}
