import type { Hono } from 'hono'
import type { LenderDeletion, LenderDeletionPage } from '../../../src/deletions/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, newFormKey } from '../../client/form-key.ts'
import { DeletionsPage } from './deletions-page.tsx'
import type { RecallDesk } from './recalls-desk.tsx'

/** What the house read and has to delete: the list, and the answer to each. */
export function mountDeletions(portal: Hono, { desk, refused }: RecallDesk): void {
  portal.get(
    '/bank/deletions',
    desk(async (visit) => {
      const cursor = visit.c.req.query('cursor') ?? ''
      const answer = await visit.api.get<LenderDeletionPage>('/api/v1/lender/deletions', { cursor, limit: 50 })
      if (!answer.ok) return refused(visit, answer.problem)
      const { items, nextCursor } = answer.body
      return htmlResponse(
        <DeletionsPage
          desk={visit.desk}
          items={items}
          done={visit.c.req.query('done') !== undefined}
          newKey={newFormKey}
          nextHref={nextCursor === null ? null : `/bank/deletions?${new URLSearchParams({ cursor: nextCursor })}`}
          firstHref={cursor === '' ? null : '/bank/deletions'}
        />,
      )
    }),
  )

  portal.post(
    '/bank/deletions/:id/attestation',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const answer = form.text('answer')
      const body = { answer, legalGround: answer === 'kept_for_law' ? form.text('legalGround') : '' }
      const path = `/api/v1/lender/deletions/${encodeURIComponent(visit.c.req.param('id') ?? '')}/attestation`
      const done = await visit.api.post<LenderDeletion>(path, body, { key: formKeyOf(form) })
      return done.ok ? seeOther('/bank/deletions?done') : refused(visit, done.problem)
    }),
  )

  // Whoever comes back to the address of the answer (after signing in) gets the list.
  portal.get('/bank/deletions/:id/attestation', () => seeOther('/bank/deletions'))
}
