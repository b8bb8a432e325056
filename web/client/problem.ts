import type { FormError } from '../ui/error-summary.tsx'
import { words } from '../words/index.ts'

/** RFC 9457 as the API answers it. */
export interface Problem {
  type: string
  title: string
  status: number
  code: string
  detail: string
  requestId: string
  errors: readonly { pointer: string; code: string; detail: string }[]
  /** From `Retry-After`. */
  retryAfterSeconds: number | null
}

export interface FieldTarget {
  /** Name of the form field. */
  field: string
  label: string
  /** Lowest and highest value in words, said when the value lies outside. */
  range?: readonly [string, string]
}

/** Which form field carries which part of the body: pointer or its beginning → field. The longest match wins. */
export type FieldMap = Readonly<Record<string, FieldTarget>>

/**
 * A refused request as errors beside the form's fields. What the form has no field for is said once on top,
 * in the API's own sentence.
 */
export function formErrors(problem: Problem, fields: FieldMap = {}): FormError[] {
  if (problem.code === 'step_up_required') return [{ field: null, message: sentenceOf(problem), href: '/account/confirm' }]
  const out: FormError[] = []
  const unplaced: string[] = []
  for (const e of problem.errors) {
    const target = fieldFor(e.pointer, fields)
    if (target === null) {
      const said = ownWords(e)
      if (said !== null) unplaced.push(said)
    } else if (!out.some((known) => known.field === target.field)) {
      out.push({ field: target.field, message: fieldMessage(e, target) })
    }
  }
  if (out.length > 0) return [...out, ...unplaced.map((message) => ({ field: null, message }))]
  const rest = unplaced.length > 0 ? unplaced : [sentenceOf(problem)]
  return rest.map((message) => ({ field: null, message }))
}

/** What happened and what to do, for a reader: ours by code, else the API's sentence in the page's language, else ours by status. */
export function sentenceOf(problem: Problem): string {
  const w = words.zh.errors
  const said = w.code[problem.code] ?? chineseOf(problem.detail)
  if (said !== null) return said
  const ours = w.status[problem.status] ?? w.status[problem.status >= 500 ? 500 : 400] ?? ''
  return problem.retryAfterSeconds !== null && problem.status === 429 ? ours + w.retryAfter(problem.retryAfterSeconds) : ours
}

/**
 * The API says a thing in Chinese, then in English behind a space; several things go one behind the other. The English may
 * itself name a Chinese column: it is known by how it begins, and ends where the next sentence begins in Chinese.
 */
const ENGLISH = /(^|[\u3002\uff01\uff1f])\s+(?=[A-Za-z\d])[\s\S]*?(?:[.!?]["\u201d]?\s+(?=[\u201c\u300a\uff08]?[\u4e00-\u9fff])|$)/g

/** The Chinese of it; null where there is none. */
function chineseOf(detail: string): string | null {
  return /^[\s\S]*[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/.exec(` ${detail}`.replace(ENGLISH, '$1').trim())?.[0] ?? null
}

function fieldFor(pointer: string, fields: FieldMap): FieldTarget | null {
  let path = pointer
  while (path !== '') {
    const hit = fields[path]
    if (hit) return hit
    path = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  }
  return null
}

/** A validator's sentence speaks to who writes JSON: a form says the same with the field's own name. */
const OF_SHAPE = /^(invalid_)?(invalid_(type|format|value|union|key|element)|too_small|too_big|not_multiple_of|unrecognized_keys)$/

function ownWords({ code, detail }: { code: string; detail: string }): string | null {
  return OF_SHAPE.test(code) ? null : chineseOf(detail)
}

function fieldMessage(error: { code: string; detail: string }, { label, range }: FieldTarget): string {
  const said = ownWords(error)
  if (said !== null) return said
  const w = words.zh.errors
  // Validation issues of the rim are called `invalid_<zod code>`.
  const code = error.code.replace(/^invalid_(?=too_|invalid_|unrecognized_|custom)/, '')
  if (range && code !== 'invalid_type') return w.between(label, range[0], range[1])
  const byCode: Record<string, (label: string) => string> = w.field
  return (byCode[code] ?? w.field.custom)(label)
}
