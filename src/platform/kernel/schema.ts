/**
 * Zod primitives for the rim. Routes and contracts build on these and never on a bare `z.string()` or
 * `z.number()`, so that NUL, lone surrogates, 2^53 and endless text are refused in one place.
 */
import { z } from '@hono/zod-openapi'
import { ID_PREFIXES, type IdKind } from './id.ts'
import { isSafeText } from './text.ts'
import { isCivilDate } from './time.ts'

export { z }

/** Text without NUL and lone surrogates, brought to NFC, `min`..`max` UTF-16 units. */
export function safeText(max: number, min = 0) {
  return z
    .string()
    .min(min)
    .max(max)
    .refine(isSafeText, { message: '不能含有空字符（NUL）或不成对的代理字符。 It must hold no NUL and no lone surrogate.' })
    .transform((text) => text.normalize('NFC'))
}

/** An integer that a double holds exactly. */
export function int(min: number, max: number) {
  return z.number().int().min(min).max(max)
}

/** At most 100 亿元: no single amount on this platform is larger. */
export const MAX_FEN = 1_000_000_000_000n

/** Fen coming in: a decimal string, or an integer up to 2^53 − 1. Becomes a bigint. */
export function fenIn(min = 0n, max = MAX_FEN) {
  return z
    .union([
      z.string().regex(/^(0|[1-9]\d{0,15})$/, '金额须以分为单位，写成整数文字，如 "20000000"。 It must be whole fen as a decimal string.'),
      z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    ])
    .transform((value) => BigInt(value))
    .refine((fen) => fen >= min && fen <= max, { message: `须在 ${min} 分至 ${max} 分之间。 It must be between ${min} and ${max} fen.` })
    .openapi({ type: 'string', pattern: '^(0|[1-9][0-9]{0,15})$', description: `Whole fen, ${min} to ${max}`, example: '20000000' })
}

/** Fen going out: a decimal string, negative allowed. */
export const fenOut = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .openapi({ description: 'Whole fen as a decimal string', example: '20000000' })

export const civilDate = z
  .string()
  .max(10)
  .refine(isCivilDate, { message: '须是存在的日期，写成 2026-11-23 的样子。 It must be an existing day written YYYY-MM-DD.' })
  .openapi({ format: 'date', example: '2026-11-23' })

export const instantOut = z.iso.datetime().openapi({ example: '2026-11-23T04:00:00.000Z' })

/** An id of one kind, by shape only. A badly shaped id in a path is answered 404, not 422: see rim. */
export function idOf(kind: IdKind) {
  return z
    .string()
    .regex(new RegExp(`^${ID_PREFIXES[kind]}_[0-9a-hjkmnp-tv-z]{26}$`))
    .openapi({ example: `${ID_PREFIXES[kind]}_01jd7w9k8m0000000000000000` })
}

/** `limit` of a list: how many items a page holds. */
export const pageLimit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, '须是 1 至 100 的整数。 It must be a whole number from 1 to 100.')
  .transform(Number)
  .pipe(int(1, 100))
  .default(50)
  .openapi({ type: 'integer', minimum: 1, maximum: 100, default: 50 })

/** Basis points going out: a rate, or a difference of rates. A yearly rate of nonsense flows may be very large. */
export const bpOut = int(-1_000_000, Number.MAX_SAFE_INTEGER)
/** A product's version. */
export const versionOut = int(1, 1_000_000)
export const monthsOut = int(1, 1_200)
/** How many there are of something. */
export const countOut = int(0, 1_000_000_000)

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().max(512).nullable() })
}
