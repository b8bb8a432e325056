import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { LIVE_FORM } from '../islands/live-form.ts'
import { PASSKEY } from '../islands/passkey.ts'
import { STYLE } from '../ui/style.ts'
import built from './built/verifiers.json' with { type: 'json' }
import { PASSKEY_PATH } from './passkey-path.ts'
import { SCRIPT_PATH } from './script-path.ts'
import { STYLE_PATH } from './style-path.ts'
import { VERIFIER_PATH, VERIFY_FOLDER } from './verify-path.ts'

/** The style sheet and the scripts, named by their content so that browsers may keep them for ever. */
export function assets(): Hono {
  const routes = new Hono()
    .get(STYLE_PATH, (c) => c.body(STYLE, 200, headersOf(STYLE, 'text/css')))
    .get(SCRIPT_PATH, (c) => c.body(LIVE_FORM, 200, headersOf(LIVE_FORM, 'text/javascript')))
    .get(PASSKEY_PATH, (c) => c.body(PASSKEY, 200, headersOf(PASSKEY, 'text/javascript')))
    .get(VERIFIER_PATH, (c) =>
      c.body(built.node, 200, {
        ...headersOf(built.node, 'text/javascript'),
        'Cache-Control': 'public, max-age=300',
        'Content-Disposition': 'attachment; filename="suixin-verify.mjs"',
      }),
    )
  for (const [name, code] of Object.entries<string>(built.page.files))
    routes.get(`${VERIFY_FOLDER}/${name}`, (c) => c.body(code, 200, headersOf(code, 'text/javascript')))
  return routes
}

function headersOf(text: string, type: string) {
  const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
  return { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'public, max-age=31536000, immutable', ETag: etag }
}
