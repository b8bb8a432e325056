/** The rules and the one way to run them. A rule is data with an id; what it objects to is a set, whatever the order of the records. */

import { createHash } from 'node:crypto'
import { compareText } from '../platform/kernel/text.ts'
import * as amounts from './amount-rules.ts'
import * as conflicts from './conflict-rules.ts'
import * as contents from './content-rules.ts'
import * as dates from './date-rules.ts'
import type { CheckedRecord, Dossier } from './dossier.ts'
import * as figures from './figure-rules.ts'
import * as identities from './identity-rules.ts'
import type { Finding, Objection, Rule } from './rule.ts'
import * as statuses from './status-rules.ts'
import { thresholdsOn } from './thresholds.ts'

export const RULES: readonly Rule[] = [
  identities.nameMismatch,
  identities.legacyCode,
  identities.officeIsAddressee,
  contents.placeholderValue,
  contents.missingImportant,
  contents.coarseIndustry,
  dates.beforeRegistration,
  dates.afterDeregistration,
  dates.futureValidity,
  dates.endsBeforeDecision,
  dates.shownTooLong,
  dates.documentYearMismatch,
  dates.lateArrival,
  statuses.statusAgainstDates,
  amounts.suddenChange,
  amounts.figureUnitSlip,
  amounts.fineUnitSlip,
  amounts.fineTextMismatch,
  figures.debtAboveAssets,
  figures.noStaffButInsured,
  figures.taxAboveRevenue,
  figures.revenueWithoutPower,
  conflicts.sameVersionConflict,
  conflicts.nearDuplicate,
  conflicts.markWithoutTarget,
  conflicts.crossSourceConflict,
  statuses.samePeriodConflict,
]

const BY_ID = new Map(RULES.map((rule) => [rule.id, rule]))

/** null for a rule of an earlier build whose findings are still kept. */
export function ruleOf(id: string): Rule | null {
  return BY_ID.get(id) ?? null
}

/**
 * Everything the rules have against the records of one subject that hold. A record that was corrected or taken back is
 * no longer judged: its findings end with it.
 */
export function findingsOf(dossier: Dossier, rules: readonly Rule[] = RULES): Finding[] {
  const holding = dossier.records.filter(({ holds }) => holds)
  const byId = new Map(holding.map((record) => [record.id, record]))
  const found = new Map<string, Finding>()
  const note = (rule: Rule, record: CheckedRecord, objection: Objection) => {
    const finding = findingFrom(rule, dossier.subject.id, record, objection)
    found.set(findingAddress(finding), finding)
  }
  for (const rule of rules) {
    if (rule.about === 'record') {
      for (const record of holding) for (const objection of rule.check(record, dossier, thresholdsOn(record.recordedOn))) note(rule, record, objection)
    } else {
      for (const { recordId, ...objection } of rule.check(dossier, thresholdsOn(dossier.today))) {
        const record = byId.get(recordId)
        if (record) note(rule, record, objection)
      }
    }
  }
  return [...found].sort(([a], [b]) => compareText(a, b)).map(([, finding]) => finding)
}

function findingFrom(rule: Rule, subjectId: string, { id, source, record, batchId, rowNo, recordedOn }: CheckedRecord, { field, detail }: Objection): Finding {
  return { rule: rule.id, subjectId, recordId: id, source, record, batchId, rowNo, recordedOn, field, detail }
}

/** Content address of a finding: same rule, record and field, same finding. */
export function findingAddress({ rule, recordId, field }: Pick<Finding, 'rule' | 'recordId' | 'field'>): string {
  return createHash('sha256').update(`${rule}\u0001${recordId}\u0001${field}`).digest('base64url').slice(0, 22)
}
