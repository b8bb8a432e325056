import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { STYLE } from '../ui/style.ts'
import { STYLE_PATH } from './style-path.ts'

/** The style sheet, named by its content so that browsers may keep it for ever. */
export function assets(): Hono {
  const etag = `"${createHash('sha256').update(STYLE).digest('hex').slice(0, 32)}"`
  return new Hono().get(STYLE_PATH, (c) =>
    c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=31536000, immutable', ETag: etag }),
  )
}
