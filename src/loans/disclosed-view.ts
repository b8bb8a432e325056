import { evaluate, reasonSentence } from '../matching/model.ts'
import { describeCriterion, type ProductTerms } from '../products/model.ts'
import { type Profile, profileView, type SourceName } from '../profiles/model.ts'
import type { DisclosureView } from './contract.ts'

/** What a read handed out, before it has a shape. */
interface Disclosed {
  profile: Profile
  terms: Pick<ProductTerms, 'criteria'>
  consent: {
    id: string
    hash: string
    readsUsed: number
    validTo: Date
    artefact: { access: { total: number }; retention: { deleteAfter: string; trigger: DisclosureView['consent']['deleteTrigger'] }; purpose: { text: string } }
  }
  pass: { bureau: string; ticket: string } | null
}

/** A disclosure as a lender gets it, whatever it was asked for: the product’s criteria are judged on what was granted and on nothing else. */
export function disclosedView({ profile, terms, consent, pass }: Disclosed, nameOf: SourceName): Omit<DisclosureView, 'applicationId'> {
  const { sections, asOf } = profileView(profile, nameOf)
  return {
    asOf,
    sections,
    // The rest is unknown, as it is to the reader.
    criteria: terms.criteria.map((criterion) => {
      const { verdict, leaves } = evaluate(criterion, profile)
      return { verdict, criterion: describeCriterion(criterion), text: leaves.map((leaf) => reasonSentence(leaf, 'lender')).join('；') }
    }),
    consent: {
      id: consent.id,
      hash: consent.hash,
      readNo: consent.readsUsed,
      readsTotal: consent.artefact.access.total,
      validTo: consent.validTo.toISOString(),
      deleteAfter: consent.artefact.retention.deleteAfter,
      deleteTrigger: consent.artefact.retention.trigger,
      purpose: consent.artefact.purpose.text,
    },
    gateway: pass,
  }
}

/** A look at a guarantor. The product’s criteria are for borrowers: none is judged on it. */
export function guarantorShown(disclosed: Omit<Disclosed, 'terms'>, nameOf: SourceName): Omit<DisclosureView, 'applicationId' | 'criteria'> {
  const { criteria: _none, ...shown } = disclosedView({ ...disclosed, terms: { criteria: [] } }, nameOf)
  return shown
}
