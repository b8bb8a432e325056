import type { Json } from './operations.ts'

/**
 * Where a value does not fit its JSON Schema (the part of 2020-12 that the document uses), as `pointer: what`.
 * Formats are left to the patterns beside them.
 */
export function misfits(value: Json, schema: Json, components: Json, at = ''): string[] {
  if (schema.$ref) return misfits(value, components[schema.$ref.split('/').at(-1)], components, at)
  const found: string[] = []
  const wrong = (what: string) => found.push(`${at || '/'}: ${what}`)
  if (schema.allOf) return misfits(value, joined(schema, components), components, at)
  for (const choices of [schema.anyOf, schema.oneOf]) {
    if (!choices) continue
    const each = choices.map((choice: Json) => misfits(value, choice, components, at))
    if (!each.some((misfit: string[]) => misfit.length === 0)) found.push(...each[0])
  }
  if (schema.enum && !schema.enum.includes(value)) wrong(`${JSON.stringify(value)} is none of ${schema.enum.join()}`)
  if ('const' in schema && schema.const !== value) wrong(`is not ${schema.const}`)
  const types = [schema.type ?? []].flat()
  if (types.length > 0 && !types.some((type: string) => isOf(type, value)))
    return [...found, `${at || '/'}: ${JSON.stringify(value)?.slice(0, 60)} is no ${types.join(' or ')}`]
  if (typeof value === 'string') {
    if (value.length > (schema.maxLength ?? Number.POSITIVE_INFINITY)) wrong(`has ${value.length} characters, more than ${schema.maxLength}`)
    if (value.length < (schema.minLength ?? 0)) wrong(`has ${value.length} characters, fewer than ${schema.minLength}`)
    if (schema.pattern && !new RegExp(schema.pattern, 'u').test(value)) wrong(`${value} does not match ${schema.pattern}`)
  }
  if (typeof value === 'number') {
    if (value > (schema.maximum ?? Number.POSITIVE_INFINITY) || value < (schema.minimum ?? Number.NEGATIVE_INFINITY)) wrong(`${value} is out of bounds`)
  }
  if (Array.isArray(value)) {
    if (value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)) wrong('has too many items')
    if (schema.items) found.push(...value.flatMap((item, i) => misfits(item, schema.items, components, `${at}/${i}`)))
  } else if (value !== null && typeof value === 'object') {
    for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) wrong(`lacks ${name}`)
    for (const [name, member] of Object.entries(value)) {
      const declared = schema.properties?.[name] ?? schema.additionalProperties
      if (declared && declared !== true) found.push(...misfits(member, declared, components, `${at}/${name}`))
      // A member that nobody described is a member that nobody decided to show.
      else if (declared !== true && schema.properties) wrong(`has an undeclared member ${name}`)
    }
  }
  return found
}

/** The parts of an `allOf` as one object, so that a member of one part is no stranger to another. */
function joined(schema: Json, components: Json): Json {
  if (schema.$ref) return joined(components[schema.$ref.split('/').at(-1)], components)
  const { allOf = [], ...own } = schema
  const parts = [...allOf.map((part: Json) => joined(part, components)), own]
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required }) => required ?? []),
  }
}

function isOf(type: string, value: Json): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'integer':
      return Number.isInteger(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return value !== null && typeof value === 'object' && !Array.isArray(value)
    default:
      return typeof value === type
  }
}
