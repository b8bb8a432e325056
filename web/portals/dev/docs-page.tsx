import type { Child } from 'hono/jsx'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { DevFrame, type Visit } from './frame.tsx'
import { bodyOf, type OpenApi, operationsByTag, type PlacedOperation, refName, rowsOf, type Schema } from './openapi.ts'

/** Every operation of the API, from its own description. */
export function DocsPage({ visit, document }: { visit: Visit; document: OpenApi | null }) {
  const w = words.zh.dev.docs
  const byTag = document ? [...operationsByTag(document)] : []
  const schemas = Object.entries(document?.components?.schemas ?? {})
  return (
    <DevFrame title={w.title} visit={visit} current="/docs">
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack-l">
        <Buttons>
          <ButtonLink href="/openapi.json">{w.download}</ButtonLink>
        </Buttons>
        <Sheet title={w.conventionsTitle}>
          <TermList terms={w.conventions} />
        </Sheet>
        {document ? null : <Notice tone="bad">{w.broken}</Notice>}
        {document ? (
          <Sheet title={w.contents}>
            <ul class="key">
              {byTag.map(([tag, operations]) => (
                <li>
                  <a href={`#tag-${tag}`}>{`${tagName(tag)} ${operations.length}`}</a>
                </li>
              ))}
              <li>
                <a href="#schemas">{`${w.schemas} ${schemas.length}`}</a>
              </li>
            </ul>
          </Sheet>
        ) : null}
        {byTag.map(([tag, operations]) => (
          <section class="stack-s" id={`tag-${tag}`}>
            <h2>{tagName(tag)}</h2>
            <div class="sheet rows">
              {operations.map((operation) => (
                <OperationRow operation={operation} />
              ))}
            </div>
          </section>
        ))}
        {schemas.length > 0 ? (
          <section class="stack-s" id="schemas">
            <h2>{w.schemas}</h2>
            <div class="sheet rows">
              {schemas.map(([name, schema]) => (
                <details>
                  <summary>{name}</summary>
                  {/* A browser that is led to the inside of a folded part opens it. */}
                  <div id={`schema-${name}`}>
                    {schema.description ? <p class="source">{schema.description}</p> : null}
                    <SchemaTree schema={{ ...schema, description: undefined }} caption={name} />
                  </div>
                </details>
              ))}
            </div>
          </section>
        ) : null}
      </div>
    </DevFrame>
  )
}

function tagName(tag: string): string {
  const names: Readonly<Record<string, string>> = words.zh.dev.docs.tags
  return names[tag] ?? tag
}

function OperationRow({ operation: o }: { operation: PlacedOperation }) {
  const w = words.zh.dev.docs
  const request = bodyOf(o.requestBody)
  const answers = Object.entries(o.responses ?? {})
  const good = answers.filter(([status]) => status < '400')
  const bad = answers.filter(([status]) => status >= '400')
  return (
    <article id={o.operationId ? `op-${o.operationId}` : undefined}>
      <h3>
        <b>{o.method}</b> <Breakable text={o.path} /> <Tag>{(o.security ?? []).length > 0 ? w.signedIn : w.open}</Tag>
      </h3>
      <p>{o.summary}</p>
      {o.description ? <p class="source">{o.description}</p> : null}
      <details>
        <summary>
          {w.details}
          <span class="sr">{` ${o.method} ${o.path}`}</span>
        </summary>
        <div class="stack">
          {o.parameters && o.parameters.length > 0 ? (
            <Body title={w.parameters} types={[]}>
              <DataTable
                caption={w.parameters}
                captionHidden
                columns={[{ label: w.name, bare: true }, { label: w.where }, { label: w.type }, { label: w.meaning }]}
                rows={o.parameters.map((p) => [
                  <Name text={p.name} required={p.required ?? false} />,
                  w.places[p.in],
                  <TypeWords schema={p.schema ?? {}} />,
                  p.description ?? p.schema?.description ?? '',
                ])}
              />
            </Body>
          ) : null}
          {request ? (
            <Body title={w.request} types={request.types}>
              <SchemaTree schema={request.schema} caption={w.request} />
            </Body>
          ) : null}
          {good.map(([status, answer]) => {
            const body = bodyOf(answer)
            return (
              <Body title={w.response(status)} types={body?.types ?? []} note={answer.description}>
                {body ? <SchemaTree schema={body.schema} caption={w.response(status)} /> : <p class="muted">{w.noBody}</p>}
              </Body>
            )
          })}
          {bad.length > 0 ? (
            <Body title={w.errors} types={['application/problem+json']}>
              <TermList terms={bad.map(([status, answer]) => ({ term: status, detail: answer.description ?? '' }))} />
            </Body>
          ) : null}
        </div>
      </details>
    </article>
  )
}

