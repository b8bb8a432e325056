/**
 * JSON Canonicalization Scheme (RFC 8785) over null, booleans, strings, safe integers, arrays and plain
 * objects: one value has one sequence of bytes, so that a hash of it means something. Fractions are
 * refused on purpose: the house has none in what it hashes.
 */
export type Canonical = null | boolean | string | number | readonly Canonical[] | { readonly [key: string]: Canonical | undefined }

export function canonicalJson(value: Canonical): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`canonicalJson: ${value} is not a safe integer`)
    return String(value === 0 ? 0 : value)
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('canonicalJson: lone surrogate')
    return JSON.stringify(value)
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members: string[] = []
  // RFC 8785 §3.2.3 sorts keys by UTF-16 code units, which is what Array#sort does.
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`)
  }
  return `{${members.join(',')}}`
}

function isList(value: Canonical): value is readonly Canonical[] {
  return Array.isArray(value)
}
