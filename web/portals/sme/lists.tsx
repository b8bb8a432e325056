import type { Licence, Penalty } from '../../../src/profiles/model.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { money } from '../../ui/format.ts'
import { words } from '../../words/index.ts'

/** Penalties within their publicity term, newest first, as the profile holds them. */
export function PenaltyTable({ penalties }: { penalties: readonly Penalty[] }) {
  const w = words.zh.sme.data
  const { none } = words.zh.measures
  if (penalties.length === 0) return <p class="muted">{w.noPenalties}</p>
  return (
    <DataTable
      caption={w.penalties}
      captionHidden
      columns={[
        { label: w.penalty.what, bare: true },
        { label: w.penalty.fine },
        { label: w.penalty.on },
        { label: w.penalty.until },
        { label: w.penalty.office },
        { label: w.penalty.no },
      ]}
      rows={penalties.map((p) => [
        p.kindOfViolation || p.category,
        p.fineFen === null && p.confiscatedFen === null ? none : money(BigInt(p.fineFen ?? 0) + BigInt(p.confiscatedFen ?? 0)),
        <span class="nowrap">{p.decidedOn}</span>,
        <span class="nowrap">{p.shownUntil ?? none}</span>,
        p.authority,
        p.documentNo,
      ])}
    />
  )
}

export function LicenceTable({ licences }: { licences: readonly Licence[] }) {
  const w = words.zh.sme.data
  if (licences.length === 0) return <p class="muted">{w.noLicences}</p>
  return (
    <DataTable
      caption={w.licences}
      captionHidden
      columns={[
        { label: w.licence.name, bare: true },
        { label: w.licence.status },
        { label: w.licence.on },
        { label: w.licence.until },
        { label: w.licence.office },
        { label: w.licence.no },
      ]}
      rows={licences.map((l) => [
        l.name || l.category,
        <span class="nowrap">{l.status || words.zh.measures.none}</span>,
        <span class="nowrap">{l.decidedOn}</span>,
        <span class="nowrap">{l.validUntil ?? w.longTerm}</span>,
        l.authority,
        l.documentNo,
      ])}
    />
  )
}
