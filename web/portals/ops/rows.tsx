import type { Context, Hono } from 'hono'
import type { BatchView, QuarantinedRowView, SourceList } from '../../../src/sources/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import type { Api } from '../../client/api.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { type FieldMap, formErrors, type Problem } from '../../client/problem.ts'
import { words } from '../../words/index.ts'
import type { Desk } from './frame.tsx'
import { CODE_HOLDS, fieldOf, RowPage } from './row-page.tsx'
import type { SourceKind } from './template-file.ts'

export interface DeskVisit {
  c: Context
  api: Api
  desk: Desk
}

/** The workbench: one row kept aside, put right or laid aside. */
export function mountRows(
  portal: Hono,
  desk: (handle: (visit: DeskVisit) => Promise<Response>) => (c: Context) => Promise<Response>,
  refused: (visit: DeskVisit, problem: Problem) => Response,
): void {
  async function opened(visit: DeskVisit) {
    const { id = '', rowNo = '' } = visit.c.req.param() as { id?: string; rowNo?: string }
    const path = `/api/v1/imports/${encodeURIComponent(id)}`
    const batch = await visit.api.get<BatchView>(path)
    if (!batch.ok) return { problem: batch.problem }
    const rowPath = `${path}/quarantine/${encodeURIComponent(rowNo)}`
    const [row, sources] = await Promise.all([visit.api.get<QuarantinedRowView>(rowPath), visit.api.get<SourceList>('/api/v1/sources')])
    if (!row.ok) return { problem: row.problem }
    if (!sources.ok) return { problem: sources.problem }
    const kind = sources.body.items.find((k) => k.source === batch.body.source && k.record === batch.body.record)!
    return { batch: batch.body, row: row.body, kind, rowPath }
  }

  portal.get(
    '/ops/imports/:id/rows/:rowNo',
    desk(async (visit) => {
      const found = await opened(visit)
      if ('problem' in found) return refused(visit, found.problem!)
      const { batch, row, kind } = found
      return htmlResponse(
        <RowPage
          desk={visit.desk}
          batch={batch}
          kind={kind}
          row={row}
          typed={null}
          subjectCode=""
          errors={[]}
          formKeys={{ replay: newFormKey(), dismiss: newFormKey() }}
        />,
      )
    }),
  )

  portal.post(
    '/ops/imports/:id/rows/:rowNo/replay',
    desk(async (visit) => {
      const found = await opened(visit)
      if ('problem' in found) return refused(visit, found.problem!)
      const { batch, row, kind, rowPath } = found
      const form = await readForm(visit.c.req.raw)
      const key = formKeyOf(form)
      const typed = typedCells(kind, (field) => (form.has(field) ? form.text(field) : null))
      // Only what differs from what was kept: an untouched cell is the office's own.
      const cells = Object.fromEntries(Object.entries(typed).filter(([name, text]) => text !== (row.row[name] ?? '')))
      const subjectCode = form.text('subject').trim()
      const answer = await visit.api.post(
        `${rowPath}/replay`,
        { cells, ...(subjectCode === CODE_HOLDS ? { codeHolds: true } : subjectCode === '' ? {} : { subjectCode }) },
        { key },
      )
      if (answer.ok) return seeOther(`/ops/imports/${batch.id}/rows/${row.rowNo}`)
      const { problem } = answer
      const formKeys = { replay: keyAfter(problem, key), dismiss: newFormKey() }
      return htmlResponse(
        <RowPage
          desk={visit.desk}
          batch={batch}
          kind={kind}
          row={row}
          typed={typed}
          subjectCode={subjectCode}
          errors={formErrors(problem, fieldsOf(kind))}
          requestId={problem.requestId}
          formKeys={formKeys}
        />,
        problem.status,
      )
    }),
  )

  portal.post(
    '/ops/imports/:id/rows/:rowNo/dismiss',
    desk(async (visit) => {
      const found = await opened(visit)
      if ('problem' in found) return refused(visit, found.problem!)
      const form = await readForm(visit.c.req.raw)
      const answer = await visit.api.post(`${found.rowPath}/dismiss`, {}, { key: formKeyOf(form) })
      return answer.ok ? seeOther(`/ops/imports/${found.batch.id}/rows/${found.row.rowNo}`) : refused(visit, answer.problem)
    }),
  )
}

function typedCells(kind: SourceKind, textOf: (field: string) => string | null): Record<string, string> {
  return Object.fromEntries(
    kind.columns.flatMap(({ name }) => {
      const text = textOf(fieldOf(kind, name))
      return text === null ? [] : [[name, text]]
    }),
  )
}

function fieldsOf(kind: SourceKind): FieldMap {
  const cells = kind.columns.map(
    ({ name }) => [`/cells/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, { field: fieldOf(kind, name), label: name }] as const,
  )
  return { ...Object.fromEntries(cells), '/subjectCode': { field: 'subject', label: words.zh.ops.row.whose } }
}
