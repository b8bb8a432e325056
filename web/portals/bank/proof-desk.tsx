import type { Context, Hono } from 'hono'
import type { ProofCheckView } from '../../../src/matching/proof-contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { readForm } from '../../client/form-body.ts'
import { formErrors } from '../../client/problem.ts'
import { words } from '../../words/index.ts'
import type { Visit } from './index.tsx'
import { CheckProofPage } from './proof-page.tsx'

const w = words.zh.proof.check
const POINTERS = {
  '/proof': { field: 'proof', label: w.proof },
  '/code': { field: 'code', label: w.code },
  '/salt': { field: 'salt', label: w.salt },
}

/** Checking a proof that an applicant brought. No application is needed for it and no data is looked at. */
export function mountProofs(portal: Hono, desk: (handle: (visit: Visit) => Promise<Response>) => (c: Context) => Promise<Response>): void {
  portal.get(
    '/bank/proofs',
    desk(async ({ desk: reader }) => htmlResponse(<CheckProofPage desk={reader} values={{ proof: '', code: '', salt: '' }} errors={[]} check={null} />)),
  )

  portal.post(
    '/bank/proofs/check',
    desk(async ({ c, api, desk: reader }) => {
      const form = await readForm(c.req.raw)
      const values = { proof: form.text('proof'), code: form.text('code').trim(), salt: form.text('salt').trim() }
      const page = { desk: reader, values, check: null }
      // A text that wraps in a mail comes with line ends; a proof has none.
      const proof = values.proof.replace(/\s+/g, '')
      if (proof === '') return htmlResponse(<CheckProofPage {...page} errors={[{ field: 'proof', message: w.required }]} />, 422)
      const expected = { lenderId: reader.me.institutionId ?? undefined, code: values.code || undefined, salt: values.salt || undefined }
      const answer = await api.post<ProofCheckView>('/api/v1/proofs/verify', { proof, ...expected })
      if (answer.ok) return htmlResponse(<CheckProofPage {...page} errors={[]} check={answer.body} />)
      const { problem } = answer
      return htmlResponse(<CheckProofPage {...page} errors={formErrors(problem, POINTERS)} requestId={problem.requestId} />, problem.status)
    }),
  )
  portal.get('/bank/proofs/check', () => seeOther('/bank/proofs'))
}
