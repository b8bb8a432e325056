import type { Child } from 'hono/jsx'

/** A page as a response. Pages speak to one reader, so nothing on the way may keep them. */
export function htmlResponse(page: Child, status = 200, headers: Headers = new Headers()): Response {
  headers.set('Content-Type', 'text/html; charset=utf-8')
  headers.set('Cache-Control', 'no-store')
  return new Response(String(page), { status, headers })
}

/** See other: after a form was taken, the browser asks anew, so that reload sends nothing twice. */
export function seeOther(location: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ Location: location, 'Cache-Control': 'no-store' })
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 303, headers })
}
