import type { CivilDate } from '../platform/kernel/time.ts'
import type { CheckedRecord } from './dossier.ts'

/** Something an office decided or did about a subject on a day, read from the list item a row became. */
export interface Decision {
  attribute: string
  item: string
  documentNo: string | null
  day: CivilDate
  authority: string | null
  validFrom: CivilDate | null
  validUntil: CivilDate | null
  shownUntil: CivilDate | null
  fineFen: bigint | null
  /** Names of the row's columns, for the findings. */
  columns: { day: string; authority: string; documentNo: string }
}

/** Where each list keeps its day, and what the columns are called in the standard. */
const LISTS: Readonly<Record<string, { day: string; number: string; columns: Decision['columns'] }>> = {
  licences: { day: 'decidedOn', number: 'documentNo', columns: { day: '许可决定日期', authority: '许可机关', documentNo: '行政许可决定文书号' } },
  penalties: { day: 'decidedOn', number: 'documentNo', columns: { day: '处罚决定日期', authority: '处罚机关', documentNo: '行政处罚决定书文号' } },
  inspections: { day: 'inspectedOn', number: 'documentNo', columns: { day: '检查日期', authority: '检查机关', documentNo: '检查编号' } },
  awards: { day: 'awardedOn', number: 'projectNo', columns: { day: '中标日期', authority: '采购人', documentNo: '项目编号' } },
  commitments: { day: 'madeOn', number: 'documentNo', columns: { day: '承诺日期', authority: '受理机关', documentNo: '承诺书编号' } },
}

export function decisionsOf(record: CheckedRecord): Decision[] {
  return record.facts.flatMap(({ attribute, item, value }) => {
    const list = LISTS[attribute]
    if (list === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return []
    const said = value as Readonly<Record<string, unknown>>
    const text = (name: string) => (typeof said[name] === 'string' ? said[name] : null)
    const day = text(list.day)
    if (day === null) return []
    const fine = text('fineFen')
    return [
      {
        attribute,
        item,
        documentNo: text(list.number),
        day,
        authority: text('authority'),
        validFrom: text('validFrom'),
        validUntil: text('validUntil'),
        shownUntil: text('shownUntil'),
        fineFen: fine === null ? null : BigInt(fine),
        columns: list.columns,
      },
    ]
  })
}
