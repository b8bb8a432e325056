import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { LIVE_FORM } from '../islands/live-form.ts'
import { STYLE } from '../ui/style.ts'
import { SCRIPT_PATH } from './script-path.ts'
import { STYLE_PATH } from './style-path.ts'

/** The style sheet and the one script, named by their content so that browsers may keep them for ever. */
export function assets(): Hono {
  return new Hono()
    .get(STYLE_PATH, (c) => c.body(STYLE, 200, headersOf(STYLE, 'text/css')))
    .get(SCRIPT_PATH, (c) => c.body(LIVE_FORM, 200, headersOf(LIVE_FORM, 'text/javascript')))
}

function headersOf(text: string, type: string) {
  const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
  return { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'public, max-age=31536000, immutable', ETag: etag }
}