function Body({ title, types, note, children }: { title: string; types: readonly string[]; note?: string; children?: Child }) {
  return (
    <div>
      <p>
        <b>{title}</b> <span class="source">{[note, ...types].filter(Boolean).join(' \u00b7 ')}</span>
      </p>
      {children}
    </div>
  )
}

function SchemaTree({ schema, caption }: { schema: Schema; caption: string }) {
  const w = words.zh.dev.docs
  const rows = rowsOf(schema)
  const only = rows[0]
  if (rows.length === 1 && only?.path === '') {
    return (
      <p>
        <TypeWords schema={only.schema} />
      </p>
    )
  }
  return (
    <DataTable
      caption={caption}
      captionHidden
      columns={[{ label: w.field, bare: true }, { label: w.type }, { label: w.meaning }]}
      rows={rows.map((row) => [
        row.path === '' ? '' : <Name text={row.path} required={row.required} />,
        <TypeWords schema={row.schema} />,
        row.schema.description ?? '',
      ])}
    />
  )
}

function Name({ text, required }: { text: string; required: boolean }) {
  return (
    <>
      <Breakable text={text} /> {required ? <span class="source nowrap">{words.zh.dev.docs.required}</span> : null}
    </>
  )
}

/** Paths and names may break at their joints, so that no page scrolls sideways. */
function Breakable({ text }: { text: string }) {
  return (
    <>
      {text.split(/(?<=[/.[\]])/).map((part) => (
        <>
          {part}
          <wbr />
        </>
      ))}
    </>
  )
}

/** Type, limits and code set on one line; named schemas are links. */
function TypeWords({ schema }: { schema: Schema }) {
  const limits = limitsOf(schema)
  return (
    <>
      <TypeName schema={schema} />
      {limits.length > 0 ? <span class="source">{` ${limits.join(' \u00b7 ')}`}</span> : null}
    </>
  )
}

function TypeName({ schema }: { schema: Schema }) {
  const w = words.zh.dev.docs
  if (schema.$ref !== undefined) {
    const name = refName(schema.$ref)
    return <a href={`#schema-${name}`}>{name}</a>
  }
  if (schema.items) {
    const item = schema.items.$ref
    return item === undefined ? w.list(typeText(schema.items)) : <a href={`#schema-${refName(item)}`}>{w.list(refName(item))}</a>
  }
  const named = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].find((part) => part.$ref !== undefined)?.$ref
  if (named !== undefined) return <a href={`#schema-${refName(named)}`}>{typeText(schema)}</a>
  return <>{typeText(schema)}</>
}

function typeText(schema: Schema): string {
  const w = words.zh.dev.docs
  if (schema.$ref !== undefined) return refName(schema.$ref)
  const parts = schema.oneOf ?? schema.anyOf ?? schema.allOf
  if (parts) return w.oneOf([...new Set(parts.map(typeText))].join(' | '))
  if (schema.const !== undefined) return w.fixed(JSON.stringify(schema.const))
  const types = typeof schema.type === 'string' ? [schema.type] : [...(schema.type ?? [])]
  const named = types.filter((type) => type !== 'null')
  if (schema.items) return w.list(typeText(schema.items))
  if (typeof schema.additionalProperties === 'object' && schema.properties === undefined) return w.map(typeText(schema.additionalProperties))
  const text = named.length === 0 ? w.anything : named.join(' | ') + (schema.format ? ` (${schema.format})` : '')
  return named.length < types.length ? w.nullable(text) : text
}

function limitsOf(schema: Schema): string[] {
  const w = words.zh.dev.docs
  const { minimum, maximum, maxLength, minItems, maxItems } = schema
  const minLength = schema.minLength === 0 ? undefined : schema.minLength
  const said = [
    minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? w.atLeast(minimum) : null,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? w.atMost(maximum) : null,
    minLength !== undefined || maxLength !== undefined ? w.chars(minLength, maxLength) : null,
    minItems !== undefined || maxItems !== undefined ? w.items(minItems, maxItems) : null,
    schema.pattern !== undefined ? w.pattern(schema.pattern) : null,
    schema.enum !== undefined ? w.values(words.zh.measures.listed(schema.enum.filter((v) => v !== null).map(String))) : null,
    schema.default !== undefined ? w.byDefault(JSON.stringify(schema.default)) : null,
    schema.example !== undefined ? w.example(typeof schema.example === 'string' ? schema.example : JSON.stringify(schema.example)) : null,
  ]
  // What a list takes is said of the list: its plain items have no row of their own.
  const ofItems = schema.items && schema.items.properties === undefined && schema.items.$ref === undefined ? limitsOf(schema.items) : []
  return [...said.filter((text) => text !== null), ...ofItems]
}
