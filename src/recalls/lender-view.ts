/** A recall as it is told: which record no longer stands and why, never what it says now. */
import type { CivilDate } from '../platform/kernel/time.ts'
import { type AttributeId, attributeOf } from '../profiles/model.ts'
import { adviceOf } from './advice.ts'
import type { LenderRecall } from './contract.ts'
import { isOverdue, type Recall } from './model.ts'

/** What lender, subject and operator are all told. */
export function recallView(recall: Recall, on: CivilDate) {
  const { id, applicationId, consentId, attribute, reason, status, issuedAt, dueOn, answer, legalGround, answeredAt, restatedAt } = recall
  return {
    ...{ id, applicationId, consentId, attribute, attributeName: attributeOf(attribute).zh, kind: kindOf(recall), reason, status },
    ...{ issuedAt: issuedAt.toISOString(), dueOn, overdue: isOverdue(recall, on), answer, legalGround },
    ...{ answeredAt: answeredAt?.toISOString() ?? null, restatedAt: restatedAt?.toISOString() ?? null },
  }
}

function kindOf({ attribute }: Recall): 'record' | 'value' {
  return attributeOf(attribute).type === 'list' ? 'record' : 'value'
}

export function lenderRecall(recall: Recall, on: CivilDate, answeredByName: string | null): LenderRecall {
  const shown = recallView(recall, on)
  const fields = recall.fields.map((field) => ({ id: field, label: attributeOf(field as AttributeId).zh }))
  // Who saw only a count does not learn which decision, or which day, stood behind it.
  const itself = recall.fields.includes(recall.attribute)
  return {
    ...shown,
    documentNo: itself ? recall.documentNo || null : null,
    asOf: itself ? recall.asOf : null,
    advice: adviceOf({ ...shown, restated: recall.restatedAt !== null, labels: fields.map(({ label }) => label) }),
    fields,
    answeredByName,
  }
}
