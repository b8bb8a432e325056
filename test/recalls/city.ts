/** What the tests of recalls have in common: files of the two offices, a lender that looks, and what it is told. */
import { feeds } from '../../src/feeds/index.ts'
import { ENVELOPE_COLUMNS } from '../../src/sources/model.ts'
import { must, subjectOf } from '../journeys/errand.ts'
import type { TestApp, TestClient } from '../support/test-app.ts'

type Cells = Readonly<Record<string, string>>

/** One row of a record kind as CSV: the examples of its columns, but for what is said here. */
function csvOf(source: string, record: string, cells: Cells): string {
  const { columns } = feeds.kindOf(source, record)!
  const row = new Map(columns.flatMap(({ name, example }): [string, string][] => (example ? [[name, example]] : [])))
  for (const [name, value] of Object.entries(cells)) {
    if (![...columns, ...ENVELOPE_COLUMNS].some((column) => column.name === name)) throw new Error(`${source}/${record} has no column ${name}`)
    row.set(name, value)
  }
  const line = (values: Iterable<string>) => [...values].map((value) => `"${value.replaceAll('"', '""')}"`).join(',')
  return `${line(row.keys())}\n${line(row.values())}\n`
}

export interface City {
  /** Credit code, or household number. */
  code: string
  name: string
  /** Takes one penalty of the firm in, as the office stated it in June unless told. */
  penalty(cells?: Cells): Promise<void>
  /** 信用中国 says how it shows a decision. */
  mark(documentNo: string, state: string, on?: string): Promise<void>
  /** Any office states one record: the examples of its columns, but for what is said here. */
  state(source: string, record: string, cells: Cells): Promise<void>
}

export const DOCUMENT = '示例罚字〔2026〕77号'

/** The operator's desk for one firm. */
export async function cityOf(operator: TestClient, firm: TestClient): Promise<City> {
  const { code, name } = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}`), 200).body
  const send = async (source: string, record: string, cells: Cells) => {
    const { body } = must(
      await operator.post(`/api/v1/imports?source=${source}&record=${record}`, csvOf(source, record, cells), { headers: { 'content-type': 'text/csv' } }),
      201,
    )
    if (body.accepted !== 1) throw new Error(`${source}/${record}: ${JSON.stringify(body)}`)
  }
  return {
    ...{ code, name },
    state: send,
    penalty: (cells = {}) =>
      send('gz-credit', 'penalty', {
        ...{
          统一社会信用代码: code,
          行政相对人名称: name,
          行政处罚决定书文号: DOCUMENT,
          处罚决定日期: '2026-06-10',
          公示截止期: '2027-06-10',
          更新时间: '2026-06-11 10:00:00',
        },
        ...cells,
      }),
    mark: (documentNo, state, on = '2026-11-20') =>
      send('credit-china', 'publicity_mark', {
        统一社会信用代码: code,
        企业名称: name,
        信息类别: '行政处罚',
        文书号: documentNo,
        公示状态: state,
        状态日期: on,
      }),
  }
}

/** Every job that is due, those that follow from them too. */
export async function drained(app: TestApp): Promise<void> {
  must(await app.nobody.post('/__test/outbox/drain'), 200)
}

export async function recallsTold(bank: TestClient, query = ''): Promise<Record<string, unknown>[]> {
  return must(await bank.get(`/api/v1/lender/recalls${query}`), 200).body.items
}

/** The penalties a lender's look shows by their document numbers; null where the list is not open. */
export function penaltiesIn(look: { sections: { entries: { attribute: string; value: unknown }[] }[] }): string[] | null {
  const entry = look.sections.flatMap((s) => s.entries).find((e) => e.attribute === 'penalties')
  return entry ? ((entry.value ?? []) as { documentNo: string }[]).map((p) => p.documentNo) : null
}
