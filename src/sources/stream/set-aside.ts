import { isNameTelling } from '../../subjects/model.ts'
import type { AgreedNames } from '../chunk/agreed-names.ts'
import type { Row, SubjectRef } from '../record-kind.ts'
import type { WrittenRows } from './translated-block.ts'

/** Rows whose names have not been asked about yet; in a long file soon none. */
export function* unasked({ ids, refs }: WrittenRows, agreed: AgreedNames) {
  for (let place = 0; place < refs.length; place++) {
    const { kind, code, name } = refs[place]!
    if (isNameTelling(kind, name) && !agreed.has(code, name)) yield { place, kind, code, name, recordId: () => ids[place]! }
  }
}

/** The block without some of its rows, and those rows as they would have been kept, in the order of their places. */
export function withoutRows(
  written: WrittenRows,
  out: ReadonlySet<number>,
  names: readonly string[],
): { written: WrittenRows; rows: { rowNo: number; row: Row }[] } {
  const rows = written.writer.takeOut(out).map(({ rowNo, body }) => {
    const cells = JSON.parse(body) as string[]
    return { rowNo, row: Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])) }
  })
  const stay = (_: unknown, place: number) => !out.has(place)
  const refs = written.refs.filter(stay)
  // A name that is another's must not become the name of a subject that is registered for the other rows.
  const subjects = new Map(refs.map((ref): [string, SubjectRef] => [ref.code, ref]))
  return { written: { ...written, ids: written.ids.filter(stay), refs, subjects }, rows }
}
