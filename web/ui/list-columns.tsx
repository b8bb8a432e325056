import type { Child } from 'hono/jsx'
import type { Award, Commitment, Inspection, JudgmentDebt, Licence, Listing, Penalty, WageWarning } from '../../src/profiles/model.ts'
import { words } from '../words/index.ts'
import { money } from './format.ts'

/** What the items of each list of a profile are. */
export interface ListItems {
  licences: Licence
  penalties: Penalty
  inspections: Inspection
  abnormalListings: Listing
  dishonestyListings: Listing
  judgmentDebts: JudgmentDebt
  wageWarnings: WageWarning
  awards: Award
  commitments: Commitment
}
export type ListId = keyof ListItems

export interface ListColumn<T> {
  label: string
  say: (item: T) => Child
}

type Columns = { readonly [L in ListId]: readonly ListColumn<ListItems[L]>[] }

const w = words.zh.facts.lists
const { none } = words.zh.measures

const day = (date: string | null, otherwise: string = none) => <span class="nowrap">{date ?? otherwise}</span>
const fen = (amount: string | null) => (amount === null ? none : <span class="nowrap">{money(amount)}</span>)
/** Something that has begun and not ended. */
const ended = (date: string | null, going: string) => (date === null ? <span class="nowrap warn">{going}</span> : day(date))
const text = (said: string) => said || none

const listing = (c: typeof w.abnormalListings.columns): readonly ListColumn<Listing>[] => [
  { label: c.list, say: (l) => text(l.list) },
  { label: c.reason, say: (l) => text(l.reason) },
  { label: c.on, say: (l) => day(l.listedOn) },
  { label: c.until, say: (l) => ended(l.removedOn, c.going) },
  { label: c.office, say: (l) => text(l.authority) },
  { label: c.no, say: (l) => text(l.documentNo) },
]

/** Every list by its columns, what it is about first. */
export const LIST_COLUMNS: Columns = {
  licences: [
    { label: w.licences.columns.name, say: (l) => text(l.name || l.category) },
    { label: w.licences.columns.status, say: (l) => <span class="nowrap">{text(l.status)}</span> },
    { label: w.licences.columns.on, say: (l) => day(l.decidedOn) },
    { label: w.licences.columns.until, say: (l) => day(l.validUntil, w.licences.longTerm) },
    { label: w.licences.columns.office, say: (l) => text(l.authority) },
    { label: w.licences.columns.no, say: (l) => text(l.documentNo) },
  ],
  penalties: [
    { label: w.penalties.columns.what, say: (p) => text(p.kindOfViolation || p.category) },
    { label: w.penalties.columns.fine, say: (p) => fen(taken(p)) },
    { label: w.penalties.columns.on, say: (p) => day(p.decidedOn) },
    { label: w.penalties.columns.until, say: (p) => day(p.shownUntil) },
    { label: w.penalties.columns.office, say: (p) => text(p.authority) },
    { label: w.penalties.columns.no, say: (p) => text(p.documentNo) },
  ],
  inspections: [
    { label: w.inspections.columns.matter, say: (i) => text(i.matter) },
    { label: w.inspections.columns.result, say: (i) => <Result inspection={i} /> },
    { label: w.inspections.columns.on, say: (i) => day(i.inspectedOn) },
    { label: w.inspections.columns.office, say: (i) => text(i.authority) },
    { label: w.inspections.columns.no, say: (i) => text(i.documentNo) },
  ],
  abnormalListings: listing(w.abnormalListings.columns),
  dishonestyListings: listing(w.dishonestyListings.columns),
  judgmentDebts: [
    { label: w.judgmentDebts.columns.caseNo, say: (d) => text(d.caseNo) },
    { label: w.judgmentDebts.columns.amount, say: (d) => fen(d.amountFen) },
    { label: w.judgmentDebts.columns.on, say: (d) => day(d.filedOn) },
    { label: w.judgmentDebts.columns.until, say: (d) => ended(d.closedOn, w.judgmentDebts.columns.going) },
    { label: w.judgmentDebts.columns.office, say: (d) => text(d.court) },
  ],
  wageWarnings: [
    { label: w.wageWarnings.columns.no, say: (p) => text(p.documentNo) },
    { label: w.wageWarnings.columns.people, say: (p) => (p.people === null ? none : w.wageWarnings.peopleOf(p.people)) },
    { label: w.wageWarnings.columns.amount, say: (p) => fen(p.amountFen) },
    { label: w.wageWarnings.columns.on, say: (p) => day(p.raisedOn) },
    { label: w.wageWarnings.columns.until, say: (p) => ended(p.resolvedOn, w.wageWarnings.columns.going) },
    { label: w.wageWarnings.columns.office, say: (p) => text(p.authority) },
  ],
  awards: [
    { label: w.awards.columns.project, say: (a) => text(a.project) },
    { label: w.awards.columns.amount, say: (a) => fen(a.amountFen) },
    { label: w.awards.columns.on, say: (a) => day(a.awardedOn) },
    { label: w.awards.columns.buyer, say: (a) => text(a.buyer) },
    { label: w.awards.columns.no, say: (a) => text(a.projectNo) },
  ],
  commitments: [
    { label: w.commitments.columns.matter, say: (c) => text(c.matter) },
    { label: w.commitments.columns.state, say: (c) => <span class={c.state === 'broken' ? 'nowrap warn' : 'nowrap'}>{w.commitments.states[c.state]}</span> },
    { label: w.commitments.columns.made, say: (c) => day(c.madeOn) },
    { label: w.commitments.columns.due, say: (c) => day(c.dueOn) },
    { label: w.commitments.columns.verified, say: (c) => day(c.verifiedOn) },
    { label: w.commitments.columns.office, say: (c) => text(c.authority) },
    { label: w.commitments.columns.no, say: (c) => text(c.documentNo) },
  ],
}

export function isListId(attribute: string): attribute is ListId {
  return Object.hasOwn(LIST_COLUMNS, attribute)
}

/** Fine and confiscation together; null where the decision names neither. */
function taken({ fineFen, confiscatedFen }: Penalty): string | null {
  return fineFen === null && confiscatedFen === null ? null : String(BigInt(fineFen ?? 0) + BigInt(confiscatedFen ?? 0))
}

/** The office's own words; where they do not say plainly that it failed, a word more. */
function Result({ inspection: { result, passed } }: { inspection: Inspection }) {
  const { failed } = w.inspections
  if (passed !== false) return <>{text(result)}</>
  return <span class="warn">{result.includes(failed) || result === '' ? result || failed : `${result} \u00b7 ${failed}`}</span>
}
