import { Fault } from '../kernel/fault.ts'
import { flawOfJsonBytes, type JsonFlaw } from '../kernel/json-text.ts'
import { type Rim, requireJson } from './rim.ts'

const JSON_TYPE = /^application\/json\s*(;|$)/i

/**
 * The body as it came, before anything reads a meaning into it: a name that stands twice would be one thing to us and another
 * to whoever signed or keeps the same bytes.
 * @param isRequired false: nothing at all may be sent too
 * @throws Fault unsupported_media `json_required`; malformed `duplicate_key`, `lone_surrogate`, `not_unicode`, `byte_order_mark`
 */
export async function takeJsonBody(c: Rim, isRequired: boolean): Promise<void> {
  requireJson(c, isRequired)
  if (!JSON_TYPE.test(c.req.header('content-type') ?? '')) return
  const flaw = flawOfJsonBytes(await c.req.arrayBuffer())
  if (flaw) throw faultOfFlaw(flaw)
}

const LONGEST_POINTER = 500
const LONGEST_NAME = 60

/** What is wrong with the text of a body, where in it, and what to do. */
export function faultOfFlaw(flaw: JsonFlaw): Fault {
  const { why } = flaw
  const pointer = 'pointer' in flaw && flaw.pointer.length <= LONGEST_POINTER ? flaw.pointer : ''
  const detail = sentenceOf(flaw)
  return new Fault('malformed', why, detail, { errors: [{ pointer: pointer || '/', code: why, detail }] })
}

function sentenceOf(flaw: JsonFlaw): string {
  if (flaw.why === 'not_unicode') return '请求体不是有效的 UTF-8 文本，请以 UTF-8 编码后重发。 The body is not valid UTF-8; encode it as UTF-8.'
  if (flaw.why === 'byte_order_mark')
    return '请求体开头有字节顺序标记（BOM），请去掉后重发。 The body begins with a byte order mark; send it without (RFC 8259 §8.1).'
  // Quoted as JSON: whatever stands in a name cannot be taken for a part of the sentence.
  const name = JSON.stringify(flaw.name.slice(0, LONGEST_NAME))
  return flaw.why === 'duplicate_key'
    ? `请求体里的 ${name} 写了两次，分不清以哪个为准，请只留一个。 The member ${name} stands twice; send it once.`
    : `请求体里 ${name} 处有不成对的代理字符（如 \\ud800），请改正后重发。 Half of a surrogate pair stands at ${name}; mend the text.`
}
