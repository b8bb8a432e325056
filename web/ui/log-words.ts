/** Why an entry of the log is there, in words: some reasons are hashes or instants, which say nothing to a reader. */
export function whyOf({ kind, why }: { kind: string; why: string }, words: Readonly<Record<string, string>>): string {
  if (kind === 'consent.superseded') return words.replaced ?? why
  if (kind === 'consent.expired' || kind === 'consent.lapsed') return words.on_time ?? why
  return words[why] ?? why
}
