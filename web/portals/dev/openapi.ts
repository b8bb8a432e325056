/** OpenAPI 3.1 as this page needs it, brought from the document's tree to rows that can be read from top to bottom. */
export interface Schema {
  $ref?: string
  type?: string | readonly string[]
  enum?: readonly unknown[]
  const?: unknown
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  items?: Schema
  additionalProperties?: boolean | Schema
  oneOf?: readonly Schema[]
  anyOf?: readonly Schema[]
  allOf?: readonly Schema[]
  description?: string
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  default?: unknown
  example?: unknown
}

interface Media {
  content?: Readonly<Record<string, { schema?: Schema }>>
  description?: string
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header' | 'cookie'
  required?: boolean
  description?: string
  schema?: Schema
}

export interface Operation {
  operationId?: string
  summary?: string
  description?: string
  tags?: readonly string[]
  security?: readonly object[]
  parameters?: readonly Parameter[]
  requestBody?: Media
  responses?: Readonly<Record<string, Media>>
}

export interface OpenApi {
  info: { version: string }
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components?: { schemas?: Readonly<Record<string, Schema>> }
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

export interface PlacedOperation extends Operation {
  method: string
  path: string
  tag: string
}

/** Operations by tag, both in the document's order. */
export function operationsByTag(document: OpenApi): Map<string, PlacedOperation[]> {
  const byTag = new Map<string, PlacedOperation[]>()
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method]
      if (!operation) continue
      const tag = operation.tags?.[0] ?? 'other'
      byTag.set(tag, [...(byTag.get(tag) ?? []), { ...operation, method: method.toUpperCase(), path, tag }])
    }
  }
  return byTag
}

export interface SchemaRow {
  /** `data[].category`; '' for the schema itself. */
  path: string
  schema: Schema
  required: boolean
}

const DEEPEST = 8

/** A schema as one row for each member, named by its path. A `$ref` stays a row: it is shown under its own name. */
export function rowsOf(schema: Schema, path = '', required = true, depth = 0): SchemaRow[] {
  const own = { path, schema, required }
  if (schema.$ref !== undefined || depth > DEEPEST) return [own]
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
    rowsOf(member, path === '' ? name : `${path}.${name}`, schema.required?.includes(name) ?? false, depth + 1),
  )
  const items = schema.items && holdsMembers(schema.items) ? rowsOf(schema.items, `${path}[]`, true, depth + 1) : []
  const choices = parts.flatMap((part) => (holdsMembers(part) ? rowsOf(part, path, required, depth + 1) : []))
  const inner = [...members, ...items, ...choices]
  // An object is its members: by itself it says nothing but its name.
  const isMere = schema.properties !== undefined && schema.description === undefined && inner.length > 0
  return isMere && (path === '' || path.endsWith('[]')) ? inner : [own, ...inner]
}

function holdsMembers(schema: Schema): boolean {
  return (
    schema.$ref === undefined &&
    (schema.properties !== undefined ||
      schema.items !== undefined ||
      [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])].some(holdsMembers))
  )
}

/** `#/components/schemas/Product` → `Product`. */
export function refName(ref: string): string {
  return ref.split('/').at(-1) ?? ref
}

/** The schema of a request or an answer, whatever its media type. */
export function bodyOf(media: Media | undefined): { types: string[]; schema: Schema } | null {
  const content = Object.entries(media?.content ?? {})
  const schema = content[0]?.[1].schema
  return schema ? { types: content.map(([type]) => type), schema } : null
}
