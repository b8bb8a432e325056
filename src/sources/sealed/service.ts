/** Records of natural persons lie sealed under their subjects' own keys: here they are opened on their way out of the table. */
import type { Context } from '../../platform/context.ts'
import { isSealed, openerOf } from '../../vault/index.ts'

/** A row as it lies: what is sealed is a text where a list would stand. */
export interface LyingRow {
  subjectId: string
  cells?: string[] | string
  facts?: readonly unknown[] | string
}

/** What comes out: the lists themselves. */
type Opened<R extends LyingRow, F> = Omit<R, 'cells' | 'facts'> &
  (R extends { cells: unknown } ? { cells: string[] } : unknown) &
  (R extends { facts: unknown } ? { facts: readonly F[] } : unknown)

/** In their order, without those whose key was destroyed: nobody can read them any more, whatever copy they come from. */
export async function openRows<F, R extends LyingRow>(ctx: Context, rows: readonly R[]): Promise<Opened<R, F>[]> {
  const persons = new Set(rows.filter(({ cells, facts }) => isSealed(cells) || isSealed(facts)).map(({ subjectId }) => subjectId))
  // Firms are most of the city: for them no key is asked for.
  if (persons.size === 0) return rows as unknown as Opened<R, F>[]
  const { open } = await openerOf(ctx, [...persons])
  const opened: Opened<R, F>[] = []
  for (const row of rows) {
    const lists: Partial<Record<'cells' | 'facts', unknown>> = {}
    let readable = true
    for (const column of ['cells', 'facts'] as const) {
      const lying = row[column]
      if (!isSealed(lying)) continue
      const text = open(row.subjectId, lying)
      if (text === null) readable = false
      else lists[column] = JSON.parse(text)
    }
    if (readable) opened.push({ ...row, ...lists } as unknown as Opened<R, F>)
  }
  return opened
}
