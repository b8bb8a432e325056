import { type Problem, sentenceOf } from '../client/problem.ts'
import { words } from '../words/index.ts'
import { ButtonLink, Buttons } from './button.tsx'
import { Layout, type LayoutProps } from './layout.tsx'
import { PageTitle } from './page-title.tsx'

/** A refused page: what happened, what to do, and the number to quote. */
export function ProblemPage({ problem, ...layout }: { problem: Problem } & Omit<LayoutProps, 'title' | 'children' | 'narrow'>) {
  const w = words.zh.errors
  const { status } = problem
  const title =
    status === 404
      ? w.notFoundTitle
      : status === 403
        ? w.forbiddenTitle
        : status === 503 || status === 429
          ? w.busyTitle
          : status >= 500
            ? w.brokenTitle
            : w.refusedTitle
  return (
    <Layout title={title} narrow {...layout}>
      <PageTitle title={title} lead={status === 404 ? w.notFoundText : sentenceOf(problem)} />
      {problem.requestId ? <p class="source">{words.zh.pieces.errors.requestId(problem.requestId)}</p> : null}
      <div class="stack">
        <Buttons>
          {problem.code === 'second_factor_required' || problem.code === 'step_up_required' ? (
            <ButtonLink kind="main" href={problem.code === 'step_up_required' ? '/account/confirm' : '/account'}>
              {problem.code === 'step_up_required' ? w.prove : words.zh.frame.account}
            </ButtonLink>
          ) : problem.code === 'second_factor_pending' ? (
            <ButtonLink kind="main" href="/sign-in/second">
              {w.signIn}
            </ButtonLink>
          ) : status === 401 ? (
            <ButtonLink kind="main" href="/sign-in">
              {w.signIn}
            </ButtonLink>
          ) : (
            <ButtonLink kind="main" href={layout.home ?? '/'}>
              {w.home}
            </ButtonLink>
          )}
          <ButtonLink href="/products">{w.products}</ButtonLink>
        </Buttons>
      </div>
    </Layout>
  )
}

/** A problem for what only a page can know: there is no such address. */
export function noSuchPage(): Problem {
  return { type: 'about:blank', title: 'Not Found', status: 404, code: 'not_found', detail: '', requestId: '', errors: [], retryAfterSeconds: null }
}

/** A page broke. The cause is for the log, never for the reader. */
export function brokenPage(): Problem {
  return { type: 'about:blank', title: 'Internal Server Error', status: 500, code: 'internal', detail: '', requestId: '', errors: [], retryAfterSeconds: null }
}
