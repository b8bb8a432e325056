/** Records of natural persons lie sealed under their subjects' own keys: here they are opened on their way out of the table. */
import type { Context } from '../../platform/context.ts'
import { sealOpenHouseholds } from '../../subjects/index.ts'
import { isSealed, openerOf, sealerOf } from '../../vault/index.ts'
import { listKeys, replaceKeys } from './store.ts'

/** A row as it lies: what is sealed is a text where a list would stand, and a household's key no key to read. */
export interface LyingRow {
  subjectId: string
  recordKey?: string
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
    const lists: Partial<Record<'recordKey' | 'cells' | 'facts', unknown>> = {}
    let readable = true
    if (isSealed(row.recordKey)) {
      const key = open(row.subjectId, row.recordKey)
      if (key === null) readable = false
      else lists.recordKey = key
    }
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

const HOUSEHOLDS_AT_ONCE = 200

/**
 * Seals what an earlier build wrote of households in the open: number, names, and the keys of their records, in which the
 * number stands. A page a transaction; run again, it finds nothing to do. What the database's own files still hold of the
 * old rows goes with the next VACUUM.
 * @returns how many households it sealed
 */
export async function sealHouseholds(ctx: Context): Promise<number> {
  for (let done = 0; ; ) {
    const page = await ctx.db.transaction(async (tx) => sealPage({ ...ctx, db: tx }))
    if (page === 0) return done
    done += page
  }
}

async function sealPage(ctx: Context): Promise<number> {
  const subjectIds = await sealOpenHouseholds(ctx, HOUSEHOLDS_AT_ONCE)
  if (subjectIds.length === 0) return 0
  const { seal } = await sealerOf(ctx, subjectIds)
  const open = (await listKeys(ctx.db, subjectIds)).filter(({ recordKey }) => !isSealed(recordKey))
  await replaceKeys(
    ctx.db,
    open.map((row) => ({ ...row, recordKey: seal(row.subjectId, row.recordKey) })),
  )
  return subjectIds.length
}
