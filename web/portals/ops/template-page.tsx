import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OpsFrame } from './frame.tsx'
import type { SourceKind } from './template-file.ts'
import { templateHref } from './upload-page.tsx'

/** How to write one kind of record, column by column. */
export function TemplatePage({ desk, kind }: { desk: Desk; kind: SourceKind }) {
  const w = words.zh.ops.template
  const title = w.title(kind.title)
  return (
    <OpsFrame title={title} current="/ops" desk={desk}>
      <PageTitle title={title} lead={w.lead(kind.provider)} />
      <div class="stack">
        <Sheet>
          <p>{w.downloadHint}</p>
          <Buttons>
            <ButtonLink kind="main" href={`${templateHref(kind)}/template.csv`}>
              {w.download}
            </ButtonLink>
            <ButtonLink href="/ops">{w.back}</ButtonLink>
          </Buttons>
        </Sheet>
        <Sheet>
          <DataTable
            caption={w.caption}
            captionHidden
            columns={[{ label: w.column, bare: true }, { label: w.code }, { label: w.needed }, { label: w.hint }, { label: w.example }]}
            rows={kind.columns.map((column) => [
              column.name,
              column.code ? <code>{column.code}</code> : '',
              column.personal ? (
                <Tag tone="bad">{w.personal[column.personal]}</Tag>
              ) : column.required ? (
                <Tag tone="info">{w.required}</Tag>
              ) : (
                <span class="muted">{w.optional}</span>
              ),
              column.hint ?? '',
              column.personal === 'drop' ? '' : (column.example ?? ''),
            ])}
          />
        </Sheet>
      </div>
    </OpsFrame>
  )
}
