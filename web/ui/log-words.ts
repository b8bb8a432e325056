import { words as all } from '../words/index.ts'

const said = all.zh.consents.deletions

/** Why an entry of the log is there, in words: some reasons are hashes or instants, which say nothing to a reader. */
export function whyOf({ kind, why }: { kind: string; why: string }, words: Readonly<Record<string, string>>): string {
  if (kind === 'consent.superseded') return words.replaced ?? why
  if ((kind === 'consent.expired' || kind === 'consent.lapsed') && why.startsWith('effective ')) return words.on_time ?? why
  // What has to be deleted, and by which day: "decided due 2026-12-24".
  const due = /^(?:(\w+) )?due (\d{4}-\d{2}-\d{2})$/.exec(why)
  if (due) return said.due(due[1] === undefined ? null : (said.causes[due[1]] ?? due[1]), due[2]!)
  return words[why] ?? why
}
