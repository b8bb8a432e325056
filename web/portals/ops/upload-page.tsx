import { Button, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { FileField, FormKey, SelectField, TicksField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OpsFrame } from './frame.tsx'
import type { SourceKind } from './template-file.ts'

export interface UploadPageProps {
  desk: Desk
  kinds: readonly SourceKind[]
  /** `source/record` chosen before an error. */
  kind: string
  whole: boolean
  errors: readonly FormError[]
  requestId?: string
  formKey: string
}

export function UploadPage({ desk, kinds, kind, whole, errors, requestId, formKey }: UploadPageProps) {
  const w = words.zh.ops.upload
  return (
    <OpsFrame title={w.title} current="/ops" desk={desk}>
      <ErrorSummary errors={errors} requestId={requestId} kept={false} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="split side-left">
        <Sheet>
          {kinds.length === 0 ? (
            <Notice tone="warn">{w.noSources}</Notice>
          ) : (
            <form class="form" method="post" action="/ops/imports" enctype="multipart/form-data">
              <SelectField
                name="kind"
                label={w.kind}
                hint={w.kindHint}
                value={kind}
                error={errorOf(errors, 'kind')}
                options={[
                  { value: '', label: words.zh.pieces.form.choose },
                  ...kinds.map((k) => ({ value: `${k.source}/${k.record}`, label: w.kindOption(k.title, k.provider) })),
                ]}
              />
              <FileField name="file" label={w.file} hint={w.fileHint} error={errorOf(errors, 'file')} accept=".csv,.xlsx,.jsonl,.ndjson,.txt" required />
              <TicksField name="whole" label={w.whole} values={whole ? ['true'] : []} options={[{ value: 'true', label: w.wholeOption, hint: w.wholeHint }]} />
              {errors.length > 0 ? <p class="source">{w.fileAgain}</p> : null}
              <FormKey value={formKey} />
              <Buttons>
                <Button kind="main">{w.submit}</Button>
              </Buttons>
            </form>
          )}
        </Sheet>
        <Sheet title={w.templatesTitle}>
          <p class="hint">{w.templatesText}</p>
          <DataTable
            caption={w.templatesTitle}
            captionHidden
            columns={[{ label: w.record, bare: true }, { label: w.provider }, { label: w.template, bare: true }]}
            rows={kinds.map((k) => [
              k.title,
              k.provider,
              <a href={templateHref(k)} aria-label={w.templateOf(k.title)}>
                {w.template}
              </a>,
            ])}
          />
        </Sheet>
      </div>
    </OpsFrame>
  )
}

export function templateHref({ source, record }: { source: string; record: string }): string {
  return `/ops/sources/${encodeURIComponent(source)}/${encodeURIComponent(record)}`
}
