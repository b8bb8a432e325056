import type { CatalogueView } from '../../../src/sources/contract.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { PublicFrame, type Visit } from './frame.tsx'

type Item = CatalogueView['items'][number]

/** What may be collected, by whom it is kept, and who may see it: class by class. */
export function CataloguePage({ visit, items }: { visit: Visit; items: readonly Item[] | null }) {
  const w = words.zh.catalogue
  const classes = [...new Map((items ?? []).map((item) => [item.class, item.classLabel]))]
  return (
    <PublicFrame title={w.title} current="/catalogue" visit={visit}>
      <PageTitle title={w.title} lead={w.lead} />
      {items === null ? <Notice tone="bad">{w.trouble}</Notice> : null}
      <div class="stack">
        {items?.some((item) => !item.verified) ? <Notice tone="info">{w.unverified}</Notice> : null}
        {classes.map(([id, label]) => (
          <Sheet title={label}>
            <DataTable
              caption={label}
              captionHidden
              columns={[
                { label: w.item, bare: true },
                { label: w.provider },
                { label: w.mode },
                { label: w.refresh },
                { label: w.retention },
                { label: w.edition },
              ]}
              rows={(items ?? [])
                .filter((item) => item.class === id)
                .map((item) => [
                  <div>
                    {item.title}
                    {item.inForce ? null : <Tag tone="warn">{w.notInForce}</Tag>}
                  </div>,
                  <div>
                    {item.provider}
                    <div class="source">{w.from(item.sourceName)}</div>
                  </div>,
                  <div>
                    <span class="nowrap">{w.modes[item.mode]}</span>
                    <div class="source">{w.sensitivities[item.sensitivity]}</div>
                  </div>,
                  <span class="nowrap">{w.refreshes[item.refresh]}</span>,
                  <span class="nowrap">{item.retentionMonths === null ? w.kept : w.months(item.retentionMonths)}</span>,
                  <span class="nowrap">{w.editionOf(item.edition, item.validFrom)}</span>,
                ])}
            />
          </Sheet>
        ))}
      </div>
    </PublicFrame>
  )
}
