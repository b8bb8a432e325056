import type { Hono } from 'hono'
import type { ProfileView } from '../../../src/profiles/contract.ts'
import type { CatalogueView } from '../../../src/sources/contract.ts'
import type { AnswerView } from '../../../src/sources/feed-contract.ts'
import { type BorrowerDeps, type CatalogueItem, fetchableItems, forReaders, paths, refusedPage, type Side, type Visit } from '../../borrowing/index.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { type FormBody, readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { formErrors, type Problem } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { noSuchPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import { AskPage } from './ask-page.tsx'
import { DONE, doneOf, isPresented, recordOf } from './fetched.ts'
import { SourcesPage } from './sources-page.tsx'

/** Having one's own data fetched: asked for by a consent to one question, or handed over as a signed code. */
export function mountFetching(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)

  portal.get(
    '/sources',
    page(async (visit, c) => {
      const items = await itemsOf(visit)
      if ('problem' in items) return refusedPage(visit, items.problem, c.req.raw)
      const profile = await visit.api.get<ProfileView>(paths.profile(visit.subjectId))
      if (!profile.ok) return refusedPage(visit, profile.problem, c.req.raw)
      const item = items.list.find(({ id }) => id === c.req.query('of'))
      const what = DONE.find((d) => d === c.req.query('done'))
      return htmlResponse(<SourcesPage stand={visit.stand} items={items.list} profile={profile.body} done={item && what ? { item, what } : null} />)
    }),
  )

  portal.get(
    '/sources/:source/:record',
    page(async (visit, c) => {
      const found = await itemOf(visit, c.req.param('source') ?? '', c.req.param('record') ?? '')
      if ('problem' in found) return refusedPage(visit, found.problem, c.req.raw)
      return htmlResponse(<AskPage stand={visit.stand} item={found.item} formKey={newFormKey()} errors={[]} />)
    }),
  )

  portal.post(
    '/sources/:source/:record',
    page(async (visit, c) => {
      const found = await itemOf(visit, c.req.param('source') ?? '', c.req.param('record') ?? '')
      if ('problem' in found) return refusedPage(visit, found.problem, c.req.raw)
      const { item } = found
      const form = await readForm(c.req.raw)
      const key = formKeyOf(form)
      const code = codeOf(form)
      const again = (errors: readonly FormError[], status: number, formKey: string, requestId?: string) =>
        htmlResponse(<AskPage stand={visit.stand} item={item} formKey={formKey} errors={errors} requestId={requestId} code={code} />, status)
      if (isPresented(item) && code === '') return again([{ field: 'code', message: words.zh.sme.sources.code.required }], 422, key)
      const answer = isPresented(item)
        ? await visit.api.post<AnswerView>(paths.presentations(visit.subjectId), { source: item.source, code }, { key })
        : await visit.api.post<AnswerView>(paths.queries(visit.subjectId), { source: item.source, record: recordOf(item) }, { key })
      if (answer.ok) return seeOther(`${side.home}/sources?${new URLSearchParams({ done: doneOf(answer.body), of: item.id })}`)
      const { problem } = answer
      if (problem.status === 401) return refusedPage(visit, problem, c.req.raw)
      return again(errorsOf(problem, item), problem.status, keyAfter(problem, key), problem.requestId)
    }),
  )
}

async function itemsOf({ api }: Visit): Promise<{ list: CatalogueItem[] } | { problem: Problem }> {
  const answer = await api.get<CatalogueView>(paths.catalogue)
  return answer.ok ? { list: fetchableItems(answer.body) } : { problem: answer.problem }
}

async function itemOf(visit: Visit, source: string, record: string): Promise<{ item: CatalogueItem } | { problem: Problem }> {
  const items = await itemsOf(visit)
  if ('problem' in items) return items
  const item = items.list.find(({ id }) => id === `${source}/${record}`)
  return item ? { item } : { problem: noSuchPage() }
}

/** A code is one word: what a phone's clipboard puts between its lines is none of it. */
function codeOf(form: FormBody): string {
  return form.text('code').replace(/\s+/g, '')
}

/** A refusal in this page's own words where it has any, else in the API's. */
function errorsOf(problem: Problem, { sourceName }: CatalogueItem): FormError[] {
  const w = words.zh.sme.sources
  const trouble = w.trouble[problem.code]
  if (trouble) return [{ field: null, message: trouble(sourceName) }]
  const refused = [problem.code, ...problem.errors.map((e) => e.code)].map((code) => w.code.refused[code]).find((said) => said !== undefined)
  if (refused) return [{ field: 'code', message: refused }]
  return formErrors(problem, { '/code': { field: 'code', label: w.code.field } })
}
