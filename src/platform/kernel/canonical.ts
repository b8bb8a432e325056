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
  let members = ''
  for (const { key, quoted } of inOrder(Object.keys(value))) {
    const member = value[key]
    if (member !== undefined) members += `${members === '' ? '' : ','}${quoted}${canonicalJson(member)}`
  }
  return `{${members}}`
}

interface Key {
  key: string
  /** With its colon. */
  quoted: string
}

/** Objects of one shape come by the thousand: their keys are put in order once. Bounded, as keys may come from outside. */
const ORDERS = new Map<string, readonly Key[]>()
const SHAPES_AT_MOST = 500
const KEYS_AT_MOST = 40

function inOrder(keys: string[]): readonly Key[] {
  // A key that holds the separator could make two shapes look like one.
  const joined = keys.length > KEYS_AT_MOST ? '' : keys.join('\u0001')
  const shape = joined.length === 0 || keys.some((key) => key.includes('\u0001')) ? null : joined
  const known = shape === null ? undefined : ORDERS.get(shape)
  if (known !== undefined) return known
  // RFC 8785 §3.2.3 sorts keys by UTF-16 code units, which is what Array#sort does.
  const ordered = keys.sort().map((key) => ({ key, quoted: `${JSON.stringify(key)}:` }))
  if (shape !== null) {
    if (ORDERS.size >= SHAPES_AT_MOST) ORDERS.clear()
    ORDERS.set(shape, ordered)
  }
  return ordered
}

function isList(value: Canonical): value is readonly Canonical[] {
  return Array.isArray(value)
}
