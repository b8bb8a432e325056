import { createHmac, timingSafeEqual } from 'node:crypto'
import { invalidField } from '../kernel/fault.ts'

/** An opaque, signed place in a list. `list` ties it to one list, so that a cursor of another is refused. */
export function signCursor(secret: string, list: string, place: string): string {
  const payload = Buffer.from(place, 'utf8').toString('base64url')
  return `${payload}.${mac(secret, list, payload)}`
}

/** @throws Fault invalid `bad_cursor` */
export function readCursor(secret: string, list: string, cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  const [payload, signature, ...rest] = cursor.split('.')
  if (payload === undefined || signature === undefined || rest.length > 0) throw badCursor()
  const expected = Buffer.from(mac(secret, list, payload))
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw badCursor()
  return Buffer.from(payload, 'base64url').toString('utf8')
}

function badCursor() {
  return invalidField('?cursor', 'bad_cursor', '翻页标记无效，请从第一页重新开始。 The cursor is not valid here; start from the first page.')
}

function mac(secret: string, list: string, payload: string): string {
  return createHmac('sha256', secret).update(`cursor\n${list}\n${payload}`).digest('base64url')
}
