import { type Context, Hono } from 'hono'
import type { BatchPage as BatchList, BatchView, QuarantinePage, SourceList } from '../../../src/sources/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { type Api, createApi, type Send } from '../../client/api.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { homeOf, readMe } from '../../client/me.ts'
import { formErrors, type Problem, sentenceOf } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { noSuchPage, ProblemPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import { BatchPage } from './batch-page.tsx'
import { BatchesPage } from './batches-page.tsx'
import { breakGlassPages } from './break-glass.tsx'
import { type Desk, deskLayout } from './frame.tsx'
import { mountHealth } from './health-desk.tsx'
import { qualityPages } from './quality.tsx'
import { mountRecords } from './records.tsx'
import { mountRows } from './rows.tsx'
import { mountRuns } from './runs.tsx'
import { type SourceKind, templateCsv, templateName } from './template-file.ts'
import { TemplatePage } from './template-page.tsx'
import { UploadPage } from './upload-page.tsx'

export interface OpsDeps {
  api: Send
  demo: boolean
}

interface Visit {
  c: Context
  api: Api
  desk: Desk
}

/** The operator's desk: files in, and what came of them. */
export function opsPortal({ api: send, demo }: OpsDeps): Hono {
  const portal = new Hono()

  function desk(handle: (visit: Visit) => Promise<Response>) {
    return async (c: Context): Promise<Response> => {
      const request = c.req.raw
      const api = createApi(send, request)
      const me = await readMe(api, request)
      if (me === null) {
        const { pathname, search } = new URL(request.url)
        return seeOther(`/sign-in?next=${encodeURIComponent(request.method === 'GET' ? pathname + search : '/ops')}`)
      }
      if (me.role !== 'operator') {
        const problem = c.req.param('id') === undefined ? { ...noSuchPage(), status: 403, code: 'forbidden' } : noSuchPage()
        const frame = { portal: 'public', nav: words.zh.frame.publicNav, reader: { name: me.displayName }, home: homeOf(me.role), demo } as const
        return htmlResponse(<ProblemPage problem={problem} {...frame} />, problem.status)
      }
      return handle({ c, api, desk: { demo, me } })
    }
  }

  const refused = ({ desk: reader }: Visit, problem: Problem) => htmlResponse(<ProblemPage problem={problem} {...deskLayout(reader)} />, problem.status)

  async function uploadPage(
    { api, desk: reader }: Visit,
    form: { kind: string; whole: boolean; errors: readonly FormError[]; requestId?: string; formKey: string },
    status = 200,
  ): Promise<Response> {
    const kinds = await kindsOf(api)
    return htmlResponse(<UploadPage desk={reader} kinds={kinds} {...form} />, status)
  }

  portal.get(
    '/ops',
    desk(async (visit) => uploadPage(visit, { kind: visit.c.req.query('kind') ?? '', whole: false, errors: [], formKey: newFormKey() })),
  )

  portal.post(
    '/ops/imports',
    desk(async (visit) => {
      const w = words.zh.ops.upload
      const form = await readForm(visit.c.req.raw)
      const kind = form.text('kind')
      const key = formKeyOf(form)
      const whole = form.has('whole')
      const file = form.file('file')
      const errors: FormError[] = []
      if (kind === '') errors.push({ field: 'kind', message: words.zh.errors.field.required(w.kind) })
      if (file === null) errors.push({ field: 'file', message: w.chooseFile })
      if (file === null || errors.length > 0) return uploadPage(visit, { kind, whole, errors, formKey: key }, 422)

      const [source = '', record = ''] = kind.split('/')
      const fileName = file.name.toWellFormed().slice(0, 200).toWellFormed()
      const answer = await visit.api.upload<BatchView>('/api/v1/imports', { source, record, fileName, ...(whole ? { whole: 'true' } : {}) }, file, { key })
      if (answer.ok) return seeOther(`/ops/imports/${answer.body.id}`)
      const { problem } = answer
      const missing = problem.errors.filter((e) => e.code === 'missing_column').map((e) => headerName(e.pointer))
      const fields = { '?source': { field: 'kind', label: w.kind }, '?record': { field: 'kind', label: w.kind } }
      const said = missing.length > 0 ? [{ field: 'file', message: w.missingColumns(words.zh.measures.listed(missing)) }] : formErrors(problem, fields)
      return uploadPage(visit, { kind, whole, errors: said, requestId: problem.requestId, formKey: keyAfter(problem, key) }, problem.status)
    }),
  )

  portal.get(
    '/ops/imports',
    desk(async ({ c, api, desk: reader }) => {
      const cursor = c.req.query('cursor') ?? ''
      const answer = await api.get<BatchList>('/api/v1/imports', { cursor, limit: 50 })
      const firstHref = cursor === '' ? null : '/ops/imports'
      if (!answer.ok) {
        return htmlResponse(<BatchesPage desk={reader} batches={[]} problem={answer.problem} nextHref={null} firstHref={firstHref} />, answer.problem.status)
      }
      const { items, nextCursor } = answer.body
      return htmlResponse(<BatchesPage desk={reader} batches={items} problem={null} nextHref={next('/ops/imports', nextCursor)} firstHref={firstHref} />)
    }),
  )

  portal.get(
    '/ops/imports/:id',
    desk(async (visit) => {
      const { c, api, desk: reader } = visit
      const here = `/ops/imports/${encodeURIComponent(c.req.param('id') ?? '')}`
      const cursor = c.req.query('cursor') ?? ''
      const batch = await api.get<BatchView>(`/api/v1${here.slice('/ops'.length)}`)
      if (!batch.ok) return refused(visit, batch.problem)
      const rows = await api.get<QuarantinePage>(`/api/v1/imports/${batch.body.id}/quarantine`, { cursor, limit: 50 })
      const page = rows.ok ? rows.body : { items: [], nextCursor: null }
      return htmlResponse(
        <BatchPage
          desk={reader}
          batch={batch.body}
          rows={page.items}
          trouble={rows.ok ? null : sentenceOf(rows.problem)}
          nextHref={next(here, page.nextCursor)}
          firstHref={cursor === '' ? null : here}
        />,
        rows.ok ? 200 : rows.problem.status,
      )
    }),
  )

  const kindFor = async ({ c, api }: Visit) => {
    const { source, record } = c.req.param() as { source?: string; record?: string }
    return (await kindsOf(api)).find((k) => k.source === source && k.record === record) ?? null
  }

  portal.get(
    '/ops/sources/:source/:record',
    desk(async (visit) => {
      const kind = await kindFor(visit)
      return kind === null ? refused(visit, noSuchPage()) : htmlResponse(<TemplatePage desk={visit.desk} kind={kind} />)
    }),
  )

  portal.get(
    '/ops/sources/:source/:record/template.csv',
    desk(async (visit) => {
      const kind = await kindFor(visit)
      if (kind === null) return refused(visit, noSuchPage())
      return new Response(templateCsv(kind), {
        headers: {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': `attachment; filename="${templateName(kind)}"`,
          'Cache-Control': 'no-store',
        },
      })
    }),
  )

  mountRows(portal, desk, refused)
  mountHealth(portal, desk, refused)
  mountRecords(portal, desk, refused)
  mountRuns(portal, desk, refused)

  portal.route('/', qualityPages({ api: send, demo }))
  portal.route('/', breakGlassPages({ api: send, demo }))

  return portal
}

async function kindsOf(api: Api): Promise<SourceKind[]> {
  const answer = await api.get<SourceList>('/api/v1/sources')
  return answer.ok ? answer.body.items : []
}

/** `/header/a~1b` → `a/b` (RFC 6901). */
function headerName(pointer: string): string {
  return pointer.slice('/header/'.length).replaceAll('~1', '/').replaceAll('~0', '~')
}

function next(path: string, cursor: string | null): string | null {
  return cursor === null ? null : `${path}?${new URLSearchParams({ cursor })}`
}
