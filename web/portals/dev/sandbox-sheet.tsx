import type { SandboxCase } from '../../../src/demo/contract.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormKey } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'

export interface SandboxFirm {
  scenario: string
  code: string
  name: string
  situation: string
  expect: string
}

export interface Sandbox {
  firms: readonly SandboxFirm[]
  /** Of the reader's lender; null for who is not of one. */
  cases: readonly SandboxCase[] | null
  newKey: string
}

/** The invented firms, and for people of a lender its own cases of them, ready to be called. */
export function SandboxSheet({ firms, cases, newKey }: Sandbox) {
  const w = words.zh.developers.sandbox
  if (firms.length === 0)
    return (
      <Sheet title={w.title} id="sandbox">
        <p>{w.none}</p>
      </Sheet>
    )
  return (
    <Sheet title={w.title} id="sandbox">
      <div class="stack">
        <p>{w.lead}</p>
        <DataTable
          caption={w.title}
          captionHidden
          columns={[{ label: w.columns.code, bare: true }, { label: w.columns.name }, { label: w.columns.what }, { label: w.columns.expect }]}
          rows={firms.map(({ code, name, situation, expect }) => [<span class="code">{code}</span>, name, situation, expect])}
        />
        <h3>{w.cases.title}</h3>
        <p>{cases === null ? w.cases.signIn : cases.length === 0 ? w.cases.lead : w.cases.ready}</p>
        {cases === null || cases.length === 0 ? null : (
          <DataTable
            caption={w.cases.title}
            captionHidden
            columns={[{ label: w.columns.what, bare: true }, { label: w.cases.call }, { label: w.cases.answer }]}
            rows={cases.map(({ situation, path, answer }) => [
              situation,
              <span class="code long">GET {path}</span>,
              <span class="code">{[answer.status, answer.code].filter((part) => part !== null).join(' ')}</span>,
            ])}
          />
        )}
        {cases === null ? null : (
          <form method="post" action="/developers/sandbox">
            <FormKey value={newKey} />
            <Buttons>
              <Button>{cases.length === 0 ? w.cases.make : w.cases.again}</Button>
            </Buttons>
          </form>
        )}
      </div>
    </Sheet>
  )
}
