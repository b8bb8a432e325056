/**
 * What a parser of JSON takes and two parsers understand differently: I-JSON (RFC 7493 §2.1, §2.3) forbids bytes that are not
 * UTF-8, surrogates that stand alone, and a member named twice; RFC 8259 §8.1 a byte order mark. Whether it is JSON at all is
 * for `JSON.parse` to say.
 */
export type JsonFlaw =
  | { why: 'not_unicode' }
  | { why: 'byte_order_mark' }
  /** `pointer` (RFC 6901) leads to the member or the text; `name` is the last step of it. */
  | { why: 'duplicate_key' | 'lone_surrogate'; pointer: string; name: string }

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const BYTE_ORDER_MARK = '\ufeff'

export function flawOfJsonBytes(bytes: Uint8Array | ArrayBuffer): JsonFlaw | null {
  let text: string
  try {
    text = UTF8.decode(bytes)
  } catch {
    return { why: 'not_unicode' }
  }
  return text.startsWith(BYTE_ORDER_MARK) ? { why: 'byte_order_mark' } : flawOfJson(text)
}

/** An object or a list that is not closed yet, and where in it we are. */
interface Level {
  /** null for a list. */
  names: Set<string> | null
  step: string | number
}

/** One walk over the text, without recursion; what is no JSON is walked as far as it makes sense. */
export function flawOfJson(text: string): JsonFlaw | null {
  const levels: Level[] = []
  let isName = false
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]
    if (letter === '{' || letter === '[') {
      isName = letter === '{'
      levels.push(isName ? { names: new Set(), step: '' } : { names: null, step: 0 })
    } else if (letter === '}' || letter === ']') {
      isName = false
      levels.pop()
    } else if (letter === ',') {
      const level = levels.at(-1)
      isName = level !== undefined && level.names !== null
      if (typeof level?.step === 'number') level.step++
    } else if (letter === '"') {
      const end = endOfText(text, i + 1)
      const said = end === -1 ? null : plainText(text.slice(i + 1, end))
      if (said === null) return null
      const level = levels.at(-1)
      const name = isName ? said : String(level?.step ?? '')
      const isTwice = isName && level!.names!.has(said)
      if (isName) {
        level!.names!.add(said)
        level!.step = said
      }
      if (!said.isWellFormed()) return { why: 'lone_surrogate', pointer: pointerTo(levels), name }
      if (isTwice) return { why: 'duplicate_key', pointer: pointerTo(levels), name }
      isName = false
      i = end
    }
  }
  return null
}

/** @returns the place of the closing quote; -1 where there is none */
function endOfText(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const letter = text[i]
    if (letter === '"') return i
    if (letter === '\\') i++
  }
  return -1
}

/** Two spellings of one name are one name. @returns null for what no parser reads */
function plainText(written: string): string | null {
  if (!written.includes('\\')) return written
  try {
    return JSON.parse(`"${written}"`) as string
  } catch {
    return null
  }
}

function pointerTo(levels: readonly Level[]): string {
  return levels.map(({ step }) => `/${String(step).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
